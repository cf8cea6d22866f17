//! Executions: a batch on its way through enrichment and target, and what was asked for it.
use super::{config::Config, work::Entry};
use crate::sim::trace::{Item, Name};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeSet, sync::Arc};

/// An event on its way: as the source or the enrichment shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// As the target would get it.
    pub value: Value,
    /// Which entry it comes from, where that is known.
    pub from: Option<u32>,
    /// The learner's message.
    pub item: Option<Item>,
}

/// Where an execution's batch comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// A poller.
    Poller(u32),
    /// A shard and its lane.
    Lane(u32, u32),
}

/// An execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The pipe's number.
    pub pipe: u32,
    /// Whence.
    pub origin: Origin,
    /// What the pipe was told when it began.
    pub config: Arc<Config>,
    /// The batch.
    pub entries: Vec<Entry>,
    /// Its events, before and after the enrichment.
    pub events: Vec<Event>,
    /// What the enrichment gave so far.
    pub enriched: Vec<Event>,
    /// It is with the enrichment.
    pub enriching: bool,
    /// How many events the stage has dealt with, and how many are on their way.
    pub at: (usize, usize),
    /// Entries that failed.
    pub failed: BTreeSet<u32>,
    /// The first failure's code.
    pub code: Option<Name>,
    /// The trace event it began with.
    pub cause: Option<u64>,
}

/// What an errand was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asked {
    /// Messages, for a poller.
    Receive(u32, u32),
    /// The shards.
    Shards(u32),
    /// An iterator, or records, of a shard.
    Read(u32, u32),
    /// A stage of an execution.
    Run(u64),
    /// A dead letter.
    Letter(u32, u32),
    /// To delete or to release: nothing follows.
    Delete,
}
