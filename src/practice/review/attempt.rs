//! One question on the table: what is chosen, struck, asked for; and, once checked, what came of it.
use super::rate::rate;
use crate::{
    base::id::{OptionId, QuestionId},
    content::pack::Item,
    practice::{
        desk::Desk,
        record::{Review, Setting},
    },
    quiz::{
        answer::{Answer, Confidence, Verdict, grade},
        deal::deal,
        question::{Choice, Kind, Question, number},
    },
    srs::{Card, Rating, scheduler::Outcomes},
};
use std::collections::BTreeSet;

/// What came of an answer; `before` is what undo goes back to.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// What was answered.
    pub answer: Answer,
    /// What it was worth.
    pub verdict: Verdict,
    /// How it stands rated now; `h` and `e` change it.
    pub rating: Rating,
    /// Milliseconds from showing to answering.
    pub took_ms: u64,
    /// The card before.
    pub before: Option<Card>,
    /// The card after, by the rating as it stands.
    pub after: Card,
}

/// A question on the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// Which.
    pub question: QuestionId,
    /// Indices into the question's options, in the order shown.
    pub shown: Vec<usize>,
    /// Chosen so far.
    pub chosen: BTreeSet<OptionId>,
    /// Struck out.
    pub struck: BTreeSet<OptionId>,
    /// The hint was read.
    pub hinted: bool,
    /// The veiled lesson was read.
    pub peeked: bool,
    /// When it was shown, in milliseconds since the app started.
    pub since_ms: u64,
    /// All that can come of it, computed before the reveal.
    pub outcomes: Outcomes,
    /// The card before.
    pub before: Option<Card>,
    /// What came of it, once checked.
    pub outcome: Option<Outcome>,
}

impl Attempt {
    /// Lays a question on the table; `None` where the library does not know it.
    #[must_use]
    pub fn new(question: &QuestionId, desk: &Desk<'_>) -> Option<Self> {
        let item = desk.library.items.get(question)?;
        let before = desk.progress.cards.get(question).copied();
        let showing = desk.progress.times_answered(question);
        Some(Self {
            question: question.clone(),
            shown: deal(&item.question, showing),
            chosen: BTreeSet::new(),
            struck: BTreeSet::new(),
            hinted: false,
            peeked: false,
            since_ms: desk.uptime_ms,
            outcomes: desk.scheduler.outcomes(before.as_ref(), desk.now.day),
            before,
            outcome: None,
        })
    }

    /// The option shown at a place, from 0.
    #[must_use]
    pub fn option<'a>(&self, question: &'a Question, place: usize) -> Option<&'a Choice> {
        question.options.get(*self.shown.get(place)?)
    }

    /// Chooses the option at a place, or takes the choice back.
    ///
    /// # Errors
    /// A sentence, where there is no such option or one more would be too many.
    pub fn choose(&mut self, question: &Question, place: usize) -> Result<(), String> {
        let option = self.option(question, place).ok_or("there is no such option")?;
        if self.chosen.remove(&option.id) {
            return Ok(());
        }
        match question.kind {
            Kind::Single => self.chosen = BTreeSet::from([option.id.clone()]),
            Kind::Multiple { choose } if self.chosen.len() >= usize::from(choose) => {
                return Err(format!("choose {}: take one back first", number(usize::from(choose))));
            }
            Kind::Multiple { .. } => drop(self.chosen.insert(option.id.clone())),
        }
        self.struck.remove(&option.id);
        Ok(())
    }

    /// Strikes the option at a place out, or takes that back; a struck option is not chosen any more.
    ///
    /// # Errors
    /// A sentence, where there is no such option.
    pub fn strike(&mut self, question: &Question, place: usize) -> Result<(), String> {
        let option = self.option(question, place).ok_or("there is no such option")?;
        if !self.struck.remove(&option.id) {
            self.struck.insert(option.id.clone());
            self.chosen.remove(&option.id);
        }
        Ok(())
    }

    /// Checks the answer and gives what is to be written. Nothing is judged twice.
    ///
    /// # Errors
    /// A sentence, where the answer is not complete or was checked already.
    pub fn submit(&mut self, item: &Item, confidence: Confidence, desk: &Desk<'_>) -> Result<Review, String> {
        if self.outcome.is_some() {
            return Err("checked already: n goes on, U takes it back".into());
        }
        let missing = item.question.kind.choose().saturating_sub(self.chosen.len());
        if confidence != Confidence::DontKnow && missing > 0 {
            return Err(match item.question.kind {
                Kind::Single => "choose an option first, or s: I don't know".into(),
                Kind::Multiple { choose } => {
                    format!("choose {}: {} still missing", number(usize::from(choose)), missing)
                }
            });
        }
        self.refresh(desk);
        let chosen = if confidence == Confidence::DontKnow { BTreeSet::new() } else { self.chosen.clone() };
        let answer = Answer { chosen, confidence };
        let verdict = grade(&item.question, &answer);
        let rating = rate(verdict, confidence, self.hinted || self.peeked);
        let outcome = Outcome {
            answer,
            verdict,
            rating,
            took_ms: desk.uptime_ms.saturating_sub(self.since_ms),
            before: self.before,
            after: self.outcomes.of(rating),
        };
        let review = self.review(item, &outcome, desk);
        self.outcome = Some(outcome);
        Ok(review)
    }

    /// Computes the outcomes anew where a study day ended, or another instance rated the card, while the question lay open.
    fn refresh(&mut self, desk: &Desk<'_>) {
        let before = desk.progress.cards.get(&self.question).copied();
        if before != self.before || self.outcomes.good.last != desk.now.day {
            self.outcomes = desk.scheduler.outcomes(before.as_ref(), desk.now.day);
            self.before = before;
        }
    }

    fn review(&self, item: &Item, outcome: &Outcome, desk: &Desk<'_>) -> Review {
        let shown = self.shown.iter().filter_map(|i| item.question.options.get(*i)).map(|o| o.id.clone());
        Review {
            question: self.question.clone(),
            content: item.question.digest(),
            now: desk.now,
            setting: Setting::Drill,
            answer: outcome.answer.clone(),
            verdict: outcome.verdict,
            rating: outcome.rating,
            shown: shown.collect(),
            took_ms: outcome.took_ms,
            hinted: self.hinted,
            peeked: self.peeked,
            before: outcome.before,
            after: outcome.after,
            scheduler: desk.scheduler.version(),
        }
    }

    /// Changes the rating while the card is on the table; the same rating again goes back to what the table of ratings
    /// gave. Returns the rating that stands now and its card.
    ///
    /// # Errors
    /// A sentence, where there is nothing to change or a wrong answer would become a right one.
    pub fn rerate(&mut self, rating: Rating) -> Result<(Rating, Card), String> {
        let helped = self.hinted || self.peeked;
        let outcome = self.outcome.as_mut().ok_or("answer first")?;
        if outcome.verdict != Verdict::Right {
            return Err("a wrong answer stays at again".into());
        }
        let given = rate(outcome.verdict, outcome.answer.confidence, helped);
        let rating = if outcome.rating == rating { given } else { rating };
        if outcome.rating == rating {
            return Err(format!("rated {} already", rating.word()));
        }
        outcome.rating = rating;
        outcome.after = self.outcomes.of(rating);
        Ok((rating, outcome.after))
    }
}
