//! The answers as data.
use super::error::Code;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Nothing to say.
    Done,
    /// The ARN of what was made.
    Made(Name),
    /// PutEvents: each entry's EventId, or why it was refused.
    Put(super::request::Form, Vec<Result<Name, (Code, Arc<str>)>>),
    /// PutTargets, RemoveTargets: FailedEntries as target id, code and message.
    Failed(Vec<(Name, Code, Arc<str>)>),
    /// TestEventPattern.
    Matches(bool),
    /// A list of names.
    Names(Vec<Name>),
    /// A description: members of AWS's answer by name.
    Described(Vec<(Name, Name)>),
    /// ListTargetsByRule: id and ARN.
    Targets(Vec<(Name, Name)>),
}
