//! The theme picker: moving previews on the real screen, `esc` restores.
use super::Turn;
use crate::ui::{
    app::{model::Model, update},
    flow::key::{Code, Key},
    kit::{
        canvas::Canvas,
        list::{self, Cursor, Item},
        parts::boxed,
        theme::{self, Theme},
    },
};
use ratatui::layout::Position;

/// The cursor, and the theme to go back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    cursor: Cursor,
    before: Theme,
}

impl State {
    /// With the cursor on the theme in use.
    #[must_use]
    pub fn new(current: &Theme) -> Self {
        let at = theme::names().iter().position(|n| *n == current.name).unwrap_or(0);
        Self { cursor: Cursor { at, top: 0 }, before: current.clone() }
    }
}

pub(super) fn key(state: &mut State, key: Key, model: &mut Model) -> Turn {
    let names = theme::names();
    let by = match key.code {
        Code::Down | Code::Char('j') | Code::Wheel { up: false, .. } => 1,
        Code::Up | Code::Char('k') | Code::Wheel { up: true, .. } => -1,
        Code::Enter => return Turn::Do(vec![update::set(model, "theme", &model.kit.theme.name)]),
        Code::Esc | Code::Char('q' | 'T') => {
            model.kit.theme = state.before.clone();
            return Turn::Close;
        }
        _ => return Turn::Stay,
    };
    state.cursor.step(by, names.len());
    if let Some(chosen) = names.get(state.cursor.at).and_then(|n| theme::named(n)) {
        // A theme that was chosen by hand paints its ground too.
        model.kit.theme = chosen.painted();
    }
    Turn::Stay
}

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) -> Option<Position> {
    let items: Vec<Item> = theme::names()
        .iter()
        .map(|name| Item {
            words: theme::named(name).map_or((*name).to_owned(), |t| t.title),
            note: if *name == state.before.name { "now".into() } else { String::new() },
            ..Item::default()
        })
        .collect();
    let (w, h) = (44, items.len() as u16 + 4);
    // At the right: the preview stays to be seen.
    let mut place = canvas.part(canvas.width().saturating_sub(w + 2), 2, w, h);
    let mut inner = boxed(&mut place, "Theme", "", ("enter keep   esc back", ""));
    let (w, h) = (inner.width(), inner.height());
    let mut rows = inner.part(1, 1, w.saturating_sub(2), h.saturating_sub(2));
    let y = list::draw(&mut rows, &items, state.cursor)?;
    Some(rows.at(2, y))
}
