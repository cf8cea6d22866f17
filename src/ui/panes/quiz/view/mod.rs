//! How the quiz pane looks: the stem, the options, after the answer the reason under each; a foot that never scrolls away;
//! the dock, the card at the end, the box about the session.
mod card;
mod dock;
mod foot;
mod page;
mod session;

use super::{
    keys::shown,
    state::{Phase, State},
    update::Room,
};
use crate::{
    practice::review::session::Kind,
    quiz::question,
    ui::{
        flow::context::Context,
        kit::{
            Kit,
            canvas::Canvas,
            frame::{self, Frame},
            theme::Role,
        },
    },
};
use page::Page;
use ratatui::{layout::Position, text::Line};

pub use dock::dock;
pub use session::session_box;

/// Columns of the terminal from which on the pane tells more: what the question is about, how well it was remembered.
const WIDE: u16 = 160;

/// How the screen wants the pane drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look<'a> {
    /// It has the keys.
    pub focused: bool,
    /// Words after `⇄`; empty: no badge.
    pub link: &'a str,
}

/// The first column of words: two cells in where there is room.
const fn pad(width: u16) -> u16 {
    if width >= 70 { 2 } else { 1 }
}

/// What stands where inside the frame.
struct Plan {
    page: Page,
    foot: Vec<Line<'static>>,
    /// Rows free above the page.
    top: usize,
    /// Rows that scroll.
    body: usize,
}

impl Plan {
    /// One row stays free above and one before the foot; where the page is a little too long, blank rows go first.
    fn of(kit: &Kit, state: &State, context: &Context<'_>, (width, height): Room) -> Self {
        let mut foot = foot::lines(kit, state, context, width);
        let body = usize::from(height).saturating_sub(foot.len() + 2).max(1);
        let page = page::set(kit, state, context, (width, body));
        if page.lines.len() <= body {
            return Self { page, foot, top: 1, body };
        }
        if foot.last().is_some_and(|line| line.spans.is_empty()) {
            foot.pop();
        }
        let body = usize::from(height).saturating_sub(foot.len() + 1).max(1);
        Self { page: page::set(kit, state, context, (width, body)), foot, top: 0, body }
    }

    fn end(&self) -> usize {
        self.page.lines.len().saturating_sub(self.body)
    }
}

/// The highest line that may stand on top.
pub(super) fn end(state: &State, context: &Context<'_>, room: Room) -> usize {
    Plan::of(&Kit::default(), state, context, room).end()
}

/// Rows inside the frame that show a question whole.
#[must_use]
pub fn tall(state: &State, context: &Context<'_>, width: u16) -> u16 {
    let kit = Kit::default();
    let foot = foot::lines(&kit, state, context, width).len();
    let page = page::set(&kit, state, context, (width, 0)).lines.len();
    u16::try_from(page + foot + 2).unwrap_or(u16::MAX)
}

/// The lines of the options at these places, first and the one after the last, and how many rows scroll.
pub(super) fn span_of(
    state: &State,
    context: &Context<'_>,
    room: Room,
    places: &[usize],
) -> Option<(usize, usize, usize)> {
    let plan = Plan::of(&Kit::default(), state, context, room);
    let spans = || places.iter().filter_map(|place| plan.page.options.get(*place));
    Some((spans().map(|s| s.0).min()?, spans().map(|s| s.1).max()?, plan.body))
}

/// The lines of the option under the cursor, first and the one after the last, and how many rows scroll.
pub(super) fn rows_of(state: &State, context: &Context<'_>, room: Room) -> (usize, usize, usize) {
    let plan = Plan::of(&Kit::default(), state, context, room);
    let (from, to) = plan.page.options.get(state.cursor).copied().unwrap_or_default();
    (from, to, plan.body)
}

