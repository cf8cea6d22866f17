//! The review screen: every question by its number, what is answered, what is not, what is flagged.
use super::{
    super::state::{Over, Table},
    WIDE, question,
};
use crate::{
    base::prose::plain,
    practice::exam::room::of_bank,
    ui::{
        flow::context::Context,
        kit::{
            canvas::{Canvas, cut, width},
            theme::Role,
            wrap,
        },
    },
};
use ratatui::{layout::Position, style::Modifier};

/// The most columns of the block.
const BLOCK: u16 = 98;

/// Where things stand in a frame.
struct Plan {
    /// The first column.
    x: u16,
    /// Cells of the block.
    w: u16,
    /// Cells of a question.
    cell: u16,
    columns: usize,
    /// Rows of a question: number, state, and a blank one where there is room.
    each: u16,
    /// The first row of the grid, and the one after the last.
    rows: (u16, u16),
}

impl Plan {
    fn of((w, h): (u16, u16), items: usize) -> Self {
        let block = BLOCK.min(w.saturating_sub(2));
        let x = (w - block) / 2 + 1;
        let columns = columns((w, h));
        let cell = if w >= WIDE { 7 } else { 6 };
        let lines = u16::try_from(items.div_ceil(columns)).unwrap_or(u16::MAX);
        let (top, below) = if w >= WIDE && h >= 30 { (5, 10) } else { (4, 8) };
        let room = h.saturating_sub(top + below);
        let each = if lines.saturating_mul(3) <= room { 3 } else { 2 };
        let end = top + lines.saturating_mul(each).min(room / each * each);
        Self { x, w: block, cell, columns, each, rows: (top, end) }
    }

    /// Lines of questions in sight, and the first of them.
    fn seen(&self, cell: usize) -> (usize, usize) {
        let room = usize::from((self.rows.1 - self.rows.0).div_ceil(self.each)).max(1);
        (room, (cell / self.columns + 1).saturating_sub(room))
    }
}

/// Questions beside each other in a frame of this size.
#[must_use]
pub const fn columns((w, _): (u16, u16)) -> usize {
    if w >= WIDE { 13 } else { 12 }
}

/// Draws the review screen; the cursor is parked on the number under the cursor.
pub(super) fn draw(table: &Table, context: &Context<'_>, canvas: &mut Canvas<'_>) -> Position {
    let (w, h) = (canvas.width(), canvas.height());
    let sitting = &table.room.sitting;
    let plan = Plan::of((w, h), sitting.given.len());
    summary(table, canvas, &plan);
    let (room, first) = plan.seen(table.cell);
    let mut at = canvas.at(plan.x, plan.rows.0);
    for item in (0..sitting.given.len()).skip(first * plan.columns).take(room * plan.columns) {
        let (column, line) = ((item % plan.columns) as u16, (item / plan.columns - first) as u16);
        let (x, y) = (plan.x + 2 + column * plan.cell, plan.rows.0 + line * plan.each);
        cell(table, item, canvas, (x, y));
        if item == table.cell {
            at = canvas.at(x, y);
        }
    }
    // Two blank rows where there is room for them, below the preview and below the legend.
    let y = plan.rows.1;
    let close = u16::from(plan.each == 2);
    let loose = u16::from(y + close + 10 <= h);
    let y = y + close * loose;
    canvas.part(plan.x, y, plan.w.saturating_sub(2), 1).rule(0, "", "");
    preview(table, context, canvas, &plan, y + 1);
    let y = y + 3 + loose;
    legend(canvas, plan.x + 1, y);
    filters(table, canvas, plan.x + 1, y + 1 + loose);
    if let Over::Number(typed) = &table.over {
        let row = super::page::Rows::of((w, h)).note;
        let block = super::page::Block::of(w);
        canvas.part(0, row, w, 1).clear();
        question::number(typed, sitting.given.len(), block.text, canvas, row);
    }
    at
}

/// `63 answered   2 not complete   ⚑ 7 flagged   a wrong guess costs nothing`.
fn summary(table: &Table, canvas: &mut Canvas<'_>, plan: &Plan) {
    let sitting = &table.room.sitting;
    let (open, flagged) = (sitting.open().len(), sitting.flagged().len());
    let (x, y, wide) = (plan.x + 1, plan.rows.0 - 2, canvas.width() >= WIDE);
    let columns = if wide { [0, 20, 40] } else { [0, 14, 32] };
    let role = if open > 0 { Role::Fail } else { Role::Muted };
    let facts = [
        ("", sitting.given.len() - open, "answered", Role::Strong),
        ("", open, "not complete", role),
        ("⚑ ", flagged, "flagged", Role::Visible),
    ];
    let mut end = x;
    for (column, (sign, number, words, role)) in columns.into_iter().zip(facts) {
        end = canvas.text(x + column, y, sign, Role::Visible);
        end = canvas.text(end, y, &number.to_string(), role);
        end = canvas.text(end + 1, y, words, Role::Muted);
    }
    canvas.text(end + if wide { 5 } else { 3 }, y, "a wrong guess costs nothing", Role::Dim);
}

