//! The data of Pipes and what must hold of it.
use super::quotas::{Limits, Settings};
use crate::base::{random::Stream, time::SimTime};
use crate::sim::{
    errand::Cargo,
    pattern::EventPattern,
    trace::{Item, Name},
    transform::{path::Path, template::Template},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

/// Every metric of a pipe under CloudWatch's names.
pub const METRICS: &[&str] = &[
    "Concurrency",
    "Invocations",
    "EventCount",
    "EventSize",
    "ExecutionThrottled",
    "ExecutionTimeout",
    "ExecutionFailed",
    "ExecutionPartiallyFailed",
    "EnrichmentStageFailed",
    "TargetStageFailed",
    "TargetStagePartiallyFailed",
    "TargetStageSkipped",
];
/// Those that count up.
pub const SUMS: &[&str] = METRICS.split_at(1).1;

/// What kind of source it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// A standard queue.
    Queue,
    /// A FIFO queue.
    Fifo,
    /// A Kinesis stream.
    Stream,
    /// A broker of Amazon MQ.
    Broker,
}

/// Where a stream is read from at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Start {
    /// TRIM_HORIZON.
    Oldest,
    /// LATEST.
    Latest,
    /// AT_TIMESTAMP.
    At(SimTime),
}

/// What is particular to streams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamSet {
    /// StartingPosition.
    pub start: Start,
    /// ParallelizationFactor.
    pub parallel: u32,
    /// MaximumRetryAttempts; none is without end.
    pub attempts: Option<u32>,
    /// MaximumRecordAgeInSeconds; none is as long as the stream keeps it.
    pub age: Option<SimTime>,
    /// OnPartialBatchItemFailure is AUTOMATIC_BISECT.
    pub bisect: bool,
    /// DeadLetterConfig: the ARN of a queue or a topic.
    pub dead_letter: Option<Name>,
}

/// A value of the target's parameters: fixed, or found in the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// As it stands.
    Fixed(Name),
    /// `$.body.customer`.
    Found(Path),
}

/// Enrichment or target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Its ARN or address.
    pub arn: Name,
    /// InputTemplate.
    pub template: Option<Template>,
    /// The template has no quotes and no frame, as `<$.body>`: what it finds stays the JSON it is.
    pub bare: bool,
    /// InvocationType is FIRE_AND_FORGET.
    pub forget: bool,
    /// MessageGroupId, MessageDeduplicationId, PartitionKey, Source, DetailType, by name.
    pub parts: BTreeMap<Name, Part>,
}

/// What a pipe was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Source: the ARN.
    pub source: Name,
    /// What it is.
    pub kind: Source,
    /// RoleArn.
    pub role: Name,
    /// FilterCriteria: as given, and ready to match.
    pub filters: Vec<(Arc<str>, EventPattern)>,
    /// BatchSize.
    pub batch: u32,
    /// MaximumBatchingWindowInSeconds.
    pub window: SimTime,
    /// Of streams.
    pub stream: Option<StreamSet>,
    /// Enrichment.
    pub enrichment: Option<Stage>,
    /// Target.
    pub target: Stage,
}

/// CurrentState.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// CREATING
    Creating,
    /// UPDATING
    Updating,
    /// STARTING
    Starting,
    /// RUNNING
    Running,
    /// STOPPING
    Stopping,
    /// STOPPED
    Stopped,
    /// DELETING
    Deleting,
    /// CREATE_FAILED
    CreateFailed,
    /// START_FAILED
    StartFailed,
}

impl State {
    /// AWS's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Updating => "UPDATING",
            Self::Starting => "STARTING",
            Self::Running => "RUNNING",
            Self::Stopping => "STOPPING",
            Self::Stopped => "STOPPED",
            Self::Deleting => "DELETING",
            Self::CreateFailed => "CREATE_FAILED",
            Self::StartFailed => "START_FAILED",
        }
    }
    /// On its way to another state.
    #[must_use]
    pub const fn is_changing(self) -> bool {
        matches!(self, Self::Creating | Self::Updating | Self::Starting | Self::Stopping | Self::Deleting)
    }
}

/// A message or a record on its way through a pipe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// MessageId or SequenceNumber.
    pub id: Name,
    /// ReceiptHandle; empty in a stream.
    pub handle: Name,
    /// When it was sent, or arrived.
    pub time: SimTime,
    /// ApproximateReceiveCount.
    pub receives: u32,
    /// What it is.
    pub cargo: Arc<Cargo>,
}

/// Who reads a queue or a broker, one batch after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poller {
    /// It waits for an answer, or for the end of an execution.
    pub busy: bool,
    /// What it gathers.
    pub held: Vec<Entry>,
    /// Since when.
    pub opened: SimTime,
    /// Older timers no longer matter.
    pub epoch: u32,
}

/// What a reader of a shard is at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reading {
    /// Nothing, or it waits for a timer.
    #[default]
    Idle,
    /// It has asked.
    Asked,
    /// Enough is read: it goes on when a batch has ended.
    Full,
    /// The shard is at its end.
    Ended,
}

/// A shard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// ShardId.
    pub id: Name,
    /// Which are read to their end before it.
    pub parents: Vec<Name>,
    /// It was there from the beginning.
    pub first: bool,
    /// The last record that was read.
    pub read: Option<Name>,
    /// The iterator.
    pub iterator: Option<Name>,
    /// What its reader is at.
    pub reading: Reading,
    /// Its lanes: ParallelizationFactor, by partition key.
    pub lanes: Vec<Lane>,
    /// Older timers no longer matter.
    pub epoch: u32,
}

