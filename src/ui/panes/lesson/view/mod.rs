//! How the lesson pane looks: one section, its deciding sentence, where its numbers were read; the dock and the course.
mod course;
mod dock;

use super::{
    keys::shown,
    state::{State, number},
    update::Room,
};
use crate::{
    content::lesson::Section,
    ui::{
        flow::context::Context,
        kit::{
            Kit,
            canvas::Canvas,
            frame::{self, Frame},
            parts::veil,
            prose,
            theme::Role,
            wrap,
        },
    },
};
use ratatui::{
    layout::Position,
    text::{Line, Span},
};

pub use course::{course, course_at, course_lines};
pub use dock::dock;

/// What stands where the text is hidden.
const VEILED: &str = "veiled until you answer";

/// How the screen wants the pane drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look<'a> {
    /// It has the keys.
    pub focused: bool,
    /// Words after `⇄`; empty: no badge.
    pub link: &'a str,
}

/// A section set into lines.
struct Page {
    lines: Vec<Line<'static>>,
    /// The first line of the deciding sentence.
    key: Option<usize>,
}

/// The highest line that may stand on top.
pub(super) fn end(state: &State, context: &Context<'_>, room: Room) -> usize {
    let lines = page(&Kit::default(), state, context, room.0).lines.len();
    lines.saturating_sub(usize::from(rows(room.1)))
}

/// The line that stands on top.
pub(super) fn top(state: &State, context: &Context<'_>, room: Room) -> usize {
    let page = page(&Kit::default(), state, context, room.0);
    let end = page.lines.len().saturating_sub(usize::from(rows(room.1)));
    match page.key.filter(|_| state.at_key) {
        Some(key) => key.saturating_sub(usize::from(room.1 / 3)).min(end),
        None => state.line.min(end),
    }
}

/// Rows of text in a room: one stays free above, one below.
const fn rows(height: u16) -> u16 {
    height.saturating_sub(2)
}

fn page(kit: &Kit, state: &State, context: &Context<'_>, width: u16) -> Page {
    let Some((lesson, section)) = state.current(context.library).zip(state.section(context.library)) else {
        return Page { lines: vec![], key: None };
    };
    let mut one = lesson.clone();
    one.sections = vec![section.clone()];
    let set = prose::lesson(kit, &one, width, state.marked.then_some(&section.id));
    let key = set.keys.first().map(|(_, from, _)| *from);
    let mut lines = set.lines;
    if state.sources {
        lines.extend(sources(kit, section, context, width));
    }
    Page { lines, key }
}

/// Where the section's numbers were read: one entry a fact.
fn sources(kit: &Kit, section: &Section, context: &Context<'_>, width: u16) -> Vec<Line<'static>> {
    let mut told = vec![Line::default(), Line::styled(" Sources", kit.theme.style(Role::Strong))];
    let facts: Vec<_> = section.facts.iter().filter_map(|id| context.library.ledger.facts.get(id)).collect();
    if facts.is_empty() {
        told.extend(wrap::words(kit, "This section leans on no number.", width.saturating_sub(2), Role::Muted));
    }
    let mut last = String::new();
    for fact in facts {
        told.extend(wrap::words(kit, &fact.title, width.saturating_sub(2), Role::Muted));
        if fact.source != last {
            told.extend(wrap::words(kit, &fact.source, width.saturating_sub(2), Role::Info));
            last.clone_from(&fact.source);
        }
    }
    let indent = |(i, mut line): (usize, Line<'static>)| {
        if i > 1 {
            line.spans.insert(0, Span::raw(" "));
        }
        line
    };
    told.into_iter().enumerate().map(indent).collect()
}

/// Draws the pane with its frame; the cursor is parked on the deciding sentence, or on the first line shown.
pub fn draw(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>, look: Look<'_>) -> Option<Position> {
    let hints = shown(state);
    let lesson = state.current(context.library);
    let narrow = canvas.width() < 50;
    let title = lesson.filter(|_| !narrow).map_or("Lesson".to_owned(), |l| format!("Lesson · {}", l.title));
    let numbered = |s: &Section| lesson.map(|l| number(context.library, &l.id, &s.id));
    let at = state.section(context.library).and_then(numbered).unwrap_or_default();
    let place = lesson.map(|l| format!("{at} of {}", l.sections.len()));
    let right = place.map(|p| (p, Role::Dim)).into_iter().collect();
    let frame =
        Frame { number: Some('1'), title: &title, right, hints: &hints, link: look.link, focused: look.focused };
    let mut inner = frame::draw(canvas, &frame);
    if lesson.is_none() {
        return Some(empty(context, &mut inner));
    }
    if state.hidden() {
        return Some(hidden(state, context, &mut inner));
    }
    let room = (inner.width(), inner.height());
    let page = page(inner.kit, state, context, room.0);
    let from = top(state, context, room);
    let shown = page.lines.iter().skip(from).take(usize::from(rows(room.1)));
    for (y, line) in (1..).zip(shown) {
        inner.line(0, y, line);
    }
    let more = match (from > 0, from + usize::from(rows(room.1)) < page.lines.len()) {
        (true, true) => "↑ ↓ more",
        (true, false) => "↑ more",
        (false, true) => "↓ more",
        (false, false) => "",
    };
    inner.right(room.0.saturating_sub(1), room.1.saturating_sub(1), more, Role::Dim);
    let parked = page.key.filter(|_| state.marked).and_then(|key| key.checked_sub(from)).unwrap_or(0);
    Some(inner.at(1, 1 + parked as u16))
}

/// A line more than the title would help to answer.
fn hidden(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>) -> Position {
    let title = state.section(context.library).map_or("", |s| &s.title);
    let lines = wrap::words(canvas.kit, title, canvas.width().saturating_sub(2), Role::Strong);
    let mut y = 1;
    for line in &lines {
        canvas.line(1, y, line);
        y += 1;
    }
    veil(canvas, 1, y + 1, VEILED);
    let x = canvas.text(1, y + 3, "u", Role::Key);
    canvas.text(x + 1, y + 3, "peeks; then the grade is hard at best", Role::Dim);
    canvas.at(1, y + 1)
}

fn empty(context: &Context<'_>, canvas: &mut Canvas<'_>) -> Position {
    let (what, how) = if context.library.course.is_empty() {
        ("The pack has no lessons.", "inflight list lessons shows what there is")
    } else {
        ("No lesson is open.", "/ finds one; a question brings its own")
    };
    canvas.text(2, 2, what, Role::Strong);
    canvas.text(2, 4, how, Role::Dim);
    canvas.at(2, 2)
}
