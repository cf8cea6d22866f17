//! The answers as data.
use crate::base::time::SimTime;
use crate::sim::services::stepfunctions::model::execution::{Execution, MapRun, Status};
use crate::sim::services::stepfunctions::model::fault::Fault;
use crate::sim::services::stepfunctions::model::history::Entry;
use crate::sim::services::stepfunctions::model::parse::Diagnostic;
use crate::sim::services::stepfunctions::model::release::{Alias, Config, Encryption};
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// ARN and date of what was made or changed, and of the version that was published with it.
    Made(Name, SimTime, Option<Name>),
    /// UpdateStateMachine: the date, the new revision, the version that was published.
    Updated(SimTime, Name, Option<Name>),
    /// Nothing to say.
    Done,
    /// DescribeStateMachine.
    Machine(Box<MachineInfo>),
    /// State machines, activities, versions or aliases, and where the next page begins.
    Listed(Vec<Listed>, Option<Name>),
    /// DescribeActivity.
    Activity(Box<(Listed, Option<Encryption>)>),
    /// DescribeStateMachineAlias: its ARN, its name, and what it is; routes by the ARN of the version.
    Alias(Box<AliasInfo>),
    /// ListTagsForResource.
    Tags(BTreeMap<String, String>),
    /// ListMapRuns, and where the next page begins.
    Runs(Vec<RunInfo>, Option<Name>),
    /// DescribeMapRun.
    Run(Box<RunInfo>),
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
    /// ListExecutions, newest first, and where the next page begins.
    Executions(Vec<Brief>, Option<Name>),
    /// GetExecutionHistory, and where the next page begins.
    History(Box<Started>, Vec<Arc<Entry>>, Option<Name>),
    /// GetActivityTask; an empty token where there is no task.
    ActivityTask {
        /// taskToken.
        token: Name,
        /// input.
        input: Arc<str>,
    },
}

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its ARN.
    pub arn: Name,
    /// Its name.
    pub name: Name,
    /// EXPRESS.
    pub express: bool,
    /// creationDate.
    pub created: SimTime,
}

/// An alias.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AliasInfo {
    /// Its ARN.
    pub arn: Name,
    /// Its name.
    pub name: Name,
    /// Its description and dates.
    pub alias: Alias,
    /// ARN and weight of each version.
    pub routes: Vec<(Name, u32)>,
}

/// A Map Run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunInfo {
    /// Its ARN.
    pub arn: Name,
    /// The execution it belongs to.
    pub execution: Name,
    /// The state machine.
    pub machine: Name,
    /// What is known of it.
    pub run: MapRun,
    /// Children that wait, and children that run.
    pub open: (u64, u64),
}

/// Under what an execution was started: the role, and the ARNs of its version and alias.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// roleArn.
    pub role: Name,
    /// stateMachineVersionArn.
    pub version: Option<Name>,
    /// stateMachineAliasArn.
    pub alias: Option<Name>,
}

impl Started {
    /// Of this execution.
    #[must_use]
    pub fn of(exec: &Execution, machine: &Name) -> Self {
        let release = &exec.origin.release;
        Self {
            role: exec.role.clone(),
            version: release.version.map(|no| format!("{machine}:{no}").into()),
            alias: release.alias.as_ref().map(|name| format!("{machine}:{name}").into()),
        }
    }
}

/// One line of ListExecutions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
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
    /// Version and alias.
    pub started: Started,
    /// redriveCount and redriveDate.
    pub redriven: (u32, SimTime),
    /// mapRunArn of a child.
    pub run: Option<Name>,
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
    /// When it was last changed.
    pub updated: SimTime,
    /// Logging, tracing, encryption.
    pub config: Config,
    /// revisionId.
    pub revision: Option<Name>,
    /// Of a version.
    pub description: Option<Arc<str>>,
    /// mapRunArn of a child execution's definition.
    pub run: Option<Name>,
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
    /// redriveCount and redriveDate.
    pub redriven: (u32, SimTime),
    /// Why it cannot be redriven: redriveStatusReason.
    pub unredrivable: Option<Arc<str>>,
    /// Role, version and alias.
    pub started: Started,
    /// mapRunArn of a child.
    pub run: Option<Name>,
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
            redriven: exec.redriven,
            unredrivable: None,
            started: Started::of(exec, machine),
            run: None,
            billed: took.filter(|_| exec.origin.express).map(|took| (memory, took)),
        }
    }
}
