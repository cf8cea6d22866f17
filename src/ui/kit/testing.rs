//! For tests of everything that draws: a frame as text, and as text with styles, so that snapshots see colour too.
use super::{Kit, canvas::Canvas};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Style},
};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// A frame drawn for a test.
#[derive(Clone, Debug)]
pub struct Drawn(pub Buffer);

/// Draws with the default kit.
pub fn plain(width: u16, height: u16, draw: impl FnOnce(&mut Canvas<'_>)) -> Drawn {
    with(&Kit::default(), width, height, draw)
}

/// Draws with a kit.
pub fn with(kit: &Kit, width: u16, height: u16, draw: impl FnOnce(&mut Canvas<'_>)) -> Drawn {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    draw(&mut Canvas::new(&mut buf, kit, area));
    Drawn(buf)
}

impl Drawn {
    /// The rows without trailing blanks.
    #[must_use]
    pub fn rows(&self) -> Vec<String> {
        let area = self.0.area;
        (area.top()..area.bottom()).map(|y| row(&self.0, y)).collect()
    }

    /// The rows as one text.
    #[must_use]
    pub fn text(&self) -> String {
        self.rows().join("\n")
    }

    /// The rows must be these.
    ///
    /// # Panics
    /// They are not; tells the difference.
    pub fn unwrap_eq(&self, want: &[&str]) {
        let (got, want) = (self.text(), want.join("\n"));
        assert!(got == want, "\ndrawn:\n{got}\n\nwanted:\n{want}\n");
    }

    /// Rows, then one line for each run of cells in one style that is not the default.
    #[must_use]
    pub fn styled(&self) -> String {
        let mut out = self.text() + "\n-- styles\n";
        let area = self.0.area;
        for y in area.top()..area.bottom() {
            let mut x = area.left();
            while x < area.right() {
                let (from, style) = (x, self.0[(x, y)].style());
                while x < area.right() && self.0[(x, y)].style() == style {
                    // The cell behind a wide character carries no style of its own.
                    x = (x + self.0[(x, y)].symbol().width().max(1) as u16).min(area.right());
                }
                let words = words(style);
                if !words.is_empty() {
                    let _ = writeln!(out, "{y}:{from}-{}{words}", x - 1);
                }
            }
        }
        out
    }
}

fn row(buf: &Buffer, y: u16) -> String {
    let (mut out, mut hidden) = (String::new(), 0);
    for x in buf.area.left()..buf.area.right() {
        if hidden > 0 {
            hidden -= 1;
            continue;
        }
        let symbol = buf[(x, y)].symbol();
        hidden = symbol.width().saturating_sub(1);
        out.push_str(symbol);
    }
    out.trim_end().into()
}

fn words(style: Style) -> String {
    let mut out = String::new();
    for (name, colour) in [("fg", style.fg), ("bg", style.bg)] {
        if let Some(c) = colour.filter(|c| *c != Color::Reset) {
            let _ = write!(out, " {name}={c}");
        }
    }
    if !style.add_modifier.is_empty() {
        let _ = write!(out, " {:?}", style.add_modifier);
    }
    out
}
