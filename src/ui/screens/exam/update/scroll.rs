//! Where the question stands: what has the cursor is always in sight.
use super::super::{
    state::{Over, Table},
    view::plan,
};
use crate::ui::flow::context::Context;

/// So many lines down, negative up; the cursor goes to an option in sight.
pub(super) fn by(table: &mut Table, context: &Context<'_>, lines: isize) {
    let plan = plan(table, context);
    table.scroll = table.scroll.min(plan.end()).saturating_add_signed(lines).min(plan.end());
    let seen = |place: usize| plan.sees(table.scroll, plan.option(place));
    if !seen(table.cursor) {
        let near = (0..plan.options()).filter(|place| seen(*place)).min_by_key(|place| place.abs_diff(table.cursor));
        table.cursor = near.unwrap_or(table.cursor);
    }
}

/// Half a page.
pub(super) fn page(table: &mut Table, context: &Context<'_>, by_pages: isize) {
    let half = plan(table, context).rows() / 2;
    by(table, context, by_pages * half.max(1).cast_signed());
}

/// To another option; past the first one and the last one the page itself moves.
pub(super) fn step(table: &mut Table, context: &Context<'_>, steps: isize) {
    let plan = plan(table, context);
    let last = plan.options().saturating_sub(1);
    let to = table.cursor.saturating_add_signed(steps).min(last);
    if to == table.cursor {
        table.scroll = table.scroll.min(plan.end()).saturating_add_signed(2 * steps.signum()).min(plan.end());
        return;
    }
    to_option(table, to, context);
}

/// The cursor goes to an option, and the page follows.
pub(super) fn to_option(table: &mut Table, place: usize, context: &Context<'_>) {
    table.cursor = place;
    let plan = plan(table, context);
    table.scroll = plan.showing(table.scroll, plan.option(place));
}

/// Brings the option under the cursor into sight; whether it was not.
pub(super) fn reveal(table: &mut Table, context: &Context<'_>) -> bool {
    let before = table.scroll;
    to_option(table, table.cursor, context);
    table.scroll != before
}

/// After every key: the page does not end before the room does, and the word under the cursor is in sight.
pub(super) fn keep(table: &mut Table, context: &Context<'_>) {
    if table.room.at().is_none() {
        return;
    }
    let plan = plan(table, context);
    table.cursor = table.cursor.min(plan.options().saturating_sub(1));
    table.scroll = table.scroll.min(plan.end());
    if let (Over::Word(_), Some(line)) = (&table.over, plan.word()) {
        table.scroll = plan.showing(table.scroll, (line, line + 1));
    }
}
