//! Mastery, retention and readiness. Each has one meaning, and says how far it can be trusted.
// Counts here are far below 2^23, and a clamped share has no sign.
#![allow(clippy::cast_precision_loss, clippy::cast_sign_loss)]
use super::Progress;
use crate::{
    base::{
        id::{LessonId, QuestionId},
        moment::Day,
    },
    content::{
        lab::Lab,
        lesson::{Lesson, Section},
        library::Library,
        pack::Item,
    },
    quiz::question::Question,
    srs::{Rating, queue, scheduler::Scheduler},
};
use std::sync::Arc;

/// Answers below which readiness says nothing yet.
const ENOUGH: usize = 30;
/// Due answers below which retention says nothing yet.
const SOME: usize = 10;

/// A share in percent with half the width of its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The middle, 0 to 100.
    pub percent: u8,
    /// Half the width of the 90 % range, in points.
    pub within: u8,
}

/// `sum` of `n` expected or counted, with the half-width of Wilson's 90 % interval, which does not shrink to nothing where
/// everything was right.
fn share(sum: f32, spread: f32, n: f32) -> Share {
    const Z: f32 = 1.645;
    let middle = if n > 0.0 { sum / n } else { 0.0 };
    let half = Z * (spread.max(0.0) + Z * Z / 4.0).sqrt() / (n + Z * Z);
    Share { percent: percent(middle), within: percent(half) }
}

