//! The memory model: FSRS-6 through its library behind a small interface. All four outcomes are computed before the reveal.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
use crate::base::moment::Day;
use serde::{Deserialize, Serialize};

/// What is due, in which order, and how many in the days to come.
pub mod queue;
/// The four outcomes of a review, and what is still remembered.
pub mod scheduler;
#[cfg(test)]
mod tests;

/// How well it was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    /// Not known.
    Again = 1,
    /// Known with doubt or help.
    Hard = 2,
    /// Known.
    Good = 3,
    /// Known without thinking; only by key after the reveal.
    Easy = 4,
}

impl Rating {
    /// `again`, `hard`, `good`, `easy`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Hard => "hard",
            Self::Good => "good",
            Self::Easy => "easy",
        }
    }
}

/// What is remembered of a question.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Days after which recall falls to 90 %.
    pub stability: f32,
    /// 1 (easy) to 10 (hard).
    pub difficulty: f32,
    /// The study day of the last review.
    pub last: Day,
    /// The study day it is due.
    pub due: Day,
    /// Reviews so far.
    pub reps: u32,
    /// Times forgotten after having been known.
    pub lapses: u32,
}

impl Card {
    /// Whole days from the last review to the next.
    #[must_use]
    pub const fn interval(&self) -> i32 {
        self.last.until(self.due)
    }
}
