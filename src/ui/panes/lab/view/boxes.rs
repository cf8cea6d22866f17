//! Boxes at the foot of the lab, which stays visible above them: faults, variables, words to read.
use super::super::state::{DOOR, Page};
use crate::{
    practice::lab::{session::Session, spoken},
    ui::kit::{
        canvas::{Canvas, cut, width},
        parts,
        theme::Role,
        wrap,
    },
};
use ratatui::layout::Position;

/// A canvas for a box of `height` rows at the foot.
fn foot<'c>(canvas: &'c mut Canvas<'_>, height: u16) -> Canvas<'c> {
    let (w, h) = (canvas.width(), canvas.height());
    let height = height.min(h);
    canvas.part(0, h - height, w, height)
}

/// The fault menu: keys, titles and whom it can hit.
pub(super) fn inject(session: &Session, choice: Option<usize>, canvas: &mut Canvas<'_>) -> Position {
    let faults = &session.lab().faults;
    let two = canvas.width() >= 96;
    let rows = if choice.is_some() { 1 } else { faults.len().div_ceil(if two { 2 } else { 1 }) };
    let mut place = foot(canvas, rows as u16 + 4);
    let title = format!("↯ inject  at {}", session.now().clock());
    let note = "an injected fault is a mark ↯ on the time line; step back over it to undo it";
    let mut inner = parts::boxed(&mut place, &title, "esc closes", ("", note));
    if let Some(fault) = choice.and_then(|i| faults.get(i)) {
        let mut x = inner.text(2, 1, &fault.title, Role::Text) + 3;
        for (n, what) in fault.faults.iter().enumerate() {
            x = inner.text(x, 1, &(n + 1).to_string(), Role::Key);
            x = inner.text(x + 1, 1, &target(&what.to_string()), Role::Strong) + 3;
        }
        return inner.at(2, 1);
    }
    let half = if two { inner.width() / 2 } else { inner.width() };
    for (i, fault) in faults.iter().enumerate() {
        let (x, y) = if two { (half * (i % 2) as u16, 1 + (i / 2) as u16) } else { (0, 1 + i as u16) };
        inner.text(x + 2, y, &fault.key.to_string(), Role::Key);
        inner.text(x + 4, y, &cut(&fault.title, 20), Role::Text);
        inner.text(x + 25, y, &cut(&fault.detail, half.saturating_sub(26)), Role::Dim);
    }
    inner.at(2, 1)
}

/// Whom a fault hits, from its text: `crash C2` gives `C2`.
fn target(text: &str) -> String {
    text.split_whitespace().nth(1).unwrap_or(text).to_owned()
}

/// The variables: value, range, and where it stands.
pub(super) fn variables(
    session: &Session,
    row: usize,
    typed: Option<&str>,
    canvas: &mut Canvas<'_>,
) -> Option<Position> {
    let all = &session.lab().variables;
    let mut place = foot(canvas, all.len() as u16 + 4);
    let title =
        if session.fresh() { "variables".to_owned() } else { format!("variables  from {} on", session.now().clock()) };
    let keys = "← → change   enter type a value";
    let note = "a change during the run is an event: it can be stepped back over";
    let mut inner = parts::boxed(&mut place, &title, "esc closes", (keys, note));
    let names = all.iter().map(|v| width(&v.title)).max().unwrap_or(0) + 2;
    let mut spot = None;
    for (i, variable) in all.iter().enumerate() {
        let y = 1 + i as u16;
        let here = i == row;
        if here {
            let cursor = inner.kit.glyphs.cursor().to_string();
            inner.text(0, y, &cursor, Role::Focus);
            spot = Some(inner.at(0, y));
        }
        inner.text(2, y, &variable.key.to_string(), Role::Key);
        inner.text(5, y, &variable.title, if here { Role::Strong } else { Role::Text });
        let x = 5 + names;
        let now = session.value(variable);
        match typed.filter(|_| here) {
            Some(text) => inner.text(x, y, &format!("{text}▏"), Role::Strong),
            None => stops(&mut inner, x, y, &variable.stops, &now),
        };
    }
    spot
}

/// The values to step through, the present one strong.
fn stops(canvas: &mut Canvas<'_>, x: u16, y: u16, stops: &[String], now: &str) -> u16 {
    let mut x = x;
    let known = stops.iter().any(|s| s == now);
    if !known {
        x = canvas.text(x, y, &spoken::value(now), Role::Strong) + 3;
    }
    for stop in stops {
        let words = spoken::value(stop);
        if x + width(&words) > canvas.width() {
            break;
        }
        let (role, mark) = if stop == now { (Role::Strong, "●") } else { (Role::Dim, " ") };
        x = canvas.text(x, y, mark, Role::Focus);
        x = canvas.text(x, y, &words, role) + 2;
    }
    x
}

/// Words to read.
pub(super) fn text(page: &Page, canvas: &mut Canvas<'_>) -> Position {
    let tight = matches!(page.title, "event log" | DOOR);
    let room = canvas.width().saturating_sub(6);
    let mut lines = Vec::new();
    for line in &page.lines {
        lines.extend(wrap::words(canvas.kit, line, room, Role::Text));
        if !tight {
            lines.push(ratatui::text::Line::default());
        }
    }
    let most = canvas.height().saturating_sub(2);
    let mut place = foot(canvas, (lines.len() as u16 + 3).min(most));
    let more = match page.title {
        "hints" => "t one more   esc close",
        DOOR => "y copy   c close to the outside   j k scroll   esc back",
        _ => "j k scroll   esc close",
    };
    let mut inner = parts::boxed(&mut place, page.title, "", (more, ""));
    let rows = usize::from(inner.height().saturating_sub(1));
    let from = page.line.min(lines.len().saturating_sub(rows));
    for (y, line) in lines.iter().skip(from).take(rows).enumerate() {
        inner.line(2, y as u16 + 1, line);
    }
    inner.at(2, 1)
}