/// A question: its number and flag, and below it what is given.
fn cell(table: &Table, item: usize, canvas: &mut Canvas<'_>, (x, y): (u16, u16)) {
    let sitting = &table.room.sitting;
    let Some((sheet, given)) = sitting.item(item) else { return };
    let complete = sitting.is_complete(item);
    let number = (item + 1).to_string();
    let role = if complete || given.chosen.is_empty() { Role::Strong } else { Role::Fail };
    canvas.right(x + 2, y, &number, role);
    if given.flagged {
        canvas.text(x + 3, y, "⚑", Role::Visible);
    }
    if complete {
        canvas.text(x, y + 1, "●", Role::Done);
    } else {
        let end = canvas.text(x, y + 1, "·", Role::Fail);
        let part =
            if given.chosen.is_empty() { "--".into() } else { format!("{}/{}", given.chosen.len(), sheet.choose) };
        canvas.text(end + 1, y + 1, &part, Role::Dim);
    }
    if item == table.cell {
        let here = canvas.style(Role::Focus).add_modifier(Modifier::REVERSED);
        canvas.over(x - 1, y, 4, 1, here);
    }
}

/// The question under the cursor: its first words, and what is given to it.
fn preview(table: &Table, context: &Context<'_>, canvas: &mut Canvas<'_>, plan: &Plan, y: u16) {
    let sitting = &table.room.sitting;
    let Some((sheet, given)) = sitting.item(table.cell) else { return };
    let x = canvas.text(plan.x + 1, y, &(table.cell + 1).to_string(), Role::Strong).max(plan.x + 3) + 2;
    let (state, role) = match given.chosen.len() {
        0 => ("no answer".to_owned(), Role::Fail),
        n if n < sheet.choose => (format!("{n} of {} chosen", sheet.choose), Role::Fail),
        _ => ("answered".to_owned(), Role::Done),
    };
    let item = of_bank(sheet, context.library);
    let words = item.map_or("This question has left the bank.".into(), |item| {
        item.question.stem.iter().map(|p| plain(p)).collect::<Vec<_>>().join(" ").replace('\n', " ")
    });
    let end = plan.x + plan.w.saturating_sub(2);
    let room = end.saturating_sub(x);
    let set = wrap::fill(&[(words, canvas.style(Role::Text))], room);
    if let Some(line) = set.first() {
        canvas.line(x, y, line);
    }
    let rest = set.iter().skip(1).map(ToString::to_string).collect::<Vec<_>>().join(" ");
    canvas.text(x, y + 1, &cut(&rest, room.saturating_sub(width(&state) + 3)), Role::Text);
    let bold = canvas.style(role).add_modifier(Modifier::BOLD);
    canvas.styled(end.saturating_sub(width(&state)), y + 1, &state, bold);
}

fn legend(canvas: &mut Canvas<'_>, x: u16, y: u16) {
    let signs = [("●", Role::Done, "answered"), ("·", Role::Fail, "not complete"), ("⚑", Role::Visible, "flagged")];
    let mut x = canvas.text(x, y, "legend", Role::Dim) + 3;
    for (sign, role, words) in signs {
        x = canvas.text(x, y, sign, role);
        x = canvas.text(x + 1, y, words, Role::Text) + 3;
    }
    canvas.text(x, y, "1/2 one of two chosen", Role::Dim);
}

/// `i  review not complete  2`.
fn filters(table: &Table, canvas: &mut Canvas<'_>, x: u16, y: u16) {
    let sitting = &table.room.sitting;
    let all = [
        ("i", "review not complete", sitting.open().len()),
        ("m", "review flagged", sitting.flagged().len()),
        ("a", "review all", sitting.given.len()),
    ];
    let step = if canvas.width() >= WIDE { [0, 33, 63] } else { [0, 28, 52] };
    for ((key, words, count), by) in all.into_iter().zip(step) {
        let (key_role, role) = if count > 0 { (Role::Key, Role::Text) } else { (Role::Faint, Role::Dim) };
        let end = canvas.text(x + by, y, key, key_role);
        let end = canvas.text(end + 2, y, words, role);
        canvas.text(end + 2, y, &count.to_string(), Role::Dim);
    }
}
