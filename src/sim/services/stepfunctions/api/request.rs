//! The calls of Step Functions as data. State machines, executions and activities are named by ARN or by bare name.
use crate::sim::services::stepfunctions::model::execution::Status;
use crate::sim::services::stepfunctions::model::release::{Config, Encryption, Logging};
use crate::sim::trace::{Item, Name};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A new state machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Create {
    /// Its name.
    pub name: Name,
    /// In the Amazon States Language.
    pub definition: Arc<str>,
    /// `type`: EXPRESS, else STANDARD.
    pub express: bool,
    /// RoleArn.
    pub role: Name,
    /// Logging, tracing, encryption.
    pub config: Config,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// Publish the first version.
    pub publish: bool,
    /// versionDescription.
    pub description: Option<Arc<str>>,
}

/// UpdateStateMachine; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// In the Amazon States Language.
    pub definition: Option<Arc<str>>,
    /// RoleArn.
    pub role: Option<Name>,
    /// LoggingConfiguration.
    pub logging: Option<Logging>,
    /// TracingConfiguration.
    pub tracing: Option<bool>,
    /// EncryptionConfiguration; `Some(None)` goes back to AWS's own key.
    pub encryption: Option<Option<Encryption>>,
    /// Publish a version.
    pub publish: bool,
    /// versionDescription.
    pub description: Option<Arc<str>>,
}

/// One entry of an alias's routing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// stateMachineVersionArn.
    pub version: Name,
    /// weight.
    pub weight: i64,
}

/// Which executions ListExecutions shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pick {
    /// statusFilter.
    pub status: Option<Status>,
    /// redriveFilter: only those that were redriven, or that were not.
    pub redriven: Option<bool>,
}

/// UpdateMapRun; what is `None` stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loosen {
    /// maxConcurrency.
    pub most: Option<i64>,
    /// toleratedFailureCount.
    pub count: Option<i64>,
    /// toleratedFailurePercentage, in hundredths of a percent.
    pub percent: Option<i64>,
}

/// A new execution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// Its name; a UUID unless given.
    pub name: Option<Name>,
    /// Its input; `{}` unless given.
    pub input: Option<Arc<str>>,
    /// The learner's messages it carries.
    pub items: Vec<Item>,
    /// Answer at its end: what an integration with `.sync` asks for.
    pub until_end: bool,
    /// So many entries of a batch it stands for; 0 = it is no batch.
    pub batch: u32,
}

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // the names are AWS's own
pub enum Request {
    CreateStateMachine(Box<Create>),
    UpdateStateMachine { machine: Name, set: Box<Update> },
    DeleteStateMachine { machine: Name },
    DescribeStateMachine { machine: Name },
    DescribeStateMachineForExecution { execution: Name },
    ListStateMachines { max: Option<i64>, after: Option<Name> },
    ValidateStateMachineDefinition { definition: Arc<str>, express: bool },
    StartExecution { machine: Name, start: Box<Start> },
    StartSyncExecution { machine: Name, start: Box<Start> },
    StopExecution { execution: Name, error: Option<Name>, cause: Option<Arc<str>> },
    DescribeExecution { execution: Name },
    ListExecutions { of: Name, pick: Pick, max: Option<i64>, after: Option<Name> },
    GetExecutionHistory { execution: Name, reverse: bool, max: Option<i64>, after: Option<Name> },
    RedriveExecution { execution: Name },
    CreateActivity { name: Name, encryption: Option<Encryption>, tags: BTreeMap<String, String> },
    DeleteActivity { activity: Name },
    DescribeActivity { activity: Name },
    ListActivities { max: Option<i64>, after: Option<Name> },
    GetActivityTask { activity: Name, worker: Option<Name> },
    SendTaskSuccess { token: Name, output: Arc<str> },
    SendTaskFailure { token: Name, error: Name, cause: Arc<str> },
    SendTaskHeartbeat { token: Name },
    PublishStateMachineVersion { machine: Name, revision: Option<Name>, description: Option<Arc<str>> },
    DeleteStateMachineVersion { version: Name },
    ListStateMachineVersions { machine: Name, max: Option<i64>, after: Option<Name> },
    CreateStateMachineAlias { name: Name, description: Option<Arc<str>>, routes: Vec<Route> },
    UpdateStateMachineAlias { alias: Name, description: Option<Arc<str>>, routes: Option<Vec<Route>> },
    DeleteStateMachineAlias { alias: Name },
    DescribeStateMachineAlias { alias: Name },
    ListStateMachineAliases { machine: Name, max: Option<i64>, after: Option<Name> },
    TagResource { resource: Name, tags: BTreeMap<String, String> },
    UntagResource { resource: Name, keys: Vec<String> },
    ListTagsForResource { resource: Name },
    ListMapRuns { execution: Name, max: Option<i64>, after: Option<Name> },
    DescribeMapRun { run: Name },
    UpdateMapRun { run: Name, set: Loosen },
}