fn percent(x: f32) -> u8 {
    (x.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// The chance to guess a question: one of four options, or one of the ways to choose two of five.
fn guess(question: &Question) -> f32 {
    let (options, choose) = (question.options.len() as u64, question.kind.choose() as u64);
    let ways = (0..choose).fold(1, |ways: u64, k| ways.saturating_mul(options.saturating_sub(k)) / (k + 1));
    if ways == 0 { 0.0 } else { 1.0 / ways as f32 }
}

impl Progress {
    /// What is known of a lesson today: the mean recall over its questions, an unseen one counting nothing. `None` where the
    /// lesson has no questions or none was answered yet ("new").
    #[must_use]
    pub fn mastery(&self, lesson: &LessonId, library: &Library, scheduler: &Scheduler, today: Day) -> Option<u8> {
        let of_lesson = library.items.values().filter(|i| i.lesson.0 == *lesson);
        self.known(of_lesson.map(AsRef::as_ref), scheduler, today)
    }

    /// What is known of a service (`SQS`) today: the same over all its lessons.
    #[must_use]
    pub fn mastery_of(&self, service: &str, library: &Library, scheduler: &Scheduler, today: Day) -> Option<u8> {
        let of_service = |i: &&Arc<Item>| library.lessons.get(&i.lesson.0).is_some_and(|l| l.service == service);
        self.known(library.items.values().filter(of_service).map(AsRef::as_ref), scheduler, today)
    }

    fn known<'a>(&self, items: impl Iterator<Item = &'a Item>, scheduler: &Scheduler, today: Day) -> Option<u8> {
        let cards: Vec<_> = items.map(|i| self.cards.get_key_value(&i.question.id)).collect();
        if cards.iter().all(Option::is_none) {
            return None;
        }
        let sum: f32 = cards.iter().flatten().map(|(id, _)| self.recall(id, scheduler, today)).sum();
        Some(percent(sum / cards.len() as f32))
    }

    /// The chance that a question's answer is known today. What was not known the last time is not known yet, whatever its card
    /// says: a card speaks of what was learned from the explanation.
    fn recall(&self, question: &QuestionId, scheduler: &Scheduler, today: Day) -> f32 {
        let last = self.answers.get(question).and_then(|answers| answers.last());
        let known = last.is_none_or(|past| past.rating != Rating::Again);
        self.cards.get(question).filter(|_| known).map_or(0.0, |card| scheduler.recall(card, today))
    }

    /// True retention: of the cards that were due in the last `days` days, how many were known. `None` below ten answers.
    #[must_use]
    pub fn retention(&self, today: Day, days: i32) -> Option<Share> {
        let recent = |past: &&super::Past| past.was_due && past.day.until(today) < days;
        let answers = || self.answers.values().flatten().filter(recent);
        if answers().count() < SOME {
            return None;
        }
        let known = answers().filter(|past| past.rating != Rating::Again).count() as f32;
        let n = answers().count() as f32;
        Some(share(known, known * (1.0 - known / n), n))
    }

    /// Readiness for the questions of this library: the expected share of right answers if all were asked today.
    ///
    /// A seen question is worth `r + (1 - r) g`: its recall `r` by the memory model, else a guess `g` (one over the ways to
    /// choose); an unseen one is worth `g`. The range is Wilson's 90 % interval around the sum of these, each question taken
    /// as a coin of its own. It speaks of this bank of questions, not of the exam, and knows nothing of how good the model
    /// is. `None` below thirty answers.
    #[must_use]
    pub fn readiness(&self, library: &Library, scheduler: &Scheduler, today: Day) -> Option<Share> {
        let of_library = self.answers.iter().filter(|(id, _)| library.items.contains_key(*id));
        if of_library.map(|(_, answers)| answers.len()).sum::<usize>() < ENOUGH {
            return None;
        }
        let (mut sum, mut spread) = (0.0, 0.0);
        for (id, item) in &library.items {
            let recall = self.recall(id, scheduler, today);
            let p = recall + (1.0 - recall) * guess(&item.question);
            sum += p;
            spread += p * (1.0 - p);
        }
        Some(share(sum, spread, library.items.len() as f32))
    }

    /// Cards of the library that come due on each of the next `days` days, today first; what is late counts for today.
    #[must_use]
    pub fn forecast(&self, library: &Library, today: Day, days: usize) -> Vec<u32> {
        let cards = self.cards.iter().filter(|(id, _)| library.items.contains_key(*id));
        queue::forecast(cards.map(|(_, card)| card), today, days)
    }

    /// Whether every section of a lesson was read to its end.
    #[must_use]
    pub fn has_read(&self, lesson: &Lesson) -> bool {
        let read = |s: &Section| self.read.contains(&(lesson.id.clone(), s.id.clone()));
        !lesson.sections.is_empty() && lesson.sections.iter().all(read)
    }

    /// Stars of a lab, 0 to 3: its goals that were met in any run.
    #[must_use]
    pub fn stars(&self, lab: &Lab) -> usize {
        let met = self.labs.get(&lab.id).map(|past| &past.met);
        met.map_or(0, |met| lab.goals.iter().filter(|goal| met.contains(&goal.id)).count())
    }

    /// Answers given on each of the last `days` days, today last.
    #[must_use]
    pub fn per_day(&self, today: Day, days: usize) -> Vec<u32> {
        let mut out = vec![0; days];
        for past in self.answers.values().flatten() {
            let ago = usize::try_from(past.day.until(today)).unwrap_or(usize::MAX);
            if let Some(slot) = days.checked_sub(ago.saturating_add(1)).and_then(|i| out.get_mut(i)) {
                *slot += 1;
            }
        }
        out
    }

    /// The share of known answers on each of the last `days` days in percent, today last; `None` on days without.
    #[must_use]
    pub fn right_per_day(&self, today: Day, days: usize) -> Vec<Option<u8>> {
        let mut tally = vec![(0u32, 0u32); days];
        for past in self.answers.values().flatten() {
            let ago = usize::try_from(past.day.until(today)).unwrap_or(usize::MAX);
            if let Some(slot) = days.checked_sub(ago.saturating_add(1)).and_then(|i| tally.get_mut(i)) {
                slot.0 += 1;
                slot.1 += u32::from(past.rating != Rating::Again);
            }
        }
        tally.into_iter().map(|(n, right)| (n > 0).then(|| percent(right as f32 / n as f32))).collect()
    }
}
