//! Going on to the next question, back to the one before, and forth again. Undo restores what stood, to the letter.
use super::session::Session;
use crate::{
    practice::{desk::Desk, record::Record},
    srs::Rating,
};

impl Session {
    /// Goes on. A question that was not known comes back before the session ends.
    ///
    /// # Errors
    /// A sentence, while the question is still open.
    pub fn next(&mut self, desk: &Desk<'_>) -> Result<(), String> {
        let outcome = self.current.as_ref().ok_or("the session is over")?.outcome.as_ref();
        let again = outcome.ok_or("answer first, or s: I don't know")?.rating == Rating::Again;
        let Some(attempt) = self.current.take() else { return Ok(()) };
        self.left.push(self.queue.clone());
        if again {
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
            // The open question stands in the queue as it was.
            self.queue = self.left.pop().unwrap_or_default();
            self.current = Some(last);
        }
        let attempt = self.current.as_mut().ok_or("nothing to take back")?;
        self.taken_back.push(attempt.clone());
        attempt.outcome = None;
        attempt.since_ms = desk.uptime_ms;
        Ok(Record::Undone { question: attempt.question.clone(), now: desk.now, before: attempt.before })
    }

    /// Gives the answer again that was taken back last, with the help that was used and the rating it had.
    ///
    /// # Errors
    /// A sentence, where nothing was taken back, or another question lies on the table.
    pub fn redo(&mut self, desk: &Desk<'_>) -> Result<Vec<Record>, String> {
        let then = self.taken_back.last().cloned().ok_or("nothing was taken back")?;
        let old = then.outcome.clone().ok_or("nothing was taken back")?;
        let (attempt, item) = self.open(desk)?;
        if attempt.question != then.question || attempt.outcome.is_some() {
            return Err("the answer that was taken back belongs to another question".into());
        }
        attempt.shown = then.shown;
        attempt.chosen = then.chosen;
        attempt.struck = then.struck;
        (attempt.hinted, attempt.peeked) = (then.hinted, then.peeked);
        attempt.since_ms = desk.uptime_ms.saturating_sub(old.took_ms);
        let review = attempt.submit(&item, old.answer.confidence, desk)?;
        let given = review.rating;
        let mut records = vec![Record::Reviewed(review)];
        if given != old.rating
            && let Ok((rating, after)) = attempt.rerate(old.rating)
        {
            records.push(Record::Rerated { question: attempt.question.clone(), now: desk.now, rating, after });
        }
        self.taken_back.pop();
        Ok(records)
    }
}