/// A lane of a shard: batch after batch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// Read, and in no batch yet.
    pub waiting: VecDeque<Entry>,
    /// Batches: more than one where one was halved.
    pub parts: VecDeque<(Vec<Entry>, u32)>,
    /// The first part is at work, or waits for its next attempt.
    pub busy: bool,
    /// Since when it gathers.
    pub opened: SimTime,
    /// Older timers no longer matter.
    pub epoch: u32,
}

impl Lane {
    fn open(&self) -> usize {
        self.waiting.len() + self.parts.iter().map(|p| p.0.len()).sum::<usize>()
    }
}

impl Shard {
    /// Records in its lanes that are not at work.
    #[must_use]
    pub fn open(&self) -> usize {
        self.lanes.iter().map(Lane::open).sum()
    }
    /// Read to its end and nothing left.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.reading == Reading::Ended && self.lanes.iter().all(|l| !l.busy && l.open() == 0)
    }
}

/// Who reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Work {
    /// A queue or a broker.
    Pollers(Vec<Poller>),
    /// A stream; whether its shards are known.
    Shards(Vec<Shard>, bool),
}

/// Counts of a pipe.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// By metric.
    pub metrics: BTreeMap<Name, u64>,
    /// Requests of 64 KB.
    pub requests: u64,
    /// Messages and records that were read.
    pub came: u64,
    /// No pattern let them through.
    pub filtered: u64,
    /// Went through.
    pub done: u64,
    /// Left to the queue, to come again.
    pub returned: u64,
    /// Given up.
    pub dropped: u64,
}

/// A pipe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipe {
    /// Its name.
    pub name: Name,
    /// Its ARN.
    pub arn: Name,
    /// Its number; timers carry it.
    pub no: u32,
    /// What it was told.
    pub config: Arc<Config>,
    /// DesiredState is RUNNING.
    pub wanted: bool,
    /// CurrentState.
    pub state: State,
    /// StateReason.
    pub reason: Name,
    /// The source has answered well at least once.
    pub proven: bool,
    /// Older timers no longer matter.
    pub epoch: u32,
    /// Who reads.
    pub work: Work,
    /// Counts.
    pub tally: Tally,
}

impl Pipe {
    /// It may read on.
    #[must_use]
    pub const fn reads(&self) -> bool {
        matches!(self.state, State::Running | State::Updating) && self.wanted
    }
    /// Counts one of its metrics.
    pub fn count(&mut self, metric: &str, much: u64) {
        *self.tally.metrics.entry(metric.into()).or_default() += much;
    }
    /// Messages and records it holds that are in no execution.
    #[must_use]
    pub fn open(&self) -> u64 {
        match &self.work {
            Work::Pollers(all) => all.iter().map(|p| p.held.len() as u64).sum(),
            Work::Shards(all, _) => all.iter().map(|s| s.open() as u64).sum(),
        }
    }
    /// One of its pollers.
    pub fn poller(&mut self, nth: u32) -> Option<&mut Poller> {
        match &mut self.work {
            Work::Pollers(all) => all.get_mut(nth as usize),
            Work::Shards(..) => None,
        }
    }
    /// One of its shards.
    pub fn shard(&mut self, nth: u32) -> Option<&mut Shard> {
        match &mut self.work {
            Work::Shards(all, _) => all.get_mut(nth as usize),
            Work::Pollers(_) => None,
        }
    }
    /// A lane of a shard.
    pub fn lane(&mut self, at: (u32, u32)) -> Option<&mut Lane> {
        self.shard(at.0)?.lanes.get_mut(at.1 as usize)
    }
    /// A shard's parents are done with.
    #[must_use]
    pub fn may_start(&self, nth: u32) -> bool {
        let Work::Shards(all, _) = &self.work else { return false };
        let Some(shard) = all.get(nth as usize) else { return false };
        shard.parents.iter().all(|p| all.iter().find(|s| s.id == *p).is_none_or(Shard::is_finished))
    }
}

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

/// Amazon EventBridge Pipes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipes {
    pub(super) limits: Limits,
    /// What AWS does not publish.
    pub settings: Settings,
    pub(super) next: u64,
    pub(super) luck: Stream,
    pub(super) all: BTreeMap<u32, Pipe>,
    pub(super) names: BTreeMap<Name, u32>,
    pub(super) runs: BTreeMap<u64, Run>,
    pub(super) asked: BTreeMap<u64, Asked>,
}

impl Pipes {
    /// Pipes without any pipe.
    #[must_use]
    pub fn with(seed: u64, limits: Limits, settings: Settings) -> Self {
        Self {
            limits,
            settings,
            next: 1,
            luck: Stream::new(seed, "pipes"),
            all: BTreeMap::new(),
            names: BTreeMap::new(),
            runs: BTreeMap::new(),
            asked: BTreeMap::new(),
        }
    }
    /// One pipe's data, to look at.
    #[must_use]
    pub fn pipe(&self, name: &str) -> Option<&Pipe> {
        self.all.get(self.names.get(name)?)
    }
    /// The next number.
    pub(super) const fn number(&mut self) -> u64 {
        let no = self.next;
        self.next += 1;
        no
    }
    /// Executions of a pipe under way, and entries in them.
    #[must_use]
    pub fn running(&self, pipe: u32) -> (u64, u64) {
        let of = self.runs.values().filter(|r| r.pipe == pipe);
        of.fold((0, 0), |(runs, all), r| (runs + 1, all + r.entries.len() as u64))
    }
}
