//! A session and its moves on the question that lies on the table. Every move that counts gives the record to write;
//! going on and back stands in `turn`.
use super::{attempt::Attempt, pick, summary::Summary};
use crate::{
    base::id::{LessonId, QuestionId},
    content::{library::Library, pack::Item},
    practice::{desk::Desk, record::Record},
    quiz::answer::{Confidence, Verdict},
    srs::Rating,
};
use std::collections::VecDeque;

/// What a session is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What is due today.
    Due,
    /// New questions, of one lesson where named.
    New(Option<LessonId>),
    /// The least remembered.
    Weakest,
    /// One question, asked for.
    One,
}

/// How many new questions a session takes at once.
pub const NEW_AT_ONCE: usize = 5;
/// How many of the weakest.
pub const WEAKEST_AT_ONCE: usize = 10;

/// A session.
#[derive(Clone, Debug)]
pub struct Session {
    /// What it is made of.
    pub kind: Kind,
    /// Still to come.
    pub(super) queue: VecDeque<QuestionId>,
    /// On the table.
    pub current: Option<Attempt>,
    /// Answered and left behind, oldest first.
    pub done: Vec<Attempt>,
    /// What was still to come when each of `done` lay on the table: undo goes back to it.
    pub(super) left: Vec<VecDeque<QuestionId>>,
    /// Answers taken back, newest last, for redo.
    pub(super) taken_back: Vec<Attempt>,
    /// When it began, in milliseconds since the app started.
    since_ms: u64,
}

impl Session {
    /// Starts a session on the questions of its kind.
    #[must_use]
    pub fn start(kind: Kind, desk: &Desk<'_>) -> Self {
        let ids = match &kind {
            Kind::Due => pick::due(desk),
            Kind::New(lesson) => pick::fresh(lesson.as_ref(), desk),
            Kind::Weakest => pick::weakest(desk),
            Kind::One => vec![],
        };
        Self::of(kind, ids, desk)
    }

    /// A session on one question.
    #[must_use]
    pub fn one(question: &QuestionId, desk: &Desk<'_>) -> Self {
        Self::of(Kind::One, vec![question.clone()], desk)
    }

    fn of(kind: Kind, ids: Vec<QuestionId>, desk: &Desk<'_>) -> Self {
        let (queue, since_ms) = (ids.into(), desk.uptime_ms);
        let mut session = Self { kind, queue, current: None, done: vec![], left: vec![], taken_back: vec![], since_ms };
        session.draw(desk);
        session
    }

    pub(super) fn draw(&mut self, desk: &Desk<'_>) {
        self.current = None;
        while self.current.is_none() {
            let Some(id) = self.queue.pop_front() else { return };
            self.current = Attempt::new(&id, desk);
        }
    }

    /// The question on the table.
    #[must_use]
    pub fn item<'a>(&self, library: &'a Library) -> Option<&'a Item> {
        library.items.get(&self.current.as_ref()?.question).map(AsRef::as_ref)
    }

    /// Place of the question on the table, from 1, and how many there are in all.
    #[must_use]
    pub fn place(&self) -> (usize, usize) {
        let here = usize::from(self.current.is_some());
        (self.done.len() + here, self.done.len() + here + self.queue.len())
    }

    /// What comes after this one, in order.
    pub fn coming(&self) -> impl Iterator<Item = &QuestionId> {
        self.queue.iter()
    }

    /// Whether the question on the table is still open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.current.as_ref().is_some_and(|a| a.outcome.is_none())
    }

    pub(super) fn open(&mut self, desk: &Desk<'_>) -> Result<(&mut Attempt, std::sync::Arc<Item>), String> {
        let attempt = self.current.as_mut().ok_or("no question is open")?;
        let item = desk.library.items.get(&attempt.question).ok_or("this question left the library")?;
        Ok((attempt, item.clone()))
    }

    fn unanswered(&mut self, desk: &Desk<'_>) -> Result<(&mut Attempt, std::sync::Arc<Item>), String> {
        if self.current.as_ref().is_some_and(|a| a.outcome.is_some()) {
            return Err("checked already: n goes on, U takes it back".into());
        }
        self.open(desk)
    }

    /// Chooses the option at a place, or takes the choice back.
    ///
    /// # Errors
    /// A sentence for the learner.
    pub fn choose(&mut self, place: usize, desk: &Desk<'_>) -> Result<(), String> {
        let (attempt, item) = self.unanswered(desk)?;
        attempt.choose(&item.question, place)
    }

    /// Strikes an option out, or takes that back.
    ///
    /// # Errors
    /// A sentence for the learner.
    pub fn strike(&mut self, place: usize, desk: &Desk<'_>) -> Result<(), String> {
        let (attempt, item) = self.unanswered(desk)?;
        attempt.strike(&item.question, place)
    }

    /// Shows the hint.
    ///
    /// # Errors
    /// A sentence, where there is none.
    pub fn hint(&mut self, desk: &Desk<'_>) -> Result<(), String> {
        let (attempt, item) = self.unanswered(desk)?;
        if item.hint.is_none() {
            return Err("this question has no hint".into());
        }
        attempt.hinted = true;
        Ok(())
    }

    /// Notes that the veiled lesson was read.
    pub fn peek(&mut self) {
        if let Some(attempt) = self.current.as_mut().filter(|a| a.outcome.is_none()) {
            attempt.peeked = true;
        }
    }

    /// Checks the answer.
    ///
    /// # Errors
    /// A sentence for the learner; nothing was judged.
    pub fn submit(&mut self, confidence: Confidence, desk: &Desk<'_>) -> Result<Record, String> {
        let (attempt, item) = self.open(desk)?;
        let review = attempt.submit(&item, confidence, desk)?;
        self.taken_back.clear();
        Ok(Record::Reviewed(review))
    }

    /// Changes the rating of the answer on the table; the same key again goes back to what the table gave.
    ///
    /// # Errors
    /// A sentence for the learner.
    pub fn rerate(&mut self, rating: Rating, desk: &Desk<'_>) -> Result<Record, String> {
        let (attempt, _) = self.open(desk)?;
        let (rating, after) = attempt.rerate(rating)?;
        Ok(Record::Rerated { question: attempt.question.clone(), now: desk.now, rating, after })
    }

    /// Marks the question for later, or takes the mark back.
    ///
    /// # Errors
    /// A sentence, where no question is open.
    pub fn mark(&mut self, desk: &Desk<'_>) -> Result<Record, String> {
        let question = self.open(desk)?.0.question.clone();
        let on = !desk.progress.marked.contains(&question);
        Ok(Record::Marked { question, now: desk.now, on })
    }

    /// What the session says when its last card is played.
    #[must_use]
    pub fn summary(&self, desk: &Desk<'_>) -> Summary {
        let count =
            |v: Verdict| self.done.iter().filter(|a| a.outcome.as_ref().is_some_and(|o| o.verdict == v)).count();
        let answered = self.done.len();
        let right = count(Verdict::Right);
        Summary::new(right, answered - right, desk.uptime_ms.saturating_sub(self.since_ms), desk)
    }
}
