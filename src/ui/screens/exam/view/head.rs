//! The first two rows: which paper, how far, how long; and the last two: the keys.
use super::{
    super::{
        keys::{GROUPS, foot},
        state::Table,
    },
    WIDE, clock,
};
use crate::{
    practice::record::sat::{Mode, Place},
    ui::{
        flow::table::Hint,
        kit::{
            canvas::{Canvas, cut, width},
            keybar::{self, Ask},
            theme::Role,
        },
    },
};

/// Minutes left from which on the clock says that it is getting late, and very late.
const LATE: (u64, u64) = (30, 5);

/// Words in their roles.
type Runs = Vec<(String, Role)>;

/// The header and the bar below it.
pub(super) fn draw(table: &Table, canvas: &mut Canvas<'_>) {
    let (w, sitting) = (canvas.width(), &table.room.sitting);
    let chrome = canvas.style(Role::Chrome);
    canvas.over(0, 0, w, 1, chrome);
    let gap = if w >= WIDE { 6 } else { 5 };
    let numbers = numbers(table, w);
    let cells = |runs: &Runs| runs.iter().map(|(words, _)| width(words)).sum::<u16>();
    let length = numbers.iter().map(cells).sum::<u16>() + gap * (numbers.len() as u16).saturating_sub(1);
    let from = w.saturating_sub(length + 1);
    let x = canvas.text(1, 0, &format!("Mock exam {}", sitting.paper.number), Role::Focus);
    let x = x + if w >= WIDE || table.room.at().is_none() { 3 } else { 2 };
    canvas.text(x, 0, &cut(&title(table), from.saturating_sub(x + 2)), Role::Strong);
    let mut x = from;
    for (i, runs) in numbers.iter().enumerate() {
        x += if i > 0 { gap } else { 0 };
        for (words, role) in runs {
            x = canvas.text(x, 0, words, *role);
        }
    }
    bar(table, canvas);
}

/// The paper's title; on the review screen its name.
fn title(table: &Table) -> String {
    let paper = &table.room.sitting.paper;
    let watched = if paper.mode == Mode::Proctored { " · proctored" } else { "" };
    match table.room.sitting.place {
        Place::Item(_) => format!("{}{watched}", paper.title),
        Place::Review => format!("Review{watched}"),
    }
}

/// `12 of 65`, `⚑ 3`, `1:42:07 left`.
fn numbers(table: &Table, w: u16) -> Vec<Runs> {
    let sitting = &table.room.sitting;
    let mut out = vec![];
    if let Some(item) = table.room.at() {
        out.push(vec![((item + 1).to_string(), Role::Strong), (format!(" of {}", sitting.given.len()), Role::Dim)]);
        let flagged = sitting.flagged().len();
        if w >= WIDE && flagged > 0 {
            out.push(vec![(format!("⚑ {flagged}"), Role::Visible)]);
        }
    }
    out.push(match table.room.left_ms() {
        None => vec![("untimed".into(), Role::Dim)],
        Some(_) if table.hidden => vec![("t".into(), Role::Key), (" shows the clock".into(), Role::Dim)],
        Some(ms) => {
            let role = match ms / 60_000 {
                minutes if minutes < LATE.1 => Role::Fail,
                minutes if minutes < LATE.0 => Role::Visible,
                _ => Role::Strong,
            };
            vec![(clock(ms), role), (" left".into(), Role::Dim)]
        }
    });
    out
}

/// How far: on a question its place, on the review screen what is answered.
fn bar(table: &Table, canvas: &mut Canvas<'_>) {
    let sitting = &table.room.sitting;
    let of = sitting.given.len().max(1);
    let done = table.room.at().map_or_else(|| of - sitting.open().len().min(of), |item| item + 1);
    let cells = usize::from(canvas.width().saturating_sub(2));
    let full = (done * cells * 2 + of) / (2 * of);
    let x = canvas.text(1, 1, &"━".repeat(full), Role::Focus);
    canvas.text(x, 1, &"─".repeat(cells - full.min(cells)), Role::Faint);
}

/// The keys on the last rows, from the table of what has the keys.
pub(super) fn keys(table: &Table, canvas: &mut Canvas<'_>) {
    let (w, h) = (canvas.width(), canvas.height());
    let all = foot(table);
    let of = |group: &str| all.iter().filter(|hint| hint.group == group).collect::<Vec<&Hint>>();
    let [upper, lower, right] = GROUPS.map(of);
    let chrome = canvas.style(Role::Chrome);
    let upper = keybar::fitting(&upper, Ask::Footer, w.saturating_sub(2));
    let rows = if upper.is_empty() { 1 } else { 2 };
    canvas.over(0, h - rows, w, rows, chrome);
    keybar::draw_hints(canvas, 1, h - 2, &upper, Role::Dim);
    // On a narrow screen the way to a number is worth more than the second way out.
    let right = keybar::fitting(&right, Ask::Footer, if w >= WIDE { w / 2 } else { 14 });
    let words: u16 = right.iter().map(|hint| width(&hint.keys) + 1 + width(hint.words)).sum();
    let length = words + 3 * (right.len() as u16).saturating_sub(1);
    let at = w.saturating_sub(10 + length);
    let lower = keybar::fitting(&lower, Ask::Footer, at.saturating_sub(4));
    keybar::draw_hints(canvas, 1, h - 1, &lower, Role::Dim);
    keybar::draw_hints(canvas, at, h - 1, &right, Role::Dim);
    let x = canvas.text(w - 7, h - 1, "?", Role::Key);
    canvas.text(x + 1, h - 1, "help", Role::Dim);
}
