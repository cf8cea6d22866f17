//! Amazon SQS on the wire: all 23 operations.
mod ask;
mod tell;
#[cfg(test)]
mod tests;

use super::{Ask, astray, lacks};
use crate::endpoint::{
    command::{Command, Protocol},
    refusal::Refusal,
};
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
    let request = ask::request(command).map_err(|refused| match refused {
        Refused::By(error) => refusal(command.protocol, error),
        Refused::Lacking => lacks(command),
    })?;
    Ok(Call::Sqs(request).into())
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(command: &Command, answer: Answer) -> Result<Value, Refusal> {
    match answer {
        Answer::Sqs(Ok(response)) => Ok(tell::output(command, response)),
        Answer::Sqs(Err(error)) => Err(refusal(command.protocol, error)),
        _ => Err(astray()),
    }
}

/// Why there is no request.
#[derive(Debug)]
enum Refused {
    /// SQS's own words.
    By(SqsError),
    /// Not an operation of SQS.
    Lacking,
}

impl From<SqsError> for Refused {
    fn from(error: SqsError) -> Self {
        Self::By(error)
    }
}

/// SQS's refusal with both of its codes: the JSON protocol's and the older query protocol's.
fn refusal(protocol: Protocol, error: SqsError) -> Refusal {
    let code = error.code;
    let message = match (protocol, code) {
        (Protocol::Query, Code::QueueDoesNotExist) => {
            "The specified queue does not exist for this wsdl version.".into()
        }
        _ => error.message,
    };
    // Three that SQS's model does not have are the framework's there, and have longer names.
    let name = match code {
        Code::InvalidParameterValue => "InvalidParameterValueException",
        Code::MissingParameter => "MissingRequiredParameterException",
        Code::AccessDenied => "AccessDeniedException",
        _ => code.name(),
    };
    Refusal::new(name, message).query(code.query_name()).status(code.http_status())
}
