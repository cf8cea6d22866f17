//! The conversation on the real content, without a process.
use super::{
    talk::{Place, Said, Study, Talk},
    words::COLUMNS,
};
use crate::{
    base::moment::{Day, Moment, Now},
    content::{embedded, library, library::Library},
    practice::{progress::Progress, record::Record, review::session::Session},
    quiz::answer::Verdict,
    srs::Rating,
    ui::{app::model::Clock, panes::quiz::keys::letter},
};
use proptest::prelude::*;
use std::sync::OnceLock;
use unicode_width::UnicodeWidthStr;

fn content() -> Library {
    static CONTENT: OnceLock<Library> = OnceLock::new();
    CONTENT.get_or_init(|| library::load(&embedded::sources()).0).clone()
}

fn clock(ms: u64) -> Clock {
    Clock { now: Now { at: Moment(1_000_000 + ms.cast_signed()), day: Day(100) }, uptime_ms: ms }
}

fn open() -> (Talk, Said) {
    Talk::open(Study::new(content(), Progress::default(), clock(0)))
}

/// On one question of the packs.
fn on(question: &str) -> Talk {
    let (mut talk, _) = open();
    talk.review = Some(Session::one(&question.into(), &talk.study.desk()));
    talk
}

fn hear(talk: &mut Talk, line: &str) -> Said {
    let said = talk.hear(line, clock(5_000));
    spoken(&said);
    said
}

fn text(said: &Said) -> String {
    said.lines.join(" ")
}

/// Nothing that a plain terminal or a screen reader stumbles over.
fn spoken(said: &Said) {
    for line in said.lines.iter().chain([&said.prompt]) {
        assert!(!line.chars().any(char::is_control), "{line:?}");
        assert!(!line.chars().any(|c| ('\u{2500}'..='\u{25ff}').contains(&c)), "{line:?}");
        assert!(line.width() <= COLUMNS || line.starts_with("inflight lab "), "{line:?}");
    }
}

/// The letters of the right options, or of the first wrong one.
fn letters(talk: &Talk, right: bool) -> String {
    let (attempt, item) = (talk.review.as_ref().unwrap().current.as_ref().unwrap(), talk.item().unwrap());
    let fits = |place: &usize| attempt.option(&item.question, *place).unwrap().right == right;
    let fitting: Vec<usize> = (0..attempt.shown.len()).filter(fits).collect();
    let take = item.question.kind.choose();
    let mut places: Vec<usize> = fitting.into_iter().take(take).collect();
    // A wrong answer to a question with several right ones is filled up.
    places
        .extend((0..attempt.shown.len()).filter(|p| !places.contains(p)).take(take - places.len()).collect::<Vec<_>>());
    places.into_iter().map(letter).collect()
}

fn verdicts(said: &Said) -> Vec<(Verdict, Rating)> {
    said.records
        .iter()
        .filter_map(|r| if let Record::Reviewed(r) = r { Some((r.verdict, r.rating)) } else { None })
        .collect()
}

#[test]
fn a_session_from_the_first_question_to_the_suggestion() {
    let (mut talk, first) = open();
    assert!(text(&first).contains("0 questions due") && text(&first).contains("Question 1 of 5. SQS,"), "{first:?}");
    assert_eq!(first.prompt, "Answer, or h for help: ");
    let wrong = letters(&talk, false);
    let said = hear(&mut talk, &wrong);
    assert_eq!(verdicts(&said), [(Verdict::Wrong, Rating::Again)]);
    assert!(text(&said).contains("Not right. The answer is ") && text(&said).contains("Wrong, your choice."));
    for n in 0..5 {
        hear(&mut talk, "n");
        let right = letters(&talk, true);
        let said = hear(&mut talk, &if n == 0 { format!("u {right}") } else { right });
        let want = if n == 0 { Rating::Hard } else { Rating::Good };
        assert_eq!(verdicts(&said), [(Verdict::Right, want)]);
        assert!(text(&said).starts_with("Correct.") && text(&said).contains("Next review "), "{said:?}");
    }
    let end = hear(&mut talk, "n");
    assert!(text(&end).contains("End of the session. 5 right, 1 wrong, 1 minute."), "{end:?}");
    assert!(text(&end).contains("Suggestion: new questions on"), "{end:?}");
    assert_eq!(end.prompt, "Command, or h for help: ");
    assert!(text(&hear(&mut talk, "more")).contains("Question 1 of "));
    assert!(hear(&mut talk, "quit").over);
}

