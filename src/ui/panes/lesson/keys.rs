//! The lesson pane's key table.
use super::state::State;
use crate::ui::flow::{
    key::{Code, Key},
    table::{Binding, Hint, Place, hints},
};

/// What a key of the lesson pane does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// One line down.
    Down,
    /// One line up.
    Up,
    /// Half a page down.
    HalfDown,
    /// Half a page up.
    HalfUp,
    /// To the top of the section.
    Top,
    /// To its end.
    End,
    /// The next section, or the next lesson.
    Next,
    /// The last section.
    Last,
    /// Look under the veil.
    Peek,
    /// Prove the section's question in the lab.
    Prove,
    /// Where its numbers were read.
    Source,
    /// Choose a lesson of the course.
    Course,
}

const fn line(
    keys: &'static [Key],
    act: Act,
    shown: &'static str,
    words: (&'static str, &'static str),
    place: Place,
) -> Binding<Act> {
    Binding { keys, act, shown, hint: words.0, help: words.1, group: "Reading", place }
}

/// The table.
pub const TABLE: &[Binding<Act>] = &[
    line(&[Key::ch('j'), Key::of(Code::Down)], Act::Down, "j k", ("scroll", "scroll a line"), Place::Border(0)),
    line(&[Key::ch('k'), Key::of(Code::Up)], Act::Up, "", ("", ""), Place::Help),
    line(&[Key::ch(']')], Act::Next, "]", ("next section", "next section"), Place::Border(1)),
    line(&[Key::ch('[')], Act::Last, "[", ("", "last section"), Place::Help),
    line(
        &[Key::ch('u')],
        Act::Peek,
        "u",
        ("peek", "peek before the answer: it counts as hard at best"),
        Place::Border(2),
    ),
    line(&[Key::ch('p')], Act::Prove, "p", ("prove", "prove the question in the lab"), Place::Border(2)),
    line(&[Key::of(Code::Enter)], Act::Course, "enter", ("lessons", "choose a lesson of the course"), Place::Both(2)),
    line(&[Key::ch('o')], Act::Source, "o", ("source", "where its numbers were read"), Place::Border(4)),
    line(&[Key::ctrl('d'), Key::of(Code::PageDown)], Act::HalfDown, "ctrl-d ctrl-u", ("", "half a page"), Place::Help),
    line(&[Key::ctrl('u'), Key::of(Code::PageUp)], Act::HalfUp, "", ("", ""), Place::Help),
    line(&[Key::of(Code::Home)], Act::Top, "home end", ("", "top, end of the section"), Place::Help),
    line(&[Key::ch('G'), Key::of(Code::End)], Act::End, "", ("", ""), Place::Help),
];

/// Why a key cannot work now; `None` where it can.
#[must_use]
pub fn refusal(state: &State, act: Act) -> Option<&'static str> {
    match act {
        Act::Course => None,
        _ if state.lesson.is_none() => Some("no lesson is open: / finds one"),
        Act::Peek if !state.veiled => Some("nothing is veiled"),
        Act::Peek if state.peeked => Some("the veil is lifted already"),
        Act::Prove if state.veiled => Some("answer first: the proof would tell"),
        _ if state.hidden() && act != Act::Peek => Some("veiled until you answer: u peeks"),
        _ => None,
    }
}

/// The table as it stands now.
#[must_use]
pub fn shown(state: &State) -> Vec<Hint> {
    let mut lines = hints(TABLE, |act| refusal(state, act).is_none());
    // Under the veil peeking comes first; without one there is nothing to peek at.
    if let Some(peek) = lines.iter_mut().find(|h| h.key == Key::ch('u')) {
        peek.place = if state.hidden() { Place::Both(0) } else { Place::Help };
    }
    lines
}
