//! When no question is left: what the session brought, what comes next, and the one key that helps most. Never a dead end.
use super::super::state::State;
use crate::{
    base::words::count,
    practice::review::{
        session::{Kind, NEW_AT_ONCE},
        summary::{Suggestion, Summary, when},
    },
    ui::{
        flow::context::Context,
        kit::{
            canvas::{Canvas, cut},
            theme::Role,
        },
    },
};
use ratatui::layout::Position;

/// The column of values.
const VALUE: u16 = 15;

/// The card after the last question.
pub(super) fn ended(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>) -> Position {
    let summary = state.session.summary(&context.desk());
    canvas.runs(2, 2, &[("✓", Role::Done), (" That was the session.", Role::Strong)]);
    value(canvas, 4, "right", &summary.right.to_string(), Role::Done);
    let wrong = if summary.wrong > 0 { Role::Fail } else { Role::Strong };
    value(canvas, 5, "wrong", &summary.wrong.to_string(), wrong);
    value(canvas, 6, "minutes", &summary.minutes.to_string(), Role::Strong);
    let y = ahead(&summary, context, canvas, 7);
    suggestion(&summary, context, canvas, y + 1);
    canvas.at(2, y + 1)
}

/// Nothing to ask: what is true, then the keys that help.
pub(super) fn empty(state: &State, context: &Context<'_>, canvas: &mut Canvas<'_>) -> Position {
    let summary = state.session.summary(&context.desk());
    let words = match &state.session.kind {
        Kind::New(_) => " No new cards are left here.",
        Kind::Weakest => " No card was answered yet.",
        Kind::Due | Kind::One => " Nothing is due.",
    };
    canvas.runs(2, 2, &[("✓", Role::Done), (words, Role::Strong)]);
    let y = ahead(&summary, context, canvas, 4);
    suggestion(&summary, context, canvas, y + 1);
    canvas.at(2, y + 1)
}

fn value(canvas: &mut Canvas<'_>, y: u16, words: &str, value: &str, role: Role) {
    canvas.text(2, y, words, Role::Muted);
    canvas.text(VALUE, y, value, role);
}

/// `next review  tomorrow, 14 cards`; gives the row after it.
fn ahead(summary: &Summary, context: &Context<'_>, canvas: &mut Canvas<'_>, y: u16) -> u16 {
    let Some((day, cards)) = summary.next else { return y };
    value(canvas, y, "next review", &when(context.now.day, day), Role::Strong);
    canvas.text(VALUE, y + 1, &count(cards, "card"), Role::Dim);
    y + 2
}

/// The one thing that helps most, also by `enter`; the other ways below it.
fn suggestion(summary: &Summary, context: &Context<'_>, canvas: &mut Canvas<'_>, y: u16) {
    let learn = format!("learn {}", count(summary.unseen.min(NEW_AT_ONCE), "new card"));
    let mut rows = vec![match &summary.suggestion {
        Suggestion::Review(due) => ("r", format!("review {}", count(*due, "due card"))),
        Suggestion::Learn(lesson) => {
            let title = context.library.lessons.get(lesson).map_or("", |l| &l.title);
            ("c", format!("{learn}: {title}"))
        }
        Suggestion::Rest => ("w", "everything was seen: practise the weakest, or rest".into()),
    }];
    if summary.unseen > 0 && !matches!(summary.suggestion, Suggestion::Learn(_)) {
        rows.push(("c", learn));
    }
    if !context.progress.cards.is_empty() && summary.suggestion != Suggestion::Rest {
        rows.push(("w", "practise the weakest".into()));
    }
    for (y, (key, words)) in (y..).zip(&rows) {
        canvas.text(2, y, key, Role::Key);
        let room = canvas.width().saturating_sub(6);
        canvas.text(5, y, &cut(words, room), Role::Text);
    }
}