/// The option at a row inside the frame, while its question is open.
#[must_use]
pub fn option_at(state: &State, context: &Context<'_>, room: Room, row: u16) -> Option<usize> {
    if state.phase() != Phase::Open {
        return None;
    }
    let plan = Plan::of(&Kit::default(), state, context, room);
    let row = usize::from(row).checked_sub(plan.top).filter(|row| *row < plan.body)?;
    let line = row + state.scroll.min(plan.end());
    plan.page.options.iter().position(|(from, to)| (*from..*to).contains(&line))
}

/// `ONE`, `TWO`: how many options make an answer.
fn demand(kind: question::Kind) -> &'static str {
    match kind.choose() {
        1 => "choose ONE",
        2 => "choose TWO",
        3 => "choose THREE",
        4 => "choose FOUR",
        _ => "choose SEVERAL",
    }
}

/// Draws the pane with its frame; the cursor is parked on the option under the cursor.
pub fn draw(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>, look: Look<'_>) -> Option<Position> {
    let hints = shown(state, context.library);
    let frame = Frame {
        number: Some('2'),
        title: match state.session.kind {
            Kind::Due => "Quiz · review",
            Kind::New(_) => "Quiz · new",
            Kind::Weakest => "Quiz · weakest",
            Kind::One => "Quiz",
        },
        right: corner(state, context),
        hints: &hints,
        link: look.link,
        focused: look.focused,
    };
    let mut inner = frame::draw(canvas, &frame);
    match state.phase() {
        Phase::Open | Phase::Answered => Some(question_in(state, context, &mut inner)),
        Phase::Ended => Some(card::ended(state, context, &mut inner)),
        Phase::Empty => Some(card::empty(state, context, &mut inner)),
    }
}

/// `7 of 23 · choose ONE`.
fn corner(state: &State, context: &Context<'_>) -> Vec<(String, Role)> {
    let Some(item) = state.session.item(context.library) else { return vec![] };
    let (at, of) = state.session.place();
    let mut runs = vec![];
    if context.progress.marked.contains(&item.question.id) {
        runs.push(("marked · ".to_owned(), Role::Visible));
    }
    runs.push((format!("{at} of {of}"), Role::Dim));
    if state.phase() == Phase::Open {
        runs.push((" · ".into(), Role::Dim));
        runs.push((demand(item.question.kind).into(), Role::Strong));
    }
    runs
}

fn question_in(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>) -> Position {
    let room = (canvas.width(), canvas.height());
    let plan = Plan::of(canvas.kit, state, context, room);
    let (from, top) = (state.scroll.min(plan.end()), plan.top as u16);
    for (y, line) in (top..).zip(plan.page.lines.iter().skip(from).take(plan.body)) {
        canvas.line(0, y, line);
    }
    let (first, after) = plan.page.options.get(state.cursor).copied().unwrap_or_default();
    let select = canvas.style(Role::Select);
    let seen = |line: usize| line.checked_sub(from).filter(|row| *row < plan.body).map(|row| row as u16 + top);
    let open = state.phase() == Phase::Open;
    // Before the answer the row under the cursor, after it the words of the right option, right of the verdict.
    let (lit, column) = if open { (Some((first, after)), 0) } else { (plan.page.lit, pad(room.0) + 2) };
    for y in lit.into_iter().flat_map(|(first, after)| first..after).filter_map(seen) {
        canvas.over(column, y, room.0, 1, select);
    }
    let y = room.1.saturating_sub(plan.foot.len() as u16 + 1);
    let more = match (from > 0, from < plan.end()) {
        (true, true) => "↑ ↓ more",
        (true, false) => "↑ more",
        (false, true) => "↓ more",
        (false, false) => "",
    };
    if open {
        canvas.right(room.0.saturating_sub(3), y, more, Role::Dim);
    } else {
        canvas.rule(y, "", more);
    }
    for (y, line) in (y + 1..).zip(&plan.foot) {
        canvas.line(0, y, line);
    }
    canvas.at(pad(room.0), seen(first).unwrap_or(1))
}
