//! A question on the screen, and what stands under it.
use super::{
    super::state::{Filter, Over, Table},
    minutes,
    page::{Block, Plan, Rows, set},
};
use crate::{
    practice::{
        progress::sitting::Given,
        record::sat::{Mode, Sheet},
    },
    quiz::answer::{Answer, Confidence, Verdict, grade},
    ui::{
        flow::context::Context,
        kit::{canvas::Canvas, theme::Role},
    },
};
use ratatui::{layout::Position, style::Modifier};

/// Draws the question; the cursor is parked on the option, or the word, under the cursor.
pub(super) fn draw(table: &Table, context: &Context<'_>, canvas: &mut Canvas<'_>) -> Position {
    let plan = set(table, context, canvas.kit);
    for (line, words) in plan.lines.iter().enumerate() {
        if let Some(y) = plan.row_of(table.scroll, line) {
            canvas.line(plan.block.text, y, words);
        }
    }
    let (first, after) = plan.option(table.cursor);
    let sitting = &table.room.sitting;
    let here = table.room.at().and_then(|item| sitting.item(item));
    if table.over == Over::Nothing && here.is_some_and(|(_, given)| !given.checked) {
        let select = canvas.style(Role::Select);
        for y in (first..after).filter_map(|line| plan.row_of(table.scroll, line)) {
            canvas.over(plan.block.bar.0, y, plan.block.bar.1, 1, select);
        }
    }
    let rows = Rows::of((canvas.width(), canvas.height()));
    more(table, &plan, canvas, rows.chosen - 1);
    if let Some((sheet, given)) = here {
        let low = plan.top + u16::try_from(plan.lines.len()).unwrap_or(u16::MAX).min(rows.chosen) + 2;
        chosen(table, (sheet, given), context, canvas, rows.chosen.min(low));
    }
    if let Some(row) = rows.pace {
        pace(table, plan.block, canvas, row);
    }
    note(table, plan.block, canvas, rows.note);
    let line = plan.word().unwrap_or(first);
    canvas.at(plan.block.text, plan.row_of(table.scroll, line).unwrap_or(plan.top))
}

/// Whether there is more above or below.
fn more(table: &Table, plan: &Plan, canvas: &mut Canvas<'_>, y: u16) {
    let from = table.scroll.min(plan.end());
    let words = match (from > 0, from < plan.end()) {
        (true, true) => "↑ ↓ more, ctrl-d ctrl-u",
        (true, false) => "↑ more, ctrl-u",
        (false, true) => "↓ more, ctrl-d",
        (false, false) => "",
    };
    canvas.right(plan.block.right, y, words, Role::Dim);
}

/// `2 of 2 chosen   not sure                     ⚑ flagged for review`.
fn chosen(table: &Table, (sheet, given): (&Sheet, &Given), context: &Context<'_>, canvas: &mut Canvas<'_>, y: u16) {
    let block = Block::of(canvas.width());
    let (count, of) = (given.chosen.len(), sheet.choose);
    let x = if given.checked {
        let (words, role) = match table.room.item(&context.desk()).map(|item| {
            let answer = Answer { chosen: given.chosen.clone(), confidence: Confidence::Sure };
            grade(&item.question, &answer)
        }) {
            Some(Verdict::Right) => ("right", Role::Done),
            Some(_) => ("wrong", Role::Fail),
            None => ("checked", Role::Muted),
        };
        canvas.text(block.text, y, words, role)
    } else {
        let role = if count == of { Role::Done } else { Role::Muted };
        canvas.text(block.text, y, &format!("{count} of {of} chosen"), role)
    };
    if given.unsure {
        canvas.text(x + 3, y, "not sure", Role::Flight);
    }
    if given.flagged {
        let bold = canvas.style(Role::Visible).add_modifier(Modifier::BOLD);
        let words = "⚑ flagged for review";
        canvas.styled(block.right.saturating_sub(20), y, words, bold);
    }
}

