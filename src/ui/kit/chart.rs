//! Small charts: a sparkline on one row, a line over several rows in braille, in ASCII signs where braille is not safe.
use super::{Kit, canvas::Canvas, theme::Role};

/// A sparkline over `cells`, the newest value last; scaled to its own maximum.
#[must_use]
pub fn spark(kit: &Kit, values: &[u64], cells: u16) -> String {
    let shown = &values[values.len().saturating_sub(usize::from(cells))..];
    let max = shown.iter().copied().max().unwrap_or(0).max(1);
    shown.iter().map(|v| kit.glyphs.level((u128::from(*v) * 7 / u128::from(max)) as usize)).collect()
}

/// A line chart over the whole canvas, oldest value left; scaled to its own maximum.
pub fn line(canvas: &mut Canvas<'_>, values: &[u64], role: Role) {
    let (w, h) = (usize::from(canvas.width()), usize::from(canvas.height()));
    if w == 0 || h == 0 || values.is_empty() {
        return;
    }
    let ascii = canvas.kit.glyphs.ascii;
    let (across, down) = if ascii { (w, h) } else { (w * 2, h * 4) };
    let max = values.iter().copied().max().unwrap_or(0).max(1);
    let level = |i: usize| {
        let v = values[i * (values.len() - 1) / (across - 1).max(1)];
        down - 1 - (u128::from(v) * (down as u128 - 1) / u128::from(max)) as usize
    };
    let mut cells = vec![vec![0u8; w]; h];
    let mut last = level(0);
    for x in 0..across {
        let y = level(x);
        for y in y.min(last)..=y.max(last) {
            if ascii {
                cells[y][x] = 1;
            } else {
                cells[y / 4][x / 2] |= dot(x % 2, y % 4);
            }
        }
        last = y;
    }
    for (y, row) in cells.iter().enumerate() {
        let text: String = row.iter().map(|bits| glyph(*bits, ascii)).collect();
        canvas.text(0, y as u16, &text, role);
    }
}

const fn dot(x: usize, y: usize) -> u8 {
    match (x, y) {
        (0, 3) => 0x40,
        (1, 3) => 0x80,
        (0, y) => 1 << y,
        (_, y) => 8 << y,
    }
}

fn glyph(bits: u8, ascii: bool) -> char {
    match (bits, ascii) {
        (0, _) => ' ',
        (_, true) => '*',
        _ => char::from_u32(0x2800 + u32::from(bits)).unwrap_or(' '),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::kit::{
        glyphs::Glyphs,
        testing::{plain, with},
    };

    #[test]
    fn a_sparkline_keeps_the_newest_values() {
        assert_eq!(spark(&Kit::default(), &[9, 9, 0, 1, 2, 7], 4), "▁▂▃█");
        assert_eq!(spark(&Kit::default(), &[], 4), "");
    }

    #[test]
    fn a_line_rises_from_bottom_left_to_top_right() {
        plain(4, 2, |c| line(c, &[0, 1, 2, 3, 4, 5, 6, 7], Role::Visible)).unwrap_eq(&["  ⣠⠞", "⣠⠞⠁"]);
        let ascii = Kit { glyphs: Glyphs { ascii: true }, ..Kit::default() };
        with(&ascii, 4, 2, |c| line(c, &[0, 0, 5, 5], Role::Visible)).unwrap_eq(&["  **", "***"]);
    }

    #[test]
    fn odd_inputs_never_panic() {
        for (w, h, n) in [(0, 0, 3), (1, 1, 1), (1, 3, 200), (7, 2, 2)] {
            plain(w, h, |c| line(c, &vec![u64::MAX; n], Role::Text));
        }
    }
}
