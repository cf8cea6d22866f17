//! What the log adds up to. `apply` is the one place that folds a record; everything else is derived from it.
use crate::{
    base::{
        id::{Key, LabId, LessonId, QuestionId, SectionId},
        moment::Day,
    },
    content::library::Library,
    practice::record::{
        Record, Review, Setting,
        sat::{Act, Mode, Sat},
    },
    quiz::answer::{Confidence, Verdict},
    srs::{Card, Rating},
};
use sitting::Sitting;
use std::collections::{BTreeMap, BTreeSet};

/// Mastery, retention and readiness, with what they mean.
pub mod measure;
/// A mock exam as its acts leave it.
pub mod sitting;
#[cfg(test)]
mod tests;

/// One answer, as far as statistics need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The study day.
    pub day: Day,
    /// What it was worth.
    pub verdict: Verdict,
    /// How sure.
    pub confidence: Confidence,
    /// How it stands rated.
    pub rating: Rating,
    /// Whether the card was known before and due that day: only these tell retention.
    pub was_due: bool,
    /// Milliseconds it took.
    pub took_ms: u64,
    /// The how-many-th review of its card it was, from 1: undo finds it by that.
    pub reps: u32,
}

/// What a lab left behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabPast {
    /// Runs that ended.
    pub runs: u32,
    /// Goals ever met.
    pub met: BTreeSet<Key>,
    /// Predictions: made and right.
    pub predicted: (u32, u32),
}

/// A learner's progress.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// The memory of each question answered.
    pub cards: BTreeMap<QuestionId, Card>,
    /// All answers that stand, oldest first.
    pub answers: BTreeMap<QuestionId, Vec<Past>>,
    /// Marked for later.
    pub marked: BTreeSet<QuestionId>,
    /// Reported as mistaken.
    pub reported: BTreeSet<QuestionId>,
    /// Sections read to their end.
    pub read: BTreeSet<(LessonId, SectionId)>,
    /// Labs played.
    pub labs: BTreeMap<LabId, LabPast>,
    /// Days on which something was done.
    pub days: BTreeSet<Day>,
    /// Mock exams, oldest first.
    pub sittings: Vec<Sitting>,
    /// The learner's settings.
    pub settings: BTreeMap<String, String>,
}

