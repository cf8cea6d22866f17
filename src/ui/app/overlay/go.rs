//! The menu after `g`: it waits 300 ms before it shows, so that who types fast never sees it.
use super::Turn;
use crate::ui::{
    app::{
        keys::{GO, Goal},
        model::Model,
    },
    flow::{
        effect::Effect,
        key::{Code, Key},
        table::{find, hints},
    },
    kit::{
        canvas::Canvas,
        frame::{self, Frame},
        parts::centred,
        theme::Role,
    },
};
use ratatui::layout::Position;

/// How long the menu waits, in milliseconds.
const WAIT_MS: u64 = 300;

/// Since when `g` waits for its second key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    since_ms: u64,
}

impl State {
    /// `g` was pressed now.
    #[must_use]
    pub const fn new(now_ms: u64) -> Self {
        Self { since_ms: now_ms }
    }

    /// When the menu shows; none when it does already.
    #[must_use]
    pub fn wake_at(self, now_ms: u64) -> Option<u64> {
        let at = self.since_ms + WAIT_MS;
        (now_ms < at).then_some(at)
    }
}

/// The second key: the screen's chords first, then the app's places.
pub(super) fn key(model: &mut Model, key: Key) -> Turn {
    if let Some(effects) = model.with(|screen, context| screen.chord(key, context)) {
        return Turn::Do(effects);
    }
    match find(GO, key) {
        Some(Goal::Open(overlay)) => Turn::Do(vec![Effect::Open(overlay)]),
        Some(goal) => Turn::Do(goal.route().map(Effect::Go).into_iter().collect()),
        None if matches!(key.code, Code::Wheel { .. }) => Turn::Stay,
        None => Turn::Close,
    }
}

pub(super) fn draw(state: State, model: &Model, canvas: &mut Canvas<'_>) -> Option<Position> {
    if state.wake_at(model.clock.uptime_ms).is_some() {
        return None;
    }
    let chords = model.screen.chords(&model.context());
    let lines: Vec<(String, &str)> = chords
        .into_iter()
        .chain(hints(GO, |_| true))
        .filter(|h| !h.help.is_empty())
        .map(|h| (h.keys, h.help))
        .collect();
    let rows = lines.len().div_ceil(3) as u16;
    let (_, _, w, h) = centred(canvas, 74, rows + 6);
    let (x, y) = ((canvas.width() - w) / 2, canvas.height() - h);
    let mut place = canvas.part(x, y, w, h);
    let right = vec![("esc closes".to_owned(), Role::Dim)];
    let mut inner = frame::draw(&mut place, &Frame { title: "g  go to", right, focused: true, ..Frame::default() });
    for (i, (keys, words)) in lines.iter().enumerate() {
        let (column, row) = (i as u16 / rows, i as u16 % rows);
        let x = inner.text(2 + column * 24, 1 + row, keys, Role::Key);
        inner.text(x + 1, 1 + row, words, Role::Text);
    }
    inner.text(2, rows + 2, "type it fast and the menu never shows", Role::Dim);
    Some(inner.at(2, 1))
}
