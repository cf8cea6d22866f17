//! A corner of the screen to draw in: columns and rows count from its own corner, text is clipped at its own edge.
use super::{
    Kit,
    theme::{Role, of_sign},
};
use crate::sim::panel::Sign;
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::{Modifier, Style},
    text::Line,
};
use unicode_width::UnicodeWidthStr;

/// Where to draw, and how things look.
pub struct Canvas<'a> {
    /// The whole frame.
    pub buf: &'a mut Buffer,
    /// How things look.
    pub kit: &'a Kit,
    /// The corner, in cells of the frame.
    pub area: Rect,
}

impl<'a> Canvas<'a> {
    /// A canvas over a part of a buffer; the part is cut to the buffer.
    pub fn new(buf: &'a mut Buffer, kit: &'a Kit, area: Rect) -> Self {
        let area = area.intersection(buf.area);
        Self { buf, kit, area }
    }

    /// Columns.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.area.width
    }

    /// Rows.
    #[must_use]
    pub fn height(&self) -> u16 {
        self.area.height
    }

    /// A part of this canvas, by its own cells, cut to it.
    pub fn part(&mut self, x: u16, y: u16, width: u16, height: u16) -> Canvas<'_> {
        let at = Rect::new(self.area.x.saturating_add(x), self.area.y.saturating_add(y), width, height);
        Canvas { area: at.intersection(self.area), buf: self.buf, kit: self.kit }
    }

    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.kit.theme.style(role)
    }

    /// Words at a cell in a role; returns the column after them.
    pub fn text(&mut self, x: u16, y: u16, words: &str, role: Role) -> u16 {
        let style = self.style(role);
        self.styled(x, y, words, style)
    }

    /// Words at a cell in a style; returns the column after them.
    pub fn styled(&mut self, x: u16, y: u16, words: &str, style: Style) -> u16 {
        if y >= self.area.height || x >= self.area.width {
            return x;
        }
        let room = usize::from(self.area.width - x);
        // What stood there goes with its bold and underline; only the background is laid under the new words.
        let cells = width(words).min(self.area.width - x);
        for x in self.area.x + x..self.area.x + x + cells {
            self.buf[(x, self.area.y + y)].modifier = Modifier::empty();
        }
        let (end, _) = self.buf.set_stringn(self.area.x + x, self.area.y + y, words, room, style);
        end - self.area.x
    }

    /// Runs of words, each in its role; returns the column after them.
    pub fn runs(&mut self, x: u16, y: u16, runs: &[(&str, Role)]) -> u16 {
        runs.iter().fold(x, |x, (words, role)| self.text(x, y, words, *role))
    }

    /// Words that end before column `end`.
    pub fn right(&mut self, end: u16, y: u16, words: &str, role: Role) -> u16 {
        let x = end.saturating_sub(words.width() as u16);
        self.text(x, y, words, role);
        x
    }

    /// A set line; returns the column after it.
    pub fn line(&mut self, x: u16, y: u16, line: &Line<'_>) -> u16 {
        line.spans.iter().fold(x, |x, span| self.styled(x, y, &span.content, line.style.patch(span.style)))
    }

    /// A sign in its own colour.
    pub fn sign(&mut self, x: u16, y: u16, sign: Sign) -> u16 {
        let glyph = self.kit.glyphs.sign(sign).to_string();
        self.text(x, y, &glyph, of_sign(sign))
    }

    #[allow(clippy::too_many_arguments, reason = "a corner, a size and a style, as everywhere here")]
    /// Lays a style over cells that are already drawn (select, mark, grey).
    pub fn over(&mut self, x: u16, y: u16, width: u16, height: u16, style: Style) {
        let part = self.part(x, y, width, height).area;
        self.buf.set_style(part, style);
    }

    /// Empties the canvas to the ground.
    pub fn clear(&mut self) {
        let style = self.ground();
        for position in self.area.positions() {
            self.buf[position].reset();
        }
        self.buf.set_style(self.area, style);
    }

    /// The style of the ground: text, and the background where the theme paints it.
    #[must_use]
    pub fn ground(&self) -> Style {
        let text = self.style(Role::Text);
        if self.kit.theme.opaque { text.patch(self.style(Role::Bg)) } else { text }
    }

    /// A thin rule across the canvas with an optional title and right words: `── title ───── right ──`.
    pub fn rule(&mut self, y: u16, title: &str, right: &str) {
        let line = "─".repeat(usize::from(self.area.width));
        self.text(0, y, &line, Role::Faint);
        if !title.is_empty() {
            self.text(2, y, &format!(" {title} "), Role::Muted);
        }
        if !right.is_empty() {
            self.right(self.area.width.saturating_sub(2), y, &format!(" {right} "), Role::Dim);
        }
    }

    /// A cell of this canvas as a cell of the frame, for the parked cursor.
    #[must_use]
    pub fn at(&self, x: u16, y: u16) -> Position {
        let right = self.area.right().saturating_sub(1).max(self.area.x);
        let bottom = self.area.bottom().saturating_sub(1).max(self.area.y);
        Position::new(self.area.x.saturating_add(x).min(right), self.area.y.saturating_add(y).min(bottom))
    }
}

/// Cells a text takes.
#[must_use]
pub fn width(text: &str) -> u16 {
    text.width().min(usize::from(u16::MAX)) as u16
}

/// Words cut to `cells` at a word's end where one is near, with `…` where something is missing.
#[must_use]
pub fn cut(words: &str, cells: u16) -> String {
    if width(words) <= cells {
        return words.into();
    }
    let mut out = String::new();
    for c in words.chars() {
        if width(&out) + unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) as u16 + 1 > cells {
            break;
        }
        out.push(c);
    }
    // At the end of a word, unless that would cost half of what fits.
    let whole = words[out.len()..].starts_with(' ');
    if let Some(space) = out.rfind(' ').filter(|&at| !whole && at * 2 > out.len()) {
        out.truncate(space);
    }
    if cells > 0 {
        out = out.trim_end_matches([' ', ',', ':', ';']).to_owned() + "…";
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_inside_its_corner() {
        let kit = Kit::default();
        let mut buf = Buffer::empty(Rect::new(0, 0, 10, 3));
        let mut canvas = Canvas::new(&mut buf, &kit, Rect::new(2, 1, 5, 9));
        assert_eq!((canvas.width(), canvas.height()), (5, 2));
        assert_eq!(canvas.text(3, 0, "abcdef", Role::Text), 5);
        canvas.text(0, 7, "never", Role::Text);
        canvas.part(1, 1, 50, 50).right(4, 0, "xy", Role::Text);
        assert_eq!(buf, {
            let mut b = Buffer::with_lines(["          ", "     ab   ", "     xy   "]);
            b.set_style(*b.area(), Style::new());
            b
        });
    }

    #[test]
    fn cutting_counts_cells() {
        assert_eq!(
            (cut("abc", 3).as_str(), cut("abcd", 3).as_str(), cut("日本語", 4).as_str(), cut("x", 0).as_str()),
            ("abc", "ab…", "日…", "")
        );
    }
}
