//! The data of Step Functions and what must hold of it.
/// Token buckets.
pub mod bucket;
/// Choice rules.
pub mod choice;
/// Digests.
pub mod digest;
/// Executions and their branches.
pub mod execution;
/// Error Names.
pub mod fault;
/// Reading fields.
pub mod fields;
/// Filters of paths.
pub mod filter;
/// What intrinsic functions do.
pub mod functions;
/// Execution histories.
pub mod history;
/// How intrinsic functions are written.
pub mod intrinsic;
/// Reading types of states.
pub mod kinds;
/// Values under CloudWatch's names.
pub mod metrics;
/// Timestamps.
pub mod moment;
/// Reading definitions.
pub mod parse;
/// JSONPath.
pub mod path;
/// Definitions.
pub mod program;
/// Versions, aliases, configuration.
pub mod release;
/// What a Task calls.
pub mod resource;
/// Reading expressions.
pub mod scan;
/// Payload templates.
pub mod template;
/// Task tokens.
pub mod token;

use super::quotas::{Limits, Settings};
use crate::base::{random::Stream, time::SimTime};
use crate::sim::errand::Ticket;
use crate::sim::region::Region;
use crate::sim::trace::Name;
use crate::sim::turn::CallId;
use bucket::Bucket;
use execution::Execution;
use metrics::Tally;
use program::Program;
use release::{Config, Encryption, Releases};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A state machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// Its name.
    pub name: Name,
    /// Where it was made.
    #[serde(default, skip_serializing_if = "Region::is_usual")]
    pub region: Region,
    /// Its type: EXPRESS, else STANDARD.
    pub express: bool,
    /// Its definition.
    pub program: Program,
    /// RoleArn.
    pub role: Name,
    /// Logging, tracing, encryption.
    pub config: Config,
    /// Its revision, versions and aliases.
    pub releases: Releases,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// What it assumes.
    pub settings: Settings,
    /// When it was made, and how often it was changed.
    pub created: (SimTime, u32),
    /// DeleteStateMachine was called while executions ran.
    pub deleting: bool,
    /// Its executions that run.
    pub open: BTreeSet<u64>,
    /// Closed ones that are kept, in the order they closed.
    pub closed: VecDeque<u64>,
    /// Names of executions that are taken.
    pub names: BTreeMap<Name, u64>,
    /// Counts.
    pub tally: Tally,
    /// What happened in each state.
    pub states: BTreeMap<Name, Visits>,
    /// Executions by how they stand: law 4.
    pub fates: Fates,
    /// Its chance.
    pub luck: Stream,
}

/// What happened in a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visits {
    /// It was entered so often.
    pub entered: u64,
    /// It was left so often, by its own end or by a Catch.
    pub left: u64,
    /// It was tried again so often.
    pub retried: u64,
    /// It failed so often, retries and catches included.
    pub failed: u64,
}

/// Executions by how they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fates {
    /// Started.
    pub started: u64,
    /// Closed, by the name of their end: succeeded, failed, timed out, aborted.
    pub closed: [u64; 4],
}

impl Machine {
    /// Its ARN.
    #[must_use]
    pub fn arn(&self) -> Name {
        self.region.arn("states", &format!("stateMachine:{}", self.name))
    }
}

/// An activity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// When it was made.
    pub created: SimTime,
    /// EncryptionConfiguration; `None` = AWS_OWNED_KEY.
    pub encryption: Option<Encryption>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// Tasks nobody has taken, oldest first.
    pub tasks: VecDeque<Spot>,
    /// Workers that wait for a task.
    pub workers: VecDeque<(CallId, Name)>,
}

/// A branch of an execution, as long as it does what it does under this stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Spot {
    /// Execution.
    pub execution: u64,
    /// Branch.
    pub branch: u32,
    /// Stamp.
    pub stamp: u32,
}

/// What all state machines share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Core {
    /// The run's seed.
    pub seed: u64,
    /// The ledger's numbers.
    pub limits: Limits,
    /// The assumptions a new state machine starts with.
    pub settings: Settings,
    /// The next number of an execution, an errand, a Map Run.
    pub next: u64,
    /// StartExecution, Standard.
    pub starts: Bucket,
    /// StartExecution, Express.
    pub express_starts: Bucket,
    /// State transitions.
    pub transitions: Bucket,
    /// Errands under way.
    pub errands: BTreeMap<Ticket, Spot>,
    /// Open Map Runs.
    pub runs: u64,
}

impl Core {
    /// A number nobody else has.
    pub const fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }
}

/// AWS Step Functions in one account and Region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct States {
    pub(super) core: Core,
    pub(super) machines: BTreeMap<Name, Machine>,
    pub(super) executions: BTreeMap<u64, Box<Execution>>,
    pub(super) activities: BTreeMap<Name, Activity>,
}

impl States {
    /// Step Functions without state machines.
    #[must_use]
    pub fn with(seed: u64, limits: Limits, settings: Settings) -> Self {
        let core = Core {
            seed,
            limits,
            settings: settings.bounded(),
            next: 0,
            starts: Bucket::new(limits.rates.standard),
            express_starts: Bucket::new(limits.rates.express),
            transitions: Bucket::new(limits.rates.transitions),
            errands: BTreeMap::new(),
            runs: 0,
        };
        Self { core, machines: BTreeMap::new(), executions: BTreeMap::new(), activities: BTreeMap::new() }
    }
    /// Changes what one state machine assumes; `false` where there is none of this name.
    pub fn set_settings(&mut self, machine: &str, settings: Settings) -> bool {
        let Some(machine) = self.machines.get_mut(machine) else { return false };
        machine.settings = settings.bounded();
        true
    }
    /// One state machine, to look at.
    #[must_use]
    pub fn machine(&self, name: &str) -> Option<&Machine> {
        self.machines.get(name)
    }
    /// One execution, to look at.
    #[must_use]
    pub fn execution(&self, no: u64) -> Option<&Execution> {
        self.executions.get(&no).map(|e| &**e)
    }
}
