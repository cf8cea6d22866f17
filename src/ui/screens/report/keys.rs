//! Key tables of the report screen, one for each page, and what they say now.
use super::state::{Page, State, lines};
use crate::ui::flow::{
    context::Context,
    key::{Code, Key},
    table::{Binding, Hint, Place, Tab, find, hints},
};

/// What the keys do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// So many lines, or rows, down; up where negative.
    Step(isize),
    /// So many half screens.
    Half(isize),
    /// To the first line, or row.
    Top,
    /// To the last.
    End,
    /// The wrong answers, one by one.
    Wrong,
    /// What to study next.
    Plan,
    /// All questions, in order.
    All,
    /// Write the report into files.
    Save,
    /// Beside the sitting before, or the two that are marked.
    Compare,
    /// Choose a topic to prove.
    Topics,
    /// The topic, or the question, in its lab.
    Prove,
    /// The lesson of the question.
    Lesson,
    /// The row under the cursor.
    Open,
    /// The question after, or before.
    Turn(isize),
    /// Mark the row, or take the mark away.
    Mark,
    /// To the page, or the screen, this one was opened from.
    Back,
}

const fn line(
    keys: &'static [Key],
    act: Act,
    shown: &'static str,
    words: (&'static str, &'static str),
    place: Place,
) -> Binding<Act> {
    let group = match act {
        Act::Step(_) | Act::Half(_) | Act::Top | Act::End | Act::Turn(_) | Act::Topics => "Moving",
        _ => "Report",
    };
    Binding { keys, act, shown, hint: words.0, help: words.1, group, place }
}

const BACK: &[Key] = &[Key::ch('q'), Key::of(Code::Esc)];

/// Moving, on every page; `gg` is a chord of its own.
pub const MOVES: &[Binding<Act>] = &[
    line(&[Key::ch('j'), Key::of(Code::Down)], Act::Step(1), "j k", ("move", "a line, or a row"), Place::Footer(3)),
    line(&[Key::ch('k'), Key::of(Code::Up)], Act::Step(-1), "", ("", ""), Place::Help),
    line(&[Key::ctrl('d')], Act::Half(1), "ctrl-d ctrl-u", ("", "half a screen down, up"), Place::Help),
    line(&[Key::ctrl('u')], Act::Half(-1), "", ("", ""), Place::Help),
    line(&[Key::of(Code::PageDown)], Act::Half(2), "pgdn pgup", ("", "a screen down, up"), Place::Help),
    line(&[Key::of(Code::PageUp)], Act::Half(-2), "", ("", ""), Place::Help),
    line(&[Key::ch('G'), Key::of(Code::End)], Act::End, "G", ("", "the end; gg: the top"), Place::Help),
    line(&[Key::of(Code::Home)], Act::Top, "", ("", ""), Place::Help),
];

/// The report.
pub const REPORT: &[Binding<Act>] = &[
    line(&[Key::ch('1')], Act::Wrong, "", ("wrong ones", "review the wrong answers"), Place::Footer(1)),
    line(&[Key::ch('2')], Act::Plan, "", ("plan", "what to study next"), Place::Footer(4)),
    line(&[Key::ch('3')], Act::All, "", ("all", "all questions, in order"), Place::Footer(5)),
    line(&[Key::ch('4')], Act::Save, "", ("save", "save the report as Markdown, JSON and HTML"), Place::Footer(6)),
    line(&[Key::ch('5')], Act::Compare, "", ("compare", "beside the sitting before"), Place::Footer(7)),
    line(&[Key::ch('p')], Act::Topics, "", ("prove a topic", "choose a topic to see in its lab"), Place::Footer(4)),
    line(BACK, Act::Back, "q", ("back", "all sittings"), Place::Footer(0)),
];

/// The report, while a topic is chosen.
pub const TOPICS: &[Binding<Act>] = &[
    line(
        &[Key::ch('p'), Key::of(Code::Enter)],
        Act::Prove,
        "p",
        ("prove it", "the topic in its lab"),
        Place::Footer(1),
    ),
    line(&[Key::ch('l')], Act::Lesson, "", ("lesson", "the lesson of the topic"), Place::Footer(2)),
    line(BACK, Act::Back, "esc", ("back", "the report"), Place::Footer(0)),
];

