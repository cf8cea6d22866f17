//! Amazon CloudWatch on the wire.
use super::{Ask, lacks};
use crate::endpoint::{command::Command, refusal::Refusal};
use crate::sim::services::Answer;
use serde_json::Value;

/// Says a command in the simulator's words.
///
/// # Errors
/// What AWS refuses before the service looks at it.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    Err(lacks(command))
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(command: &Command, _answer: Answer) -> Result<Value, Refusal> {
    Err(lacks(command))
}
