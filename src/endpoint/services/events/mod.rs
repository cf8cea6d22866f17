//! Amazon EventBridge on the wire: buses, rules, targets, events, archives and replays, connections and API destinations, partner
//! event sources.
mod ask;
mod outside;
mod tell;
#[cfg(test)]
mod tests;

use super::{Ask, astray};
use crate::endpoint::{command::Command, refusal::Refusal};
use crate::sim::services::{Answer, Call};
use serde_json::Value;

/// Says a command in the simulator's words.
///
/// # Errors
/// What AWS refuses before the service looks at it.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    ask::request(command).map(|request| Ask::from(Call::Events(request)))
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(_command: &Command, answer: Answer) -> Result<Value, Refusal> {
    match answer {
        Answer::Events(Ok(response)) => Ok(tell::output(response)),
        Answer::Events(Err(error)) => {
            Err(Refusal::new(error.code.name(), error.message).status(error.code.http_status()))
        }
        _ => Err(astray()),
    }
}
