//! How the exam screen looks.
use super::state::{Over, State, Table};
use crate::{
    practice::{exam, record::sat::Place},
    ui::{flow::context::Context, kit::canvas::Canvas},
};
use ratatui::layout::Position;

mod boxes;
mod grid;
mod head;
mod lobby;
mod page;
mod question;
mod words;

pub use grid::columns;
pub use page::Plan;
pub use words::count as words;

/// Columns of the frame from which on a question is set wide, and its pace is told.
const WIDE: u16 = 100;

/// Draws the screen; the cursor is parked on the focused row.
pub fn draw(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>) -> Option<Position> {
    let Some(table) = &state.table else { return Some(lobby::draw(state, context, canvas)) };
    let w = canvas.width();
    head::draw(table, &mut canvas.part(0, 0, w, 2));
    head::keys(table, canvas);
    let under = match table.room.sitting.place {
        Place::Item(_) => question::draw(table, context, canvas),
        Place::Review => grid::draw(table, context, canvas),
    };
    Some(match &table.over {
        Over::End => boxes::end(table, canvas),
        Over::Leave => boxes::leave(table, canvas),
        Over::Pad => boxes::pad(table, canvas),
        Over::Number(_) => question::number_at(canvas).unwrap_or(under),
        Over::Nothing | Over::Word(_) => under,
    })
}

/// Where everything of the question on the screen stands, for whoever scrolls: how it looks does not matter there.
#[must_use]
pub fn plan(table: &Table, context: &Context<'_>) -> Plan {
    page::set(table, context, &crate::ui::kit::Kit::default())
}

/// The option at a cell of the frame.
#[must_use]
pub fn option_at(table: &Table, context: &Context<'_>, at: (u16, u16)) -> Option<usize> {
    let plan = plan(table, context);
    let line = plan.line_at(table.scroll, at.1)?;
    (0..plan.options()).find(|place| {
        let (from, to) = plan.option(*place);
        (from..to).contains(&line)
    })
}

/// The exam's clock: `1:42:07`.
fn clock(ms: u64) -> String {
    let s = ms / 1_000;
    format!("{}:{:02}:{:02}", s / 3_600, s / 60 % 60, s % 60)
}

/// A time: `1:12`; as the clock says it from an hour on.
fn minutes(ms: u64) -> String {
    if ms >= 3_600_000 { clock(ms) } else { exam::words::clock(ms) }
}
