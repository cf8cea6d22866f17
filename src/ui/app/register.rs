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
    screens::study,
};
use ratatui::layout::Position;

/// The open screen.
#[derive(Clone, Debug)]
pub enum Screen {
    /// Lesson, quiz and lab.
    Study(Box<study::state::State>),
}

impl Screen {
    /// The main screen.
    #[must_use]
    pub fn study(context: &Context<'_>) -> Self {
        Self::Study(Box::new(study::state::State::new(context)))
    }

    /// A key; none where it is not the screen's own.
    pub fn key(&mut self, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
        match self {
            Self::Study(s) => study::update::key(s, key, context),
        }
    }

    /// The key after `g`; none where it is not the screen's own.
    pub fn chord(&mut self, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
        match self {
            Self::Study(s) => study::update::chord(s, key, context),
        }
    }

    /// Time has passed.
    pub fn tick(&mut self, context: &Context<'_>) -> Vec<Effect> {
        match self {
            Self::Study(s) => study::update::tick(s, context),
        }
    }

    /// Go to a place of this screen.
    pub fn go(&mut self, route: &Route, context: &Context<'_>) -> Vec<Effect> {
        match self {
            Self::Study(s) => study::update::go(s, route, context),
        }
    }

    /// The shell's answer.
    pub fn reply(&mut self, reply: &Reply, context: &Context<'_>) -> Vec<Effect> {
        match self {
            Self::Study(s) => study::update::reply(s, reply, context),
        }
    }

    /// Its key tables now: one tab for each pane, the focused one first, then its own.
    #[must_use]
    pub fn tabs(&self, context: &Context<'_>) -> Vec<Tab> {
        match self {
            Self::Study(s) => study::keys::tabs(s, context),
        }
    }

    /// Its keys after `g`.
    #[must_use]
    pub fn chords(&self, context: &Context<'_>) -> Vec<Hint> {
        match self {
            Self::Study(s) => study::keys::chords(s, context),
        }
    }

    /// Where we are, for the header.
    #[must_use]
    pub fn place(&self, context: &Context<'_>) -> Vec<String> {
        match self {
            Self::Study(s) => study::state::place(s, context),
        }
    }

    /// Draws it between header and footer; gives the parked cursor.
    pub fn draw(&self, context: &Context<'_>, canvas: &mut Canvas<'_>) -> Option<Position> {
        match self {
            Self::Study(s) => study::view::draw(s, context, canvas),
        }
    }
}
