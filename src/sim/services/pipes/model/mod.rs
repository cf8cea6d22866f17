//! The data of Pipes and what must hold of it.
mod config;
mod run;
mod work;

use super::api::Input;
use super::quotas::{Limits, Settings};
use crate::base::{random::Stream, time::SimTime};
use crate::sim::{members::Tags, trace::Name};
pub use config::{Config, Part, Source, Stage, Start, StreamSet};
pub use run::{Asked, Event, Origin, Run};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
pub use work::{Entry, Lane, Poller, Reading, Shard, Work};

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
    /// What it was told, ready to use.
    pub config: Arc<Config>,
    /// The same as it was given.
    pub given: Arc<Input>,
    /// Its tags.
    pub tags: Tags,
    /// When it was made and last changed.
    pub times: (SimTime, SimTime),
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