#[test]
fn an_answer_can_be_rerated_and_taken_back() {
    let mut talk = on("sqs-vt-charged-twice");
    let right = letters(&talk, true);
    hear(&mut talk, &right);
    let said = hear(&mut talk, "hard");
    assert!(matches!(&said.records[..], [Record::Rerated { rating: Rating::Hard, .. }]));
    assert!(text(&said).starts_with("Rated hard. Next review"));
    let said = hear(&mut talk, "undo");
    assert!(matches!(&said.records[..], [Record::Undone { .. }]));
    assert!(talk.study.progress.cards.is_empty() && talk.place == Place::Question);
    assert_eq!(verdicts(&hear(&mut talk, "s")), [(Verdict::DontKnow, Rating::Again)]);
    assert_eq!(text(&hear(&mut talk, "easy")), "A wrong answer stays at again.");
}

#[test]
fn help_is_told_and_caps_the_rating() {
    let mut talk = on("sqs-vt-charged-twice");
    assert!(text(&hear(&mut talk, "hint")).starts_with("Hint: "));
    let right = letters(&talk, true);
    assert_eq!(verdicts(&hear(&mut talk, &right)), [(Verdict::Right, Rating::Hard)]);
    for ask in ["lesson", "lesson sqs-visibility"] {
        let mut talk = on("sqs-vt-charged-twice");
        let said = hear(&mut talk, ask);
        assert!(text(&said).contains("counts as peeking") && said.prompt == "Read it now? y or n: ", "{said:?}");
        hear(&mut talk, "n");
        assert!(!talk.review.as_ref().unwrap().current.as_ref().unwrap().peeked);
        hear(&mut talk, ask);
        assert!(matches!(&hear(&mut talk, "y").records[..], [Record::Read { .. }]));
        assert_eq!(verdicts(&hear(&mut talk, &right)), [(Verdict::Right, Rating::Hard)]);
    }
}

#[test]
fn what_cannot_be_answered_is_refused_in_sentences() {
    let mut talk = on("sqs-vt-charged-twice");
    for (line, why) in [
        ("", "Answer first"),
        ("ab", "Choose 1: that were 2."),
        ("z", "means nothing here"),
        ("easy", "Answer first."),
        ("undo", "Nothing to take back."),
        ("lab nowhere", "There is no lab"),
        ("lesson nowhere", "There is no lesson"),
    ] {
        let said = hear(&mut talk, line);
        assert!(text(&said).contains(why) && said.records.is_empty(), "{line}: {said:?}");
    }
    assert_eq!(talk.place, Place::Question);
}

#[test]
fn a_question_is_proved_in_the_lab() {
    let mut talk = on("sqs-vt-charged-twice");
    let wrong = letters(&talk, false);
    assert_eq!(hear(&mut talk, &wrong).prompt, "Prove it in the lab? y or n: ");
    let said = hear(&mut talk, "y");
    assert!(
        text(&said).contains("Lab, visibility timeout. Timeout 30 s") && text(&said).contains("job 4 min"),
        "{said:?}"
    );
    let said = hear(&mut talk, "run");
    assert!(text(&said).contains("What decides the question: No double charge. Lost at"), "{said:?}");
    assert!(matches!(&said.records[..], [Record::Ran { .. }]));
    let said = hear(&mut talk, "quit");
    assert!(text(&said).contains("Back at question 1 of 1") && talk.place == Place::Answered);
    let right = letters(&talk, true);
    hear(&mut talk, &format!("prove {right}"));
    assert!(text(&hear(&mut talk, "run")).contains("What decides the question: No double charge. Met."));
}

#[test]
fn a_prediction_comes_first_and_is_told_at_its_moment() {
    let (mut talk, _) = open();
    let said = hear(&mut talk, "lab sqs-vt");
    assert!(
        text(&said).contains("What happens to message 3 at 40 s?") && said.prompt == "Your prediction: ",
        "{said:?}"
    );
    for (line, why) in
        [("9", "Choose a number from 1 to 4"), ("run", "Predict first"), ("inject crash C2", "Predict first")]
    {
        assert!(text(&hear(&mut talk, line)).contains(why), "{line}");
    }
    let said = hear(&mut talk, "3");
    assert!(matches!(&said.records[..], [Record::Predicted { chosen: Some(2), right: 2, .. }]));
    for words in
        ["10 s. Consumer 1 receives message 3. Hidden until 40 s.", "Stopped at 40 s.", "Your prediction was right."]
    {
        assert!(text(&said).contains(words), "{words} in {said:?}");
    }
    let said = hear(&mut talk, "run to 60s");
    assert!(said.prompt == "Your prediction: ", "{said:?}");
    assert!(text(&hear(&mut talk, "1")).contains("not right. What happened: It works on and charges"));
}

