//! What the page of a report says, block by block; how it looks is up to Markdown and HTML.
use super::{DISCLAIMER, Explained, explained, letters};
use crate::{
    base::prose::Prose,
    content::library::Library,
    practice::{
        exam::{
            report::{
                Report,
                item::{Bank, Item},
                pace::Cause,
                tables::Tally,
            },
            score::{Call, Estimate, PASS},
            words::{clock, count, hundredths, iso, span},
        },
        record::sat::{End, Mode},
    },
    quiz::{answer::Verdict, question::Choice},
};

/// A block of the page.
pub(super) enum Block<'a> {
    /// A heading; 1 is the page's own, 2 a part, 3 an item.
    Heading(u8, String),
    /// A paragraph.
    Words(String),
    /// Words of a question.
    Quote(&'a [Prose]),
    /// A list.
    List(Vec<String>),
    /// A table.
    Table(Vec<&'static str>, Vec<Vec<String>>),
    /// The estimate.
    Estimate(Estimate),
    /// The options of an item, with why.
    Options(Vec<OptionLine<'a>>),
}

/// An option of an item.
pub(super) struct OptionLine<'a> {
    /// Its letter on the paper.
    pub(super) letter: char,
    /// The option; none where the question has it no more.
    pub(super) choice: Option<&'a Choice>,
    /// It was chosen.
    pub(super) chosen: bool,
}

/// The page's title: `Section mock 3, score report`.
pub(super) fn title(report: &Report) -> String {
    format!("{} {}, score report", report.heading.title, report.heading.number)
}

/// The whole page.
pub(super) fn page<'a>(report: &'a Report, library: &'a Library) -> Vec<Block<'a>> {
    let mut page = vec![Block::Heading(1, title(report)), Block::Words(sat(report))];
    score(report, &mut page);
    tables(report, &mut page);
    conduct(report, &mut page);
    next(report, &mut page);
    look(report, library, &mut page);
    all(report, &mut page);
    paper(report, &mut page);
    page
}

fn sat(report: &Report) -> String {
    let heading = &report.heading;
    let time = match heading.limit_ms {
        Some(limit) => format!("{} of {}", span(heading.used_ms), span(limit)),
        None => format!("{}, untimed", span(heading.used_ms)),
    };
    let how = match heading.mode {
        Mode::Exam => "",
        Mode::Review => " Sat as a review: answers could be checked on the way.",
        Mode::Proctored => " Sat under an instructor.",
    };
    let end = match heading.end {
        End::Asked => "handed in",
        End::Time => "handed in as time was up",
        End::Left => "left before it was handed in",
    };
    format!("{}, {time}, {end}.{how}", iso(heading.day))
}

fn score(report: &Report, page: &mut Vec<Block<'_>>) {
    let score = &report.score;
    page.push(Block::Heading(2, "Estimated score".into()));
    match score.estimate {
        Some(estimate) => page.push(Block::Estimate(estimate)),
        None => page.push(Block::Words("No estimate: no question counts.".into())),
    }
    let mut words = format!("{} of {} right.", score.right, count(score.of, "scored question"));
    if score.unscored > 0 {
        words += &format!(" {} more did not count, as on the day.", score.unscored);
    }
    if score.gone > 0 {
        words += &format!(" {} had left the bank and could not be marked.", count(score.gone, "question"));
    }
    page.push(Block::Words(words));
    page.push(Block::Words(DISCLAIMER.into()));
    if let Some(prediction) = &report.prediction {
        let came = if prediction.passed { "reached" } else { "did not reach" };
        page.push(Block::Words(format!(
            "Before it you put a pass at {} %; the estimate {came} {PASS}. Brier score {}: 0.00 is sure and right, 0.25 a coin.",
            prediction.percent,
            hundredths(prediction.brier),
        )));
    }
}

/// What an estimate says: `752, in nine of ten cases 640 to 846: too close to call (pass at 720).`
pub(super) fn estimate(estimate: &Estimate) -> String {
    let Estimate { low, high, call, .. } = estimate;
    let call = match call {
        Call::TooClose => call.words().to_owned(),
        Call::Pass | Call::Fail => format!("a {}", call.words()),
    };
    format!("in nine of ten cases {low} to {high}: {call} ({PASS} passes)")
}

fn of(tally: Tally) -> String {
    if tally.of == 0 {
        return "-".into();
    }
    format!("{} of {}", tally.right, tally.of)
}

fn tables(report: &Report, page: &mut Vec<Block<'_>>) {
    let tables = &report.tables;
    let domains = tables
        .domains
        .iter()
        .map(|row| vec![row.name.into(), of(row.tally), row.words().into(), format!("{} %", row.weight)]);
    page.push(Block::Heading(2, "Domains".into()));
    page.push(Block::Table(vec!["domain", "right", "", "weight in the exam"], domains.collect()));
    page.push(Block::Words("A few questions a domain say little: take these words as hints.".into()));
    let tasks = tables.tasks.iter().map(|row| vec![row.number.clone(), row.name.into(), of(row.tally)]);
    page.push(Block::Table(vec!["task", "in our words", "right"], tasks.collect()));
    let topics = tables
        .topics
        .iter()
        .map(|topic| vec![topic.service.clone(), topic.title.clone(), of(topic.tally), clock(topic.ms)]);
    page.push(Block::Heading(2, "Topics, weakest first".into()));
    page.push(Block::Table(vec!["service", "lesson", "right", "a question"], topics.collect()));
    let sure =
        tables.sureness.iter().map(|row| vec![row.sureness.words().into(), of(row.tally), row.judged.words().into()]);
    page.push(Block::Heading(2, "How sure you were, and how right".into()));
    page.push(Block::Table(vec!["", "right", ""], sure.collect()));
}

fn conduct(report: &Report, page: &mut Vec<Block<'_>>) {
    let (pace, changes, absences) = (&report.conduct.pace, &report.conduct.changes, &report.conduct.absences);
    page.push(Block::Heading(2, "Time and changes".into()));
    let mut lines = vec![format!(
        "{} a question on average, {} of {} above the exam's 2:00.",
        clock(pace.average_ms),
        pace.over,
        pace.ms.len()
    )];
    if changes.items > 0 {
        let counts = [
            (changes.to_right, "to right"),
            (changes.to_wrong, "to wrong"),
            (changes.wrong_to_wrong, "wrong to wrong"),
            (changes.back, "and back again"),
            (changes.unknown, "not to be judged any more"),
        ];
        let counts: Vec<String> =
            counts.iter().filter(|(n, _)| *n > 0).map(|(n, words)| format!("{n} {words}")).collect();
        lines.push(format!("{} changed: {}; {}.", count(changes.items, "answer"), counts.join(", "), changes.words()));
    }
    lines.extend(absences.causes.iter().map(away));
    if absences.causes.is_empty() {
        lines.push("The paper was never off the screen.".into());
    }
    page.push(Block::List(lines));
}

/// `Away 2 times, 3 min in all: the app stood still.`
fn away(cause: &Cause) -> String {
    let long = match (cause.times - cause.unmeasured.min(cause.times), cause.unmeasured) {
        (_, 0) => format!("{} in all", span(cause.ms)),
        (0, _) => "nobody can tell how long".into(),
        (_, blind) => format!("{} in all and {} that no clock could tell", span(cause.ms), count(blind, "time")),
    };
    format!("Away {}, {long}: {}.", count(cause.times, "time"), cause.words())
}

fn next(report: &Report, page: &mut Vec<Block<'_>>) {
    let next = &report.next;
    page.push(Block::Heading(2, "Next".into()));
    let mut lines = vec![];
    if next.wrong > 0 {
        lines.push(format!("Go through the {}.", count(next.wrong, "wrong answer")));
    }
    lines.extend(next.lessons.iter().map(|lesson| {
        let again = if lesson.read { " again" } else { "" };
        format!("Read{again}: {} ({} min, {}).", lesson.title, lesson.minutes, count(lesson.wrong, "wrong answer"))
    }));
    lines.extend(next.labs.iter().map(|lab| format!("Play: {} ({} of 3 stars).", lab.title, lab.stars)));
    if !next.cards.is_empty() {
        let cards = count(next.cards.len(), "card");
        lines.push(format!("{cards} scheduled for {}: what was wrong, open or guessed.", iso(next.due)));
    }
    if lines.is_empty() {
        lines.push("Nothing was wrong, nothing guessed: rest, or try a longer paper.".into());
    }
    page.push(Block::List(lines));
}

fn look<'a>(report: &'a Report, library: &'a Library, page: &mut Vec<Block<'a>>) {
    let lists = &report.lists;
    for (title, places) in [
        ("Sure, and wrong", &lists.sure_wrong),
        ("Not sure, and wrong", &lists.unsure_wrong),
        ("Open", &lists.open),
        ("Not sure, and right", &lists.lucky),
    ] {
        if !places.is_empty() {
            page.push(Block::Heading(2, title.into()));
        }
        for item in places.iter().filter_map(|at| report.items.get(*at)) {
            explain(explained(item, library), page);
        }
    }
}