/// `this question 1:12   average so far 1:38   at this pace you finish with 15 min left`.
fn pace(table: &Table, block: Block, canvas: &mut Canvas<'_>, y: u16) {
    let (room, sitting) = (&table.room, &table.room.sitting);
    canvas.part(block.bar.0, y - 1, block.bar.1, 1).rule(0, "", "");
    if table.hidden {
        return;
    }
    let fact = |canvas: &mut Canvas<'_>, at: u16, words: &str, value: &str| {
        let x = canvas.text(block.text + at, y, words, Role::Dim);
        canvas.text(x + 2, y, value, Role::Strong)
    };
    let (second, third) = if canvas.width() >= 110 { (28, 58) } else { (23, 46) };
    fact(canvas, 0, "this question", &minutes(room.at().map_or(0, |item| room.item_ms(item))));
    let open = sitting.open().len();
    let done = sitting.given.len() - open;
    let complete = (0..sitting.given.len()).filter(|item| sitting.is_complete(*item));
    let spent = complete.fold(0, |sum: u64, item| sum.saturating_add(room.item_ms(item)));
    let Some(average) = spent.checked_div(done as u64) else { return };
    fact(canvas, second, "average so far", &minutes(average));
    let Some(left) = room.left_ms() else { return };
    let need = average.saturating_mul(open as u64);
    let spell = |ms: u64| format!("{} min", ms / 60_000);
    if need <= left {
        let x = fact(canvas, third, "at this pace you finish with", &spell(left - need));
        canvas.text(x, y, " left", Role::Dim);
    } else {
        let x = canvas.text(block.text + third, y, "at this pace you are", Role::Dim);
        let x = canvas.text(x + 1, y, &spell(need - left + 59_999), Role::Visible);
        canvas.text(x, y, " short", Role::Dim);
    }
}

/// What holds in this room; or the number that is typed; or what is gone through.
fn note(table: &Table, block: Block, canvas: &mut Canvas<'_>, y: u16) {
    let sitting = &table.room.sitting;
    if let Over::Number(typed) = &table.over {
        return number(typed, sitting.given.len(), block.text, canvas, y);
    }
    let through = match table.filter {
        Filter::All => None,
        Filter::Open => Some("what is not complete"),
        Filter::Flagged => Some("what is flagged"),
    };
    if let Some(what) = through {
        let x =
            canvas.text(block.text, y, &format!("going through {what}, {} in all: ", table.passing().len()), Role::Dim);
        let x = canvas.text(x, y, "r", Role::Key);
        canvas.text(x, y, " leads back to the review screen", Role::Dim);
        return;
    }
    let judged = table.room.at().and_then(|item| sitting.item(item)).is_some_and(|(_, given)| given.checked);
    let words = match sitting.paper.mode {
        Mode::Review if judged => "untimed: enter leads to the next question",
        Mode::Review => "untimed: enter checks the answer and explains it",
        _ => "no answers, lessons or labs until you end the exam",
    };
    let x = canvas.text(block.text, y, words, Role::Dim);
    if canvas.width() >= super::WIDE {
        let x = canvas.text(x, y, "   ·   notes: ", Role::Dim);
        let x = canvas.text(x, y, "w", Role::Key);
        canvas.text(x, y, " opens the scratch pad", Role::Dim);
    }
}

/// `go to question  12   of 65; enter goes, esc stays`.
pub(super) fn number(typed: &str, of: usize, x: u16, canvas: &mut Canvas<'_>, y: u16) {
    let x = canvas.text(x, y, "go to question  ", Role::Text);
    let bold = canvas.style(Role::Strong).add_modifier(Modifier::UNDERLINED);
    let x = canvas.styled(x, y, &format!("{typed:<3}"), bold);
    canvas.text(x, y, &format!("  of {of}; enter goes there, esc stays"), Role::Dim);
}

/// The cell where the next digit comes.
pub(super) fn number_at(canvas: &Canvas<'_>) -> Option<Position> {
    let (w, h) = (canvas.width(), canvas.height());
    Some(canvas.at(Block::of(w).text + 16, Rows::of((w, h)).note))
}
