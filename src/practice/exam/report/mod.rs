//! What a candidate is told after a sitting: the estimate, where the marks came from, what to read next. Built anew from the
//! sitting and the library whenever it is looked at, also years later, when some of its questions have left the bank.

/// One item of the paper, judged.
pub mod item;
/// What to do next.
pub mod next;
/// Time, second thoughts, absences.
pub mod pace;
/// Counts by domain, task, topic and sureness.
pub mod tables;
#[cfg(test)]
mod tests;

use super::score::{self, Score};
use crate::{
    base::{id::Key, moment::Day},
    content::library::Library,
    practice::{
        progress::{Progress, sitting::Sitting},
        record::sat::{End, Mode},
    },
    quiz::answer::Verdict,
};
use item::{Item, Sureness};
use next::Next;
use pace::{Absences, Changes, Pace};
use tables::Tables;

/// A report on a sitting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Which sitting.
    pub sitting: Key,
    /// What was sat, when, and how.
    pub heading: Heading,
    /// What it is worth.
    pub score: Score,
    /// Where the marks came from.
    pub tables: Tables,
    /// Which items to look at, by why.
    pub lists: Lists,
    /// Time, second thoughts, absences.
    pub conduct: Conduct,
    /// How likely a pass seemed before, and what came; none where nothing was said, or nothing counts.
    pub prediction: Option<Prediction>,
    /// All items, in the order of the paper.
    pub items: Vec<Item>,
    /// What to do next.
    pub next: Next,
}

/// What was sat, when, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// For people: `Section mock`.
    pub title: String,
    /// The how-many-th sitting of this learner, from 1.
    pub number: u32,
    /// The blueprint it was drawn by.
    pub blueprint: Key,
    /// What it was drawn from.
    pub seed: u64,
    /// The seed was given: everyone with it has the same paper.
    pub seeded: bool,
    /// How it was sat.
    pub mode: Mode,
    /// The study day on which it ended.
    pub day: Day,
    /// Milliseconds the paper was on the screen.
    pub used_ms: u64,
    /// Milliseconds given; none = untimed.
    pub limit_ms: Option<u64>,
    /// How it ended.
    pub end: End,
}

/// Places in [`Report::items`], by why they deserve a look. An item stands in one list at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    /// Sure, and wrong: what is known wrongly.
    pub sure_wrong: Vec<usize>,
    /// Not sure, and wrong.
    pub unsure_wrong: Vec<usize>,
    /// Not answered, or not with as many options as were wanted.
    pub open: Vec<usize>,
    /// Not sure, and right: a lucky guess, or more known than thought.
    pub lucky: Vec<usize>,
    /// Their questions had left the bank: they have no mark.
    pub gone: Vec<usize>,
}

impl Lists {
    /// All that cost marks, in the order to look at them: sure and wrong first.
    pub fn wrong(&self) -> impl Iterator<Item = usize> {
        self.sure_wrong.iter().chain(&self.unsure_wrong).chain(&self.open).copied()
    }

    fn of(items: &[Item]) -> Self {
        let mut lists = Self::default();
        for (at, item) in items.iter().enumerate() {
            match (item.verdict, item.sureness) {
                (None, _) => lists.gone.push(at),
                (Some(Verdict::Right), Sureness::Unsure) => lists.lucky.push(at),
                (Some(Verdict::Right), _) => {}
                (Some(_), Sureness::Sure) => lists.sure_wrong.push(at),
                (Some(_), Sureness::Unsure) => lists.unsure_wrong.push(at),
                (Some(_), Sureness::Open) => lists.open.push(at),
            }
        }
        lists
    }
}

/// Time, second thoughts, absences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conduct {
    /// Time per question.
    pub pace: Pace,
    /// Answers that were changed.
    pub changes: Changes,
    /// Times the paper was off the screen.
    pub absences: Absences,
}

/// A prediction, held against what came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// Percent: how likely a pass seemed.
    pub percent: u8,
    /// Whether the estimate reached the pass mark.
    pub passed: bool,
    /// The Brier score in ten-thousandths: 0 = knew it, 2500 = as good as a coin, 10000 = was certain of the opposite.
    pub brier: u32,
}

impl Prediction {
    /// Holds a prediction in percent against what came.
    #[must_use]
    pub fn new(percent: u8, passed: bool) -> Self {
        let percent = percent.min(100);
        let off = u32::from(percent).abs_diff(if passed { 100 } else { 0 });
        Self { percent, passed, brier: off * off }
    }

    /// The prediction made before a sitting; none where none was made, or nothing counts.
    #[must_use]
    pub fn of(sitting: &Sitting, score: &Score) -> Option<Self> {
        Some(Self::new(sitting.paper.expects?, score.estimate?.passes()))
    }
}

impl Report {
    /// The report on a sitting; none while it goes on.
    #[must_use]
    pub fn build(sitting: &Sitting, library: &Library, progress: &Progress) -> Option<Self> {
        let ended = sitting.ended.as_ref()?;
        let score = score::score(sitting)?;
        let items = item::items(sitting, library);
        let lists = Lists::of(&items);
        let paper = &sitting.paper;
        Some(Self {
            sitting: sitting.id.clone(),
            heading: Heading {
                title: paper.title.clone(),
                number: paper.number,
                blueprint: paper.blueprint.clone(),
                seed: paper.seed,
                seeded: paper.seeded,
                mode: paper.mode,
                day: sitting.last.day,
                used_ms: sitting.spent_ms,
                limit_ms: paper.limit_ms,
                end: ended.end,
            },
            score,
            tables: Tables::of(&items, library),
            conduct: Conduct {
                pace: Pace::of(sitting),
                changes: Changes::of(sitting, &items, library),
                absences: Absences::of(sitting),
            },
            prediction: Prediction::of(sitting, &score),
            next: Next::of((sitting, &items, &lists), library, progress),
            lists,
            items,
        })
    }
}
