//! Mastery, retention and readiness. Each has one meaning, and says how far it can be trusted.
use super::Progress;
use crate::{
    base::{id::LessonId, moment::Day},
    content::library::Library,
    srs::scheduler::Scheduler,
};

/// What guessing is worth on a question that was never seen: one of four.
const GUESS: f32 = 0.25;

/// A share in percent with half the width of its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The middle, 0 to 100.
    pub percent: u8,
    /// Half the width of the 90 % range, in points.
    pub within: u8,
}

fn share(sum: f32, spread: f32, n: f32) -> Share {
    let middle = if n > 0.0 { sum / n } else { 0.0 };
    let half = if n > 0.0 { 1.645 * spread.max(0.0).sqrt() / n } else { 0.0 };
    Share { percent: percent(middle), within: percent(half) }
}

fn percent(x: f32) -> u8 {
    (x.clamp(0.0, 1.0) * 100.0).round() as u8
}

impl Progress {
    /// What is known of a lesson today: the mean recall over its questions, an unseen one counting nothing. `None` where the
    /// lesson has no questions or none was answered yet ("new").
    #[must_use]
    pub fn mastery(&self, lesson: &LessonId, library: &Library, scheduler: &Scheduler, today: Day) -> Option<u8> {
        let of_lesson = library.items.values().filter(|i| i.lesson.0 == *lesson);
        let cards: Vec<_> = of_lesson.map(|i| self.cards.get(&i.question.id)).collect();
        if cards.iter().all(Option::is_none) {
            return None;
        }
        let sum: f32 = cards.iter().flatten().map(|c| scheduler.recall(c, today)).sum();
        Some(percent(sum / cards.len() as f32))
    }

    /// True retention: of the cards that were due in the last `days` days, how many were known. `None` below ten answers.
    #[must_use]
    pub fn retention(&self, today: Day, days: i32) -> Option<Share> {
        let recent = |past: &&super::Past| past.was_due && past.day.until(today) < days;
        let answers: Vec<bool> = self
            .answers
            .values()
            .flatten()
            .filter(recent)
            .map(|past| past.rating != crate::srs::Rating::Again)
            .collect();
        if answers.len() < 10 {
            return None;
        }
        let (n, known) = (answers.len() as f32, answers.iter().filter(|k| **k).count() as f32);
        let p = known / n;
        Some(share(known, n * p * (1.0 - p), n))
    }

    /// Readiness for the questions of this library: the expected share of right answers if all were asked today. A seen
    /// question counts its recall plus a guess for the rest, an unseen one a guess; the range is the binomial spread of
    /// that sum. It speaks of the bundled bank, not of the exam. `None` until ten questions were answered.
    #[must_use]
    pub fn readiness(&self, library: &Library, scheduler: &Scheduler, today: Day) -> Option<Share> {
        let seen = self.cards.keys().filter(|id| library.items.contains_key(*id)).count();
        if seen < 10 {
            return None;
        }
        let (mut sum, mut spread) = (0.0, 0.0);
        for id in library.items.keys() {
            let recall = self.cards.get(id).map_or(0.0, |card| scheduler.recall(card, today));
            let p = recall + (1.0 - recall) * GUESS;
            sum += p;
            spread += p * (1.0 - p);
        }
        Some(share(sum, spread, library.items.len() as f32))
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
                slot.1 += u32::from(past.rating != crate::srs::Rating::Again);
            }
        }
        tally.into_iter().map(|(n, right)| (n > 0).then(|| percent(right as f32 / n as f32))).collect()
    }
}