#[test]
fn the_lab_is_changed_rewound_and_asked() {
    let (mut talk, _) = open();
    hear(&mut talk, "lab sqs-vt");
    hear(&mut talk, "s");
    for (line, want) in [
        ("inject", "inject crash C2"),
        ("inject crash 2", "You crashed consumer 2."),
        ("inject crash C9", "C9"),
        ("inject nonsense", "is no fault"),
        ("set timeout 60s", "You set timeout to 60 s."),
        ("set timeout 99h", "is outside"),
        ("set nothing 3", "Write set NAME VALUE"),
        ("vars", "timeout: 60 s."),
        ("goals", "Goal 2 of 3: No double charge."),
        ("state", "Queue orders:"),
        ("to 20s", "Back at 20 s."),
        ("back", "Back at "),
        ("step", "s. "),
        ("run to soon", "is not a time"),
        ("log 3", "s. "),
        ("hint", "Direction:"),
        ("about", "Left out:"),
        ("link", "inflight lab sqs-vt?seed=7"),
        ("restart", "From the start, attempt 2, seed 7."),
        ("seed 12", "seed 12."),
        ("seed x", "A seed is a whole number"),
        ("undo", "Taken back:"),
        ("h", "Everywhere:"),
        ("quit", "Back at question 1 of 5"),
    ] {
        let said = hear(&mut talk, line);
        assert!(text(&said).contains(want), "{line}: {said:?}");
    }
}

#[test]
fn every_lesson_lab_and_question_can_be_said() {
    let (mut talk, _) = open();
    let library = content();
    talk.review = None;
    for lesson in &library.course {
        let said = hear(&mut talk, &format!("lesson {lesson}"));
        assert!(text(&said).contains("Lesson, "), "{said:?}");
        while matches!(talk.place, Place::Lesson(_)) {
            hear(&mut talk, "");
        }
    }
    assert_eq!(talk.study.progress.read.len(), library.lessons.values().map(|l| l.sections.len()).sum::<usize>());
    for lab in library.labs.keys() {
        hear(&mut talk, &format!("lab {lab}"));
        for _ in 0..8 {
            hear(&mut talk, "1");
            hear(&mut talk, "run");
        }
        hear(&mut talk, "state");
        hear(&mut talk, "q");
    }
    for question in library.items.keys() {
        let mut talk = on(question.as_str());
        hear(&mut talk, "again");
        let right = letters(&talk, true);
        assert_eq!(verdicts(&hear(&mut talk, &right)), [(Verdict::Right, Rating::Good)], "{question}");
    }
    assert!(text(&hear(&mut talk, "stats")).contains("Streak: 1 day."));
    assert!(
        text(&hear(&mut talk, "labs")).contains("sqs-vt: ")
            && text(&hear(&mut talk, "lessons")).contains("sqs-intro: ")
    );
}

fn line() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "a",
        "b",
        "u c",
        "s",
        "a c",
        "n",
        "y",
        "",
        "hint",
        "lesson",
        "mark",
        "report it",
        "undo",
        "hard",
        "easy",
        "again",
        "h",
        "q",
        "more",
        "review",
        "learn",
        "learn sqs-visibility",
        "weakest",
        "stats",
        "labs",
        "lab sqs-vt",
        "lab sqs-fifo",
        "1",
        "2",
        "run to 20s",
        "step",
        "back",
        "to 5s",
        "inject",
        "inject crash 1",
        "set timeout 10s",
        "set consumers 1",
        "vars",
        "goals",
        "state",
        "log 5",
        "restart",
        "seed 3",
        "seed",
        "link",
        "predict",
        "prove",
        "prove b",
        "lessons",
        "lesson sqs-fifo",
        "lab sqs-vt?seed=3&t=10s",
    ]);
    prop_oneof![9 => words.prop_map(str::to_owned), 1 => "\\PC{0,30}", 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_line_ever_panics_and_the_log_is_the_truth(lines in prop::collection::vec(line(), 1..40)) {
        let (mut talk, _) = open();
        let mut log = Vec::new();
        for line in &lines {
            let said = hear(&mut talk, line);
            prop_assert_eq!(said.over, said.prompt.is_empty());
            log.extend(said.records);
        }
        prop_assert_eq!(Progress::from_log(&log), talk.study.progress);
    }
}
