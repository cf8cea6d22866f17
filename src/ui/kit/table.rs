//! Tables set into lines: columns share the room, cells wrap, a table without heads is a plain list of pairs.
use super::{Kit, theme::Role, wrap};
use crate::base::prose::{Prose, plain};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

const GAP: usize = 2;

/// Sets a table over at most `cells` columns.
#[must_use]
pub fn set(kit: &Kit, head: &[Prose], rows: &[Vec<Prose>], cells: u16) -> Vec<Line<'static>> {
    let columns = rows.iter().map(Vec::len).chain([head.len()]).max().unwrap_or(0);
    if columns == 0 {
        return vec![];
    }
    let widths = widths(head, rows, columns, usize::from(cells));
    let mut out = vec![];
    if head.iter().any(|h| !h.is_empty()) {
        out.extend(row(kit, head, &widths, |_| Role::Muted));
        let rule = widths.iter().sum::<usize>() + GAP * (columns - 1);
        out.push(Line::from(Span::styled("─".repeat(rule), kit.theme.style(Role::Faint))));
    }
    for cells in rows {
        out.extend(row(kit, cells, &widths, |i| if i == 0 && columns > 1 { Role::Strong } else { Role::Text }));
    }
    out
}

/// The natural widths; where they do not fit, the widest give first.
fn widths(head: &[Prose], rows: &[Vec<Prose>], columns: usize, cells: usize) -> Vec<usize> {
    let mut widths = vec![1; columns];
    for cells in rows.iter().map(Vec::as_slice).chain([head]) {
        for (i, prose) in cells.iter().enumerate() {
            let natural = plain(prose).lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
            widths[i] = widths[i].max(natural);
        }
    }
    let room = cells.saturating_sub(GAP * (columns - 1)).max(columns * 3);
    while widths.iter().sum::<usize>() > room {
        let Some(widest) = widths.iter_mut().max() else { break };
        *widest -= 1;
    }
    widths
}

fn row(kit: &Kit, cells: &[Prose], widths: &[usize], role: impl Fn(usize) -> Role) -> Vec<Line<'static>> {
    let set: Vec<Vec<Line<'static>>> =
        cells.iter().enumerate().map(|(i, prose)| wrap::prose(kit, prose, widths[i] as u16, role(i))).collect();
    let height = set.iter().map(Vec::len).max().unwrap_or(0);
    (0..height).map(|y| join(&set, widths, y)).collect()
}

fn join(set: &[Vec<Line<'static>>], widths: &[usize], y: usize) -> Line<'static> {
    let mut spans = vec![];
    for (i, lines) in set.iter().enumerate() {
        let line = lines.get(y).cloned().unwrap_or_default();
        let pad = widths[i].saturating_sub(line.width()) + if i + 1 < set.len() { GAP } else { 0 };
        spans.extend(line.spans);
        if i + 1 < set.len() {
            spans.push(Span::raw(" ".repeat(pad)));
        }
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::prose::Inline;

    fn p(words: &str) -> Prose {
        if words.is_empty() { vec![] } else { vec![Inline::Text(words.into())] }
    }

    #[test]
    fn columns_share_the_room() {
        let rows = vec![vec![p("default"), p("30 s")], vec![p("stuck"), p("timeout too long and the worker died")]];
        let got: Vec<String> =
            set(&Kit::default(), &[p(""), p("")], &rows, 30).iter().map(ToString::to_string).collect();
        assert_eq!(got, ["default  30 s", "stuck    timeout too long and", "         the worker died"]);
        let got: Vec<String> =
            set(&Kit::default(), &[p("a"), p("b")], &rows[..1], 30).iter().map(ToString::to_string).collect();
        assert_eq!(got, ["a        b", "─────────────", "default  30 s"]);
    }

    #[test]
    fn ragged_and_narrow_tables_do_not_panic() {
        for cells in 0..20 {
            let _ = set(&Kit::default(), &[p("a")], &[vec![], vec![p("x"), p("a long cell"), p("z")]], cells);
        }
    }
}
