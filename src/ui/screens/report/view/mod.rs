//! How the report screen looks: a title row that stays, and a page of lines beneath it that scrolls.
use super::state::{Page, State};
use crate::ui::{
    flow::context::Context,
    kit::{Kit, canvas::Canvas, theme::Role},
};
use ratatui::layout::Position;
use set::Sheet;

mod compare;
mod conduct;
mod history;
mod item;
mod plan;
mod report;
mod score;
pub(super) mod set;
mod tables;

/// From this many columns on, pages have two halves.
const WIDE: u16 = 160;

/// Draws the screen; the cursor is parked on the focused row.
pub fn draw(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>) -> Option<Position> {
    let (w, h) = (canvas.width(), canvas.height());
    let kit = canvas.kit;
    title(state, context, canvas);
    let sheet = sheet(state, context, kit, w);
    let mut below = canvas.part(0, 1, w, h.saturating_sub(1));
    let room = usize::from(below.height());
    let top = top(state, &sheet, room);
    for (y, line) in (0..).zip(sheet.lines.iter().skip(top).take(room)) {
        below.line(0, y, line);
    }
    thumb(&mut below, top, sheet.lines.len());
    let here = sheet.cursor.and_then(|line| u16::try_from(line.checked_sub(top)?).ok());
    if let Some(y) = here {
        let select = below.style(Role::Select);
        below.over(1, y, sheet.select.unwrap_or(w).saturating_sub(2), 1, select);
        let mark = kit.glyphs.cursor().to_string();
        below.text(1, y, &mark, Role::Focus);
    }
    Some(below.at(u16::from(here.is_some()), here.unwrap_or(0)))
}

/// Rows of the page: the title row is not among them.
#[must_use]
pub fn rows(context: &Context<'_>) -> usize {
    usize::from(context.size.1.saturating_sub(1))
}

/// The last line that can stand at the top.
#[must_use]
pub fn end(state: &State, context: &Context<'_>) -> usize {
    let sheet = sheet(state, context, &Kit::default(), context.size.0);
    sheet.lines.len().saturating_sub(rows(context))
}

/// The line at the top: as scrolled, but the cursor is in sight.
fn top(state: &State, sheet: &Sheet, room: usize) -> usize {
    let end = sheet.lines.len().saturating_sub(room);
    let top = state.scroll().min(end);
    match sheet.cursor {
        // The heading above the first row is worth seeing too.
        Some(line) if state.page == Page::Report => top.clamp((line + 2).saturating_sub(room), line.saturating_sub(2)),
        // Below the last row the page goes on.
        Some(line) => top.max((line + 2).saturating_sub(room)),
        None => top,
    }
    .min(end)
}

/// Where in the page we are, at the right edge; nothing where all of it is in sight.
fn thumb(canvas: &mut Canvas<'_>, top: usize, of: usize) {
    let room = usize::from(canvas.height());
    if of <= room || room == 0 {
        return;
    }
    let long = (room * room / of).max(1);
    let from = top * (room - long) / (of - room).max(1);
    let x = canvas.width().saturating_sub(1);
    for y in from..from + long {
        canvas.text(x, u16::try_from(y).unwrap_or(u16::MAX), "┃", Role::Faint);
    }
}

/// `Mock exam 3   Score report            21 Nov 2026, 38 of 40 min`.
fn title(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>) {
    let w = canvas.width();
    let chrome = canvas.style(Role::Chrome);
    canvas.over(0, 0, w, 1, chrome);
    let (first, second, right) = match state.page {
        Page::History => history::title(context),
        Page::Report => report::title(state, "Score report"),
        Page::Plan => report::title(state, "Study plan"),
        Page::Item => item::title(state),
        Page::Comparison => compare::title(state),
    };
    let x = canvas.text(1, 0, &first, Role::Focus);
    canvas.text(x + if first.is_empty() { 0 } else { 3 }, 0, &second, Role::Strong);
    canvas.right(w.saturating_sub(1), 0, &right, Role::Dim);
}

/// The open page, set over so many columns.
pub(super) fn sheet(state: &State, context: &Context<'_>, kit: &Kit, width: u16) -> Sheet {
    match state.page {
        Page::History => history::set(state, context, kit, width),
        Page::Report => report::set(state, context, kit, width),
        Page::Plan => plan::set(state, context, kit, width),
        Page::Item => item::set(state, context, kit, width),
        Page::Comparison => compare::set(state, kit, width),
    }
}
