//! Amazon SQS on the wire: all 23 operations.
mod ask;
mod tell;
#[cfg(test)]
mod tests;

use super::{Ask, astray};
use crate::endpoint::{command::Command, refusal::Refusal};
use crate::sim::services::{
    Answer, Call,
    sqs::api::{Code, SqsError},
};
use serde_json::Value;

/// Says a command in the simulator's words.
///
/// # Errors
/// What AWS refuses before the service looks at it.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    ask::request(command).map(|request| Ask::from(Call::Sqs(request)))
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(command: &Command, answer: Answer) -> Result<Value, Refusal> {
    match answer {
        Answer::Sqs(Ok(response)) => Ok(tell::output(command, response)),
        Answer::Sqs(Err(error)) => Err(refusal(error)),
        _ => Err(astray()),
    }
}

/// SQS's refusal with both of its codes: the JSON protocol's and the older query protocol's.
fn refusal(error: SqsError) -> Refusal {
    let code: Code = error.code;
    Refusal::new(code.name(), error.message).query(code.query_name()).status(code.http_status())
}
