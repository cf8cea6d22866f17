//! An execution and the branches it runs in.
use super::fault::Fault;
use super::history::History;
use super::program::{Program, State};
use crate::base::time::SimTime;
use crate::sim::trace::{Item, Name};
use crate::sim::turn::CallId;
use crate::sim::{ids, region::Region};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Salt of the ids of Map Runs.
const RUNS: u64 = 0x5fd;

/// ExecutionStatus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Status {
    /// RUNNING
    Running,
    /// SUCCEEDED
    Succeeded,
    /// FAILED
    Failed,
    /// TIMED_OUT
    TimedOut,
    /// ABORTED
    Aborted,
}

impl Status {
    /// Its name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::TimedOut => "TIMED_OUT",
            Self::Aborted => "ABORTED",
        }
    }
    /// The status of a name; `None` where there is none of this name here (PENDING_REDRIVE).
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::Running, Self::Succeeded, Self::Failed, Self::TimedOut, Self::Aborted];
        all.into_iter().find(|status| status.name() == name)
    }
}

/// Where an execution comes from; never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Its state machine.
    pub machine: Name,
    /// Where it runs.
    #[serde(default, skip_serializing_if = "Region::is_usual")]
    pub region: Region,
    /// Its name.
    pub name: Name,
    /// Its input.
    pub input: Arc<str>,
    /// Express.
    pub express: bool,
    /// The learner's messages it carries.
    pub items: Vec<Item>,
    /// The Map Run it is a child of.
    pub parent: Option<Parent>,
    /// The state machine inside the definition it runs: 0, or the processor of a Distributed Map.
    pub scope: u32,
    /// What was started: the state machine itself, a version of it, or an alias.
    pub release: Release,
}

/// Under which version and alias an execution was started.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// The version, where a version or an alias was started.
    pub version: Option<u32>,
    /// The alias that led to it.
    pub alias: Option<Name>,
}

/// The iteration of a Distributed Map a child execution stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parent {
    /// Number of the parent execution.
    pub execution: u64,
    /// Its branch with the Map state.
    pub branch: u32,
    /// What that branch was doing.
    pub stamp: u32,
    /// Which iteration.
    pub slot: u32,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// When.
    pub at: SimTime,
    /// With what.
    pub result: Result<Arc<str>, Fault>,
}

/// An execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Execution {
    /// Its number.
    pub no: u64,
    /// Where it comes from.
    pub origin: Origin,
    /// What it runs: the definition at its start.
    pub program: Program,
    /// The role it runs under.
    pub role: Name,
    /// How it stands.
    pub status: Status,
    /// When it started.
    pub started: SimTime,
    /// How it ended.
    pub end: Option<End>,
    /// What runs in it: one branch, more under Parallel and Map states.
    pub branches: BTreeMap<u32, Branch>,
    /// The next stamp and branch number.
    pub stamps: u32,
    /// Its history.
    pub history: History,
    /// Its Map Runs, oldest first.
    pub runs: Vec<MapRun>,
    /// RedriveExecution was called so often, last at this moment.
    pub redriven: (u32, SimTime),
    /// Callers who wait for its end.
    pub waiters: Vec<CallId>,
    /// The last trace event about it.
    pub event: Option<u64>,
}

/// One line of control: the state it is in and what it does there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// The branch whose Parallel or Map state it works for, and its place there.
    pub parent: Option<(u32, u32)>,
    /// The state it is in, or goes to.
    pub state: u32,
    /// The state's raw input.
    pub input: Arc<str>,
    /// Variables, as JSON text.
    pub variables: BTreeMap<Name, Arc<str>>,
    /// What it does; whatever changes it takes a new stamp, so that old timers and answers find nobody.
    pub doing: Doing,
    /// See `doing`.
    pub stamp: u32,
    /// Attempts so far, one counter per retrier.
    pub retries: Vec<u64>,
    /// When the state was entered, and the id of that event.
    pub entered: (SimTime, u64),
    /// The last event of its history.
    pub last: u64,
    /// `$$.Map.Item`: index and value.
    pub item: Option<(u32, Arc<str>)>,
}

/// What a branch does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doing {
    /// It goes to its state.
    Moving,
    /// A Wait.
    Waiting(SimTime),
    /// A Task runs.
    Task(Running),
    /// It waits before it tries again.
    Backoff(SimTime),
    /// Branches, iterations or child executions run for it.
    Fan(Box<Fan>),
    /// The execution ended around it.
    Halted,
}

