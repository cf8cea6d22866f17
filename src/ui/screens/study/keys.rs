//! Key tables of the main screen, and what they say now.
use super::state::State;
use crate::ui::flow::{
    context::Context,
    key::{Code, Key},
    table::{Binding, Hint, Place, Tab, hints},
};

/// What the screen's own keys do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Focus this pane.
    Pane(usize),
    /// Focus the next pane.
    Next,
}

/// The screen's own keys.
pub const TABLE: &[Binding<Act>] = &[
    Binding {
        keys: &[Key::ch('1')],
        act: Act::Pane(0),
        shown: "1 2 3",
        hint: "pane",
        help: "focus a pane",
        group: "Panes",
        place: Place::Footer(5),
    },
    Binding {
        keys: &[Key::ch('2')],
        act: Act::Pane(1),
        shown: "",
        hint: "",
        help: "",
        group: "Panes",
        place: Place::Help,
    },
    Binding {
        keys: &[Key::ch('3')],
        act: Act::Pane(2),
        shown: "",
        hint: "",
        help: "",
        group: "Panes",
        place: Place::Help,
    },
    Binding {
        keys: &[Key::of(Code::Tab)],
        act: Act::Next,
        shown: "",
        hint: "",
        help: "the next pane",
        group: "Panes",
        place: Place::Help,
    },
];

/// One tab for each pane, the focused one first, then the screen's own keys.
#[must_use]
pub fn tabs(_state: &State, _context: &Context<'_>) -> Vec<Tab> {
    vec![Tab { title: "panes", focus: None, hints: hints(TABLE, |_| true) }]
}

/// The keys that work after `g` in this screen, besides the app's own.
#[must_use]
pub fn chords(_state: &State, _context: &Context<'_>) -> Vec<Hint> {
    vec![]
}
