//! What a sitting says: the question, what is chosen and open, the time, and at the end the report.
use super::super::{
    talk::Study,
    words::{capital, count, inside, sentence},
};
use crate::{
    base::prose::plain,
    content::{library::Library, pack::Item},
    practice::{
        exam::{
            report::{Report, item},
            room::Room,
            words::{clock, span},
        },
        progress::sitting::{Given, Sitting},
        record::sat::{End, Mode, Sheet},
    },
    quiz::question::number,
    ui::panes::quiz::keys::letter,
};

/// The words the app uses in its exam room too.
pub(super) fn opening(room: &Room, resumed: bool) -> Vec<String> {
    let sitting = &room.sitting;
    let paper = &sitting.paper;
    let mut lines = vec![format!("{}, {}.", paper.title, count(paper.sheets.len(), "question"))];
    if let Some(left) = room.left_ms() {
        lines.push(format!("{} on the clock. It counts only while this program waits here.", capital(&span(left))));
    }
    lines.push(match paper.mode {
        Mode::Review => "Review: no clock. check tells whether an answer is right, and why.".into(),
        _ => "No answers, lessons or labs until you hand the paper in. A wrong guess costs nothing.".into(),
    });
    if resumed {
        let answered = paper.sheets.len() - sitting.open().len();
        lines.push(format!("You take it up again: {answered} answered. The time you were away is not counted."));
    }
    lines.push("help tells what you can type.".into());
    lines
}

fn shown<'a>(sheet: &'a Sheet, item: &'a Item) -> impl Iterator<Item = (char, &'a crate::quiz::question::Choice)> {
    let option = |id: &crate::base::id::OptionId| item.question.options.iter().find(|option| option.id == *id);
    sheet.shown.iter().enumerate().filter_map(move |(at, id)| Some((letter(at), option(id)?)))
}

/// The question on the screen, with what was done to it.
pub(super) fn question(room: &Room, study: &Study) -> Vec<String> {
    let Some(at) = room.at() else { return vec![] };
    let Some((sheet, given)) = room.sitting.item(at) else { return vec![] };
    let of = room.sitting.paper.sheets.len();
    let mut lines = vec![format!("Question {} of {of}. Choose {}.", at + 1, number(sheet.choose).to_lowercase())];
    match room.item(&study.desk()) {
        Some(item) => {
            lines.extend(item.question.stem.iter().map(|paragraph| plain(paragraph)));
            lines.extend(shown(sheet, item).map(|(letter, option)| {
                let struck = if given.struck.contains(&option.id) { "struck out: " } else { "" };
                format!("{letter}. {struck}{}", sentence(&plain(&option.text)))
            }));
        }
        None => lines.push("This question has left the bank. It will not count.".into()),
    }
    let state = state(sheet, given);
    if !state.is_empty() {
        lines.push(state);
    }
    lines
}

/// What is chosen and marked on the question on the screen.
pub(super) fn chosen(room: &Room) -> String {
    let item = room.at().and_then(|at| room.sitting.item(at));
    let said = item.map_or_else(String::new, |(sheet, given)| state(sheet, given));
    if said.is_empty() { "Nothing is chosen.".into() } else { said }
}

fn state(sheet: &Sheet, given: &Given) -> String {
    let letters = |wanted: &dyn Fn(&crate::base::id::OptionId) -> bool| {
        let at = sheet.shown.iter().enumerate().filter(|(_, option)| wanted(option)).map(|(at, _)| letter(at));
        at.map(String::from).collect::<Vec<_>>().join(" and ")
    };
    let mut parts = vec![];
    if !given.chosen.is_empty() {
        let missing = sheet.choose.saturating_sub(given.chosen.len());
        let more = if missing > 0 { format!(", {missing} more wanted") } else { String::new() };
        parts.push(format!("Chosen: {}{more}.", letters(&|option| given.chosen.contains(option))));
    }
    if !given.struck.is_empty() {
        parts.push(format!("Struck out: {}.", letters(&|option| given.struck.contains(option))));
    }
    if given.flagged {
        parts.push("Flagged.".into());
    }
    if given.unsure {
        parts.push("Not sure.".into());
    }
    parts.join(" ")
}

/// What is open and flagged.
pub(super) fn overview(sitting: &Sitting) -> Vec<String> {
    let list = |items: &[usize]| items.iter().map(|item| (item + 1).to_string()).collect::<Vec<_>>().join(", ");
    let (open, flagged) = (sitting.open(), sitting.flagged());
    let mut lines = vec![format!("{} of {} answered.", sitting.given.len() - open.len(), sitting.given.len())];
    if !open.is_empty() {
        lines.push(format!("Not complete: {}.", list(&open)));
    }
    if !flagged.is_empty() {
        lines.push(format!("Flagged: {}.", list(&flagged)));
    }
    lines.push("go 12 goes to a question.".into());
    lines
}

/// The exam's clock.
pub(super) fn time(room: &Room) -> String {
    let spent = span(room.spent_ms());
    room.left_ms().map_or_else(|| format!("{spent} so far; no clock runs."), |left| format!("{} left.", span(left)))
}

/// Asked once before the end.
pub(super) fn before_the_end(sitting: &Sitting) -> String {
    let open = sitting.open();
    let list = |items: &[usize]| items.iter().map(|item| (item + 1).to_string()).collect::<Vec<_>>().join(", ");
    let flagged = sitting.flagged();
    let open =
        if open.is_empty() { "Every question is answered.".into() } else { format!("Not complete: {}.", list(&open)) };
    let flagged = if flagged.is_empty() { String::new() } else { format!(" Flagged: {}.", list(&flagged)) };
    format!("{open}{flagged}")
}

