//! What keys, time and routes do to the main screen.
use super::{
    keys::{Act, TABLE},
    state::State,
};
use crate::ui::flow::{
    context::Context,
    effect::{Effect, Reply, Route},
    key::Key,
    table::find,
};

/// A key; none where it is not this screen's, so that the app may use it.
pub fn key(state: &mut State, key: Key, _context: &Context<'_>) -> Option<Vec<Effect>> {
    match find(TABLE, key)? {
        Act::Pane(n) => state.focus = n,
        Act::Next => state.focus = (state.focus + 1) % 3,
    }
    Some(vec![])
}

/// The key after `g`; none where it is not this screen's.
pub fn chord(_state: &mut State, _key: Key, _context: &Context<'_>) -> Option<Vec<Effect>> {
    None
}

/// Time has passed.
pub fn tick(_state: &mut State, _context: &Context<'_>) -> Vec<Effect> {
    vec![]
}

/// Somebody wants to be there.
pub fn go(_state: &mut State, _route: &Route, _context: &Context<'_>) -> Vec<Effect> {
    vec![]
}

/// The shell has an answer.
pub fn reply(_state: &mut State, _reply: &Reply, _context: &Context<'_>) -> Vec<Effect> {
    vec![]
}
