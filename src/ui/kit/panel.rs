//! The generic view of a service or an actor: every [`Panel`] of the simulator is drawn here, whatever it is.
use super::{
    Kit,
    canvas::{Canvas, cut, width},
    theme::{Role, of_sign, of_tone},
};
use crate::sim::panel::{Cell, Panel, Row, Token, Tone};

/// Rows a panel takes with its heading.
#[must_use]
pub fn height(panel: &Panel) -> u16 {
    1 + panel.rows.len() as u16
}

/// Draws the heading and as many rows as fit; what does not fit is dropped from the end.
pub fn draw(canvas: &mut Canvas<'_>, panel: &Panel) {
    let x = canvas.text(0, 0, panel.role, Role::Muted);
    let x = if panel.name.is_empty() { x } else { canvas.text(x + 2, 0, &panel.name, Role::Strong) };
    if !panel.badge.is_empty() {
        canvas.text(x + 2, 0, &panel.badge, Role::Dim);
    }
    let columns = Columns::of(&panel.rows, canvas.kit, canvas.width());
    for (y, row) in panel.rows.iter().enumerate() {
        draw_row(canvas, y as u16 + 1, row, &columns);
    }
}

/// Rows with a bar stand under each other: their cells before the bar share columns.
struct Columns {
    before: Vec<u16>,
    bar: u16,
}

impl Columns {
    fn of(rows: &[Row], kit: &Kit, room: u16) -> Self {
        let (mut before, mut after): (Vec<u16>, u16) = (vec![], 0);
        for row in rows {
            let Some(at) = bar_place(row) else { continue };
            for (i, cell) in row.cells[..at].iter().enumerate() {
                let w = cell_width(cell, kit);
                match before.get_mut(i) {
                    Some(max) => *max = (*max).max(w),
                    None => before.push(w),
                }
            }
            let tail = row.cells[at + 1..].iter().map(|c| cell_width(c, kit) + 2).sum::<u16>();
            after = after.max(tail);
        }
        let used = before.iter().map(|w| w + 2).sum::<u16>() + after;
        Self { before, bar: room.saturating_sub(used).clamp(4, 16) }
    }
}

fn bar_place(row: &Row) -> Option<usize> {
    row.cells.iter().position(|c| matches!(c, Cell::Bar { .. }))
}

fn cell_width(cell: &Cell, kit: &Kit) -> u16 {
    match cell {
        Cell::Text(words, _) => width(words),
        Cell::Tokens(tokens) => {
            tokens.iter().map(|t| token(t, kit)).map(|t| width(&t) + 1).sum::<u16>().saturating_sub(1)
        }
        Cell::Bar { .. } => 16,
        Cell::Wire => 7,
    }
}

fn token(token: &Token, kit: &Kit) -> String {
    format!("{}{}", kit.glyphs.sign(token.sign), token.label)
}

fn draw_row(canvas: &mut Canvas<'_>, y: u16, row: &Row, columns: &Columns) {
    let bar = bar_place(row);
    let mut x = 0;
    for (i, cell) in row.cells.iter().enumerate() {
        if matches!(cell, Cell::Tokens(tokens) if tokens.is_empty()) && bar.is_none() {
            continue;
        }
        let start = x;
        x = match cell {
            // Signs are counted where they are many; the words after them stay whole.
            Cell::Tokens(tokens) if bar.is_none() => {
                let after = row.cells[i + 1..].iter().map(|c| cell_width(c, canvas.kit) + 2).sum::<u16>();
                let room = canvas.width().saturating_sub(after).max(x);
                draw_tokens(&mut canvas.part(0, y, room, 1), x, 0, tokens)
            }
            _ => draw_cell(canvas, (x, y), cell, columns.bar),
        };
        if bar.is_some_and(|b| i < b) {
            x = x.max(start + columns.before.get(i).copied().unwrap_or(0));
        }
        x += 2;
    }
}

fn draw_cell(canvas: &mut Canvas<'_>, (x, y): (u16, u16), cell: &Cell, bar: u16) -> u16 {
    match cell {
        Cell::Text(words, tone) => {
            let room = canvas.width().saturating_sub(x);
            canvas.text(x, y, &cut(words, room), of_tone(*tone))
        }
        Cell::Tokens(tokens) => draw_tokens(canvas, x, y, tokens),
        Cell::Bar { filled, of, tone } => draw_bar(canvas, (x, y), (*filled, *of), bar, *tone),
        Cell::Wire => canvas.text(x, y, "─●──●─►", Role::Visible),
    }
}

/// Signs with their labels, a blank between; `+3` where not all fit.
pub fn draw_tokens(canvas: &mut Canvas<'_>, x: u16, y: u16, tokens: &[Token]) -> u16 {
    let mut x = x;
    for (i, one) in tokens.iter().enumerate() {
        let left = tokens.len() - i;
        let need = width(&one.label) + 1 + if left > 1 { 4 } else { 0 };
        if x + need > canvas.width() {
            return canvas.text(x, y, &format!("+{left}"), Role::Dim);
        }
        x = canvas.sign(x, y, one.sign);
        let role = one.group.map_or(Role::Strong, Role::Group);
        x = canvas.text(x, y, &one.label, role);
        x += u16::from(left > 1);
    }
    x
}

/// A bar in eighths; returns the column after it.
pub fn draw_bar(canvas: &mut Canvas<'_>, (x, y): (u16, u16), (filled, of): (u64, u64), cells: u16, tone: Tone) -> u16 {
    let (head, rest) = canvas.kit.glyphs.bar(filled, of, cells);
    let role = if tone == Tone::Plain { of_sign(crate::sim::panel::Sign::Flight) } else { of_tone(tone) };
    let x = canvas.text(x, y, &head, role);
    canvas.text(x, y, &rest, Role::Faint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{sim::panel::Sign, ui::kit::testing::plain};

    fn row(cells: Vec<Cell>) -> Row {
        Row { cells }
    }

    fn worker(name: &str, msg: &str, done: u64, of: u64) -> Row {
        row(vec![
            Cell::Text(name.into(), Tone::Strong),
            Cell::Tokens(vec![Token { sign: Sign::Flight, label: msg.into(), group: None }]),
            Cell::Bar { filled: done, of, tone: Tone::Flight },
            Cell::Text(format!("{done}/{of} s"), Tone::Plain),
        ])
    }

    fn panel(rows: Vec<Row>) -> Panel {
        Panel { role: "consumers", name: "C".into(), badge: String::new(), rows, spoken: String::new() }
    }

    #[test]
    fn bars_stand_under_each_other() {
        let p = panel(vec![worker("C1", "3", 34, 54), worker("C10", "12", 4, 54)]);
        assert_eq!(height(&p), 3);
        plain(34, 3, |c| draw(c, &p)).unwrap_eq(&[
            "consumers  C",
            "C1   ◐3   █████████▍░░░░░  34/54 s",
            "C10  ◐12  █░░░░░░░░░░░░░░  4/54 s",
        ]);
    }

    #[test]
    fn tokens_that_do_not_fit_are_counted() {
        let tokens = (1..9).map(|n| Token { sign: Sign::Visible, label: n.to_string().into(), group: None }).collect();
        let p = panel(vec![row(vec![Cell::Tokens(tokens)])]);
        plain(14, 2, |c| draw(c, &p)).unwrap_eq(&["consumers  C", "●1 ●2 ●3 +5"]);
    }
}
