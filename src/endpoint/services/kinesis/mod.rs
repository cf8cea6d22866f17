//! Amazon Kinesis Data Streams on the wire: every operation on streams, shards, records and registered consumers. Channels, queues
//! and the settings of an account (warm throughput, On-demand Advantage, record distribution) are left out.
//!
//! SubscribeToShard answers more than once. Its first output is empty (`initial-response`), the next ones are
//! `{"SubscribeToShardEvent": {..}}`, a refusal ends it as an exception of the stream, and null is its end after five minutes.
mod ask;
mod tell;
#[cfg(test)]
mod tests;

use super::{Ask, astray};
use crate::endpoint::{command::Command, refusal::Refusal};
use crate::sim::services::{Answer, Call, kinesis::api::KinesisError};
use serde_json::Value;

/// Says a command in the simulator's words.
///
/// # Errors
/// What AWS refuses before the service looks at it.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    ask::request(command).map(|request| Ask::from(Call::Kinesis(request)))
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(command: &Command, answer: Answer) -> Result<Value, Refusal> {
    match answer {
        Answer::Kinesis(Ok(response)) => Ok(tell::output(command, response)),
        Answer::Kinesis(Err(error)) => Err(refusal(error)),
        _ => Err(astray()),
    }
}

fn refusal(error: KinesisError) -> Refusal {
    Refusal::new(error.code.name(), error.message).status(error.code.http_status())
}
