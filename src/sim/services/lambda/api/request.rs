//! The calls of Lambda as data, under AWS's names.
use crate::base::time::SimTime;
use crate::sim::{
    errand::Cargo,
    services::lambda::model::{
        about::{About, Package},
        code::Code,
    },
    trace::Name,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc};

/// InvocationType.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// The caller waits for the answer.
    RequestResponse,
    /// Lambda's own queue takes it.
    Event,
    /// Only whether it would be allowed.
    DryRun,
}

/// CreateFunction; what is `None` takes AWS's default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFunction {
    /// FunctionName.
    pub name: String,
    /// Timeout, seconds.
    pub timeout: Option<i64>,
    /// MemorySize, MB.
    pub memory: Option<i64>,
    /// `DeadLetterConfig.TargetArn`.
    pub dead_letter: Option<Name>,
    /// What the code does.
    pub code: Arc<Code>,
    /// What is told of it besides.
    pub about: About,
}

/// UpdateFunctionConfiguration; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configure {
    /// Timeout, seconds.
    pub timeout: Option<i64>,
    /// MemorySize, MB.
    pub memory: Option<i64>,
    /// `DeadLetterConfig.TargetArn`; empty takes it away.
    pub dead_letter: Option<Name>,
    /// What is told of it besides.
    pub about: Redress,
}

/// The part of UpdateFunctionConfiguration that is only told again; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redress {
    /// Runtime.
    pub runtime: Option<Name>,
    /// Role.
    pub role: Option<Name>,
    /// Handler.
    pub handler: Option<Name>,
    /// Description.
    pub description: Option<Name>,
    /// Environment: it says what stands in for the code.
    pub environment: Option<BTreeMap<String, String>>,
}

/// AddPermission.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// StatementId.
    pub id: Name,
    /// Action: `lambda:InvokeFunction`.
    pub action: Name,
    /// Principal: a service or an account.
    pub principal: Name,
    /// SourceArn.
    pub source_arn: Option<Name>,
    /// SourceAccount.
    pub source_account: Option<Name>,
}

/// PutFunctionEventInvokeConfig.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventInvoke {
    /// MaximumRetryAttempts.
    pub retries: Option<i64>,
    /// MaximumEventAgeInSeconds.
    pub age: Option<i64>,
    /// `DestinationConfig.OnSuccess.Destination`.
    pub on_success: Option<Name>,
    /// `DestinationConfig.OnFailure.Destination`.
    pub on_failure: Option<Name>,
}

/// What Lambda reads of a source before it agrees, with the function's role: GetQueueAttributes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// VisibilityTimeout of the queue.
    pub visibility: Option<SimTime>,
}

/// CreateEventSourceMapping and UpdateEventSourceMapping; what is `None` takes AWS's default, or stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "PascalCase")]
pub struct Parameters {
    /// BatchSize.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_size: Option<i64>,
    /// MaximumBatchingWindowInSeconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_batching_window_in_seconds: Option<i64>,
    /// Enabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// ScalingConfig.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scaling_config: Option<ScalingConfig>,
    /// ProvisionedPollerConfig.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provisioned_poller_config: Option<ProvisionedPollerConfig>,
    /// FunctionResponseTypes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_response_types: Option<Vec<Name>>,
    /// FilterCriteria.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter_criteria: Option<FilterCriteria>,
    /// What holds of streams.
    #[serde(flatten)]
    pub stream: StreamParameters,
    /// Queues of a broker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queues: Option<Vec<Name>>,
}

/// The parameters of a mapping that only streams take.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct StreamParameters {
    /// StartingPosition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starting_position: Option<Name>,
    /// StartingPositionTimestamp, seconds of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starting_position_timestamp: Option<u64>,
    /// ParallelizationFactor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallelization_factor: Option<i64>,
    /// BisectBatchOnFunctionError.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bisect_batch_on_function_error: Option<bool>,
    /// MaximumRetryAttempts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_retry_attempts: Option<i64>,
    /// MaximumRecordAgeInSeconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_record_age_in_seconds: Option<i64>,
    /// DestinationConfig.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_config: Option<DestinationConfig>,
}

/// ScalingConfig.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "PascalCase")]
pub struct ScalingConfig {
    /// MaximumConcurrency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_concurrency: Option<i64>,
}

/// ProvisionedPollerConfig.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "PascalCase")]
pub struct ProvisionedPollerConfig {
    /// MinimumPollers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_pollers: Option<i64>,
    /// MaximumPollers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_pollers: Option<i64>,
}

