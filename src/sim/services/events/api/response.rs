//! The answers as data.
use super::error::Code;
use crate::sim::{
    members::{Listed, Members},
    trace::Name,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Nothing to say.
    Done,
    /// What was made or changed, as members of AWS's answer.
    Made(Members),
    /// PutEvents: each entry's EventId, or why it was refused.
    Put(super::request::Form, Vec<Result<Name, (Code, Arc<str>)>>),
    /// PutTargets, RemoveTargets: FailedEntries as target id, code and message.
    Failed(Vec<(Name, Code, Arc<str>)>),
    /// TestEventPattern.
    Matches(bool),
    /// A description, as members of AWS's answer.
    Described(Members),
    /// A page of a list.
    Listed(Listed),
}
