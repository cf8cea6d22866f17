//! What keys, time and routes do to the exam screen.
use super::state::{State, lobby::Lobby};
use crate::ui::flow::{
    context::Context,
    effect::{Effect, Reply, Route},
    key::Key,
};

mod lobby;

/// A key; none where it is not this screen's.
pub fn key(state: &mut State, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    lobby::key(state, key, context)
}

/// Time has passed.
pub fn tick(_state: &mut State, _context: &Context<'_>) -> Vec<Effect> {
    vec![]
}

/// Somebody wants to be there.
pub fn go(state: &mut State, route: &Route, context: &Context<'_>) -> Vec<Effect> {
    if let (Route::Exam(order), None) = (route, &state.table) {
        state.lobby = Lobby::wishing((**order).clone(), context);
    }
    vec![]
}

/// The app ends.
pub fn quit(_state: &mut State, _context: &Context<'_>) -> Vec<Effect> {
    vec![]
}

/// The shell has an answer.
pub fn reply(_state: &mut State, _reply: &Reply, _context: &Context<'_>) -> Vec<Effect> {
    vec![]
}
