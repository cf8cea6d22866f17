//! How the exam screen looks.
use super::state::State;
use crate::ui::{flow::context::Context, kit::canvas::Canvas};
use ratatui::layout::Position;

mod lobby;

/// Draws the screen; the cursor is parked on the focused row.
pub fn draw(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>) -> Option<Position> {
    Some(lobby::draw(state, context, canvas))
}

/// A short time: `1:12`.
fn minutes(ms: u64) -> String {
    let s = ms / 1_000;
    format!("{}:{:02}", s / 60, s % 60)
}
