//! What happened in a run, each event with its cause. Lanes, logs, metrics, goals and `--plain` all read this.
use crate::base::time::SimTime;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The name of a resource or an actor: `orders`, `C1`.
pub type Name = Arc<str>;

/// One message, record or event as the learner sees it: a number that never changes hands, and a label (`m3`, `A2`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Item {
    /// Counts from 1 in the order of sending; copies of one message share it.
    pub no: u64,
    /// How it is written: `m3`, or group and number in the group: `A2`; a resent duplicate carries `A2'`.
    pub label: Arc<str>,
    /// The message group, where there is one.
    pub group: Option<Arc<str>>,
}

/// The state an item enters at a place; its lane is the row of these over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Phase {
    /// Accepted, not to be received yet.
    Delayed,
    /// Waiting to be received.
    Visible,
    /// Hidden: somebody received it and is working on it.
    Flight,
    /// Hidden, and nobody works on it any more (crash, silent death, forgotten delete).
    Orphaned,
    /// Waiting behind another message of its group.
    Locked,
    /// Deleted or processed.
    Done,
    /// In a dead-letter queue.
    Dead,
    /// Dropped as a duplicate.
    Dropped,
    /// Retention ran out.
    Expired,
    /// Lost on the wire.
    Lost,
}

/// How loud an event is on the track and in the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Weight {
    /// Only in the full log.
    #[default]
    Fine,
    /// A normal step of the story.
    Step,
    /// A mark `╋` on the track.
    Mark,
    /// Something ran out or failed: `╳` on the track.
    Alarm,
    /// A fault or change the learner made: `↯`.
    Yours,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Counts from 0 in the order of happening.
    pub seq: u64,
    /// When.
    pub at: SimTime,
    /// The event that led to it, where one did.
    pub cause: Option<u64>,
    /// What, dotted, service or actor first: `sqs.receive`, `sqs.timeout`, `worker.done`. See each service's `mod.rs` for its kinds.
    pub kind: &'static str,
    /// The resource or actor it happened at.
    pub place: Name,
    /// Who did it, where somebody did.
    pub actor: Option<Name>,
    /// Which message.
    pub item: Option<Item>,
    /// The phase the item enters at `place`.
    pub phase: Option<Phase>,
    /// When that phase ends by itself if nobody acts.
    pub until: Option<SimTime>,
    /// A number whose meaning the kind gives: receive count, messages returned, seconds.
    pub amount: u64,
    /// A word whose meaning the kind gives: error code, attribute, reason.
    pub note: Option<Arc<str>>,
    /// How loud it is.
    pub weight: Weight,
}
