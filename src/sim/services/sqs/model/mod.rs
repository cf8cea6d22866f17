//! The data of SQS and what must hold of it.
/// Ages and expiry.
pub mod ages;
/// Queue attributes.
pub mod attributes;
/// Counts and metrics.
pub mod counts;
/// What FIFO queues remember.
pub mod fifo;
/// Message groups.
pub mod groups;
/// Chance.
pub mod luck;
/// Messages.
pub mod message;
/// Values under CloudWatch's names.
pub mod metrics;
/// What a queue has besides its messages.
pub mod parts;
/// Queues.
pub mod queue;
/// Visible messages of standard queues.
pub mod ready;
/// Move tasks.
pub mod task;

use super::api::handle::MessageId;
use super::quotas::{Limits, Settings};
use crate::base::time::SimTime;
pub use crate::sim::epoch::epoch_millis;
use crate::sim::{arn::ACCOUNT, region::Region, trace::Name};
use counts::Counts;
use queue::Queue;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use task::Task;

/// What a live message costs with a short body, in bytes: measured with 1,000,000 of them. A clone shares the payload.
pub const BYTES_PER_MESSAGE: usize = 440;

/// A queue's ARN.
#[must_use]
pub fn arn(region: &Region, name: &str) -> String {
    region.arn("sqs", name).to_string()
}

/// The queue name of an ARN of this account and Region.
#[must_use]
pub fn name_of_arn<'a>(region: &Region, text: &'a str) -> Option<&'a str> {
    let name = text.rsplit(':').next().filter(|name| !name.is_empty())?;
    (*text == *region.arn("sqs", name)).then_some(name)
}

/// A queue's URL.
#[must_use]
pub fn url(region: &Region, name: &str) -> String {
    format!("https://{}/{ACCOUNT}/{name}", region.host("sqs"))
}

/// What all queues share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Core {
    /// The run's seed.
    pub seed: u64,
    /// The ledger's numbers.
    pub limits: Limits,
    /// The assumptions a new queue starts with.
    pub settings: Settings,
    /// The next message number.
    pub next_message: u64,
    /// The next queue number.
    pub next_queue: u32,
    /// Which queues there are, and which of them are FIFO.
    pub kinds: BTreeMap<Name, bool>,
    /// When queues were deleted whose names are still blocked.
    pub deleted: BTreeMap<Name, SimTime>,
}

impl Core {
    /// The next message's number and id.
    pub const fn identity(&mut self) -> (u64, MessageId) {
        let no = self.next_message;
        self.next_message += 1;
        (no, MessageId::new(self.seed, no))
    }
}

/// Amazon SQS in one account and Region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sqs {
    pub(super) core: Core,
    pub(super) queues: BTreeMap<Name, Queue>,
    pub(super) tasks: Vec<Task>,
}

impl Sqs {
    /// SQS without queues. `settings` is what new queues assume where AWS publishes nothing.
    #[must_use]
    pub fn with(seed: u64, limits: Limits, settings: Settings) -> Self {
        let core = Core {
            seed,
            limits,
            settings: settings.bounded(),
            next_message: 1,
            next_queue: 1,
            kinds: BTreeMap::new(),
            deleted: BTreeMap::new(),
        };
        Self { core, queues: BTreeMap::new(), tasks: vec![] }
    }
    /// Changes what one queue assumes; `false` where there is no such queue.
    pub fn set_settings(&mut self, queue: &str, settings: Settings) -> bool {
        let Some(queue) = self.queues.get_mut(queue) else { return false };
        queue.set_settings(settings.bounded());
        true
    }
    /// What one queue assumes.
    #[must_use]
    pub fn settings(&self, queue: &str) -> Option<&Settings> {
        self.queues.get(queue).map(|q| &q.config.settings)
    }
    /// One queue's counts, for the law of conservation.
    #[must_use]
    pub fn ledger(&self, queue: &str) -> Option<Counts> {
        self.queues.get(queue).map(|q| q.counts)
    }
    /// The names of all queues, sorted.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.queues.keys()
    }
    /// Live messages in all queues: what a snapshot costs, at about [`BYTES_PER_MESSAGE`] each.
    #[must_use]
    pub fn live(&self) -> usize {
        self.queues.values().map(|q| q.messages.len()).sum()
    }
    /// One queue's data, to look at.
    #[must_use]
    pub fn queue(&self, name: &str) -> Option<&Queue> {
        self.queues.get(name)
    }
}
