//! The box about the session in the wide class: what came, what comes, what is weakest, how memory does.
use super::super::state::State;
use crate::{
    base::id::QuestionId,
    practice::review::{attempt::Attempt, summary::when},
    quiz::answer::Verdict,
    srs::queue::forecast,
    ui::{
        flow::context::Context,
        kit::{
            canvas::{Canvas, cut},
            chart::spark,
            frame::{self, Frame},
            glyphs::Glyphs,
            theme::Role,
        },
    },
};

/// Questions shown of what comes.
const COMING: usize = 4;
/// Days of the charts.
const DAYS: u16 = 30;

/// Draws the box with its frame; what does not fit below is left out whole.
pub fn session_box(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>) {
    let (at, of) = state.session.place();
    let right = vec![(format!("{at} of {of}"), Role::Dim)];
    let frame = Frame { title: "This session", right, ..Frame::default() };
    let mut inner = frame::draw(canvas, &frame);
    let c = &mut inner;
    played(state, c, 1);
    let mut y = coming(state, context, c, 3) + 1;
    for part in [weakest, retention, reviews] {
        y = part(context, c, y);
    }
}

/// `✓ ✓ ✗ │ · · ·`
fn played(state: &State, canvas: &mut Canvas<'_>, y: u16) {
    let current = state.attempt().filter(|a| a.outcome.is_some());
    let mut x = 1;
    for attempt in state.session.done.iter().chain(current) {
        let right = attempt.outcome.as_ref().is_some_and(|o| o.verdict == Verdict::Right);
        let sign = canvas.kit.glyphs.verdict(right);
        x = canvas.text(x, y, sign, if right { Role::Done } else { Role::Fail }) + 1;
    }
    x = canvas.text(x, y, "│", Role::Faint) + 1;
    let open = usize::from(state.attempt().is_some_and(|a| a.outcome.is_none()));
    for _ in 0..state.session.coming().count() + open {
        x = canvas.text(x, y, "·", Role::Dim) + 1;
    }
}

fn coming(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>, mut y: u16) -> u16 {
    if let Some(attempt) = state.attempt() {
        let (note, role) = came(attempt, context, canvas.kit.glyphs);
        row(context, canvas, y, ("now", &attempt.question), (&note, role));
        y += 1;
    }
    for (i, question) in state.session.coming().take(COMING).enumerate() {
        let (note, role) = match context.progress.cards.get(question) {
            None => ("new".into(), Role::Info),
            Some(card) if card.due < context.now.day => (when(context.now.day, card.due), Role::Fail),
            Some(card) => (format!("due {}", when(context.now.day, card.due)), Role::Visible),
        };
        row(context, canvas, y, (if i == 0 { "next" } else { "" }, question), (&note, role));
        y += 1;
    }
    y
}

fn came(attempt: &Attempt, context: &Context<'_>, glyphs: Glyphs) -> (String, Role) {
    match &attempt.outcome {
        None => (String::new(), Role::Dim),
        Some(o) if o.verdict == Verdict::Right => {
            (format!("{} {}", glyphs.verdict(true), when(context.now.day, o.after.due)), Role::Done)
        }
        Some(_) => (format!("{} again", glyphs.verdict(false)), Role::Fail),
    }
}

fn row(
    context: &Context<'_>,
    canvas: &mut Canvas<'_>,
    y: u16,
    (label, question): (&str, &QuestionId),
    (note, role): (&str, Role),
) {
    let title = context.library.items.get(question).map_or(question.as_str(), |i| &i.title);
    let end = canvas.width().saturating_sub(2);
    canvas.text(3, y, label, Role::Dim);
    let from = canvas.right(end, y, note, role);
    canvas.text(9, y, &cut(title, from.saturating_sub(11)), Role::Text);
}

/// The two lessons known least, of those begun.
fn weakest(context: &Context<'_>, canvas: &mut Canvas<'_>, y: u16) -> u16 {
    let known = |id| context.progress.mastery(id, context.library, context.scheduler, context.now.day);
    let mut begun: Vec<_> = context.library.course.iter().filter_map(|id| Some((known(id)?, id))).collect();
    begun.sort();
    begun.truncate(2);
    if begun.is_empty() || y + begun.len() as u16 > canvas.height() {
        return y;
    }
    let end = canvas.width().saturating_sub(2);
    for (i, (percent, id)) in begun.iter().enumerate() {
        let y = y + i as u16;
        canvas.text(1, y, if i == 0 { "weakest" } else { "" }, Role::Dim);
        let title = context.library.lessons.get(*id).map_or("", |l| &l.title);
        canvas.text(9, y, &cut(title, end.saturating_sub(26)), Role::Text);
        let (on, off) = canvas.kit.glyphs.mastery(u32::from(*percent));
        let x = canvas.text(end.saturating_sub(15), y, &on, if *percent < 40 { Role::Fail } else { Role::Visible });
        canvas.text(x, y, &off, Role::Faint);
        canvas.right(end, y, &percent.to_string(), Role::Text);
    }
    y + begun.len() as u16 + 1
}

/// How many of the answers each day were known.
fn retention(context: &Context<'_>, canvas: &mut Canvas<'_>, y: u16) -> u16 {
    let days = context.progress.right_per_day(context.now.day, DAYS.into());
    if days.iter().all(Option::is_none) || y + 2 > canvas.height() {
        return y;
    }
    let x = canvas.text(1, y, "known, last 30 days", Role::Muted) + 3;
    if let Some(share) = context.progress.retention(context.now.day, i32::from(DAYS)) {
        let x = canvas.text(x, y, &format!("{} %", share.percent), Role::Strong) + 2;
        canvas.text(x, y, "of the due", Role::Dim);
    }
    // Days without answers say nothing about memory.
    let values: Vec<u64> = days.iter().flatten().map(|d| u64::from(*d)).collect();
    let chart = spark(canvas.kit, &values, canvas.width().saturating_sub(2));
    canvas.text(1, y + 1, &chart, Role::Done);
    y + 3
}

fn reviews(context: &Context<'_>, canvas: &mut Canvas<'_>, y: u16) -> u16 {
    if context.progress.cards.is_empty() || y + 2 > canvas.height() {
        return y;
    }
    let days = forecast(context.progress.cards.values(), context.now.day, DAYS.into());
    canvas.text(1, y, "reviews due, next 30 days", Role::Muted);
    let values: Vec<u64> = days.into_iter().map(u64::from).collect();
    let chart = spark(canvas.kit, &values, canvas.width().saturating_sub(2));
    canvas.text(1, y + 1, &chart, Role::Info);
    y + 3
}
