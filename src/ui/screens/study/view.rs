//! How the main screen looks.
use super::{keys::tabs, state::State};
use crate::ui::{
    flow::context::Context,
    kit::{
        canvas::Canvas,
        frame::{Frame, draw as frame},
    },
};
use ratatui::layout::Position;

/// Draws the screen between header and footer; the cursor is parked on the focused row.
pub fn draw(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>) -> Option<Position> {
    let third = canvas.height() / 3;
    let hints = tabs(state, context).into_iter().flat_map(|t| t.hints).collect::<Vec<_>>();
    for (i, title) in ["Lesson", "Quiz", "Lab"].iter().enumerate() {
        let height = if i == 2 { canvas.height() - 2 * third } else { third };
        let mut part = canvas.part(0, i as u16 * third, canvas.width(), height);
        let number = char::from_digit(i as u32 + 1, 10);
        frame(&mut part, &Frame { number, title, hints: &hints, focused: state.focus == i, ..Frame::default() });
    }
    Some(canvas.at(1, state.focus as u16 * third + 1))
}