fn explain<'a>(explained: Explained<'a>, page: &mut Vec<Block<'a>>) {
    let item = explained.item;
    page.push(Block::Heading(3, format!("{}. {} (task {})", item.number, item.title, item.task)));
    if let Some(question) = explained.question {
        page.push(Block::Quote(&question.stem));
        let line = |(letter, choice): (char, Option<&'a Choice>)| OptionLine {
            letter,
            choice,
            chosen: item.letters.chosen.contains(&letter),
        };
        page.push(Block::Options(explained.options.into_iter().map(line).collect()));
    }
    page.push(Block::Words(format!(
        "You: {}. Right: {}.",
        letters(&item.letters.chosen),
        letters(&item.letters.right)
    )));
    let mut lines = vec![];
    match item.bank {
        Bank::Same(_) => {}
        Bank::Edited(_) => lines.push("The question was edited since: it is not as you saw it.".into()),
        Bank::Gone => lines.push("The question has left the bank.".into()),
    }
    lines.extend(explained.lesson.map(|lesson| format!("Lesson: {lesson}.")));
    let proves = if item.bank.leads().is_some_and(|leads| leads.proof) { ", which proves the key" } else { "" };
    lines.extend(explained.lab.map(|lab| format!("Lab: {lab}{proves}.")));
    if !lines.is_empty() {
        page.push(Block::List(lines));
    }
}

