//! Help, made from the key tables: one tab for each pane and one for everywhere, with a search over all of them.
use super::Turn;
use crate::{
    practice::lab::speed::Speed,
    ui::{
        app::{keys, model::Model},
        flow::{
            key::{Code, Key},
            table::{Hint, Tab},
        },
        kit::{
            canvas::{Canvas, cut, width},
            glyphs::{SIGNS, twin},
            parts::{boxed, centred},
            theme::Role,
        },
    },
};
use ratatui::layout::Position;

/// Rows of the signs, six beside each other.
const SIGN_ROWS: u16 = SIGNS.len().div_ceil(6) as u16;

/// The tabs as they were when opened, which one is shown, and the search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    tabs: Vec<Tab>,
    tab: usize,
    search: Option<String>,
    top: usize,
    /// With the signs and speeds of the labs.
    labs: bool,
}

impl State {
    /// The focused pane's tab first.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        Self { tabs: keys::tabs(model), tab: 0, search: None, top: 0, labs: !model.screen.is_sealed() }
    }

    /// The lines shown: the tab's, or what the search finds in all tabs.
    fn lines(&self) -> Vec<Line> {
        let Some(search) = &self.search else {
            return self.tabs.get(self.tab).map_or(vec![], |t| grouped(&t.hints, ""));
        };
        let needle = search.to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&needle);
        let hit = |h: &&Hint| has(h.help) || has(&h.keys) || has(h.group);
        let found = |t: &Tab| grouped(&t.hints.iter().filter(hit).cloned().collect::<Vec<_>>(), t.title);
        self.tabs.iter().flat_map(found).collect()
    }
}

/// A line of the help.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Line {
    Group(String),
    Key { keys: String, words: &'static str, on: bool },
    Blank,
}

/// Lines under their headings, in the order of the table.
fn grouped(hints: &[Hint], prefix: &str) -> Vec<Line> {
    let mut groups: Vec<&str> = vec![];
    let told = || hints.iter().filter(|h| !h.help.is_empty());
    for hint in told() {
        if !groups.contains(&hint.group) {
            groups.push(hint.group);
        }
    }
    let mut out = vec![];
    for group in groups {
        let title = if prefix.is_empty() { group.to_owned() } else { format!("{prefix} · {group}") };
        out.push(Line::Group(title));
        let of_group = told().filter(|h| h.group == group);
        out.extend(of_group.map(|h| Line::Key { keys: h.keys.clone(), words: h.help, on: h.on }));
        out.push(Line::Blank);
    }
    out
}

pub(super) fn key(state: &mut State, key: Key) -> Turn {
    if let Some(search) = &mut state.search {
        match key.code {
            Code::Esc => state.search = None,
            Code::Backspace => drop(search.pop()),
            Code::Char(c) if !key.ctrl => search.push(c),
            _ => {}
        }
        state.top = 0;
        return Turn::Stay;
    }
    match key.code {
        Code::Esc | Code::Char('q' | '?') => return Turn::Close,
        Code::Char('/') => state.search = Some(String::new()),
        Code::Tab | Code::Right | Code::Char('l') => state.tab = (state.tab + 1) % state.tabs.len().max(1),
        Code::BackTab | Code::Left | Code::Char('h') => {
            state.tab = (state.tab + state.tabs.len().max(1) - 1) % state.tabs.len().max(1);
        }
        Code::Down | Code::Char('j') | Code::Wheel { up: false, .. } => {
            state.top = (state.top + 1).min(state.lines().len().saturating_sub(1));
            return Turn::Stay;
        }
        Code::Up | Code::Char('k') | Code::Wheel { up: true, .. } => {
            state.top = state.top.saturating_sub(1);
            return Turn::Stay;
        }
        _ => return Turn::Stay,
    }
    state.top = 0;
    Turn::Stay
}

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) -> Position {
    let (x, y, w, h) = centred(canvas, 100, 31);
    let title = match &state.search {
        Some(search) => format!("? Help / {search}"),
        None => format!("? Help · {}", state.tabs.get(state.tab).map_or("", |t| t.title)),
    };
    let names: Vec<&str> = state.tabs.iter().map(|t| t.title).collect();
    let right = format!("tab: {}", names.join("  "));
    let mut place = canvas.part(x, y, w, h);
    let mut inner =
        boxed(&mut place, &title, &right, ("/ search   esc close", "this page is made from the key tables"));
    let (iw, ih) = (inner.width(), inner.height());
    let below = if ih < 26 || !state.labs { 0 } else { SIGN_ROWS + 3 };
    let lines = state.lines();
    if lines.is_empty() {
        inner.text(2, 1, "No key has these words. Fewer letters find more.", Role::Muted);
    }
    columns(&mut inner.part(2, 1, iw.saturating_sub(3), ih.saturating_sub(1 + below)), &lines, state.top);
    if below > 0 {
        legend(&mut inner.part(0, ih - below, iw, SIGN_ROWS + 1));
        speeds(&mut inner.part(0, ih - 2, iw, 2));
    }
    inner.at(2, 1)
}

/// Two columns; what does not fit is scrolled to.
fn columns(canvas: &mut Canvas<'_>, lines: &[Line], top: usize) {
    let rows = usize::from(canvas.height()).max(1);
    let lines = lines.strip_suffix(&[Line::Blank]).unwrap_or(lines);
    let half = canvas.width() / 2;
    let break_at = split(lines, rows);
    let (left, right) = lines.split_at(break_at);
    for (x, part) in [(0, left), (half, right)] {
        let top = top.min(part.len().saturating_sub(rows));
        let keys =
            part.iter().map(|l| if let Line::Key { keys, .. } = l { width(keys) } else { 0 }).max().unwrap_or(0).max(9);
        for (y, line) in part.iter().skip(top).take(rows).enumerate() {
            let y = y as u16;
            match line {
                Line::Blank => {}
                Line::Group(title) => drop(canvas.text(x, y, title, Role::Strong)),
                Line::Key { keys: shown, words, on } => {
                    canvas.text(x, y, shown, if *on { Role::Key } else { Role::Dim });
                    let room = half.saturating_sub(keys + 4);
                    canvas.text(x + keys + 2, y, &cut(words, room), if *on { Role::Text } else { Role::Dim });
                }
            }
        }
    }
}

/// Where the second column begins: at a heading, as near the middle as can be.
fn split(lines: &[Line], rows: usize) -> usize {
    let middle = lines.len().div_ceil(2).max(rows.min(lines.len()) / 2);
    let heads =
        lines.iter().enumerate().filter(|(_, l)| matches!(l, Line::Group(_))).map(|(i, _)| i).filter(|i| *i > 0);
    heads.min_by_key(|i| i.abs_diff(middle)).unwrap_or(lines.len())
}

/// `×1/10   ×1/4   ×1 ...`
fn speeds(canvas: &mut Canvas<'_>) {
    canvas.rule(0, "speeds of the lab", "- slower   + faster   = real time");
    let mut x = 2;
    for speed in Speed::all() {
        x = canvas.text(x, 1, &format!("×{}", speed.label()), Role::Text) + 3;
    }
}

/// The signs of the labs and what they mean.
fn legend(canvas: &mut Canvas<'_>) {
    canvas.rule(0, "signs", "");
    let column = (canvas.width().saturating_sub(3) / 6).max(1);
    for (i, sign) in SIGNS.iter().enumerate() {
        let (x, y) = (2 + (i as u16 % 6) * column, 1 + i as u16 / 6);
        let x = canvas.sign(x, y, *sign);
        canvas.text(x + 1, y, twin(*sign).2, Role::Text);
    }
}
