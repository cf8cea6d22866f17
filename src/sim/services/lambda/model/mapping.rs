//! An event source mapping: what Lambda polls for a function, and how.
use super::{filter::Filter, poller::Pollers, stream::Readers};
use crate::base::time::SimTime;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What is polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// A standard queue.
    Queue,
    /// A FIFO queue.
    Fifo,
    /// A data stream.
    Stream,
    /// A queue of a broker.
    Broker,
}

/// AWS's states of a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// It is being made.
    Creating,
    /// It is being switched on.
    Enabling,
    /// It polls.
    Enabled,
    /// It is being switched off.
    Disabling,
    /// It does not poll.
    Disabled,
    /// It is being changed.
    Updating,
    /// It is being removed.
    Deleting,
}

impl State {
    /// As AWS writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Creating => "Creating",
            Self::Enabling => "Enabling",
            Self::Enabled => "Enabled",
            Self::Disabling => "Disabling",
            Self::Disabled => "Disabled",
            Self::Updating => "Updating",
            Self::Deleting => "Deleting",
        }
    }
    /// Whether nothing is about to change.
    #[must_use]
    pub const fn settled(self) -> bool {
        matches!(self, Self::Enabled | Self::Disabled)
    }
}

/// Where a stream is first read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Start {
    /// `TRIM_HORIZON`.
    TrimHorizon,
    /// `LATEST`.
    Latest,
    /// `AT_TIMESTAMP`.
    At(SimTime),
}

/// Parameters of a stream's mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamSet {
    /// StartingPosition.
    pub start: Start,
    /// ParallelizationFactor.
    pub parallel: u32,
    /// BisectBatchOnFunctionError.
    pub bisect: bool,
    /// MaximumRetryAttempts; `None` = without end.
    pub attempts: Option<u32>,
    /// MaximumRecordAgeInSeconds; `None` = as long as the stream keeps it.
    pub age: Option<SimTime>,
    /// `DestinationConfig.OnFailure.Destination`.
    pub on_failure: Option<Name>,
    /// The registered consumer, for enhanced fan-out.
    pub consumer: Option<Name>,
}

/// Parameters of a mapping, checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Set {
    /// BatchSize.
    pub batch: u32,
    /// MaximumBatchingWindowInSeconds (a broker's default is half a second).
    pub window: SimTime,
    /// `ScalingConfig.MaximumConcurrency`.
    pub max_concurrency: Option<u32>,
    /// `ProvisionedPollerConfig`: least and most pollers.
    pub pollers: Option<(u32, u32)>,
    /// FunctionResponseTypes holds `ReportBatchItemFailures`.
    pub reports: bool,
    /// FilterCriteria: one match is enough.
    pub filters: Vec<Filter>,
    /// What holds of streams only.
    pub stream: Option<Box<StreamSet>>,
}

/// What is counted since the start of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Calls to the source.
    pub polls: u64,
    /// Items read.
    pub polled: u64,
    /// Items no filter let through.
    pub filtered: u64,
    /// Items handed to the function, again for each retry.
    pub invoked: u64,
    /// Items of failed invocations.
    pub failed: u64,
    /// Items that were processed.
    pub done: u64,
    /// Items left to the queue's visibility timeout.
    pub returned: u64,
    /// Items given up: attempts or age ran out.
    pub dropped: u64,
    /// Items delivered to the destination of failures.
    pub on_failure: u64,
    /// Items deleted from the queue.
    pub deleted: u64,
    /// Items that are held or worked on.
    pub open: u64,
    /// Poller-microseconds of provisioned mode until the last change.
    pub poller_us: u64,
}

/// What the mapping does at its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Work {
    /// Queues and brokers.
    Pollers(Pollers),
    /// Streams.
    Readers(Readers),
}

/// A mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Its number; timers carry it.
    pub no: u32,
    /// UUID.
    pub uuid: Name,
    /// The function's name.
    pub function: Name,
    /// EventSourceArn.
    pub arn: Name,
    /// Where polls go: the queue, the stream, the broker with its queue.
    pub to: Name,
    /// What the learner calls the source.
    pub source_name: Name,
    /// What is polled.
    pub source: Source,
    /// State.
    pub state: State,
    /// It will be (or is) switched on.
    pub enabled: bool,
    /// Timers of an earlier state carry an earlier number.
    pub epoch: u32,
    /// LastProcessingResult.
    pub last: Name,
    /// Its parameters.
    pub set: Arc<Set>,
    /// What is counted.
    pub tally: Tally,
    /// What it does.
    pub work: Work,
}

impl Mapping {
    /// Whether it may open polls and start batches.
    #[must_use]
    pub const fn polls(&self) -> bool {
        matches!(self.state, State::Enabled | State::Updating)
    }
    /// How it is shown: `orders`, with the function in the panel's name.
    #[must_use]
    pub const fn pollers(&self) -> Option<&Pollers> {
        match &self.work {
            Work::Pollers(pollers) => Some(pollers),
            Work::Readers(_) => None,
        }
    }
    /// Whether a poll is open, or a batch is with the function.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let polls = |p: &&super::poller::Poller| matches!(p.at, super::poller::At::Polling(_));
        self.running() > 0 || self.pollers().is_some_and(|all| all.list.iter().any(|p| polls(&p)))
    }
    /// Batches that are with the function now.
    #[must_use]
    pub fn running(&self) -> usize {
        match &self.work {
            Work::Pollers(all) => all.list.iter().filter(|p| p.is_running()).count(),
            Work::Readers(all) => all.shards.iter().flat_map(|s| &s.lanes).filter(|l| l.running).count(),
        }
    }
}