/// A question of the paper.
pub const ITEM: &[Binding<Act>] = &[
    line(
        &[Key::ch('n'), Key::ch(']'), Key::of(Code::Right)],
        Act::Turn(1),
        "n N",
        ("next, before", "the next question, the one before"),
        Place::Footer(1),
    ),
    line(&[Key::ch('N'), Key::ch('['), Key::of(Code::Left)], Act::Turn(-1), "", ("", ""), Place::Help),
    line(
        &[Key::of(Code::Enter), Key::ch('l')],
        Act::Lesson,
        "enter",
        ("lesson", "the section that answers it"),
        Place::Footer(2),
    ),
    line(&[Key::ch('p')], Act::Prove, "", ("prove it", "the lab that shows it"), Place::Footer(2)),
    line(BACK, Act::Back, "esc", ("report", "back to the report"), Place::Footer(0)),
];

/// The study plan.
pub const PLAN: &[Binding<Act>] = &[
    line(
        &[Key::of(Code::Enter), Key::ch('l')],
        Act::Open,
        "enter",
        ("open", "the row under the cursor"),
        Place::Footer(1),
    ),
    line(BACK, Act::Back, "esc", ("report", "back to the report"), Place::Footer(0)),
];

/// All sittings.
pub const HISTORY: &[Binding<Act>] = &[
    line(
        &[Key::of(Code::Enter), Key::ch('l')],
        Act::Open,
        "enter",
        ("open", "the report; a paper that waits"),
        Place::Footer(1),
    ),
    line(&[Key::ch(' ')], Act::Mark, "", ("mark two", "mark a sitting for comparison"), Place::Footer(4)),
    line(&[Key::ch('c')], Act::Compare, "", ("compare", "the two that are marked"), Place::Footer(5)),
    line(BACK, Act::Back, "q", ("back", "back to the main screen"), Place::Footer(0)),
];

/// Two sittings.
pub const COMPARISON: &[Binding<Act>] =
    &[line(BACK, Act::Back, "esc", ("back", "where it was opened"), Place::Footer(0))];

/// After `g`.
pub const CHORDS: &[Binding<Act>] = &[line(&[Key::ch('g')], Act::Top, "", ("", "top of the page"), Place::Help)];

/// The table of a page.
#[must_use]
pub const fn table(state: &State) -> &'static [Binding<Act>] {
    match (state.page, state.topic) {
        (Page::Report, Some(_)) => TOPICS,
        (Page::Report, None) => REPORT,
        (Page::History, _) => HISTORY,
        (Page::Plan, _) => PLAN,
        (Page::Item, _) => ITEM,
        (Page::Comparison, _) => COMPARISON,
    }
}

/// What a key does on the open page.
#[must_use]
pub fn act(state: &State, key: Key) -> Option<Act> {
    find(table(state), key).or_else(|| find(MOVES, key))
}

/// Why an act cannot be done now; none where it can.
#[must_use]
pub fn refusal(state: &State, act: Act, context: &Context<'_>) -> Option<&'static str> {
    let report = state.report.as_ref();
    match (state.page, act) {
        (Page::Report, Act::Wrong) if report.is_some_and(|r| r.next.wrong == 0) => Some("nothing was wrong"),
        (Page::Report, Act::Plan) if report.is_some_and(|r| super::state::tasks(r).is_empty()) => {
            Some("nothing is left of the plan")
        }
        (Page::Report, Act::Compare) if state.before(context).is_none() => {
            Some("no paper of this kind was handed in before")
        }
        (Page::Report, Act::Topics) if report.is_some_and(|r| r.tables.topics.is_empty()) => {
            Some("the bank does not know these questions any more")
        }
        (Page::Item, Act::Lesson) => state.item()?.1.bank.leads().is_none().then_some("the question has left the bank"),
        (Page::Item, Act::Prove) => {
            let lab = state.item()?.1.bank.leads().and_then(|leads| leads.lab.as_ref());
            lab.is_none().then_some("no lab shows this one")
        }
        (Page::Item, Act::Turn(_)) if state.walk.items.len() < 2 => Some("it is the only one"),
        (Page::History, Act::Compare) if state.shelf.marked.len() < 2 => Some("mark two sittings first: space"),
        (Page::History, Act::Open | Act::Mark) if lines(context).is_empty() => Some("no paper was sat yet: g e"),
        _ => None,
    }
}

/// The tabs of the help.
#[must_use]
pub fn tabs(state: &State, context: &Context<'_>) -> Vec<Tab> {
    let on = |act| refusal(state, act, context).is_none();
    let mut all = hints(table(state), on);
    all.extend(hints(MOVES, on));
    // The way back stands last.
    all.sort_by_key(|hint| hint.place == Place::Footer(0));
    vec![Tab { title: "score report", focus: None, hints: all }]
}

/// What follows `g` here.
#[must_use]
pub fn chords() -> Vec<Hint> {
    hints(CHORDS, |_| true)
}
