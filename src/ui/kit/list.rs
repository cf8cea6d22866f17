//! A list with a cursor: which rows are shown, where the cursor is, and how a row under it looks.
use super::{
    canvas::{Canvas, cut, width},
    theme::Role,
};

/// Cursor and scroll of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The row under the cursor.
    pub at: usize,
    /// The first row shown.
    pub top: usize,
}

impl Cursor {
    /// Moves by `by` rows inside `len`.
    pub fn step(&mut self, by: isize, len: usize) {
        self.at = self.at.saturating_add_signed(by).min(len.saturating_sub(1));
    }

    /// The first row to show so that the cursor is seen in `room` rows: the list moves no more than it must.
    #[must_use]
    pub fn top_for(self, room: usize, len: usize) -> usize {
        let room = room.max(1);
        let low = self.at.saturating_sub(room - 1);
        self.top.clamp(low, self.at.max(low)).min(len.saturating_sub(room))
    }
}

/// One row of a list: a kind, words, a note at the right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// `lab`; may be empty.
    pub kind: String,
    /// What it is.
    pub words: String,
    /// At the right: `9 due`.
    pub note: String,
    /// Cannot be chosen now.
    pub off: bool,
}

/// Draws the rows that fit; gives the row of the cursor on the canvas.
pub fn draw(canvas: &mut Canvas<'_>, items: &[Item], cursor: Cursor) -> Option<u16> {
    let room = usize::from(canvas.height());
    let top = cursor.top_for(room, items.len());
    let kind = items.iter().map(|i| width(&i.kind)).max().unwrap_or(0);
    let note = items.iter().map(|i| width(&i.note)).max().unwrap_or(0);
    let mut here = None;
    for (y, (i, item)) in items.iter().enumerate().skip(top).take(room).enumerate() {
        let y = y as u16;
        draw_row(canvas, y, item, (kind, note, i == cursor.at));
        if i == cursor.at {
            here = Some(y);
        }
    }
    here
}

fn draw_row(canvas: &mut Canvas<'_>, y: u16, item: &Item, (kind, note, chosen): (u16, u16, bool)) {
    let w = canvas.width();
    let (label, words) = match (item.off, chosen) {
        (true, _) => (Role::Faint, Role::Dim),
        (_, true) => (Role::Strong, Role::Strong),
        _ => (Role::Dim, Role::Text),
    };
    if chosen {
        let mark = canvas.kit.glyphs.cursor().to_string();
        canvas.text(0, y, &mark, Role::Focus);
    }
    canvas.text(2, y, &item.kind, label);
    let x = if kind == 0 { 2 } else { kind + 5 };
    let room = w.saturating_sub(x + if note == 0 { 1 } else { note + 3 });
    canvas.text(x, y, &cut(&item.words, room), words);
    canvas.text(w.saturating_sub(note + 1), y, &item.note, if chosen { Role::Text } else { Role::Muted });
    if chosen {
        let select = canvas.style(Role::Select);
        canvas.over(0, y, w, 1, select);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::kit::testing::plain;

    #[test]
    fn the_cursor_stays_in_sight() {
        let mut c = Cursor::default();
        c.step(5, 10);
        assert_eq!((c.at, c.top_for(3, 10), c.top_for(20, 10)), (5, 3, 0));
        c.step(-99, 10);
        assert_eq!((c.at, Cursor { at: 0, top: 7 }.top_for(3, 10)), (0, 0));
        c.step(3, 0);
        assert_eq!((c.at, c.top_for(0, 0)), (0, 0));
    }

    #[test]
    fn rows_have_kind_words_and_note() {
        let item = |kind: &str, words: &str, note: &str| Item {
            kind: kind.into(),
            words: words.into(),
            note: note.into(),
            off: false,
        };
        let items = [item("lab", "Open lab: FIFO", "☆☆☆"), item("lesson", "A very long title of a lesson", "29 %")];
        plain(34, 2, |c| assert_eq!(draw(c, &items, Cursor { at: 1, top: 0 }), Some(1)))
            .unwrap_eq(&["  lab      Open lab: FIFO    ☆☆☆", "▸ lesson   A very long…      29 %"]);
    }
}
