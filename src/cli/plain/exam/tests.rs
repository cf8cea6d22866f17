//! A sitting line by line on the real content, without a process.
use super::{super::words::COLUMNS, hall::Hall};
use crate::{
    base::moment::{Day, Moment, Now},
    cli::plain::talk::{Said, Study},
    content::{embedded, library},
    practice::{
        exam::draw::Order,
        progress::Progress,
        record::{
            Record,
            sat::{Act, End, Mode},
        },
    },
    ui::{app::model::Clock, panes::quiz::keys::letter},
};
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

/// A candidate, the log, and the clock.
struct Desk {
    hall: Hall,
    log: Vec<Record>,
    ms: u64,
}

fn clock(ms: u64) -> Clock {
    Clock { now: Now { at: Moment(1_000_000 + ms.cast_signed()), day: Day(100) }, uptime_ms: ms }
}

impl Desk {
    fn open(mode: Mode, log: Vec<Record>) -> (Self, String) {
        let (library, _) = library::load(&embedded::sources());
        let study = Study::new(library, Progress::from_log(&log), clock(0));
        let candidate = (mode == Mode::Proctored).then(|| "Ada".into());
        let order = Order { blueprint: Some("warm-up".into()), mode, seed: Some(7), candidate, ..Order::default() };
        let (hall, said) = Hall::open(study, &order).unwrap();
        let mut desk = Self { hall, log, ms: 0 };
        let text = desk.take(said);
        (desk, text)
    }

    fn take(&mut self, said: Said) -> String {
        for line in &said.lines {
            assert!(line.width() <= COLUMNS && !line.contains('\u{1b}'), "{line:?}");
        }
        self.log.extend(said.records);
        said.lines.join(" ")
    }

    fn hear(&mut self, line: &str) -> String {
        self.ms += 1_000;
        let said = self.hall.hear(line, clock(self.ms));
        self.take(said)
    }

    /// The letters of the key of the question on the screen.
    fn key(&self) -> String {
        let (library, _) = library::load(&embedded::sources());
        let (sheet, _) = self.hall.room.sitting.item(self.hall.room.at().unwrap()).unwrap();
        let options = &library.items[&sheet.question].question.options;
        let right = |id| options.iter().any(|option| option.id == id && option.right);
        let at = sheet.shown.iter().enumerate().filter(|(_, id)| right((*id).clone())).map(|(at, _)| letter(at));
        at.map(String::from).collect::<Vec<_>>().join(" ")
    }
}

#[test]
fn a_whole_sitting_line_by_line() {
    let (mut desk, opening) = Desk::open(Mode::Exam, vec![]);
    assert!(opening.contains("Warm-up, 10 questions. 20 min on the clock."), "{opening}");
    assert!(opening.contains("Question 1 of 10."), "{opening}");
    for n in 1..=10 {
        let key = desk.key();
        let said = desk.hear(&key);
        assert!(said.starts_with("Chosen: "), "{said}");
        if n == 3 {
            assert!(desk.hear("u").contains("Not sure."));
            assert!(desk.hear("m").contains("Flagged."));
        }
        if n < 10 {
            assert!(desk.hear("").contains(&format!("Question {} of 10", n + 1)));
        }
    }
    assert!(desk.hear("n").contains("last question"));
    assert!(desk.hear("r").contains("10 of 10 answered. Flagged: 3."));
    assert!(desk.hear("end").contains("Every question is answered. Flagged: 3."));
    let said = desk.hear("y");
    assert!(said.contains("10 right of the 10 that count.") && said.contains("Estimate: 1000"), "{said}");
    assert!(said.contains("AWS does not publish its scale"), "{said}");
    let progress = Progress::from_log(&desk.log);
    assert_eq!(progress.sittings[0].ended.as_ref().map(|ended| ended.end), Some(End::Asked));
    assert_eq!(progress.cards.len(), 10);
}

#[test]
fn a_wrong_answer_is_explained_and_only_after_the_end() {
    let (mut desk, _) = Desk::open(Mode::Exam, vec![]);
    let key = desk.key();
    let other = ["a", "b", "c", "d"].into_iter().find(|letter| !key.to_lowercase().contains(letter)).unwrap();
    desk.hear(other);
    assert!(desk.hear("check").contains("No feedback"));
    assert!(desk.hear("a b c d").contains("Choose "), "more than are wanted change nothing");
    desk.hear("end");
    let said = desk.hear("yes");
    assert!(said.contains("Question 1,") && said.contains("The lesson: "), "{said}");
}

#[test]
fn a_sitting_waits_and_goes_on() {
    let (mut desk, _) = Desk::open(Mode::Exam, vec![]);
    desk.hear("go 4");
    desk.hear("x a");
    desk.hear("note 5 x 60 s");
    assert!(desk.hear("notes").contains("5 x 60 s"));
    assert!(desk.hear("q").contains("The paper waits"));
    assert!(desk.hear("n").contains("Question 4 of 10"), "no: back to the question");
    desk.hear("q");
    assert!(desk.hear("y").contains("The paper waits: question 4, 19 min"));
    let (mut again, opening) = Desk::open(Mode::Exam, desk.log);
    assert!(opening.contains("take it up again") && opening.contains("Question 4 of 10"), "{opening}");
    assert!(opening.contains("A. struck out:"), "{opening}");
    again.ms = 3_600_000;
    assert!(again.hear("t").contains("not counted"), "the program stood still for an hour");
}

#[test]
fn time_ends_the_paper_while_nobody_types() {
    let (mut desk, _) = Desk::open(Mode::Exam, vec![]);
    let mut said = String::new();
    for _ in 0..20 * 60 {
        desk.ms += 1_000;
        let ticked = desk.hall.tick(clock(desk.ms));
        said += &desk.take(ticked);
    }
    assert!(said.contains("15 minutes left.") && said.contains("1 minute left."), "{said}");
    assert!(said.contains("Time is up: the paper is handed in."), "{said}");
}

#[test]
fn leaving_a_proctored_paper_hands_it_in() {
    let (mut desk, _) = Desk::open(Mode::Proctored, vec![]);
    assert!(desk.hall.result().is_none(), "nothing before the end");
    assert!(desk.hear("q").contains("leaving hands it in"));
    desk.hear("y");
    let Some(Record::Sat(last)) = desk.log.last() else { panic!("nothing was written") };
    assert!(matches!(last.act, Act::HandedIn { end: End::Left, .. }));
    let (name, result) = desk.hall.result().unwrap();
    assert!(name.starts_with("result-warm-up-7-Ada-") && result.to_string().contains("\"Ada\""), "{name} {result}");
}

#[test]
fn a_review_sitting_explains_at_once() {
    let (mut desk, opening) = Desk::open(Mode::Review, vec![]);
    assert!(opening.contains("no clock"), "{opening}");
    assert!(desk.hear("check").contains("Choose"));
    let key = desk.key();
    desk.hear(&key);
    let said = desk.hear("check");
    assert!(said.starts_with("Right.") && said.contains(" is wrong. "), "{said}");
    let other = if key.starts_with('A') { "b" } else { "a" };
    assert!(desk.hear(other).contains("the answer stands"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn nothing_typed_can_break_it(lines in prop::collection::vec("(go |x |note )?([a-z0-9 ?]{0,6}|\\PC{0,12})", 0..40)) {
        let (mut desk, _) = Desk::open(Mode::Exam, vec![]);
        for line in lines {
            desk.hear(&line);
        }
        let progress = Progress::from_log(&desk.log);
        prop_assert_eq!(&progress.sittings[0], &desk.hall.room.sitting);
    }
}
