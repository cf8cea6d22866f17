//! The lesson as a dock: its section and the one sentence that matters, on one row.
use super::{super::state::State, VEILED};
use crate::{
    base::prose::plain,
    content::lesson::{Block, Callout, Section},
    ui::{
        flow::context::Context,
        kit::{
            canvas::{Canvas, cut, width},
            parts::veil,
            theme::Role,
        },
    },
};

/// Draws the dock on one row.
pub fn dock(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>) {
    let x = canvas.text(1, 0, "[1] ", Role::Dim);
    let x = canvas.text(x, 0, "Lesson", Role::Muted) + 3;
    let Some(section) = state.section(context.library) else {
        canvas.text(x, 0, "none open: / finds one", Role::Faint);
        return;
    };
    let room = canvas.width();
    if state.hidden() {
        let at = room.saturating_sub(width(VEILED) + 4);
        canvas.text(x, 0, &cut(&section.title, at.saturating_sub(x + 2)), Role::Text);
        veil(canvas, at, 0, VEILED);
        return;
    }
    let sentence = deciding(section).unwrap_or_default();
    let half = if sentence.is_empty() { room } else { room / 2 };
    let end = canvas.text(x, 0, &cut(&section.title, half.saturating_sub(x + 1)), Role::Text);
    if !sentence.is_empty() {
        let at = canvas.text(end + 3, 0, "▌", Role::Info);
        canvas.text(at, 0, &cut(&sentence, room.saturating_sub(at + 1)), Role::Strong);
    }
}

/// The words of the sentence that decides.
fn deciding(section: &Section) -> Option<String> {
    section.blocks.iter().find_map(|block| match block {
        Block::Callout { kind: Callout::Key, blocks } => blocks.iter().find_map(|inner| match inner {
            Block::Paragraph(prose) => Some(plain(prose).replace('\n', " ")),
            _ => None,
        }),
        _ => None,
    })
}
