//! Packs of questions, written by hand in YAML: the question itself and what it leans on.

/// The run that proves a key.
pub mod proof;
/// YAML to questions.
pub mod read;

use crate::{
    base::{
        id::{FactId, Key, LabId, LessonId, OptionId, PackId, SectionId},
        prose::Prose,
        time::SimTime,
    },
    quiz::question::Question,
    sim::command::Command,
};
use std::collections::BTreeMap;

/// The four domains of SAA-C03.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Domain {
    /// Design Secure Architectures.
    Secure,
    /// Design Resilient Architectures.
    Resilient,
    /// Design High-Performing Architectures.
    Performing,
    /// Design Cost-Optimized Architectures.
    Cost,
}

impl Domain {
    /// The word of each domain in a pack.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("secure", Self::Secure),
        ("resilient", Self::Resilient),
        ("performing", Self::Performing),
        ("cost", Self::Cost),
    ];

    /// Its number in the exam guide; a task statement begins with it.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }

    /// Its word in a pack.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Secure => "secure",
            Self::Resilient => "resilient",
            Self::Performing => "performing",
            Self::Cost => "cost",
        }
    }
}

/// A question with everything around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The pack it came from.
    pub pack: PackId,
    /// Two to five words for lists: `Charged twice`.
    pub title: String,
    /// The question.
    pub question: Question,
    /// Exam domain.
    pub domain: Domain,
    /// Task statement: `2.1`.
    pub task: String,
    /// Facts it leans on.
    pub facts: Vec<FactId>,
    /// The lesson section that answers it.
    pub lesson: (LessonId, SectionId),
    /// A nudge, asked for.
    pub hint: Option<Prose>,
    /// The run that proves the key.
    pub proof: Option<Proof>,
}

/// A proof: the lab is run once per option with that option's variables; the goal must hold for the right ones and fail for the wrong ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Which lab.
    pub lab: LabId,
    /// The goal of the lab that decides.
    pub goal: Key,
    /// Seed of the runs; the lab's own if absent.
    pub seed: Option<u64>,
    /// End of the runs; the lab's own if absent.
    pub until: Option<SimTime>,
    /// Variables for every option: the scenario of the stem.
    pub given: BTreeMap<Key, String>,
    /// Faults and changes during every run.
    pub commands: Vec<Command>,
    /// Variables by option, on top of `given`; an option that is absent is not tested.
    pub options: BTreeMap<OptionId, BTreeMap<Key, String>>,
    /// Where the shown run stops.
    pub stop: Option<SimTime>,
    /// The prediction to ask before the run, one of the lab's.
    pub predict: Option<Key>,
}
