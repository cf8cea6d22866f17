//! The app's own keys: what works everywhere, and what follows `g`.
use super::model::Model;
use crate::ui::flow::{
    effect::{Overlay, Route},
    key::{Code, Key},
    table::{Binding, Hint, Place, Tab, hints},
};

/// What the app's keys do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Open an overlay.
    Open(Overlay),
    /// Motion on, off.
    Motion,
    /// Give the mouse back to the terminal, or take it.
    Mouse,
    /// Close what is open; never leaves the app.
    Close,
    /// Stop as any other program.
    Suspend,
    /// Leave.
    Quit,
}

const fn line(keys: &'static [Key], act: Act, hint: &'static str, help: &'static str, place: Place) -> Binding<Act> {
    let group = match act {
        Act::Open(_) => "Go and find",
        Act::Motion | Act::Mouse => "View",
        Act::Close | Act::Suspend | Act::Quit => "Leave",
    };
    Binding { keys, act, shown: "", hint, help, group, place }
}

/// What works everywhere.
pub const TABLE: &[Binding<Act>] = &[
    line(&[Key::ch('/')], Act::Open(Overlay::Find), "find", "find lessons, questions, labs, facts", Place::Footer(9)),
    line(&[Key::ch('g')], Act::Open(Overlay::GoTo), "go to", "go to ...: a menu of places", Place::Footer(8)),
    line(&[Key::ch(':')], Act::Open(Overlay::Commands), "commands", "commands", Place::Footer(7)),
    line(&[Key::ch('?')], Act::Open(Overlay::Help), "", "this help", Place::Help),
    line(&[Key::ch('T')], Act::Open(Overlay::Themes), "", "choose a theme", Place::Help),
    line(&[Key::ch('M')], Act::Motion, "", "motion on, off", Place::Help),
    line(&[Key::ctrl('t')], Act::Mouse, "", "the mouse: ours, the terminal's", Place::Help),
    line(&[Key::of(Code::Esc)], Act::Close, "", "close what is open", Place::Help),
    line(&[Key::ctrl('z')], Act::Suspend, "", "stop for a while; fg comes back", Place::Help),
    line(&[Key::ch('q'), Key::ctrl('c')], Act::Quit, "", "quit; everything is saved", Place::Help),
];

/// A place after `g`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The main screen.
    Home,
    /// What is due.
    Due,
    /// Something new.
    New,
    /// The weakest cards.
    Weakest,
    /// The mock exams.
    Exam,
    /// What came of them.
    Reports,
    /// An overlay.
    Open(Overlay),
}

impl Goal {
    /// The place as a route, where it is one.
    #[must_use]
    pub fn route(self) -> Option<Route> {
        match self {
            Self::Home => Some(Route::Study),
            Self::Due => Some(Route::ReviewDue),
            Self::New => Some(Route::LearnNew(None)),
            Self::Weakest => Some(Route::Weakest),
            Self::Exam => Some(Route::Exam(Box::default())),
            Self::Reports => Some(Route::Report(None)),
            Self::Open(_) => None,
        }
    }
}

const fn place(key: &'static [Key], act: Goal, help: &'static str) -> Binding<Goal> {
    Binding { keys: key, act, shown: "", hint: "", help, group: "Go to", place: Place::Help }
}

/// The app's own places after `g`; the screen's chords come before them.
pub const GO: &[Binding<Goal>] = &[
    place(&[Key::ch('h')], Goal::Home, "home"),
    place(&[Key::ch('c')], Goal::Open(Overlay::Lessons), "course: lessons"),
    place(&[Key::ch('r')], Goal::Due, "review due"),
    place(&[Key::ch('n')], Goal::New, "new questions"),
    place(&[Key::ch('w')], Goal::Weakest, "weakest cards"),
    place(&[Key::ch('e')], Goal::Exam, "mock exam"),
    place(&[Key::ch('s')], Goal::Reports, "score reports"),
    place(&[Key::ch('p')], Goal::Open(Overlay::Plan), "plan"),
    place(&[Key::ch('t')], Goal::Open(Overlay::Themes), "themes"),
    place(&[Key::ch('k')], Goal::Open(Overlay::Help), "keyboard map"),
    place(&[Key::ch('m')], Goal::Open(Overlay::Messages), "messages"),
];

/// The lines that work everywhere.
#[must_use]
pub fn everywhere() -> Vec<Hint> {
    hints(TABLE, |_| true)
}

/// All tabs of the help: the screen's, then everywhere with the places after `g`. A sealed screen has only its own.
#[must_use]
pub fn tabs(model: &Model) -> Vec<Tab> {
    let context = model.context();
    let mut tabs = model.screen.tabs(&context);
    if model.screen.is_sealed() {
        return tabs;
    }
    let mut all = everywhere();
    let chords = model.screen.chords(&context).into_iter().chain(hints(GO, |_| true));
    all.extend(chords.map(|h| Hint { keys: format!("g {}", h.keys), group: "Go to", ..h }));
    tabs.push(Tab { title: "everywhere", focus: None, hints: all });
    tabs
}

/// What the footer shows: the focused pane's hints, the screen's, the app's.
#[must_use]
pub fn footer(model: &Model) -> Vec<Hint> {
    let tabs = model.screen.tabs(&model.context());
    // Tabs that need the focus first belong to other panes.
    let shown = tabs.into_iter().filter(|t| t.focus.is_none());
    shown.flat_map(|t| t.hints).chain(everywhere()).collect()
}
