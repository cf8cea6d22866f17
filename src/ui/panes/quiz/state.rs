//! What the quiz pane remembers: the session and where the learner stands in its question.
use crate::{
    base::id::QuestionId,
    practice::review::{
        attempt::Attempt,
        session::{Kind, Session},
    },
    ui::flow::context::Context,
};

/// What the pane shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// A question waits for its answer.
    Open,
    /// The answer was checked.
    Answered,
    /// The last card was played.
    Ended,
    /// There was no card to play.
    Empty,
}

/// The quiz pane.
#[derive(Clone, Debug)]
pub struct State {
    /// The questions and what came of them.
    pub session: Session,
    /// The option under the cursor, by its place.
    pub cursor: usize,
    /// Lines scrolled.
    pub scroll: usize,
    /// The stem stands on one line: the lab shows its proof and room is short.
    pub folded: bool,
    /// Where the facts were read is shown below the answer.
    pub sources: bool,
    /// Why the last key could not work, until the next key.
    pub refusal: Option<String>,
}

impl State {
    /// The pane on a session.
    #[must_use]
    pub const fn new(session: Session) -> Self {
        Self { session, cursor: 0, scroll: 0, folded: false, sources: false, refusal: None }
    }

    /// The pane on a new session of a kind.
    #[must_use]
    pub fn start(kind: Kind, context: &Context<'_>) -> Self {
        Self::new(Session::start(kind, &context.desk()))
    }

    /// The pane on one question.
    #[must_use]
    pub fn one(question: &QuestionId, context: &Context<'_>) -> Self {
        Self::new(Session::one(question, &context.desk()))
    }

    /// The question on the table, answered or not.
    #[must_use]
    pub const fn attempt(&self) -> Option<&Attempt> {
        self.session.current.as_ref()
    }

    /// What the pane shows.
    #[must_use]
    pub fn phase(&self) -> Phase {
        match self.attempt() {
            Some(attempt) if attempt.outcome.is_none() => Phase::Open,
            Some(_) => Phase::Answered,
            None if self.session.done.is_empty() => Phase::Empty,
            None => Phase::Ended,
        }
    }
}
