//! AWS Lambda on the wire. Functions are stubs: whatever package is handed over, the environment says what stands in for the code
//! (`sim::services::lambda::model::about`: `INFLIGHT_DURATION_MS`, `INFLIGHT_FAIL`, `INFLIGHT_RESPONSE`).
mod ask;
mod tell;
#[cfg(test)]
mod tests;

use super::{Ask, astray};
use crate::endpoint::{command::Command, refusal::Refusal};
use crate::sim::services::{Answer, Call, lambda::api::LambdaError};
use serde_json::Value;

/// Says a command in the simulator's words.
///
/// # Errors
/// What AWS refuses before the service looks at it.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    ask::request(command).map(|request| Ask::from(Call::Lambda(request)))
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(command: &Command, answer: Answer) -> Result<Value, Refusal> {
    match answer {
        Answer::Lambda(Ok(response)) => tell::output(command, response),
        Answer::Lambda(Err(error)) => Err(refusal(error)),
        _ => Err(astray()),
    }
}

fn refusal(error: LambdaError) -> Refusal {
    Refusal::new(error.code.name(), error.message).status(error.code.http_status())
}
