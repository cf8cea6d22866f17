//! The queue of a session and its moves: choose, check, rate, undo, next. Every move that counts gives the record to write.
use super::{attempt::Attempt, desk::Desk, summary::Summary};
use crate::{
    base::id::{LessonId, QuestionId},
    content::{library::Library, pack::Item},
    practice::record::Record,
    quiz::answer::{Confidence, Verdict},
    srs::{Rating, queue},
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
    queue: VecDeque<QuestionId>,
    /// On the table.
    pub current: Option<Attempt>,
    /// Answered and left behind, oldest first.
    pub done: Vec<Attempt>,
    /// Answers taken back, newest last, for redo.
    taken_back: Vec<Attempt>,
    /// When it began, in milliseconds since the app started.
    since_ms: u64,
}

impl Session {
    /// Starts a session on the questions of its kind.
    #[must_use]
    pub fn start(kind: Kind, desk: &Desk<'_>) -> Self {
        let ids = match &kind {
            Kind::Due => due(desk),
            Kind::New(lesson) => fresh(lesson.as_ref(), desk),
            Kind::Weakest => {
                let cards = known(desk);
                queue::weakest(cards, desk.scheduler, desk.now.day, WEAKEST_AT_ONCE)
            }
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
        let mut session =
            Self { kind, queue: ids.into(), current: None, done: vec![], taken_back: vec![], since_ms: desk.uptime_ms };
        session.draw(desk);
        session
    }

    fn draw(&mut self, desk: &Desk<'_>) {
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

    fn open(&mut self, desk: &Desk<'_>) -> Result<(&mut Attempt, std::sync::Arc<Item>), String> {
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

    /// Changes the rating of the answer on the table.
    ///
    /// # Errors
    /// A sentence for the learner.
    pub fn rerate(&mut self, rating: Rating, desk: &Desk<'_>) -> Result<Record, String> {
        let (attempt, _) = self.open(desk)?;
        let after = attempt.rerate(rating)?;
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

    /// Goes on. A question that was not known comes back before the session ends.
    ///
    /// # Errors
    /// A sentence, while the question is still open.
    pub fn next(&mut self, desk: &Desk<'_>) -> Result<(), String> {
        let Some(attempt) = self.current.take() else { return Err("the session is over".into()) };
        let Some(outcome) = &attempt.outcome else {
            self.current = Some(attempt);
            return Err("answer first, or s: I don't know".into());
        };
        if outcome.rating == Rating::Again {
            self.queue.push_back(attempt.question.clone());
        }
        self.done.push(attempt);
        self.draw(desk);
        Ok(())
    }

    /// Takes the last answer back, also that of the question before: it lies on the table again, unanswered.
    ///
    /// # Errors
    /// A sentence, where nothing was answered yet.
    pub fn undo(&mut self, desk: &Desk<'_>) -> Result<Record, String> {
        if self.current.as_ref().is_none_or(|a| a.outcome.is_none()) {
            let last = self.done.pop().ok_or("nothing to take back")?;
            let again = last.outcome.as_ref().is_some_and(|o| o.rating == Rating::Again);
            if again && self.queue.back() == Some(&last.question) {
                self.queue.pop_back();
            }
            if let Some(open) = self.current.replace(last) {
                self.queue.push_front(open.question);
            }
        }
        let attempt = self.current.as_mut().ok_or("nothing to take back")?;
        self.taken_back.push(attempt.clone());
        attempt.outcome = None;
        attempt.since_ms = desk.uptime_ms;
        Ok(Record::Undone { question: attempt.question.clone(), now: desk.now, before: attempt.before })
    }

    /// Gives the answer again that was taken back last.
    ///
    /// # Errors
    /// A sentence, where nothing was taken back.
    pub fn redo(&mut self, desk: &Desk<'_>) -> Result<Vec<Record>, String> {
        let before = self.taken_back.pop().ok_or("nothing was taken back")?;
        let (attempt, item) = self.open(desk)?;
        if attempt.question != before.question || attempt.outcome.is_some() {
            return Err("that question is not on the table any more".into());
        }
        let Some(old) = before.outcome else { return Err("nothing was taken back".into()) };
        attempt.chosen.clone_from(&before.chosen);
        let review = attempt.submit(&item, old.answer.confidence, desk)?;
        let mut records = vec![Record::Reviewed(review)];
        if let Ok(after) = attempt.rerate(old.rating) {
            let question = attempt.question.clone();
            records.push(Record::Rerated { question, now: desk.now, rating: old.rating, after });
        }
        Ok(records)
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

fn known(desk: &Desk<'_>) -> Vec<(QuestionId, crate::srs::Card)> {
    let known =
        |(id, card): (&QuestionId, &crate::srs::Card)| desk.library.items.contains_key(id).then(|| (id.clone(), *card));
    desk.progress.cards.iter().filter_map(known).collect()
}

fn topic<'a>(desk: &Desk<'a>, id: &QuestionId) -> Option<&'a LessonId> {
    desk.library.items.get(id).map(|item| &item.lesson.0)
}

fn due(desk: &Desk<'_>) -> Vec<QuestionId> {
    let ids = queue::due(known(desk), desk.scheduler, desk.now.day);
    queue::interleave(ids.into_iter().map(|id| (id.clone(), topic(desk, &id))).collect())
}

/// Questions never answered, in the order of the course: of one lesson, or of the first lesson that has any.
fn fresh(lesson: Option<&LessonId>, desk: &Desk<'_>) -> Vec<QuestionId> {
    let unseen = |of: &LessonId| -> Vec<QuestionId> {
        let sections = desk.library.lessons.get(of).map(|l| l.sections.as_slice()).unwrap_or_default();
        let place = |item: &Item| sections.iter().position(|s| s.id == item.lesson.1).unwrap_or(usize::MAX);
        let mut items: Vec<&Item> = desk.library.items.values().map(AsRef::as_ref).collect();
        items.retain(|i| i.lesson.0 == *of && !desk.progress.cards.contains_key(&i.question.id));
        items.sort_by_key(|i| (place(i), i.question.id.clone()));
        items.into_iter().map(|i| i.question.id.clone()).collect()
    };
    let mut ids = match lesson {
        Some(lesson) => unseen(lesson),
        None => desk.library.course.iter().map(unseen).find(|ids| !ids.is_empty()).unwrap_or_default(),
    };
    ids.truncate(NEW_AT_ONCE);
    ids
}
