//! Time per question, answers that were changed, and times the paper was off the screen.
use super::item::{Bank, Item};
use crate::{
    base::id::OptionId,
    content::library::Library,
    practice::{
        progress::sitting::{Given, Sitting},
        record::sat::{Absence, Sheet},
    },
    quiz::answer::{Answer, Confidence, Verdict, grade},
};
use std::collections::BTreeSet;

/// The pace of the exam: 130 minutes for 65 questions, in milliseconds a question.
pub const PACE_MS: u64 = 120_000;

/// Time per question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Milliseconds each item was on the screen, in the order of the paper.
    pub ms: Vec<u64>,
    /// Milliseconds a question, on average over those that came up; the review screen is no question.
    pub average_ms: u64,
    /// How many took longer than [`PACE_MS`].
    pub over: usize,
    /// Milliseconds on the review screen.
    pub review_ms: u64,
}

impl Pace {
    pub(super) fn of(sitting: &Sitting) -> Self {
        let ms: Vec<u64> = sitting.given.iter().map(|given| given.spent_ms).collect();
        let sum = ms.iter().fold(0, |sum: u64, ms| sum.saturating_add(*ms));
        Self {
            average_ms: sum / (sitting.given.iter().filter(|given| given.seen).count() as u64).max(1),
            over: ms.iter().filter(|ms| **ms > PACE_MS).count(),
            review_ms: sitting.spent_ms.saturating_sub(sum),
            ms,
        }
    }
}

/// Items whose answer was complete, and was changed later. Each is counted once: its first complete answer against its last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// All of them.
    pub items: usize,
    /// From wrong to right.
    pub to_right: usize,
    /// From right to wrong.
    pub to_wrong: usize,
    /// From wrong to wrong.
    pub wrong_to_wrong: usize,
    /// Changed, and changed back.
    pub back: usize,
    /// Cannot be judged: the question was edited, or has left the bank.
    pub unknown: usize,
}

impl Changes {
    pub(super) fn of(sitting: &Sitting, items: &[Item], library: &Library) -> Self {
        let mut changes = Self::default();
        for ((sheet, given), item) in sitting.items().zip(items) {
            if let Some(first) = given.settled.first().filter(|_| was_changed(given)) {
                changes.add(first, (sheet, given), item, library);
            }
        }
        changes
    }

    fn add(&mut self, first: &BTreeSet<OptionId>, (sheet, given): (&Sheet, &Given), item: &Item, library: &Library) {
        self.items += 1;
        let key = library.items.get(&sheet.question).filter(|_| matches!(item.bank, Bank::Same(_)));
        let answer = Answer { chosen: first.clone(), confidence: Confidence::Sure };
        let before = key.map(|found| grade(&found.question, &answer));
        let slot = match (before, item.verdict) {
            _ if *first == given.chosen => &mut self.back,
            (None, _) | (_, None) => &mut self.unknown,
            (_, Some(Verdict::Right)) => &mut self.to_right,
            (Some(Verdict::Right), _) => &mut self.to_wrong,
            _ => &mut self.wrong_to_wrong,
        };
        *slot += 1;
    }

    /// What that says, in a few words; nothing where nothing was changed.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match (self.items, self.to_right.cmp(&self.to_wrong)) {
            (0, _) => "",
            (_, std::cmp::Ordering::Greater) => "worth a second look",
            (_, std::cmp::Ordering::Less) => "first thoughts were better",
            (_, std::cmp::Ordering::Equal) => "it came to the same",
        }
    }
}

/// Whether a complete answer was followed by another one, or was taken back.
fn was_changed(given: &Given) -> bool {
    given.settled.len() > 1 || given.settled.last().is_some_and(|last| *last != given.chosen)
}

/// Times the paper was off the screen; the exam's clock did not run meanwhile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Absences {
    /// By cause; causes that did not come up are left out.
    pub causes: Vec<Cause>,
}

/// Absences of one cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Which.
    pub how: Absence,
    /// How often.
    pub times: usize,
    /// Milliseconds in all, as far as the wall clock could tell.
    pub ms: u64,
    /// Of how many it could not: the clock was set back meanwhile.
    pub unmeasured: usize,
}

impl Cause {
    /// `the app was left or killed`, `the app stood still`.
    #[must_use]
    pub const fn words(&self) -> &'static str {
        match self.how {
            Absence::Ended => "the app was left or killed",
            Absence::Still => "the app stood still",
        }
    }
}

impl Absences {
    pub(super) fn of(sitting: &Sitting) -> Self {
        let cause = |how: Absence| {
            let of_it = || sitting.away.iter().filter(|away| away.how == how);
            let ms = of_it().filter_map(|away| away.ms).fold(0, u64::saturating_add);
            let unmeasured = of_it().filter(|away| away.ms.is_none()).count();
            Cause { how, times: of_it().count(), ms, unmeasured }
        };
        let causes = [Absence::Ended, Absence::Still].map(cause);
        Self { causes: causes.into_iter().filter(|cause| cause.times > 0).collect() }
    }

    /// How often in all.
    #[must_use]
    pub fn times(&self) -> usize {
        self.causes.iter().map(|cause| cause.times).sum()
    }

    /// Milliseconds in all, as far as the wall clock could tell.
    #[must_use]
    pub fn ms(&self) -> u64 {
        self.causes.iter().map(|cause| cause.ms).fold(0, u64::saturating_add)
    }

    /// How many the wall clock could not measure.
    #[must_use]
    pub fn unmeasured(&self) -> usize {
        self.causes.iter().map(|cause| cause.unmeasured).sum()
    }
}
