//! What keys do on the review screen.
use super::{
    super::{
        keys::{GRID, Grid},
        state::{Filter, Table},
        view,
    },
    desk, say,
};
use crate::{
    practice::record::sat::Place,
    ui::flow::{
        context::Context,
        effect::Effect,
        key::{Code, Key},
        table::find,
    },
};

pub(super) fn key(table: &mut Table, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    if let Code::Wheel { up, .. } = key.code {
        walk(table, (0, if up { -1 } else { 1 }), context);
        return Some(vec![]);
    }
    Some(match find(GRID, key)? {
        Grid::Move(x, y) => {
            walk(table, (x, y), context);
            vec![]
        }
        Grid::Open => desk::open(table, Place::Item(table.cell), context),
        Grid::Filter(filter) => through(table, filter, context),
        Grid::Same(act) => desk::act(table, act, context),
    })
}

/// Over the grid: a step past the end of a row goes on in the next one.
fn walk(table: &mut Table, (x, y): (isize, isize), context: &Context<'_>) {
    let columns = view::columns(context.size).cast_signed();
    let last = table.room.sitting.given.len().saturating_sub(1);
    let to = table.cell.saturating_add_signed(x + y * columns);
    // Up from the first row and down from the last one leads nowhere.
    if y == 0 || table.cell.cast_signed() + y * columns >= 0 && to <= last {
        table.cell = to.min(last);
    }
}

/// Opens the first question a filter lets through; `n` and `p` go through the others.
fn through(table: &mut Table, filter: Filter, context: &Context<'_>) -> Vec<Effect> {
    let before = std::mem::replace(&mut table.filter, filter);
    let Some(first) = table.passing().first().copied() else {
        table.filter = before;
        return say(if filter == Filter::Open { "every question is complete" } else { "no question is flagged" });
    };
    desk::open(table, Place::Item(first), context)
}
