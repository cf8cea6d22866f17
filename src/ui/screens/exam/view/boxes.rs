//! What lies over the question: the two questions that are asked once, and the scratch pad.
use super::super::state::Table;
use crate::{
    practice::record::sat::Mode,
    ui::kit::{
        canvas::{Canvas, width},
        parts::{boxed, centred},
        theme::Role,
        wrap,
    },
};
use ratatui::layout::Position;
use unicode_width::UnicodeWidthChar;

/// Columns of a box.
const WIDTH: u16 = 66;
/// Rows of the pad.
const PAD: u16 = 9;

/// Whether to end the exam: what is open is named.
pub(super) fn end(table: &Table, canvas: &mut Canvas<'_>) -> Position {
    let sitting = &table.room.sitting;
    let (open, flagged) = (sitting.open(), sitting.flagged());
    let mut words = vec![];
    match open.len() {
        0 => words.push("Every question has a complete answer.".to_owned()),
        n => words.push(format!("{n} not complete: {}. A wrong guess costs nothing.", numbers(&open))),
    }
    if !flagged.is_empty() {
        words.push(format!("{} flagged: {}.", flagged.len(), numbers(&flagged)));
    }
    let words: Vec<_> = words.into_iter().map(|words| (words, Role::Text)).collect();
    ask(canvas, "End the exam?", &words, "y end it and score it   esc go on with the paper")
}

/// Whether to leave the room.
pub(super) fn leave(table: &Table, canvas: &mut Canvas<'_>) -> Position {
    let words = if table.room.sitting.paper.mode == Mode::Proctored {
        "This paper is proctored: it cannot be taken up again. To leave hands it in as it is."
    } else {
        "The clock stops and the paper waits for you. The report will say that you were away."
    };
    ask(canvas, "Leave the room?", &[(words.to_owned(), Role::Text)], "y leave   esc stay")
}

/// `33, 58 and 12 more`.
fn numbers(items: &[usize]) -> String {
    const NAMED: usize = 12;
    let named: Vec<String> = items.iter().take(NAMED).map(|item| (item + 1).to_string()).collect();
    match items.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// A box in the middle with a title, paragraphs and the two keys.
pub(super) fn ask(canvas: &mut Canvas<'_>, title: &str, paragraphs: &[(String, Role)], keys: &str) -> Position {
    let room = WIDTH.min(canvas.width()) - 8;
    let kit = canvas.kit;
    let set: Vec<_> = paragraphs.iter().map(|(words, role)| wrap::words(kit, words, room, *role)).collect();
    let rows = set.iter().map(|lines| lines.len() as u16 + 1).sum::<u16>();
    let (x, y, w, h) = centred(canvas, WIDTH, rows + 3);
    let mut place = canvas.part(x, y, w, h);
    let mut inner = boxed(&mut place, title, "", (keys, ""));
    let mut y = 1;
    for lines in set {
        for line in lines {
            inner.line(3, y, &line);
            y += 1;
        }
        y += 1;
    }
    inner.at(3, 1)
}

/// The scratch pad, low on the screen, so that the scenario stays in sight; its last lines are seen.
pub(super) fn pad(table: &Table, canvas: &mut Canvas<'_>) -> Position {
    let (w, h) = (canvas.width(), canvas.height());
    let wide = w.saturating_sub(4).min(94);
    let mut place = canvas.part((w - wide) / 2, h.saturating_sub(PAD + 3), wide, PAD);
    let mut inner = boxed(&mut place, "scratch pad", "esc closes", ("", "thrown away at the end"));
    let room = inner.width().saturating_sub(4);
    let lines = rows(&table.room.sitting.pad, usize::from(room));
    let seen = usize::from(inner.height());
    let from = lines.len().saturating_sub(seen);
    let mut at = inner.at(2, 0);
    for (y, line) in (0..).zip(lines.iter().skip(from)) {
        let x = inner.text(2, y, line, Role::Text);
        at = inner.at(x, y);
    }
    at
}

/// What was typed, as rows: every blank is kept, so that the cursor stands where the next letter comes.
fn rows(text: &str, room: usize) -> Vec<String> {
    let mut out = vec![String::new()];
    for c in text.chars() {
        let full = out.last().is_some_and(|row| usize::from(width(row)) + c.width().unwrap_or(0) > room);
        if c == '\n' || full {
            out.push(String::new());
        }
        if let (Some(row), true) = (out.last_mut(), c != '\n') {
            row.push(c);
        }
    }
    out
}
