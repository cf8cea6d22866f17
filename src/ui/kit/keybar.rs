//! The footer and the hints in borders, both from key tables, so that a hint can never lie.
use super::{
    canvas::{Canvas, width},
    theme::Role,
};
use crate::ui::flow::table::{Hint, Place};

/// Which place is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The pane's bottom border.
    Border,
    /// The footer.
    Footer,
}

/// The rank of a hint in a place; none where it does not stand there.
#[must_use]
pub fn rank(hint: &Hint, ask: Ask) -> Option<u8> {
    match (hint.place, ask) {
        (Place::Border(r), Ask::Border) | (Place::Footer(r), Ask::Footer) | (Place::Both(r), _) => Some(r),
        _ => None,
    }
}

/// The hints of a place that fit into `room` cells, in table order; those of the highest rank go first when room is short.
#[must_use]
pub fn fitting<'h>(hints: &[&'h Hint], ask: Ask, room: u16) -> Vec<&'h Hint> {
    let mut kept: Vec<(u8, &Hint)> =
        hints.iter().filter(|h| !h.words.is_empty()).filter_map(|h| Some((rank(h, ask)?, *h))).collect();
    while length(&kept) > room {
        let Some(last) = kept.iter().map(|(r, _)| *r).max() else { break };
        let Some(at) = kept.iter().rposition(|(r, _)| *r == last) else { break };
        kept.remove(at);
    }
    kept.into_iter().map(|(_, h)| h).collect()
}

fn length(hints: &[(u8, &Hint)]) -> u16 {
    let each = hints.iter().map(|(_, h)| width(&h.keys) + 1 + width(h.words));
    each.sum::<u16>() + 3 * (hints.len() as u16).saturating_sub(1)
}

/// Draws hints from `x`; returns the column after the last.
pub fn draw_hints(canvas: &mut Canvas<'_>, x: u16, y: u16, hints: &[&Hint], words: Role) -> u16 {
    let mut x = x;
    for (i, hint) in hints.iter().enumerate() {
        if i > 0 {
            x = canvas.text(x, y, "   ", words);
        }
        let (key, rest) = if hint.on { (Role::Key, words) } else { (Role::Faint, Role::Faint) };
        x = canvas.text(x, y, &hint.keys, key);
        x = canvas.text(x, y, " ", rest);
        x = canvas.text(x, y, hint.words, rest);
    }
    x
}

/// The footer on one row: hints from the left, `? help` always last on the right.
pub fn footer(canvas: &mut Canvas<'_>, hints: &[&Hint]) {
    let chrome = canvas.style(Role::Chrome);
    canvas.over(0, 0, canvas.width(), 1, chrome);
    let help = canvas.width().saturating_sub(7);
    let fit = fitting(hints, Ask::Footer, help.saturating_sub(3));
    draw_hints(canvas, 1, 0, &fit, Role::Dim);
    let x = canvas.text(help, 0, "?", Role::Key);
    canvas.text(x + 1, 0, "help", Role::Dim);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{flow::key::Key, kit::Kit};
    use ratatui::{buffer::Buffer, layout::Rect};

    fn hint(key: char, words: &'static str, rank: u8) -> Hint {
        Hint { key: Key::ch(key), keys: key.into(), words, help: "", group: "", place: Place::Footer(rank), on: true }
    }

    #[test]
    fn hints_drop_by_rank_and_help_stays() {
        let kit = Kit::default();
        let all = [hint('a', "alpha", 1), hint('b', "beta", 9), hint('c', "gamma", 2)];
        let hints: Vec<&Hint> = all.iter().collect();
        for (cells, want) in [
            (40, " a alpha   b beta   c gamma      ? help"),
            (29, " a alpha   c gamma    ? help "),
            (12, "     ? help "),
        ] {
            let mut buf = Buffer::empty(Rect::new(0, 0, cells, 1));
            footer(&mut Canvas::new(&mut buf, &kit, Rect::new(0, 0, cells, 1)), &hints);
            let row: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
            assert_eq!(row.trim_end(), want.trim_end(), "{cells}");
        }
    }
}
