//! The quiz pane's key tables: one while a question is open, one after its answer, one when no question is left. Before the
//! answer `a` to `f` are options and nothing else.
use super::state::{Phase, State};
use crate::{
    content::library::Library,
    quiz::answer::Verdict,
    ui::flow::{
        key::{Code, Key},
        table::{Binding, Hint, Place, hints},
    },
};

/// What a key of the quiz pane does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Choose the option at this place, or take it back.
    Choose(usize),
    /// Choose the option under the cursor, or take it back.
    Toggle,
    /// Strike the option under the cursor out, or take that back.
    Strike,
    /// Cursor, or text, one down.
    Down,
    /// One up.
    Up,
    /// Half a page down.
    HalfDown,
    /// Half a page up.
    HalfUp,
    /// To the top.
    Top,
    /// To the end.
    End,
    /// Mark the question for later.
    Mark,
    /// Check, sure.
    Sure,
    /// Check, not sure.
    Unsure,
    /// I don't know.
    DontKnow,
    /// Show the hint.
    Hint,
    /// The next card.
    Next,
    /// Prove it in the lab.
    Prove,
    /// Rate it hard.
    Hard,
    /// Rate it easy.
    Easy,
    /// Where its facts were read.
    Sources,
    /// Report a mistake in the question.
    Report,
    /// Take the last answer back.
    Undo,
    /// Give it again.
    Redo,
    /// What the end card suggests.
    Suggested,
    /// Review what is due.
    Review,
    /// Learn new cards.
    Learn,
    /// Practise the weakest.
    Weakest,
}

type Words = (&'static str, &'static str, &'static str);

const fn line(
    keys: &'static [Key],
    act: Act,
    shown: &'static str,
    (group, hint, help): Words,
    place: Place,
) -> Binding<Act> {
    Binding { keys, act, shown, hint, help, group, place }
}

const J: &[Key] = &[Key::ch('j'), Key::of(Code::Down)];
const K: &[Key] = &[Key::ch('k'), Key::of(Code::Up)];
const MORE: &[Key] = &[Key::ctrl('d'), Key::of(Code::PageDown)];
const LESS: &[Key] = &[Key::ctrl('u'), Key::of(Code::PageUp)];
const TOP: &[Key] = &[Key::of(Code::Home)];
const END: &[Key] = &[Key::ch('G'), Key::of(Code::End)];
const SILENT: Words = ("Moving", "", "");

/// While a question is open.
pub const OPEN: &[Binding<Act>] = &[
    line(&[Key::ch('a')], Act::Choose(0), "a-f", ("Answer", "choose", "choose, or take back"), Place::Footer(1)),
    line(&[Key::ch('b')], Act::Choose(1), "", ("Answer", "", ""), Place::Help),
    line(&[Key::ch('c')], Act::Choose(2), "", ("Answer", "", ""), Place::Help),
    line(&[Key::ch('d')], Act::Choose(3), "", ("Answer", "", ""), Place::Help),
    line(&[Key::ch('e')], Act::Choose(4), "", ("Answer", "", ""), Place::Help),
    line(&[Key::ch('f')], Act::Choose(5), "", ("Answer", "", ""), Place::Help),
    line(&[Key::ch(' ')], Act::Toggle, "space", ("Answer", "", "choose the option under the cursor"), Place::Help),
    line(&[Key::of(Code::Enter)], Act::Sure, "enter", ("Answer", "check", "check: I am sure"), Place::Footer(2)),
    line(&[Key::ch('u')], Act::Unsure, "u", ("Answer", "", "check: not sure, comes back sooner"), Place::Help),
    line(&[Key::ch('m')], Act::Mark, "m", ("Question", "mark", "mark for later"), Place::Border(2)),
    line(&[Key::ch('x')], Act::Strike, "x", ("Answer", "strike", "strike an option out"), Place::Border(1)),
    line(&[Key::ch('s')], Act::DontKnow, "s", ("Answer", "don't know", "I don't know"), Place::Border(0)),
    line(&[Key::ch('t')], Act::Hint, "t", ("Answer", "hint", "a hint: hard at best then"), Place::Border(3)),
    line(J, Act::Down, "j k", ("Moving", "", "next, last option"), Place::Help),
    line(K, Act::Up, "", SILENT, Place::Help),
    line(MORE, Act::HalfDown, "ctrl-d ctrl-u", ("Moving", "", "half a page"), Place::Help),
    line(LESS, Act::HalfUp, "", SILENT, Place::Help),
    line(TOP, Act::Top, "home end", ("Moving", "", "top, end"), Place::Help),
    line(END, Act::End, "", SILENT, Place::Help),
    line(&[Key::ch('n')], Act::Next, "", ("Question", "", ""), Place::Help),
    line(&[Key::ch('p')], Act::Prove, "", ("Question", "", ""), Place::Help),
    line(&[Key::ch('o')], Act::Sources, "", ("Question", "", ""), Place::Help),
    line(&[Key::ch('!')], Act::Report, "!", ("Question", "", "report a mistake"), Place::Help),
    line(&[Key::ch('U')], Act::Undo, "U", ("Question", "", "take the last answer back"), Place::Help),
    line(&[Key::ctrl('r')], Act::Redo, "ctrl-r", ("Question", "", "give it again"), Place::Help),
];

/// After the answer.
pub const ANSWERED: &[Binding<Act>] = &[
    line(
        &[Key::ch('n'), Key::of(Code::Enter), Key::ch(' ')],
        Act::Next,
        "n",
        ("Question", "next", "the next card"),
        Place::Both(0),
    ),
    line(&[Key::ch('p')], Act::Prove, "p", ("Question", "prove it", "prove it in the lab"), Place::Both(1)),
    line(&[Key::ch('o')], Act::Sources, "o", ("Question", "sources", "where its facts were read"), Place::Border(2)),
    line(&[Key::ch('!')], Act::Report, "!", ("Question", "report", "report a mistake"), Place::Border(4)),
    line(&[Key::ch('m')], Act::Mark, "m", ("Question", "", "mark for later"), Place::Help),
    line(&[Key::ch('h')], Act::Hard, "h", ("Grade", "", "it was hard: comes back sooner"), Place::Help),
    line(&[Key::ch('e')], Act::Easy, "e", ("Grade", "", "it was easy: comes back later"), Place::Help),
    line(&[Key::ch('U')], Act::Undo, "U", ("Grade", "", "take the answer back"), Place::Help),
    line(&[Key::ctrl('r')], Act::Redo, "ctrl-r", ("Grade", "", "give it again"), Place::Help),
    line(J, Act::Down, "j k", ("Moving", "scroll", "scroll a line"), Place::Border(3)),
    line(K, Act::Up, "", SILENT, Place::Help),
    line(MORE, Act::HalfDown, "ctrl-d ctrl-u", ("Moving", "", "half a page"), Place::Help),
    line(LESS, Act::HalfUp, "", SILENT, Place::Help),
    line(TOP, Act::Top, "home end", ("Moving", "", "top, end"), Place::Help),
    line(END, Act::End, "", SILENT, Place::Help),
];

/// When no question is left.
pub const ENDED: &[Binding<Act>] = &[
    line(&[Key::of(Code::Enter)], Act::Suggested, "enter", ("Next", "go on", "do what is suggested"), Place::Both(0)),
    line(&[Key::ch('c')], Act::Learn, "c", ("Next", "learn new", "learn new cards"), Place::Both(1)),
    line(&[Key::ch('w')], Act::Weakest, "w", ("Next", "weakest", "practise the weakest"), Place::Both(2)),
    line(&[Key::ch('r')], Act::Review, "r", ("Next", "", "review what is due"), Place::Help),
    line(&[Key::ch('U')], Act::Undo, "U", ("Next", "", "take the last answer back"), Place::Help),
];

/// The table that holds now.
#[must_use]
pub fn table(state: &State) -> &'static [Binding<Act>] {
    match state.phase() {
        Phase::Open => OPEN,
        Phase::Answered => ANSWERED,
        Phase::Ended | Phase::Empty => ENDED,
    }
}

