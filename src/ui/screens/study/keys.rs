//! Key tables of the main screen, and what they say now.
use super::state::{Focus, State};
use crate::ui::{
    flow::{
        context::Context,
        key::{Code, Key},
        table::{Binding, Hint, Place, Tab, hints},
    },
    panes::{lab, lesson, quiz},
};

/// What the screen's own keys do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Focus this pane; again, zoom it.
    Pane(Focus),
    /// Focus the next pane.
    Next,
    /// Focus the last pane.
    Last,
    /// This pane only, or all panes.
    Zoom,
    /// Leave the zoom; never the app.
    Leave,
}

const fn line(
    keys: &'static [Key],
    act: Act,
    shown: &'static str,
    words: (&'static str, &'static str),
    place: Place,
) -> Binding<Act> {
    Binding { keys, act, shown, hint: words.0, help: words.1, group: "Panes", place }
}

/// The screen's own keys.
pub const TABLE: &[Binding<Act>] = &[
    line(
        &[Key::ch('1')],
        Act::Pane(Focus::Lesson),
        "1 2 3",
        ("pane", "focus a pane; again: zoom it"),
        Place::Footer(5),
    ),
    line(&[Key::ch('2')], Act::Pane(Focus::Quiz), "", ("", ""), Place::Help),
    line(&[Key::ch('3')], Act::Pane(Focus::Lab), "", ("", ""), Place::Help),
    line(&[Key::of(Code::Tab)], Act::Next, "tab", ("", "the next pane; shift-tab: the last"), Place::Help),
    line(&[Key::of(Code::BackTab)], Act::Last, "", ("", ""), Place::Help),
    line(&[Key::ch('z')], Act::Zoom, "z", ("zoom", "this pane only, all panes"), Place::Footer(6)),
    line(&[Key::of(Code::Esc)], Act::Leave, "esc", ("", "leave the zoom"), Place::Help),
];

/// What `g` and a key do here.
pub const CHORDS: &[Binding<Focus>] = &[
    chord(&[Key::ch('l')], Focus::Lesson, "lesson"),
    chord(&[Key::ch('q')], Focus::Quiz, "quiz"),
    chord(&[Key::ch('b')], Focus::Lab, "lab"),
];

/// What `g` and a digit do in the lab; the pane handles them itself.
const TENTHS: &[Binding<()>] = &[Binding {
    keys: &[Key::ch('1')],
    act: (),
    shown: "1 .. 9",
    hint: "",
    help: "10 % .. 90 % of the run",
    group: "Go to",
    place: Place::Help,
}];

const fn chord(keys: &'static [Key], act: Focus, help: &'static str) -> Binding<Focus> {
    Binding { keys, act, shown: "", hint: "", help, group: "Go to", place: Place::Help }
}

/// The keys of a pane as they stand now.
fn pane(state: &State, focus: Focus, context: &Context<'_>) -> (&'static str, Vec<Hint>) {
    match focus {
        Focus::Lesson => ("lesson", lesson::keys::shown(&state.lesson)),
        Focus::Quiz => ("quiz", quiz::keys::shown(&state.quiz, context.library)),
        Focus::Lab => ("lab", lab::keys::shown(&state.lab)),
    }
}

/// One tab for each pane, the focused one first, then the screen's own keys.
#[must_use]
pub fn tabs(state: &State, context: &Context<'_>) -> Vec<Tab> {
    let tab = |focus: Focus| {
        let (title, hints) = pane(state, focus, context);
        let number = Key::ch(['1', '2', '3'][focus as usize]);
        Tab { title, focus: (focus != state.focus).then_some(number), hints }
    };
    let others = Focus::ALL.into_iter().filter(|f| *f != state.focus);
    let mut tabs: Vec<Tab> = std::iter::once(state.focus).chain(others).map(tab).collect();
    tabs.push(Tab { title: "panes", focus: None, hints: hints(TABLE, |_| true) });
    tabs
}

/// The keys that work after `g` in this screen, besides the app's own.
#[must_use]
pub fn chords(state: &State, _context: &Context<'_>) -> Vec<Hint> {
    let mut chords = hints(CHORDS, |_| true);
    if state.focus == Focus::Lab {
        chords.extend(hints(TENTHS, |()| state.lab.session.is_some()));
    }
    chords
}
