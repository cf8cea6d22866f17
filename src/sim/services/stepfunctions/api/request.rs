//! The calls of Step Functions as data. State machines, executions and activities are named by ARN or by bare name.
use crate::sim::services::stepfunctions::model::execution::Status;
use crate::sim::trace::{Item, Name};
use serde::{Deserialize, Serialize};
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
    UpdateStateMachine { machine: Name, definition: Option<Arc<str>>, role: Option<Name> },
    DeleteStateMachine { machine: Name },
    DescribeStateMachine { machine: Name },
    DescribeStateMachineForExecution { execution: Name },
    ListStateMachines { max: Option<i64>, after: Option<Name> },
    ValidateStateMachineDefinition { definition: Arc<str>, express: bool },
    StartExecution { machine: Name, start: Box<Start> },
    StartSyncExecution { machine: Name, start: Box<Start> },
    StopExecution { execution: Name, error: Option<Name>, cause: Option<Arc<str>> },
    DescribeExecution { execution: Name },
    ListExecutions { machine: Name, status: Option<Status>, max: Option<i64>, after: Option<Name> },
    GetExecutionHistory { execution: Name, reverse: bool, max: Option<i64>, after: Option<Name> },
    RedriveExecution { execution: Name },
    CreateActivity { name: Name },
    DeleteActivity { activity: Name },
    DescribeActivity { activity: Name },
    ListActivities { max: Option<i64>, after: Option<Name> },
    GetActivityTask { activity: Name, worker: Option<Name> },
    SendTaskSuccess { token: Name, output: Arc<str> },
    SendTaskFailure { token: Name, error: Name, cause: Arc<str> },
    SendTaskHeartbeat { token: Name },
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
            | Self::ListExecutions { machine, .. } => machine,
            Self::DescribeStateMachineForExecution { execution }
            | Self::StopExecution { execution, .. }
            | Self::DescribeExecution { execution }
            | Self::GetExecutionHistory { execution, .. }
            | Self::RedriveExecution { execution } => execution,
            Self::CreateActivity { name } => name,
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
        }
    }
}
