//! Key tables of the exam screen, and what they say now.
use super::state::{Filter, Over, State, Table, lobby::Row};
use crate::{
    practice::record::sat::{Mode, Place as At},
    ui::{
        flow::{
            context::Context,
            key::{Code, Key},
            table::{Binding, Hint, Place, Tab, hints},
        },
        panes::quiz::keys::letter,
    },
};

/// What the lobby's keys do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lobby {
    /// The row below, or above.
    Step(isize),
    /// Lay the paper down, or take it up again.
    Enter,
    /// Timed, or untimed with explanations.
    Mode,
    /// Half an hour more, or not.
    Extra,
    /// A pass is likelier, or less likely: while the lobby asks.
    Guess(bool),
    /// What came of earlier papers.
    Reports,
    /// Back to the main screen.
    Back,
}

/// What keys do while a question is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Choose the option at a place, or take that back.
    Choose(usize),
    /// The same for the option under the cursor.
    ChooseHere,
    /// The next option, or the last one.
    Step(isize),
    /// Strike the option under the cursor out, or take that back.
    Strike,
    /// The flag goes up, or down.
    Flag,
    /// Not sure, or sure again.
    Unsure,
    /// The words of the scenario get the keys.
    Light,
    /// The clock is hidden, or shown.
    Clock,
    /// The scratch pad opens.
    Pad,
    /// In an exam the next question; untimed, the answer is checked.
    Enter,
    /// The next question, or the last one.
    Turn(bool),
    /// Go to a number.
    Number,
    /// The review screen.
    Review,
    /// Half a page down, or up.
    Page(isize),
    /// The paper is handed in, after one question.
    End,
    /// Leave the room, after one question.
    Leave,
}

/// What keys do on the review screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grid {
    /// So many columns and rows on.
    Move(isize, isize),
    /// Open the question under the cursor.
    Open,
    /// Go through these alone, from the first.
    Filter(Filter),
    /// What the question's keys do, too.
    Same(Act),
}

/// What keys do while the words of the scenario have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// So many words on.
    Step(isize),
    /// Highlight the word under the cursor, or take that back.
    Light,
    /// Back to the options.
    Done,
}

