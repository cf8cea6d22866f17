//! Amazon Data Firehose on the wire: all twelve operations. A destination's configuration goes to the simulator in AWS's own words
//! and comes back in them; MSK and databases as sources are left out.
mod ask;
mod tell;
#[cfg(test)]
mod tests;

use super::{Ask, astray};
use crate::endpoint::{command::Command, refusal::Refusal};
use crate::sim::services::{Answer, Call, firehose::api::FirehoseError};
use serde_json::Value;

/// Says a command in the simulator's words.
///
/// # Errors
/// What AWS refuses before the service looks at it.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    ask::request(command).map(|request| Ask::from(Call::Firehose(request)))
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(command: &Command, answer: Answer) -> Result<Value, Refusal> {
    match answer {
        Answer::Firehose(Ok(response)) => Ok(tell::output(command, response)),
        Answer::Firehose(Err(error)) => Err(refusal(error)),
        _ => Err(astray()),
    }
}

fn refusal(error: FirehoseError) -> Refusal {
    Refusal::new(error.code.name(), error.message).status(error.code.http_status())
}
