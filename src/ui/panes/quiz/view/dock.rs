//! The quiz as a dock: how many to choose while it is open, the verdict after it, on one row.
use super::{
    super::state::{Phase, State},
    demand, foot,
};
use crate::{
    quiz::answer::Verdict,
    ui::{
        flow::context::Context,
        kit::{canvas::Canvas, theme::Role},
    },
};

/// Draws the dock on one row.
pub fn dock(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>) {
    let x = canvas.text(1, 0, "[2] ", Role::Dim);
    let x = canvas.text(x, 0, "Quiz", Role::Muted) + 5;
    let Some((attempt, item)) = state.attempt().zip(state.session.item(context.library)) else {
        let words = if state.phase() == Phase::Empty { "nothing is due" } else { "the session is over" };
        canvas.text(x, 0, words, Role::Text);
        return;
    };
    let (at, of) = state.session.place();
    let x = canvas.text(x, 0, &format!("{at} of {of}"), Role::Text) + 3;
    let end = canvas.width().saturating_sub(1);
    let Some(outcome) = &attempt.outcome else {
        let x = canvas.text(x, 0, "open", Role::Strong);
        canvas.text(x, 0, &format!(" · {}", demand(item.question.kind)), Role::Muted);
        let key = canvas.text(end.saturating_sub(8), 0, "2", Role::Key);
        canvas.text(key + 1, 0, "answer", Role::Text);
        return;
    };
    let (sign, role) = match outcome.verdict {
        Verdict::Right => (canvas.kit.glyphs.verdict(true), Role::Done),
        _ => (canvas.kit.glyphs.verdict(false), Role::Fail),
    };
    let letters = match outcome.verdict {
        Verdict::DontKnow => "not known".into(),
        _ => foot::chosen_letters(attempt, item),
    };
    let x = canvas.text(x, 0, sign, role);
    let x = canvas.text(x + 1, 0, &letters, Role::Strong) + 3;
    let (words, day) = foot::next(outcome, context);
    let x = canvas.text(x, 0, words, Role::Muted);
    let x = canvas.text(x, 0, &day, Role::Strong);
    if x + 8 <= end {
        let key = canvas.text(end - 6, 0, "n", Role::Key);
        canvas.text(key + 1, 0, "next", Role::Text);
    }
}
