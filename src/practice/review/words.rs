//! What came of an answer, and of a session, in sentences: for line mode, toasts and screen readers.
use super::{
    attempt::{Attempt, Outcome},
    summary::{Suggestion, Summary, when},
};
use crate::{
    base::{moment::Day, words::count},
    content::library::Library,
    quiz::answer::{Confidence, Verdict},
    srs::{Card, Rating},
};

/// `48 s`, `2 min`, `2 min 5 s`; what was quicker than a second took `1 s`.
#[must_use]
pub fn took(ms: u64) -> String {
    match (ms / 60_000, ms % 60_000 / 1_000) {
        (0, s) => format!("{} s", s.max(1)),
        (min, 0) => format!("{min} min"),
        (min, s) => format!("{min} min {s} s"),
    }
}

/// When a card comes back: `again in this session`, `next review in 9 days`.
#[must_use]
pub fn comes_back(card: &Card) -> String {
    if card.due <= card.last {
        "again in this session".into()
    } else {
        format!("next review {}", when(card.last, card.due))
    }
}

/// What came of an answer: `Correct, sure, 48 s: next review in 9 days.`
#[must_use]
pub fn outcome(outcome: &Outcome) -> String {
    let verdict = match (outcome.verdict, outcome.answer.confidence) {
        (Verdict::Right, Confidence::Unsure) => "Correct, not sure",
        (Verdict::Right, _) => "Correct, sure",
        (Verdict::Wrong, Confidence::Unsure) => "Wrong, not sure",
        (Verdict::Wrong, _) => "Wrong, though sure",
        (Verdict::DontKnow, _) => "Not known yet",
    };
    format!("{verdict}, {}: {}.", took(outcome.took_ms), comes_back(&outcome.after))
}

/// The ratings that a right answer can be changed to, with what they mean: `hard, next review in 4 days`. Empty where there is
/// nothing to change.
#[must_use]
pub fn offers(attempt: &Attempt) -> Vec<(Rating, String)> {
    let Some(outcome) = attempt.outcome.as_ref().filter(|o| o.verdict == Verdict::Right) else { return vec![] };
    [Rating::Hard, Rating::Easy]
        .into_iter()
        .filter(|rating| *rating != outcome.rating)
        .map(|rating| (rating, format!("{}, {}", rating.word(), comes_back(&attempt.outcomes.of(rating)))))
        .collect()
}

/// What a session says at its end, or where there is nothing to ask: one sentence a line, the last one says what to do.
#[must_use]
pub fn summary(summary: &Summary, library: &Library, today: Day) -> Vec<String> {
    let mut lines = Vec::with_capacity(3);
    if summary.right + summary.wrong > 0 {
        let minutes = count(usize::try_from(summary.minutes).unwrap_or(usize::MAX), "minute");
        lines.push(format!("{} right, {} wrong, {minutes}.", summary.right, summary.wrong));
    }
    let next = summary.next.map(|(day, n)| format!("Next review {}: {}.", when(today, day), count(n, "card")));
    lines.extend(next);
    lines.push(match &summary.suggestion {
        Suggestion::Review(1) => "1 question is due now: review it.".into(),
        Suggestion::Review(n) => format!("{n} questions are due now: review them."),
        Suggestion::Learn(lesson) => {
            let title = library.lessons.get(lesson).map_or(lesson.as_str(), |l| l.title.as_str());
            format!(
                "Nothing is due. {} to learn, next in \u{201c}{title}\u{201d}.",
                count(summary.unseen, "new question")
            )
        }
        Suggestion::Rest => "Nothing is due and nothing is new: rest, or practise the weakest.".into(),
    });
    lines
}
