//! The answers as data.
use crate::base::time::SimTime;
use crate::sim::services::stepfunctions::model::execution::{Execution, Status};
use crate::sim::services::stepfunctions::model::fault::Fault;
use crate::sim::services::stepfunctions::model::history::Entry;
use crate::sim::services::stepfunctions::model::parse::Diagnostic;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// ARN and date of what was made or changed.
    Made(Name, SimTime),
    /// Nothing to say.
    Done,
    /// DescribeStateMachine.
    Machine(Box<MachineInfo>),
    /// ListStateMachines, ListActivities: names, and where the next page begins.
    Names(Vec<Name>, Option<Name>),
    /// ValidateStateMachineDefinition.
    Validated(Vec<Diagnostic>),
    /// StartExecution: ARN, start date, and how many entries of a batch it stands for.
    Started(Name, SimTime, u32),
    /// The end of an execution somebody waited for.
    Ended(Box<Ended>),
    /// StopExecution, RedriveExecution: the date.
    At(SimTime),
    /// DescribeExecution.
    Execution(Box<Ended>),
    /// ListExecutions: ARN and status, newest first, and where the next page begins.
    Executions(Vec<(Name, Status)>, Option<Name>),
    /// GetExecutionHistory, and where the next page begins.
    History(Vec<Arc<Entry>>, Option<Name>),
    /// GetActivityTask; an empty token where there is no task.
    ActivityTask {
        /// taskToken.
        token: Name,
        /// input.
        input: Arc<str>,
    },
}

/// A state machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineInfo {
    /// Its ARN.
    pub arn: Name,
    /// Its name.
    pub name: Name,
    /// EXPRESS.
    pub express: bool,
    /// DELETING.
    pub deleting: bool,
    /// Its definition.
    pub definition: Arc<str>,
    /// Its role.
    pub role: Name,
    /// When it was made.
    pub created: SimTime,
}

/// An execution, ended or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Its ARN.
    pub arn: Name,
    /// The ARN of its state machine.
    pub machine: Name,
    /// Its name.
    pub name: Name,
    /// How it stands.
    pub status: Status,
    /// When it started and stopped.
    pub dates: (SimTime, Option<SimTime>),
    /// Its input.
    pub input: Arc<str>,
    /// Output, or error and cause, where it has ended.
    pub result: Option<Result<Arc<str>, Fault>>,
    /// redriveCount.
    pub redrives: u32,
    /// billedMemoryUsedInMB and billedDurationInMilliseconds of an Express execution.
    pub billed: Option<(u32, u64)>,
}

impl Ended {
    /// How an execution stands.
    #[must_use]
    pub fn of(exec: &Execution, machine: &Name, memory: u32) -> Self {
        let stopped = exec.end.as_ref().map(|e| e.at);
        let took = stopped.map(|at| at.since(exec.started).as_micros().div_ceil(100_000).max(1) * 100);
        Self {
            arn: exec.arn(),
            machine: machine.clone(),
            name: exec.origin.name.clone(),
            status: exec.status,
            dates: (exec.started, stopped),
            input: exec.origin.input.clone(),
            result: exec.end.as_ref().map(|e| e.result.clone()),
            redrives: exec.redriven.0,
            billed: took.filter(|_| exec.origin.express).map(|took| (memory, took)),
        }
    }
}