const fn line<A: Copy>(
    keys: &'static [Key],
    act: A,
    shown: &'static str,
    words: (&'static str, &'static str),
    (group, place): (&'static str, Place),
) -> Binding<A> {
    Binding { keys, act, shown, hint: words.0, help: words.1, group, place }
}

const fn at(group: &'static str, rank: u8) -> (&'static str, Place) {
    (group, Place::Footer(rank))
}

const fn told(group: &'static str) -> (&'static str, Place) {
    (group, Place::Help)
}

/// Headings: the first stands in the upper row of the keys, the second in the lower one, the third at its right.
pub const GROUPS: [&str; 3] = [ANSWER, GO, LEAVE];
const ANSWER: &str = "Answer";
const GO: &str = "Go";
const LEAVE: &str = "Leave";

/// The lobby's keys.
pub const LOBBY: &[Binding<Lobby>] = &[
    line(
        &[Key::of(Code::Enter)],
        Lobby::Enter,
        "",
        ("begin", "lay the paper down, or take it up again"),
        at("Lobby", 1),
    ),
    line(&[Key::ch('j'), Key::of(Code::Down)], Lobby::Step(1), "j k", ("choose", "another paper"), at("Lobby", 4)),
    line(&[Key::ch('k'), Key::of(Code::Up)], Lobby::Step(-1), "", ("", ""), told("Lobby")),
    line(
        &[Key::ch('m')],
        Lobby::Mode,
        "",
        ("timed, untimed", "against the clock, or untimed with explanations"),
        at("Lobby", 5),
    ),
    line(&[Key::ch('+')], Lobby::Extra, "", ("30 min more", "30 minutes more, or not"), at("Lobby", 6)),
    line(
        &[Key::ch('l'), Key::of(Code::Right)],
        Lobby::Guess(true),
        "h l",
        ("", "how likely a pass seems, when asked"),
        at("Lobby", 7),
    ),
    line(&[Key::ch('h'), Key::of(Code::Left)], Lobby::Guess(false), "", ("", ""), told("Lobby")),
    line(&[Key::ch('r')], Lobby::Reports, "", ("reports", "the reports of earlier papers"), at("Lobby", 3)),
    line(&[Key::ch('q'), Key::of(Code::Esc)], Lobby::Back, "", ("back", "back to the main screen"), at("Lobby", 2)),
];

/// The question's keys.
pub const QUESTION: &[Binding<Act>] = &[
    line(&[Key::ch('a')], Act::Choose(0), "a-f", ("choose", "an option, or not"), at(ANSWER, 1)),
    line(&[Key::ch('b')], Act::Choose(1), "", ("", ""), told(ANSWER)),
    line(&[Key::ch('c')], Act::Choose(2), "", ("", ""), told(ANSWER)),
    line(&[Key::ch('d')], Act::Choose(3), "", ("", ""), told(ANSWER)),
    line(&[Key::ch('e')], Act::Choose(4), "", ("", ""), told(ANSWER)),
    line(&[Key::ch('f')], Act::Choose(5), "", ("", ""), told(ANSWER)),
    line(&[Key::ch('j'), Key::of(Code::Down)], Act::Step(1), "j k", ("move", "another option"), at(ANSWER, 9)),
    line(&[Key::ch('k'), Key::of(Code::Up)], Act::Step(-1), "", ("", ""), told(ANSWER)),
    line(&[Key::ch(' ')], Act::ChooseHere, "", ("", "the one at the cursor"), told(ANSWER)),
    line(&[Key::ch('x')], Act::Strike, "", ("strike", "strike it out, or not"), at(ANSWER, 2)),
    line(&[Key::ch('m')], Act::Flag, "", ("flag", "flag for review, or not"), at(ANSWER, 3)),
    line(&[Key::ch('u')], Act::Unsure, "", ("not sure", "not sure, or sure again"), at(ANSWER, 4)),
    line(&[Key::ch('y')], Act::Light, "", ("highlight", "highlight words"), at(ANSWER, 5)),
    line(&[Key::ch('t')], Act::Clock, "", ("hide clock", "hide the clock, show it"), at(ANSWER, 6)),
    line(&[Key::ch('w')], Act::Pad, "", ("scratch pad", "a pad to write on"), at(ANSWER, 7)),
    line(&[Key::of(Code::Enter)], Act::Enter, "", ("check", "next; untimed: check"), at(GO, 2)),
    line(&[Key::ch('p'), Key::of(Code::Left)], Act::Turn(false), "", ("previous", "the question before"), at(GO, 4)),
    line(&[Key::ch('n'), Key::of(Code::Right)], Act::Turn(true), "", ("next", "the next question"), at(GO, 3)),
    line(&[Key::ch('\'')], Act::Number, "", ("go to number", "a question by number"), at(GO, 6)),
    line(&[Key::ch('r')], Act::Review, "", ("review screen", "all at a glance"), at(GO, 5)),
    line(&[Key::ctrl('d'), Key::of(Code::PageDown)], Act::Page(1), "ctrl-d/u", ("", "half a page down, up"), told(GO)),
    line(&[Key::ctrl('u'), Key::of(Code::PageUp)], Act::Page(-1), "", ("", ""), told(GO)),
    line(&[Key::ch('E')], Act::End, "", ("end exam", "hand in; asks once"), at(LEAVE, 1)),
    line(&[Key::ch('q')], Act::Leave, "", ("leave", "leave; asks once"), at(LEAVE, 9)),
];

/// The keys of the review screen.
pub const GRID: &[Binding<Grid>] = &[
    line(&[Key::ch('h'), Key::of(Code::Left)], Grid::Move(-1, 0), "h j k l", ("move", "another question"), at(GO, 3)),
    line(&[Key::ch('j'), Key::of(Code::Down)], Grid::Move(0, 1), "", ("", ""), told(GO)),
    line(&[Key::ch('k'), Key::of(Code::Up)], Grid::Move(0, -1), "", ("", ""), told(GO)),
    line(&[Key::ch('l'), Key::of(Code::Right)], Grid::Move(1, 0), "", ("", ""), told(GO)),
    line(
        &[Key::of(Code::Enter), Key::ch('r'), Key::of(Code::Esc)],
        Grid::Open,
        "",
        ("open question", "open it"),
        at(GO, 2),
    ),
    line(&[Key::ch('\'')], Grid::Same(Act::Number), "", ("go to number", "a question by number"), at(GO, 5)),
    line(&[Key::ch('i')], Grid::Filter(Filter::Open), "", ("", "what is not complete"), told(GO)),
    line(&[Key::ch('m')], Grid::Filter(Filter::Flagged), "", ("", "what is flagged"), told(GO)),
    line(&[Key::ch('a')], Grid::Filter(Filter::All), "", ("", "all, one by one"), told(GO)),
    line(&[Key::ch('t')], Grid::Same(Act::Clock), "", ("", "hide the clock, show it"), told(GO)),
    line(&[Key::ch('w')], Grid::Same(Act::Pad), "", ("", "a pad to write on"), told(GO)),
    line(&[Key::ch('E')], Grid::Same(Act::End), "", ("end exam", "hand in; asks once"), at(LEAVE, 1)),
    line(&[Key::ch('q')], Grid::Same(Act::Leave), "", ("leave", "leave; asks once"), at(LEAVE, 9)),
];

/// The keys while the words of the scenario have them.
pub const WORD: &[Binding<Word>] = &[
    line(
        &[Key::ch('w'), Key::ch('l'), Key::of(Code::Right)],
        Word::Step(1),
        "w b",
        ("word", "next word, last word"),
        at(ANSWER, 1),
    ),
    line(&[Key::ch('b'), Key::ch('h'), Key::of(Code::Left)], Word::Step(-1), "", ("", ""), told(ANSWER)),
    line(
        &[Key::ch('j'), Key::of(Code::Down)],
        Word::Step(10),
        "j k",
        ("ten words", "ten words on, ten back"),
        at(ANSWER, 4),
    ),
    line(&[Key::ch('k'), Key::of(Code::Up)], Word::Step(-10), "", ("", ""), told(ANSWER)),
    line(&[Key::ch(' '), Key::ch('y')], Word::Light, "", ("highlight", "light it, or not"), at(ANSWER, 2)),
    line(
        &[Key::of(Code::Esc), Key::of(Code::Enter)],
        Word::Done,
        "",
        ("back to the options", "back to the options"),
        at(ANSWER, 3),
    ),
];

fn lobby(state: &State, context: &Context<'_>) -> Vec<Hint> {
    let order = &state.lobby.order;
    let mut lines = hints(LOBBY, |act| match act {
        Lobby::Mode => order.mode != Mode::Proctored,
        Lobby::Extra => order.mode != Mode::Review,
        Lobby::Reports => !context.progress.sittings.is_empty(),
        _ => true,
    });
    let open = matches!(state.lobby.row(context), Some(Row::Open(_)));
    for line in &mut lines {
        line.words = match (line.keys.as_str(), state.lobby.asks) {
            ("h l", true) => "by tens",
            ("enter" | "q", true) | ("r", false) => line.words,
            (_, true) => "",
            ("enter", _) if open => "take it up again",
            ("m" | "+", _) if open => "",
            _ => line.words,
        };
    }
    lines
}

/// The question's lines as they stand for this paper.
fn question(table: &Table) -> Vec<Hint> {
    let sitting = &table.room.sitting;
    let timed = sitting.paper.mode != Mode::Review;
    let here = table.room.at().and_then(|item| sitting.item(item));
    let judged = here.is_some_and(|(_, given)| given.checked);
    let options = here.map_or(4, |(sheet, _)| sheet.shown.len());
    let mut lines = hints(QUESTION, |act| match act {
        Act::Choose(_) | Act::ChooseHere | Act::Strike => !judged,
        _ => true,
    });
    for line in &mut lines {
        match line.keys.as_str() {
            "a-f" => line.keys = format!("a-{}", letter(options.saturating_sub(1)).to_ascii_lowercase()),
            "enter" if timed || judged => line.words = "",
            "t" if table.hidden => line.words = "show clock",
            "t" if !timed => line.words = "",
            _ => {}
        }
    }
    lines
}

/// The lines of what has the keys now: the rows at the bottom of the frame.
#[must_use]
pub fn foot(table: &Table) -> Vec<Hint> {
    match (&table.over, table.room.sitting.place) {
        (Over::Word(_), _) => hints(WORD, |_| true),
        // What lies over the question says its own.
        (Over::End | Over::Leave | Over::Pad | Over::Number(_), _) => vec![],
        (_, At::Review) => hints(GRID, |_| true),
        (_, At::Item(_)) => question(table),
    }
}

/// The tabs of the help: what has the keys first.
#[must_use]
pub fn tabs(state: &State, context: &Context<'_>) -> Vec<Tab> {
    let tab = |title, hints| Tab { title, focus: None, hints };
    let Some(table) = &state.table else { return vec![tab("mock exam", lobby(state, context))] };
    let mut tabs = vec![
        tab("question", question(table)),
        tab("review screen", hints(GRID, |_| true)),
        tab("highlight", hints(WORD, |_| true)),
    ];
    if table.room.sitting.place == At::Review {
        tabs.swap(0, 1);
    }
    tabs
}
