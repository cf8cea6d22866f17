//! What the learner hands in, and what it is worth.
use super::question::Question;
use crate::base::id::OptionId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How sure the learner was, said by the key that submits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// `enter`: check, I am sure.
    Sure,
    /// `u`: check, not sure.
    Unsure,
    /// `s`: I don't know; no choice is judged.
    DontKnow,
}

/// An answer as given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The chosen options; empty for "don't know".
    pub chosen: BTreeSet<OptionId>,
    /// How sure.
    pub confidence: Confidence,
}

/// The verdict; there is no partial credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Exactly the key.
    Right,
    /// Anything else.
    Wrong,
    /// The learner said so.
    DontKnow,
}

/// Judges an answer against the question's key.
#[must_use]
pub fn grade(question: &Question, answer: &Answer) -> Verdict {
    if answer.confidence == Confidence::DontKnow {
        return Verdict::DontKnow;
    }
    let key: BTreeSet<&OptionId> = question.options.iter().filter(|o| o.right).map(|o| &o.id).collect();
    // A question without a key is a fault of its pack; nothing is right then.
    if !key.is_empty() && answer.chosen.iter().collect::<BTreeSet<_>>() == key {
        Verdict::Right
    } else {
        Verdict::Wrong
    }
}
