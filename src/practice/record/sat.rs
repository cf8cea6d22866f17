//! What happens while a mock exam is sat, act by act. A sitting is the fold of its acts: nothing about it is kept anywhere else,
//! so that a killed terminal loses nothing.
use crate::{
    base::{
        id::{Key, OptionId, QuestionId},
        moment::Now,
    },
    practice::record::Review,
    quiz::answer::Verdict,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One act of a sitting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sat {
    /// Which sitting: a name of its own, never reused.
    pub sitting: Key,
    /// When, by the wall clock; nothing is timed by it.
    pub now: Now,
    /// Milliseconds the paper has been on the screen so far: the exam's own clock.
    pub spent_ms: u64,
    /// What happened.
    pub act: Act,
}

/// What can happen in a sitting. Items count from 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// The paper was laid down.
    Began(Box<Paper>),
    /// Another question, or the review screen, came up.
    Turned(Place),
    /// What is chosen of an item now.
    Chose {
        /// Which.
        item: usize,
        /// All options chosen now.
        chosen: BTreeSet<OptionId>,
    },
    /// What is struck out of an item now.
    Struck {
        /// Which.
        item: usize,
        /// All options struck now.
        struck: BTreeSet<OptionId>,
    },
    /// The flag went up or down.
    Flagged {
        /// Which.
        item: usize,
        /// Up, or down.
        on: bool,
    },
    /// Answered without being sure, or sure again.
    Unsure {
        /// Which.
        item: usize,
        /// Unsure, or sure.
        on: bool,
    },
    /// Which words of the scenario are highlighted now, counted from 0.
    Lit {
        /// Which.
        item: usize,
        /// All words highlighted now.
        words: BTreeSet<usize>,
    },
    /// Something was written on the scratch pad.
    Typed(Edit),
    /// In a review sitting: the answer was checked and its explanation shown; it stands.
    Checked {
        /// Which.
        item: usize,
    },
    /// Nothing but time passed: the clock is saved.
    Beat,
    /// The paper was off the screen, and is back.
    Away {
        /// How that came.
        how: Absence,
        /// How long, in milliseconds by the wall clock; none where that clock was set back meanwhile.
        ms: Option<u64>,
    },
    /// The paper was handed in: nothing more can happen.
    HandedIn {
        /// How it ended.
        end: End,
        /// What each item was worth; none where its question had left the bank.
        marks: Vec<Option<Verdict>>,
        /// What the learner's cards become: one transaction with the paper.
        reviews: Vec<Review>,
    },
}

/// A key on the scratch pad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// A character, or a new line, at the end.
    Put(char),
    /// The last character goes.
    Erase,
}

/// What is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// An item.
    Item(usize),
    /// The review screen.
    Review,
}

/// Why the paper was off the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    /// The app ended: left, killed, or the power was cut.
    Ended,
    /// The app stood still: suspended, or the lid was closed.
    Still,
}

/// How a sitting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The candidate handed the paper in.
    Asked,
    /// Time was up.
    Time,
    /// A proctored sitting was left; it cannot be taken up again.
    Left,
}

/// How a paper is sat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Against the clock, without feedback.
    #[default]
    Exam,
    /// Without a clock; each answer can be checked and explained at once.
    Review,
    /// As an exam, under an instructor: no resume, no second sitting, a signed result.
    Proctored,
}

/// The paper as it was laid down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    /// The blueprint it was drawn by.
    pub blueprint: Key,
    /// For people: `Section mock`.
    pub title: String,
    /// The how-many-th sitting of this learner, from 1.
    pub number: u32,
    /// How it is sat.
    pub mode: Mode,
    /// What it was drawn from.
    pub seed: u64,
    /// The seed was given, so that everyone has the same paper.
    pub seeded: bool,
    /// Milliseconds to answer it; none = untimed.
    pub limit_ms: Option<u64>,
    /// Percent: how likely the candidate thought a pass before it began.
    pub expects: Option<u8>,
    /// Who sits it, where an instructor asked for the name.
    #[serde(default)]
    pub candidate: Option<String>,
    /// The items, in the order of the paper.
    pub sheets: Vec<Sheet>,
}

/// An item of a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The question.
    pub question: QuestionId,
    /// A digest of it as drawn, so that later edits are known.
    pub content: String,
    /// Its options in the order shown.
    pub shown: Vec<OptionId>,
    /// How many to choose.
    pub choose: usize,
    /// Task statement: `2.1`.
    pub task: String,
    /// Counts for the score. Never shown while sitting.
    pub scored: bool,
}
