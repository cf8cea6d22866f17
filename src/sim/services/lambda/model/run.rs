//! An invocation while it runs.
use super::envs::Env;
use crate::base::time::SimTime;
use crate::sim::{
    errand::Cargo,
    trace::{Item, Name},
    turn::CallId,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One message or record of a batch, or the one event of a direct call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What `batchItemFailures` calls it: MessageId or SequenceNumber; empty for a direct call.
    pub id: Name,
    /// ReceiptHandle; empty where nothing is deleted.
    pub handle: Name,
    /// A message: when it is visible again. A record: when it arrived in the stream.
    pub time: SimTime,
    /// What it carries.
    pub cargo: Arc<Cargo>,
}

impl Entry {
    /// The learner's messages in it.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.cargo.item.iter().chain(&self.cargo.items)
    }
}

/// Who waits for the end of an invocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// A caller: RequestResponse.
    Caller(CallId),
    /// An asynchronous event, by number.
    Later(u64),
    /// A poller of a mapping.
    Poller(u32, u32),
    /// A lane of a shard of a mapping.
    Lane(u32, u32, u32),
}

/// Where in its work an invocation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// It starts, or works on what is not about one item.
    Base,
    /// It works on the item.
    Item,
    /// It does the effect of this number for the item.
    Effect(u32),
}

/// An invocation while it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Which function.
    pub function: Name,
    /// What it was given.
    pub entries: Vec<Entry>,
    /// Who waits.
    pub origin: Origin,
    /// Where it runs.
    pub env: Env,
    /// When it was invoked, before any cold start.
    pub invoked: SimTime,
    /// When the handler starts.
    pub started: SimTime,
    /// When it times out.
    pub deadline: SimTime,
    /// Which entry it is at.
    pub at: u32,
    /// What it does there.
    pub stage: Stage,
    /// Timers and outcomes of an earlier stage carry an earlier number.
    pub epoch: u32,
    /// The deadline's own timer is set.
    pub armed: bool,
    /// The entry at which it fails by chance.
    pub strikes: Option<u32>,
    /// The entries it reports as failed.
    pub failed: Vec<u32>,
    /// The event that started it.
    pub cause: Option<u64>,
}

/// What came of an invocation: what it returned, or error name and message.
pub type Verdict = Result<Arc<str>, (Name, Arc<str>)>;