/// FilterCriteria.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "PascalCase")]
pub struct FilterCriteria {
    /// Filters: one match is enough.
    pub filters: Vec<Filter>,
}

/// A filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct Filter {
    /// Pattern: JSON as text, or written plainly.
    pub pattern: Value,
}

/// DestinationConfig of a mapping.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "PascalCase")]
pub struct DestinationConfig {
    /// OnFailure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_failure: Option<Destination>,
}

/// A destination.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "PascalCase")]
pub struct Destination {
    /// Its ARN; in a scenario its name will do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<Name>,
}

/// CreateEventSourceMapping.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMapping {
    /// FunctionName.
    pub function: Name,
    /// EventSourceArn.
    pub source: Name,
    /// The other parameters.
    pub set: Parameters,
    /// What Lambda read of the source.
    pub facts: Facts,
}

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // the names and fields are AWS's
pub enum Request {
    Invoke {
        function: Name,
        kind: Kind,
        payload: Arc<Cargo>,
    },
    CreateFunction(Box<NewFunction>),
    UpdateFunctionConfiguration {
        function: Name,
        set: Box<Configure>,
    },
    UpdateFunctionCode {
        function: Name,
        code: Arc<Code>,
    },
    /// UpdateFunctionCode from outside: another package, which runs as the one before.
    Upload {
        function: Name,
        package: Box<Package>,
    },
    TagResource {
        function: Name,
        tags: BTreeMap<String, String>,
    },
    UntagResource {
        function: Name,
        keys: Vec<String>,
    },
    DeleteFunction {
        function: Name,
    },
    GetFunction {
        function: Name,
    },
    ListFunctions,
    PutFunctionConcurrency {
        function: Name,
        reserved: i64,
    },
    DeleteFunctionConcurrency {
        function: Name,
    },
    GetFunctionConcurrency {
        function: Name,
    },
    PutProvisionedConcurrencyConfig {
        function: Name,
        count: i64,
    },
    DeleteProvisionedConcurrencyConfig {
        function: Name,
    },
    GetProvisionedConcurrencyConfig {
        function: Name,
    },
    GetAccountSettings,
    AddPermission {
        function: Name,
        permission: Box<Permission>,
    },
    RemovePermission {
        function: Name,
        id: Name,
    },
    GetPolicy {
        function: Name,
    },
    PutFunctionEventInvokeConfig {
        function: Name,
        set: Box<EventInvoke>,
    },
    DeleteFunctionEventInvokeConfig {
        function: Name,
    },
    GetFunctionEventInvokeConfig {
        function: Name,
    },
    CreateEventSourceMapping(Box<NewMapping>),
    UpdateEventSourceMapping {
        uuid: Name,
        set: Box<Parameters>,
    },
    DeleteEventSourceMapping {
        uuid: Name,
    },
    GetEventSourceMapping {
        uuid: Name,
    },
    ListEventSourceMappings {
        function: Option<Name>,
        source: Option<Name>,
    },
}

impl Request {
    /// The function it is about, as written.
    #[must_use]
    pub fn function(&self) -> Option<&str> {
        match self {
            Self::Invoke { function, .. }
            | Self::UpdateFunctionConfiguration { function, .. }
            | Self::UpdateFunctionCode { function, .. }
            | Self::Upload { function, .. }
            | Self::TagResource { function, .. }
            | Self::UntagResource { function, .. }
            | Self::DeleteFunction { function }
            | Self::GetFunction { function }
            | Self::PutFunctionConcurrency { function, .. }
            | Self::DeleteFunctionConcurrency { function }
            | Self::GetFunctionConcurrency { function }
            | Self::PutProvisionedConcurrencyConfig { function, .. }
            | Self::DeleteProvisionedConcurrencyConfig { function }
            | Self::GetProvisionedConcurrencyConfig { function }
            | Self::AddPermission { function, .. }
            | Self::RemovePermission { function, .. }
            | Self::GetPolicy { function }
            | Self::PutFunctionEventInvokeConfig { function, .. }
            | Self::DeleteFunctionEventInvokeConfig { function }
            | Self::GetFunctionEventInvokeConfig { function } => Some(function),
            Self::CreateFunction(new) => Some(&new.name),
            Self::CreateEventSourceMapping(new) => Some(&new.function),
            Self::ListEventSourceMappings { function, .. } => function.as_deref(),
            Self::ListFunctions
            | Self::GetAccountSettings
            | Self::UpdateEventSourceMapping { .. }
            | Self::DeleteEventSourceMapping { .. }
            | Self::GetEventSourceMapping { .. } => None,
        }
    }
}
