//! Everything the toasts said in this session, newest first.
use super::Turn;
use crate::ui::{
    app::notes::Notes,
    flow::{
        effect::Mood,
        key::{Code, Key},
    },
    kit::{
        canvas::Canvas,
        list::{self, Cursor, Item},
        parts::{boxed, centred},
        theme::Role,
    },
};
use ratatui::layout::Position;

/// The messages as they were when opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    cursor: Cursor,
    items: Vec<Item>,
}

impl State {
    /// Newest first, with the time since the start.
    #[must_use]
    pub fn new(notes: &Notes) -> Self {
        let item = |n: &crate::ui::app::notes::Note| Item {
            kind: crate::base::time::SimTime(n.at_ms / 1_000 * 1_000_000).clock(),
            words: n.words.clone(),
            note: if n.mood == Mood::Error { "error".into() } else { String::new() },
            off: false,
        };
        Self { cursor: Cursor::default(), items: notes.all.iter().rev().map(item).collect() }
    }
}

pub(super) fn key(state: &mut State, key: Key) -> Turn {
    let by = match key.code {
        Code::Down | Code::Char('j') | Code::Wheel { up: false, .. } => 1,
        Code::Up | Code::Char('k') | Code::Wheel { up: true, .. } => -1,
        Code::PageDown => 10,
        Code::PageUp => -10,
        Code::Esc | Code::Enter | Code::Char('q') => return Turn::Close,
        _ => return Turn::Stay,
    };
    state.cursor.step(by, state.items.len());
    Turn::Stay
}

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) -> Option<Position> {
    let (x, y, w, h) = centred(canvas, 78, (state.items.len() as u16).clamp(1, 16) + 4);
    let mut place = canvas.part(x, y, w, h);
    let mut inner = boxed(&mut place, "Messages", "since the start", ("esc close", ""));
    let mut rows = inner.part(1, 1, w - 4, h.saturating_sub(4));
    if state.items.is_empty() {
        rows.text(2, 0, "Nothing was said yet.", Role::Muted);
        return Some(rows.at(2, 0));
    }
    let y = list::draw(&mut rows, &state.items, state.cursor)?;
    Some(rows.at(2, y))
}