/// Why a key cannot work now; `None` where it can.
#[must_use]
pub fn refusal(state: &State, act: Act, library: &Library) -> Option<&'static str> {
    let attempt = state.attempt();
    let item = state.session.item(library);
    let right = attempt.and_then(|a| a.outcome.as_ref()).is_some_and(|o| o.verdict == Verdict::Right);
    match (state.phase(), act) {
        (Phase::Open, Act::Next | Act::Prove | Act::Sources) => Some("answer first, or s: I don't know"),
        (Phase::Open, Act::Hint) if attempt.is_some_and(|a| a.hinted) => Some("the hint is shown already"),
        (Phase::Open, Act::Choose(n)) if attempt.is_some_and(|a| n >= a.shown.len()) => Some("there is no such option"),
        (Phase::Open, Act::Hint) if item.is_some_and(|i| i.hint.is_none()) => Some("this question has no hint"),
        (Phase::Answered, Act::Prove) if item.is_some_and(|i| i.proof.is_none()) => {
            Some("no lab proves this one: o shows its sources")
        }
        (Phase::Answered, Act::Hard | Act::Easy) if !right => Some("a wrong answer stays at again"),
        (Phase::Empty, Act::Undo) => Some("nothing to take back"),
        _ => None,
    }
}

/// The table as it stands now.
#[must_use]
pub fn shown(state: &State, library: &Library) -> Vec<Hint> {
    let mut lines = hints(table(state), |act| refusal(state, act, library).is_none());
    let options = state.attempt().map_or(0, |a| a.shown.len()).min(6);
    if let (Phase::Open, Some(letters)) = (state.phase(), lines.first_mut()) {
        letters.keys = format!("a-{}", letter(options.saturating_sub(1)).to_ascii_lowercase());
    }
    lines
}

/// The letter of a place: `A` for 0.
#[must_use]
pub fn letter(place: usize) -> char {
    u8::try_from(place).ok().filter(|p| *p < 26).map_or('?', |p| char::from(b'A' + p))
}
