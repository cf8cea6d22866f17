//! What a function does when it runs. AWS takes code; a scenario says what that code would do.
use crate::base::{random::Stream, time::SimTime};
use crate::sim::trace::{Item, Name};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The code of a function, as far as anybody outside can tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// How long an invocation works, whatever the size of its batch.
    pub duration: Pace,
    /// How much longer for each item of a batch.
    pub per_item: Pace,
    /// When it fails.
    pub faults: Faults,
    /// What it does outside for each item, in this order.
    pub does: Vec<Effect>,
    /// What it returns.
    pub returns: Returns,
    /// It remembers what it finished and does it once only.
    pub idempotent: bool,
    /// It tells the waiting state machine that the step succeeded; the token and the machine's ARN are in the payload.
    pub answers_token: bool,
}

/// How long something takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pace {
    /// Always the same.
    Fixed(SimTime),
    /// Evenly between two times, both included.
    Uniform(SimTime, SimTime),
    /// One of these, each as likely.
    Pick(Vec<SimTime>),
    /// Told per label of an item; without one, or for others, the second.
    Script(BTreeMap<Name, SimTime>, Box<Pace>),
}

impl Default for Pace {
    fn default() -> Self {
        Self::Fixed(SimTime::ZERO)
    }
}

impl Pace {
    /// Whether it never takes any time.
    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        matches!(self, Self::Fixed(SimTime::ZERO))
    }
    /// A time for work on these items: the longest told for one of them, else drawn once.
    pub fn draw<'a>(&self, luck: &mut Stream, items: impl Iterator<Item = &'a Item>) -> SimTime {
        match self {
            Self::Fixed(time) => *time,
            Self::Uniform(least, most) => *least + SimTime(luck.below(most.since(*least).0 + 1)),
            Self::Pick(all) => {
                let at = usize::try_from(luck.below(all.len() as u64)).unwrap_or(0);
                all.get(at).copied().unwrap_or_default()
            }
            Self::Script(told, others) => {
                let told = items.filter_map(|i| told.get(i.label.trim_end_matches('\''))).max();
                told.copied().unwrap_or_else(|| others.draw(luck, std::iter::empty()))
            }
        }
    }
}

/// When a function fails, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Faults {
    /// Of a hundred invocations so many fail, at an item drawn by chance.
    pub percent: u32,
    /// Every invocation of this number fails, counted from the first; 0 = none.
    #[serde(default)]
    pub every: u32,
    /// Payloads that contain this text make it fail.
    #[serde(default)]
    pub text: Option<Arc<str>>,
    /// A poisoned item makes it fail.
    pub poison: bool,
    /// Items of these labels make it fail.
    pub labels: BTreeSet<Name>,
    /// The error's name: `errorType`.
    pub error: Name,
    /// What it does about an item that fails.
    pub on_error: OnError,
}

impl Default for Faults {
    fn default() -> Self {
        let labels = BTreeSet::new();
        Self { percent: 0, every: 0, text: None, poison: true, labels, error: "Error".into(), on_error: OnError::Throw }
    }
}

/// What a handler does about an item that fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnError {
    /// It throws: the whole invocation fails, whatever was done before.
    #[default]
    Throw,
    /// It goes on and names the item in `batchItemFailures`.
    Report,
    /// It stops and names this item and all behind it: right for FIFO queues.
    ReportRest,
}

/// Something a function does outside while it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// Whom it asks: an ARN or an address.
    pub to: Name,
    /// It waits for what comes of it (a synchronous call) instead of only for its acceptance.
    pub call: bool,
    /// A failure is no matter.
    pub ignore: bool,
    /// The message group given to the target; the item's own unless said.
    pub group: Option<Name>,
    /// How long it waits for an answer.
    pub patience: SimTime,
}

/// What a function returns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Returns {
    /// `null`.
    #[default]
    Nothing,
    /// Its input.
    Echo,
    /// Always this.
    Fixed(Arc<str>),
    /// A Firehose transformation: each record of the input with a result.
    Transform(Transform),
}

/// How a transformation treats records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transform {
    /// Of a hundred so many are `Dropped`.
    pub dropped_percent: u32,
    /// Of a hundred so many are `ProcessingFailed`.
    pub failed_percent: u32,
    /// Items of these labels are `Dropped`.
    pub dropped: BTreeSet<Name>,
    /// Items of these labels are `ProcessingFailed`.
    pub failed: BTreeSet<Name>,
}