/// A Task that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// What was sent, for results that repeat it.
    pub sent: Arc<str>,
    /// Waits for SendTask...: callback pattern, or an activity that a worker has taken.
    pub token: bool,
    /// An activity nobody has taken yet.
    pub queued: bool,
    /// When it times out.
    pub deadline: SimTime,
    /// HeartbeatSeconds, and when the next one is due.
    pub heartbeat: Option<(u64, SimTime)>,
}

/// A Parallel or Map state at work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fan {
    /// The items of a Map; of a Parallel state its input, once for each branch.
    pub items: Arc<[Arc<str>]>,
    /// The next to start.
    pub next: u32,
    /// So many run.
    pub running: u32,
    /// At most so many run at once.
    pub most: u32,
    /// Results so far.
    pub results: BTreeMap<u32, Arc<str>>,
    /// A Map Run: its number, how many failed, and how many may.
    pub run: Option<Run>,
}

/// A Map Run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Its number.
    pub no: u64,
    /// Children that failed, were aborted or timed out.
    pub failed: u32,
    /// More than so many fail the state.
    pub tolerated: u32,
}

/// What is told of a Map Run, after its end too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapRun {
    /// Its number, and its branch.
    pub at: (u64, u32),
    /// How it stands; never timed out.
    pub status: Status,
    /// When it started, and stopped.
    pub dates: (SimTime, Option<SimTime>),
    /// MaxConcurrency.
    pub most: u32,
    /// toleratedFailureCount and toleratedFailurePercentage, in hundredths of a percent.
    pub tolerated: (u64, u64),
    /// Its child executions, and the items in all of them.
    pub total: (u64, u64),
    /// Ended children by how: succeeded, failed, timed out, aborted.
    pub ended: [u64; 4],
    /// The items in them.
    pub items: [u64; 4],
    /// Redriven so often, last at this moment.
    pub redriven: (u32, SimTime),
}

impl Execution {
    /// Its ARN.
    #[must_use]
    pub fn arn(&self) -> Name {
        let Origin { machine, name, express, parent, .. } = &self.origin;
        let kind = if *express { "express" } else { "execution" };
        let label = if parent.is_some() { "/Map" } else { "" };
        let tail = if *express { format!(":{:08x}", self.no) } else { String::new() };
        self.origin.region.arn("states", &format!("{kind}:{machine}{label}:{name}{tail}"))
    }
    /// The ARN of its state machine.
    #[must_use]
    pub fn machine_arn(&self) -> Name {
        self.origin.region.arn("states", &format!("stateMachine:{}", self.origin.machine))
    }
    /// The ARN of one of its Map Runs.
    #[must_use]
    pub fn run_arn(&self, seed: u64, run: u64) -> Name {
        let id = ids::uuid(seed, RUNS, run);
        self.origin.region.arn("states", &format!("mapRun:{}/Map:{id}", self.origin.machine))
    }
    /// The Map Run of a branch that is open, or was the last one there.
    pub fn run(&mut self, branch: u32) -> Option<&mut MapRun> {
        self.runs.iter_mut().rev().find(|run| run.at.1 == branch)
    }
    /// A new stamp.
    pub const fn stamp(&mut self) -> u32 {
        self.stamps += 1;
        self.stamps
    }
    /// The state a branch is in.
    #[must_use]
    pub fn state(&self, branch: u32) -> Option<&State> {
        self.program.code.state(self.branches.get(&branch)?.state)
    }
    /// The branch, if it still does what it did under this stamp.
    pub fn at(&mut self, branch: u32, stamp: u32) -> Option<&mut Branch> {
        self.branches.get_mut(&branch).filter(|b| b.stamp == stamp)
    }
    /// The learner's message it carries first.
    #[must_use]
    pub fn item(&self) -> Option<&Item> {
        self.origin.items.first()
    }
    /// The branches below one, at any depth.
    #[must_use]
    pub fn below(&self, branch: u32) -> Vec<u32> {
        let mut found = vec![];
        // Children always have higher numbers than their parents, so one pass finds them all.
        let mut family = std::collections::BTreeSet::from([branch]);
        for (no, one) in self.branches.range(branch..) {
            if one.parent.is_some_and(|(parent, _)| family.contains(&parent)) {
                family.insert(*no);
                found.push(*no);
            }
        }
        found
    }
}
