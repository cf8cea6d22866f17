//! What a finished session says: right, wrong, minutes, what is next, one suggestion. Never a dead end.
use crate::{
    base::{id::LessonId, moment::Day},
    practice::desk::Desk,
};

/// The session card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Right answers.
    pub right: usize,
    /// Wrong answers and "don't know".
    pub wrong: usize,
    /// Minutes it took, rounded up.
    pub minutes: u64,
    /// When the next cards are due, and how many then; none where no card exists.
    pub next: Option<(Day, usize)>,
    /// Questions never answered.
    pub unseen: usize,
    /// What to do now.
    pub suggestion: Suggestion,
}

/// The one thing that helps most now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// Cards are due (again).
    Review(usize),
    /// New questions of this lesson.
    Learn(LessonId),
    /// Everything was seen and nothing is due: a break, or the weakest.
    Rest,
}

impl Summary {
    /// Counts up a session and looks at what lies ahead.
    #[must_use]
    pub fn new(right: usize, wrong: usize, took_ms: u64, desk: &Desk<'_>) -> Self {
        let due = desk.progress.due(desk.library, desk.now.day);
        let lesson_of_new = desk.library.course.iter().find(|lesson| {
            let unseen = |i: &&std::sync::Arc<crate::content::pack::Item>| {
                i.lesson.0 == **lesson && !desk.progress.cards.contains_key(&i.question.id)
            };
            desk.library.items.values().any(|i| unseen(&i))
        });
        let suggestion = match (due, lesson_of_new) {
            (0, Some(lesson)) => Suggestion::Learn(lesson.clone()),
            (0, None) => Suggestion::Rest,
            (n, _) => Suggestion::Review(n),
        };
        let unseen = desk.library.items.keys().filter(|id| !desk.progress.cards.contains_key(*id)).count();
        let next = desk.progress.next_due(desk.library, desk.now.day);
        Self { right, wrong, minutes: took_ms.div_ceil(60_000), next, unseen, suggestion }
    }
}

/// `today`, `tomorrow`, `in 9 days`, `3 days late`.
#[must_use]
pub fn when(today: Day, day: Day) -> String {
    match today.until(day) {
        0 => "today".into(),
        1 => "tomorrow".into(),
        -1 => "1 day late".into(),
        n if n > 1 => format!("in {n} days"),
        n => format!("{} days late", n.unsigned_abs()),
    }
}