fn all(report: &Report, page: &mut Vec<Block<'_>>) {
    let row = |item: &Item| {
        let verdict = match item.verdict {
            Some(Verdict::Right) => "right",
            Some(_) => "wrong",
            None => "no mark",
        };
        let mut notes = vec![];
        notes.extend((!item.scored).then_some("did not count"));
        notes.extend(item.flagged.then_some("flagged"));
        vec![
            item.number.to_string(),
            item.title.clone(),
            item.task.clone(),
            verdict.into(),
            item.sureness.words().into(),
            letters(&item.letters.chosen),
            letters(&item.letters.right),
            clock(item.ms),
            notes.join(", "),
        ]
    };
    let head = vec!["", "question", "task", "", "answered", "you", "right", "time", ""];
    page.push(Block::Heading(2, "All questions".into()));
    page.push(Block::Table(head, report.items.iter().map(row).collect()));
}

fn paper(report: &Report, page: &mut Vec<Block<'_>>) {
    let heading = &report.heading;
    let seed = if heading.seeded { "given: everyone with it has this paper" } else { "drawn for you alone" };
    page.push(Block::Heading(2, "The paper".into()));
    page.push(Block::Words(format!(
        "Blueprint {}, {}, seed {} ({seed}).",
        heading.blueprint,
        count(report.items.len(), "question"),
        heading.seed
    )));
}
