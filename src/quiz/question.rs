//! A question as the learner meets it: a small scenario, a constraint, options that each say why.
use crate::base::{
    id::{OptionId, QuestionId},
    prose::Prose,
};

/// How a question is answered. Ordering, matching and numeric kinds come later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Exactly one option is right.
    Single,
    /// Exactly `choose` options are right, two or more; no partial credit.
    Multiple {
        /// How many to choose.
        choose: u8,
    },
}

impl Kind {
    /// How many options make a complete answer.
    #[must_use]
    pub const fn choose(self) -> usize {
        match self {
            Self::Single => 1,
            Self::Multiple { choose } => choose as usize,
        }
    }
}

/// Where an option stays when the others are shuffled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pin {
    /// Always shown first.
    First,
    /// Always shown last ("None of these").
    Last,
}

/// One option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Stable inside the question; explanations and logs name it, never a letter.
    pub id: OptionId,
    /// What it proposes.
    pub text: Prose,
    /// Why it is right or wrong.
    pub why: Prose,
    /// Whether it belongs to the key.
    pub right: bool,
    /// Its fixed place, if any.
    pub pin: Option<Pin>,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Stable, never reused.
    pub id: QuestionId,
    /// How it is answered.
    pub kind: Kind,
    /// The scenario and the demand, paragraph by paragraph.
    pub stem: Vec<Prose>,
    /// Two to eight options, in the author's order.
    pub options: Vec<Choice>,
}
