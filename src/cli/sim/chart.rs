//! Tables with bars beside them.

/// Eighths of a cell, from empty to full.
const EIGHTHS: [&str; 9] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"];
/// Cells of a full bar.
const WIDE: usize = 32;

/// A bar for `value` where `most` fills it.
#[allow(clippy::cast_precision_loss, clippy::cast_sign_loss)] // a drawing
pub(super) fn bar(value: f64, most: f64, ascii: bool) -> String {
    if most <= 0.0 || value <= 0.0 {
        return String::new();
    }
    let cells = (value / most).min(1.0) * WIDE as f64;
    if ascii {
        return "#".repeat((cells.round() as usize).max(1));
    }
    let eighths = ((cells * 8.0).round() as usize).max(1);
    let last = EIGHTHS.get(eighths % 8).copied().unwrap_or("");
    format!("{}{last}", "█".repeat(eighths / 8))
}

/// Rows under a head, every column as wide as its widest cell; numbers stand to the right, the last column (a bar) to the left.
pub(super) fn table(head: &[String], rows: &[Vec<String>]) -> Vec<String> {
    let columns = head.len();
    let wide = |at: usize| {
        let cells = std::iter::once(head).chain(rows.iter().map(Vec::as_slice));
        cells.filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(wide).collect();
    let line = |row: &[String]| {
        let cells = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(at, (cell, &width))| if at + 1 == columns { cell.clone() } else { format!("{cell:>width$}") });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    std::iter::once(head).chain(rows.iter().map(Vec::as_slice)).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::{bar, table};

    #[test]
    fn bars_grow_by_eighths_and_never_vanish() {
        assert_eq!(bar(0.0, 10.0, false), "");
        assert_eq!(bar(10.0, 10.0, false).chars().count(), 32);
        assert_eq!(bar(0.001, 10.0, false), "▏");
        assert_eq!(bar(5.0, 10.0, true), "#".repeat(16));
        assert_eq!(bar(5.0, 0.0, true), "");
    }

    #[test]
    fn columns_stand_under_each_other() {
        let text = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        let lines = table(&text(&["value", "n", "chart"]), &[text(&["10s", "12", "##"]), text(&["5s", "3", "#"])]);
        assert_eq!(lines, ["value   n  chart", "  10s  12  ##", "   5s   3  #"]);
    }
}