impl Progress {
    /// Folds a whole log, oldest first.
    pub fn from_log<'a>(log: impl IntoIterator<Item = &'a Record>) -> Self {
        let mut progress = Self::default();
        log.into_iter().for_each(|record| progress.apply(record));
        progress
    }

    /// Folds one record.
    pub fn apply(&mut self, record: &Record) {
        match record {
            Record::Reviewed(review) => self.reviewed(review),
            Record::Rerated { question, rating, after, .. } => self.rerated(question, *rating, *after),
            Record::Undone { question, before, .. } => self.undone(question, *before),
            Record::Marked { question, on, .. } => {
                if *on {
                    self.marked.insert(question.clone());
                } else {
                    self.marked.remove(question);
                }
            }
            Record::Reported { question, .. } => drop(self.reported.insert(question.clone())),
            Record::Read { lesson, section, now } => {
                self.read.insert((lesson.clone(), section.clone()));
                self.days.insert(now.day);
            }
            Record::Ran { lab, now, met, .. } => {
                let past = self.labs.entry(lab.clone()).or_default();
                past.runs += 1;
                past.met.extend(met.iter().cloned());
                self.days.insert(now.day);
            }
            Record::Predicted { lab, chosen, right, now, .. } => {
                let past = self.labs.entry(lab.clone()).or_default();
                past.predicted.0 += 1;
                past.predicted.1 += u32::from(*chosen == Some(*right));
                self.days.insert(now.day);
            }
            Record::Sat(sat) => self.sat(sat),
            Record::Set { name, value, .. } => drop(self.settings.insert(name.clone(), value.clone())),
        }
    }

    fn sat(&mut self, sat: &Sat) {
        self.days.insert(sat.now.day);
        let Some(sitting) = self.sittings.iter_mut().rev().find(|sitting| sitting.id == sat.sitting) else {
            let number = self.sittings.len().saturating_add(1);
            // Two windows may have given two papers one number.
            self.sittings.extend(Sitting::begin(sat).map(|sitting| sitting.numbered(number)));
            return;
        };
        let open = sitting.ended.is_none();
        sitting.apply(sat);
        // A paper that two instances hand in counts once.
        if let (Act::HandedIn { reviews, .. }, true) = (&sat.act, open) {
            reviews.iter().for_each(|review| self.reviewed(review));
        }
    }

    fn reviewed(&mut self, review: &Review) {
        self.days.insert(review.now.day);
        if review.setting == Setting::Preview {
            return;
        }
        let was_due = review.before.is_some_and(|card| card.interval() > 0 && card.due <= review.now.day);
        self.cards.insert(review.question.clone(), review.after);
        self.answers.entry(review.question.clone()).or_default().push(Past {
            day: review.now.day,
            verdict: review.verdict,
            confidence: review.answer.confidence,
            rating: review.rating,
            was_due,
            took_ms: review.took_ms,
            reps: review.after.reps,
        });
    }

    /// Finds the answer that made the card of this many reviews, so that what another instance wrote meanwhile stands.
    fn answer(&self, question: &QuestionId, reps: u32) -> Option<(usize, bool)> {
        let answers = self.answers.get(question)?;
        let at = answers.iter().rposition(|past| past.reps == reps)?;
        Some((at, at + 1 == answers.len()))
    }

    fn rerated(&mut self, question: &QuestionId, rating: Rating, after: Card) {
        let Some((at, is_last)) = self.answer(question, after.reps) else { return };
        if let Some(past) = self.answers.get_mut(question).and_then(|a| a.get_mut(at)) {
            past.rating = rating;
        }
        if is_last {
            self.cards.insert(question.clone(), after);
        }
    }

    fn undone(&mut self, question: &QuestionId, before: Option<Card>) {
        let reps = before.map_or(0, |card| card.reps).saturating_add(1);
        let Some((at, is_last)) = self.answer(question, reps) else { return };
        if let Some(answers) = self.answers.get_mut(question) {
            answers.remove(at);
            if answers.is_empty() {
                self.answers.remove(question);
            }
        }
        match before {
            _ if !is_last => {}
            Some(card) => drop(self.cards.insert(question.clone(), card)),
            None => drop(self.cards.remove(question)),
        }
    }

    /// How often a question was answered; the seed of its next dealing.
    #[must_use]
    pub fn times_answered(&self, question: &QuestionId) -> u64 {
        self.answers.get(question).map_or(0, |a| a.len() as u64)
    }

    /// Whether a question lies on a paper that was worked on today and is not handed in: to drill it would tell its answer.
    #[must_use]
    pub fn on_paper(&self, question: &QuestionId, today: Day) -> bool {
        let open = |s: &&Sitting| s.ended.is_none() && s.paper.mode != Mode::Review && s.last.day == today;
        let mut open = self.sittings.iter().filter(open);
        open.any(|sitting| sitting.paper.sheets.iter().any(|sheet| sheet.question == *question))
    }

    /// How many cards of the library are due.
    #[must_use]
    pub fn due(&self, library: &Library, today: Day) -> usize {
        self.cards.iter().filter(|(id, card)| card.due <= today && library.items.contains_key(*id)).count()
    }

    /// The first day after today on which cards come due, and how many then.
    #[must_use]
    pub fn next_due(&self, library: &Library, today: Day) -> Option<(Day, usize)> {
        let mut days = BTreeMap::new();
        for (_, card) in self.cards.iter().filter(|(id, c)| c.due > today && library.items.contains_key(*id)) {
            *days.entry(card.due).or_insert(0) += 1;
        }
        days.into_iter().next()
    }

    /// Days in a row on which something was done, up to today; a day not yet used does not break it.
    #[must_use]
    pub fn streak(&self, today: Day) -> u32 {
        let mut day = if self.days.contains(&today) { today } else { Day(today.0 - 1) };
        let mut streak = 0;
        while self.days.contains(&day) {
            streak += 1;
            day = Day(day.0 - 1);
        }
        streak
    }

    /// A setting as text.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(String::as_str)
    }
}
