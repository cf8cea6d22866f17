//! AWS Step Functions on the wire: every operation but TestState.
mod ask;
mod history;
mod tell;
#[cfg(test)]
mod tests;

use super::{Ask, astray};
use crate::endpoint::{command::Command, refusal::Refusal};
use crate::sim::services::{Answer, Call, stepfunctions::api::StatesError};
use serde_json::Value;

/// Says a command in the simulator's words.
///
/// # Errors
/// What AWS refuses before the service looks at it.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    ask::request(command).map(|request| Ask::from(Call::States(request)))
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(command: &Command, answer: Answer) -> Result<Value, Refusal> {
    match answer {
        Answer::States(Ok(response)) => Ok(tell::output(command, response)),
        Answer::States(Err(error)) => Err(refusal(error)),
        _ => Err(astray()),
    }
}

fn refusal(error: StatesError) -> Refusal {
    Refusal::new(error.code.name(), error.message).status(error.code.http_status())
}
