//! Small parts: the header, boxes over the screen, the toast, the veil, the notice that the terminal is too small.
use super::{
    canvas::{Canvas, cut, width},
    frame::{self, Frame},
    theme::Role,
};
use crate::ui::flow::effect::Mood;

/// The smallest terminal.
pub const SMALLEST: (u16, u16) = (80, 24);

/// The header: where we are on the left, numbers on the right; numbers drop from the left when room is short.
/// A number is (`22`, ` due`, role) or, with words first, (`18`, ` days to exam`).
pub fn header(canvas: &mut Canvas<'_>, place: &[String], numbers: &[Vec<(String, Role)>]) {
    let w = canvas.width();
    let chrome = canvas.style(Role::Chrome);
    canvas.over(0, 0, w, 1, chrome);
    let app = if canvas.kit.glyphs.ascii { "inflight" } else { "◆ inflight" };
    let mut x = canvas.text(1, 0, app, Role::Focus);
    x += if w >= 100 { 4 } else { 3 };
    for (i, part) in place.iter().enumerate() {
        let last = i + 1 == place.len();
        x = canvas.text(x, 0, &cut(part, w.saturating_sub(x + 1)), if last { Role::Strong } else { Role::Dim });
        if !last {
            x = canvas.text(x, 0, " › ", Role::Dim);
        }
    }
    let (gap, dot) = if w >= 100 { (5, true) } else { (3, false) };
    let cells = |n: &Vec<(String, Role)>| n.iter().map(|(t, _)| width(t)).sum::<u16>();
    let mut shown = numbers;
    let length =
        |s: &[Vec<(String, Role)>]| s.iter().map(cells).sum::<u16>() + gap * (s.len() as u16).saturating_sub(1);
    while !shown.is_empty() && x + 2 + length(shown) + 1 > w {
        shown = &shown[..shown.len() - 1];
    }
    let mut x = w.saturating_sub(length(shown) + 1);
    for (i, number) in shown.iter().enumerate() {
        if i > 0 {
            canvas.text(x + 2, 0, if dot { "·" } else { " " }, Role::Dim);
            x += gap;
        }
        for (words, role) in number {
            x = canvas.text(x, 0, words, *role);
        }
    }
}

/// Where a box of this size stands in the middle of the canvas.
#[must_use]
pub fn centred(canvas: &Canvas<'_>, w: u16, h: u16) -> (u16, u16, u16, u16) {
    let (w, h) = (w.min(canvas.width()), h.min(canvas.height()));
    ((canvas.width() - w) / 2, (canvas.height() - h) / 2, w, h)
}

/// A box over the screen with the only heavy border; gives the room inside.
pub fn boxed<'c>(canvas: &'c mut Canvas<'_>, title: &str, right: &str, foot: (&str, &str)) -> Canvas<'c> {
    let right = if right.is_empty() { vec![] } else { vec![(right.to_owned(), Role::Dim)] };
    let (w, h) = (canvas.width(), canvas.height());
    frame::draw(canvas, &Frame { title, right, focused: true, ..Frame::default() });
    if !foot.0.is_empty() {
        canvas.text(2, h.saturating_sub(1), " ", Role::Text);
        let mut x = 3;
        for (i, hint) in foot.0.split("   ").enumerate() {
            let (key, rest) = hint.split_once(' ').unwrap_or((hint, ""));
            if i > 0 {
                x = canvas.text(x, h.saturating_sub(1), "   ", Role::Text);
            }
            x = canvas.text(x, h.saturating_sub(1), key, Role::Key);
            x = canvas.text(x, h.saturating_sub(1), &format!(" {rest}"), Role::Text);
        }
        canvas.text(x, h.saturating_sub(1), " ", Role::Text);
    }
    if !foot.1.is_empty() && width(foot.0) + width(foot.1) + 10 < w {
        canvas.right(w - 3, h.saturating_sub(1), &format!(" {} ", foot.1), Role::Dim);
    }
    canvas.part(1, 1, w.saturating_sub(2), h.saturating_sub(2))
}

/// A toast on one row, at the right end.
pub fn toast(canvas: &mut Canvas<'_>, mood: Mood, words: &str) {
    let words = format!(" {} ", cut(words, canvas.width().saturating_sub(6)));
    let w = width(&words) + 1;
    let x = canvas.width().saturating_sub(w + 1);
    let mut part = canvas.part(x, 0, w, 1);
    part.clear();
    let (bar, role) = match mood {
        Mood::Info => (Role::Info, Role::Text),
        Mood::Error => (Role::Fail, Role::Strong),
    };
    part.text(0, 0, "▌", bar);
    part.text(1, 0, &words, role);
    let mark = part.style(Role::Mark);
    part.over(1, 0, w, 1, mark);
}

/// Hides what must not be seen before the answer: `▒▒ veiled until you answer`.
pub fn veil(canvas: &mut Canvas<'_>, x: u16, y: u16, words: &str) -> u16 {
    let x = canvas.text(x, y, "▒▒", Role::Faint);
    canvas.text(x + 1, y, words, Role::Visible)
}

/// The notice where the terminal is too small: what is, what is needed, and the way out.
pub fn too_small(canvas: &mut Canvas<'_>) {
    let (w, h) = (canvas.width(), canvas.height());
    canvas.clear();
    let (x, y, bw, bh) = centred(canvas, 38, 6);
    let mut middle = canvas.part(x, y, bw, bh);
    let lines = [
        format!("Too small: {w} × {h}"),
        format!("needs      {} × {}", SMALLEST.0, SMALLEST.1),
        "or run  inflight --plain".into(),
    ];
    if bh < 5 || bw < 28 {
        for (y, line) in lines.iter().enumerate() {
            middle.text(0, y as u16, line, if y == 0 { Role::Strong } else { Role::Text });
        }
        return;
    }
    let mut inner = frame::draw(&mut middle, &Frame { focused: true, ..Frame::default() });
    for (y, line) in lines.iter().enumerate() {
        inner.text(2, y as u16 + 1, line, if y == 0 { Role::Strong } else { Role::Text });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::kit::testing::plain;

    fn number(n: &str, words: &str) -> Vec<(String, Role)> {
        vec![(n.into(), Role::Strong), (words.into(), Role::Dim)]
    }

    #[test]
    fn the_header_drops_numbers_before_the_place() {
        let place = ["SQS".to_owned(), "Visibility timeout".to_owned()];
        let numbers = [number("22", " due"), number("18", " days to exam")];
        plain(80, 1, |c| header(c, &place, &numbers))
            .unwrap_eq(&[" ◆ inflight   SQS › Visibility timeout                 22 due   18 days to exam"]);
        plain(50, 1, |c| header(c, &place, &numbers)).unwrap_eq(&[" ◆ inflight   SQS › Visibility timeout     22 due"]);
    }

    #[test]
    fn the_notice_fits_any_size() {
        for (w, h) in [(1, 1), (10, 3), (58, 16), (79, 23)] {
            plain(w, h, too_small);
        }
        assert!(plain(58, 16, too_small).text().contains("Too small: 58 × 16"));
    }

    #[test]
    fn a_toast_stands_at_the_right() {
        plain(30, 1, |c| toast(c, Mood::Info, "Q17 graded easy")).unwrap_eq(&["           ▌ Q17 graded easy"]);
    }
}