impl Request {
    /// What it is about: a state machine, an execution, an activity; empty for a token.
    #[must_use]
    pub fn about(&self) -> &str {
        match self {
            Self::CreateStateMachine(create) => &create.name,
            Self::UpdateStateMachine { machine, .. }
            | Self::DeleteStateMachine { machine }
            | Self::DescribeStateMachine { machine }
            | Self::StartExecution { machine, .. }
            | Self::StartSyncExecution { machine, .. }
            | Self::ListExecutions { of: machine, .. }
            | Self::PublishStateMachineVersion { machine, .. }
            | Self::ListStateMachineVersions { machine, .. }
            | Self::ListStateMachineAliases { machine, .. } => machine,
            Self::DeleteStateMachineVersion { version: named }
            | Self::UpdateStateMachineAlias { alias: named, .. }
            | Self::DeleteStateMachineAlias { alias: named }
            | Self::DescribeStateMachineAlias { alias: named }
            | Self::TagResource { resource: named, .. }
            | Self::UntagResource { resource: named, .. }
            | Self::ListTagsForResource { resource: named }
            | Self::DescribeMapRun { run: named }
            | Self::UpdateMapRun { run: named, .. } => named,
            Self::CreateStateMachineAlias { routes, .. } => routes.first().map_or("", |route| &*route.version),
            Self::DescribeStateMachineForExecution { execution }
            | Self::StopExecution { execution, .. }
            | Self::DescribeExecution { execution }
            | Self::GetExecutionHistory { execution, .. }
            | Self::RedriveExecution { execution }
            | Self::ListMapRuns { execution, .. } => execution,
            Self::CreateActivity { name, .. } => name,
            Self::DeleteActivity { activity }
            | Self::DescribeActivity { activity }
            | Self::GetActivityTask { activity, .. } => activity,
            _ => "",
        }
    }

    /// The action IAM is asked about.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        match self {
            Self::CreateStateMachine(_) => "states:CreateStateMachine",
            Self::UpdateStateMachine { .. } => "states:UpdateStateMachine",
            Self::DeleteStateMachine { .. } => "states:DeleteStateMachine",
            Self::DescribeStateMachine { .. } => "states:DescribeStateMachine",
            Self::DescribeStateMachineForExecution { .. } => "states:DescribeStateMachineForExecution",
            Self::ListStateMachines { .. } => "states:ListStateMachines",
            Self::ValidateStateMachineDefinition { .. } => "states:ValidateStateMachineDefinition",
            Self::StartExecution { .. } => "states:StartExecution",
            Self::StartSyncExecution { .. } => "states:StartSyncExecution",
            Self::StopExecution { .. } => "states:StopExecution",
            Self::DescribeExecution { .. } => "states:DescribeExecution",
            Self::ListExecutions { .. } => "states:ListExecutions",
            Self::GetExecutionHistory { .. } => "states:GetExecutionHistory",
            Self::RedriveExecution { .. } => "states:RedriveExecution",
            Self::CreateActivity { .. } => "states:CreateActivity",
            Self::DeleteActivity { .. } => "states:DeleteActivity",
            Self::DescribeActivity { .. } => "states:DescribeActivity",
            Self::ListActivities { .. } => "states:ListActivities",
            Self::GetActivityTask { .. } => "states:GetActivityTask",
            Self::SendTaskSuccess { .. } => "states:SendTaskSuccess",
            Self::SendTaskFailure { .. } => "states:SendTaskFailure",
            Self::SendTaskHeartbeat { .. } => "states:SendTaskHeartbeat",
            Self::PublishStateMachineVersion { .. } => "states:PublishStateMachineVersion",
            Self::DeleteStateMachineVersion { .. } => "states:DeleteStateMachineVersion",
            Self::ListStateMachineVersions { .. } => "states:ListStateMachineVersions",
            Self::CreateStateMachineAlias { .. } => "states:CreateStateMachineAlias",
            Self::UpdateStateMachineAlias { .. } => "states:UpdateStateMachineAlias",
            Self::DeleteStateMachineAlias { .. } => "states:DeleteStateMachineAlias",
            Self::DescribeStateMachineAlias { .. } => "states:DescribeStateMachineAlias",
            Self::ListStateMachineAliases { .. } => "states:ListStateMachineAliases",
            Self::TagResource { .. } => "states:TagResource",
            Self::UntagResource { .. } => "states:UntagResource",
            Self::ListTagsForResource { .. } => "states:ListTagsForResource",
            Self::ListMapRuns { .. } => "states:ListMapRuns",
            Self::DescribeMapRun { .. } => "states:DescribeMapRun",
            Self::UpdateMapRun { .. } => "states:UpdateMapRun",
        }
    }
}
