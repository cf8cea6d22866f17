//! The register of screens: each screen is named here once. All have the same plain functions; a new screen is one folder
//! of six files and one line in each of these.
use crate::ui::{
    flow::{
        context::Context,
        effect::{Effect, Reply, Route},
        key::Key,
        table::{Hint, Tab},
    },
    kit::canvas::Canvas,
    screens::{exam, report, study},
};
use ratatui::layout::Position;

/// The open screen.
#[derive(Clone, Debug)]
pub enum Screen {
    /// Lesson, quiz and lab.
    Study(Box<study::state::State>),
    /// Mock exams: the lobby, and the paper on the table.
    Exam(Box<exam::state::State>),
    /// What came of mock exams.
    Report(Box<report::state::State>),
}

/// The screens by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// Lesson, quiz and lab.
    Study,
    /// Mock exams.
    Exam,
    /// What came of them.
    Report,
}

impl Screen {
    /// The main screen.
    #[must_use]
    pub fn study(context: &Context<'_>) -> Self {
        Self::Study(Box::new(study::state::State::new(context)))
    }

    /// Another screen as it opens; none for the main screen, which waits beneath, and for what does not exist.
    #[must_use]
    pub fn named(name: Name, context: &Context<'_>) -> Option<Self> {
        match name {
            Name::Exam => Some(Self::Exam(Box::new(exam::state::State::new(context)))),
            Name::Report => Some(Self::Report(Box::new(report::state::State::new(context)))),
            Name::Study => None,
        }
    }

    /// The screen a place belongs to.
    #[must_use]
    pub const fn home(route: &Route) -> Name {
        match route {
            Route::Exam(_) => Name::Exam,
            Route::Report(_) => Name::Report,
            _ => Name::Study,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> Name {
        match self {
            Self::Study(_) => Name::Study,
            Self::Exam(_) => Name::Exam,
            Self::Report(_) => Name::Report,
        }
    }

    /// It has the whole frame and all keys: of the app's own only those that stop it, and the help, do anything.
    #[must_use]
    pub const fn is_sealed(&self) -> bool {
        match self {
            Self::Study(_) | Self::Report(_) => false,
            Self::Exam(s) => s.is_sealed(),
        }
    }

    /// Whether somebody types into it.
    #[must_use]
    pub fn types(&self) -> bool {
        match self {
            Self::Study(_) | Self::Report(_) => false,
            Self::Exam(s) => s.types(),
        }
    }

    /// A key; none where it is not the screen's own.
    pub fn key(&mut self, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
        match self {
            Self::Study(s) => study::update::key(s, key, context),
            Self::Exam(s) => exam::update::key(s, key, context),
            Self::Report(s) => report::update::key(s, key, context),
        }
    }

    /// The key after `g`; none where it is not the screen's own.
    pub fn chord(&mut self, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
        match self {
            Self::Study(s) => study::update::chord(s, key, context),
            Self::Report(s) => report::update::chord(s, key, context),
            Self::Exam(_) => None,
        }
    }

    /// Time has passed.
    pub fn tick(&mut self, context: &Context<'_>) -> Vec<Effect> {
        match self {
            Self::Study(s) => study::update::tick(s, context),
            Self::Exam(s) => exam::update::tick(s, context),
            Self::Report(s) => report::update::tick(s, context),
        }
    }

    /// Go to a place of this screen.
    pub fn go(&mut self, route: &Route, context: &Context<'_>) -> Vec<Effect> {
        match self {
            Self::Study(s) => study::update::go(s, route, context),
            Self::Exam(s) => exam::update::go(s, route, context),
            Self::Report(s) => report::update::go(s, route, context),
        }
    }

    /// Another screen comes in its place.
    pub fn leave(&mut self, _context: &Context<'_>) -> Vec<Effect> {
        match self {
            Self::Study(s) => study::update::rest(s),
            Self::Exam(_) => vec![],
            Self::Report(s) => report::update::rest(s),
        }
    }

    /// Whether it wants to ask before Ctrl-C ends the app; asks, then.
    pub fn holds(&mut self) -> bool {
        match self {
            Self::Study(_) | Self::Report(_) => false,
            Self::Exam(s) => exam::update::holds(s),
        }
    }

    /// Whether it may not be put aside (Ctrl-Z): a proctored paper lies on the table.
    #[must_use]
    pub fn stays(&self) -> bool {
        match self {
            Self::Study(_) | Self::Report(_) => false,
            Self::Exam(s) => exam::update::stays(s),
        }
    }

    /// The app ends: what would be lost is written down.
    pub fn quit(&mut self, context: &Context<'_>) -> Vec<Effect> {
        match self {
            Self::Study(_) | Self::Report(_) => vec![],
            Self::Exam(s) => exam::update::quit(s, context),
        }
    }

    /// The shell's answer.
    pub fn reply(&mut self, reply: &Reply, context: &Context<'_>) -> Vec<Effect> {
        match self {
            Self::Study(s) => study::update::reply(s, reply, context),
            Self::Exam(s) => exam::update::reply(s, reply, context),
            Self::Report(s) => report::update::reply(s, reply, context),
        }
    }

    /// Its key tables now: one tab for each pane, the focused one first, then its own.
    #[must_use]
    pub fn tabs(&self, context: &Context<'_>) -> Vec<Tab> {
        match self {
            Self::Study(s) => study::keys::tabs(s, context),
            Self::Exam(s) => exam::keys::tabs(s, context),
            Self::Report(s) => report::keys::tabs(s, context),
        }
    }

    /// Its keys after `g`.
    #[must_use]
    pub fn chords(&self, context: &Context<'_>) -> Vec<Hint> {
        match self {
            Self::Study(s) => study::keys::chords(s, context),
            Self::Report(_) => report::keys::chords(),
            Self::Exam(_) => vec![],
        }
    }

    /// Where we are, for the header.
    #[must_use]
    pub fn place(&self, context: &Context<'_>) -> Vec<String> {
        match self {
            Self::Study(s) => study::state::place(s, context),
            Self::Exam(_) => vec!["Mock exam".into()],
            Self::Report(s) => report::state::place(s),
        }
    }

    /// Draws it between header and footer, or over the whole frame where it is sealed; gives the parked cursor.
    pub fn draw(&self, context: &Context<'_>, canvas: &mut Canvas<'_>) -> Option<Position> {
        match self {
            Self::Study(s) => study::view::draw(s, context, canvas),
            Self::Exam(s) => exam::view::draw(s, context, canvas),
            Self::Report(s) => report::view::draw(s, context, canvas),
        }
    }
}
