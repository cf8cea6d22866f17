//! A pane's frame: `[3] Lab · name`, right words, hints from its key table, the link badge. The focused one is the only
//! heavy border on the screen.
use super::{
    canvas::{Canvas, cut, width},
    keybar::{Ask, draw_hints, fitting},
    theme::Role,
};
use crate::ui::flow::table::Hint;

/// What a frame says.
#[derive(Clone, Debug, Default)]
pub struct Frame<'a> {
    /// The pane's number, shown as `[3]`.
    pub number: Option<char>,
    /// `Lab · visibility timeout`.
    pub title: &'a str,
    /// Right of the title, run by run: `proof for Q17`, `★★☆`.
    pub right: Vec<(String, Role)>,
    /// The pane's own hints; those with a place in the border are shown.
    pub hints: &'a [Hint],
    /// Words at the right of the bottom border, after `⇄`: `3.2 · lab sqs-vt`; empty: no badge.
    pub link: &'a str,
    /// Has the keys.
    pub focused: bool,
}

/// Draws the frame around the whole canvas and gives the room inside it.
pub fn draw<'c>(canvas: &'c mut Canvas<'_>, frame: &Frame<'_>) -> Canvas<'c> {
    draw_in(canvas, frame, edge(frame.focused))
}

/// The same with a border in a colour of its own.
pub fn draw_in<'c>(canvas: &'c mut Canvas<'_>, frame: &Frame<'_>, edge: Role) -> Canvas<'c> {
    let (w, h) = (canvas.width(), canvas.height());
    if w < 4 || h < 2 {
        return canvas.part(0, 0, 0, 0);
    }
    canvas.clear();
    lines(canvas, frame.focused, edge);
    top(canvas, frame);
    bottom(canvas, frame);
    canvas.part(1, 1, w - 2, h - 2)
}

fn edge(focused: bool) -> Role {
    if focused { Role::Focus } else { Role::Faint }
}

fn lines(canvas: &mut Canvas<'_>, focused: bool, role: Role) {
    let (w, h) = (canvas.width(), canvas.height());
    let border = canvas.kit.glyphs.border(focused);
    let flat: String = std::iter::repeat_n(border.flat, usize::from(w - 2)).collect();
    let [tl, tr, bl, br] = border.corners;
    canvas.text(0, 0, &format!("{tl}{flat}{tr}"), role);
    canvas.text(0, h - 1, &format!("{bl}{flat}{br}"), role);
    let side = border.upright.to_string();
    for y in 1..h - 1 {
        canvas.text(0, y, &side, role);
        canvas.text(w - 1, y, &side, role);
    }
}

fn top(canvas: &mut Canvas<'_>, frame: &Frame<'_>) {
    let w = canvas.width();
    let right: u16 = frame.right.iter().map(|(t, _)| width(t)).sum();
    let badge = frame.number.map(|n| format!("[{n}] ")).unwrap_or_default();
    let room = w.saturating_sub(6 + if right > 0 { right + 4 } else { 0 }).max(w.saturating_sub(6) / 2);
    let title = cut(&format!("{badge}{}", frame.title), room);
    let role = if frame.focused { Role::Focus } else { Role::Muted };
    let end = if title.is_empty() { 2 } else { canvas.text(2, 0, &format!(" {title} "), role) };
    if right == 0 || end + right + 4 > w {
        return;
    }
    let mut x = canvas.text(w - right - 4, 0, " ", Role::Text);
    for (words, role) in &frame.right {
        x = canvas.text(x, 0, words, *role);
    }
    canvas.text(x, 0, " ", Role::Text);
}

fn bottom(canvas: &mut Canvas<'_>, frame: &Frame<'_>) {
    let (w, y) = (canvas.width(), canvas.height() - 1);
    let badge = if frame.link.is_empty() { String::new() } else { format!(" ⇄ {} ", frame.link) };
    let badge_room = if badge.is_empty() { 0 } else { width(&badge) + 2 };
    let hints: Vec<&Hint> = frame.hints.iter().collect();
    let fit = fitting(&hints, Ask::Border, w.saturating_sub(6 + badge_room));
    if !fit.is_empty() {
        canvas.text(2, y, " ", Role::Text);
        let x = draw_hints(canvas, 3, y, &fit, Role::Text);
        canvas.text(x, y, " ", Role::Text);
    }
    if !badge.is_empty() && badge_room + 4 <= w {
        canvas.right(w - 2, y, &badge, if frame.focused { Role::Focus } else { Role::Info });
    }
}