/// Asked once before leaving.
pub(super) const fn before_leaving(mode: Mode) -> &'static str {
    match mode {
        Mode::Proctored => "A proctored paper cannot be taken up again: leaving hands it in.",
        Mode::Exam | Mode::Review => {
            "The paper waits and the clock stands still; the report will say that you were away."
        }
    }
}

/// Said on leaving.
pub(super) fn waits(room: &Room) -> String {
    let left = room.left_ms().map_or_else(String::new, |left| format!(", {} left", span(left)));
    let paper = &room.sitting.paper;
    format!(
        "The paper waits: question {}{left}. inflight exam {} takes it up again.",
        room.at().unwrap_or(0) + 1,
        paper.blueprint
    )
}

/// What can be typed.
pub(super) fn help(mode: Mode) -> Vec<String> {
    let mut lines: Vec<String> = [
        "A letter answers: b. Several where several are wanted: b d. What you type is your whole answer.",
        "n or Enter: next. p: previous. go 12: that question. again: read it once more.",
        "x b: strike B out, or take that back. m: flag for review. u: not sure.",
        "r: what is open and flagged. t: the time. note WORDS: write on the pad. notes: read it.",
        "end: hand the paper in. quit: leave.",
    ]
    .map(String::from)
    .into();
    if mode == Mode::Review {
        lines.push("check: whether the answer is right, and why.".into());
    }
    lines
}

/// In a review sitting: the verdict and why each option is right or wrong.
pub(super) fn explained(room: &Room, study: &Study) -> Vec<String> {
    let Some((sheet, given)) = room.at().and_then(|at| room.sitting.item(at)) else { return vec![] };
    let Some(item) = room.item(&study.desk()) else { return vec![] };
    let right = item.question.options.iter().all(|option| option.right == given.chosen.contains(&option.id));
    let mut lines = vec![if right { "Right." } else { "Wrong." }.to_owned()];
    lines.extend(shown(sheet, item).map(|(letter, option)| {
        format!("{letter} is {}. {}", if option.right { "right" } else { "wrong" }, sentence(&plain(&option.why)))
    }));
    if let Some(lesson) = study.library.lessons.get(&item.lesson.0) {
        lines.push(format!("The lesson: {}.", inside(&lesson.title)));
    }
    lines
}

/// The report: the estimate, the domains, each wrong item with its reason.
pub(super) fn report(sitting: &Sitting, study: &Study) -> Vec<String> {
    let Some(report) = Report::build(sitting, &study.library, &study.progress) else { return vec![] };
    let ended = match report.heading.end {
        End::Asked => "The paper is handed in.",
        End::Time => "Time is up: the paper is handed in.",
        End::Left => "You left: the paper is handed in.",
    };
    let mut lines = vec![String::new(), ended.to_owned()];
    lines.extend(scored(&report));
    for row in report.tables.domains.iter().filter(|row| row.tally.of > 0) {
        lines.push(format!("{}: {} of {}, {}.", row.name, row.tally.right, row.tally.of, row.words()));
    }
    lines.push(format!("{} a question on average.", clock(report.conduct.pace.average_ms)));
    let away = sitting.away.len();
    if away > 0 {
        lines.push(format!("The paper was off the screen {}.", count(away, "time")));
    }
    let wrong: Vec<&item::Item> = report.lists.wrong().filter_map(|at| report.items.get(at)).collect();
    if !wrong.is_empty() {
        lines.push(format!(
            "{} to look at; {} tomorrow.",
            count(wrong.len(), "question"),
            comes(report.next.cards.len())
        ));
    }
    wrong.into_iter().for_each(|item| lines.extend(missed(item, &study.library)));
    lines
}

fn comes(cards: usize) -> String {
    format!("{} {}", count(cards, "card"), if cards == 1 { "comes" } else { "come" })
}

fn scored(report: &Report) -> Vec<String> {
    let score = &report.score;
    let mut lines = vec![format!("{} right of the {} that count.", score.right, score.of)];
    if let Some(estimate) = score.estimate {
        let (low, high) = (estimate.low, estimate.high);
        lines.push(format!(
            "Estimate: {} of 1000, between {low} and {high}; 720 passes. {}.",
            estimate.scaled,
            capital(estimate.call.words())
        ));
        lines.push("An estimate, because AWS does not publish its scale.".into());
    }
    lines
}

/// An item that cost marks: what was answered, what is right and why, where to read.
fn missed(item: &item::Item, library: &Library) -> Vec<String> {
    let mut lines = vec![String::new(), format!("Question {}, {}.", item.number, inside(&item.title))];
    let letters = |of: &[char]| {
        if of.is_empty() {
            "nothing".to_owned()
        } else {
            of.iter().map(char::to_string).collect::<Vec<_>>().join(" and ")
        }
    };
    let are = if item.letters.right.len() == 1 { "is" } else { "are" };
    lines.push(format!("You chose {}; {} {are} right.", letters(&item.letters.chosen), letters(&item.letters.right)));
    if let Some(bank) = library.items.get(&item.question) {
        lines.extend(
            bank.question.options.iter().filter(|option| option.right).map(|option| sentence(&plain(&option.why))),
        );
        if let Some(lesson) = library.lessons.get(&bank.lesson.0) {
            lines.push(format!("The lesson: {}.", inside(&lesson.title)));
        }
    }
    lines
}
