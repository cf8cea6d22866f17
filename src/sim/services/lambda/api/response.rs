//! The answers of Lambda as data.
use crate::sim::services::lambda::model::{
    function::{Config, LaterConfig},
    mapping::{Set, Source},
};
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A mapping as AWS describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingView {
    /// UUID.
    pub uuid: Name,
    /// The function's name.
    pub function: Name,
    /// EventSourceArn.
    pub source: Name,
    /// What kind of source.
    pub kind: Source,
    /// State.
    pub state: Name,
    /// LastProcessingResult.
    pub last: Name,
    /// Its parameters.
    pub set: Arc<Set>,
}

/// Provisioned concurrency as AWS describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvisionedView {
    /// RequestedProvisionedConcurrentExecutions.
    pub requested: u32,
    /// AvailableProvisionedConcurrentExecutions.
    pub available: u32,
    /// Status: `IN_PROGRESS` or `READY`.
    pub status: Name,
}

/// What an invocation came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoked {
    /// StatusCode: 200, 202 or 204.
    pub status: u16,
    /// The request id.
    pub request: Name,
    /// FunctionError (`Unhandled`) and its `errorType`, where the function failed.
    pub error: Option<Name>,
    /// The payload that comes back, or the error's message.
    pub payload: Arc<str>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // the names are AWS's
pub enum Response {
    Invoked(Box<Invoked>),
    Function(Box<Config>),
    Functions(Vec<Config>),
    Concurrency(Option<u32>),
    Provisioned(Box<ProvisionedView>),
    Account { limit: u32, unreserved: u32, functions: u64 },
    Statement(Arc<str>),
    Policy(Arc<str>),
    EventInvoke(Box<LaterConfig>),
    Mapping(Box<MappingView>),
    Mappings(Vec<MappingView>),
    Done,
}
