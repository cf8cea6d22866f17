//! From bytes to commands, and from answers back to bytes. All of it pure: text in, data out, and never a panic.
//!
//! ```text
//! read(&Head, &[u8])                              -> Result<Command, Rejection>     decoded and validated against AWS's model
//! reply(&Command, Result<Value, Refusal>, &str)   -> HttpAnswer                     the operation's output, or its refusal
//! reject(&Rejection, &str)                        -> HttpAnswer                     what never became a command
//! ```
//!
//! The `&str` is the request id. What a refusal lacks, the model adds: its HTTP status where it is the common 400, the older code of
//! the query protocol, whose fault it is; so `Refusal::new("ResourceNotFoundException", ..)` is 404 for Lambda and 400 for Kinesis.
//! Outputs come under the model's member names: blobs as base64 text, timestamps as numbers (epoch seconds, parts allowed), `null` is
//! absent. What the model does not know is left out. An output with an event stream (SubscribeToShard) is a list of one-entry objects
//! under the stream's member; [`eventstream::message`] makes more messages for a body that goes on.

mod body;
mod detect;
/// Messages of `application/vnd.amazon.eventstream`.
pub mod eventstream;
mod form;
mod head;
mod json;
mod moment;
mod query;
mod rest;
#[cfg(test)]
mod tests;
mod validate;
mod write;
mod xml;

use super::{
    command::{Command, Protocol},
    refusal::Refusal,
    services::Service,
    shapes::{Model, Operation, model},
};
pub use head::Head;
use std::{borrow::Cow, sync::Arc};
pub use write::{reject, reply};

/// Why a request never became a command, with what is needed to say so in the words of its protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The refusal.
    pub refusal: Refusal,
    /// The service that was meant, as far as it is known.
    pub service: Option<Service>,
    /// The operation that was meant, as far as it is known.
    pub operation: Option<&'static str>,
    /// How it is answered.
    pub protocol: Protocol,
    /// Who calls.
    pub client: Arc<str>,
}

/// An answer as HTTP: the server adds `Content-Length`, `Date` and `Server`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpAnswer {
    /// The status.
    pub status: u16,
    /// Headers, lower case.
    pub headers: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Reads a request: whose it is, what it wants, and whether it fits AWS's model.
///
/// # Errors
/// AWS's own error where the request is unknown, malformed or breaks the model.
pub fn read(head: &Head<'_>, body: &[u8]) -> Result<Command, Rejection> {
    let signed = head.signed();
    let client = head.client();
    let reject = |service, operation, protocol, refusal| Rejection {
        refusal,
        service,
        operation,
        protocol,
        client: client.clone(),
    };
    let found =
        detect::find(head, &signed, body).map_err(|lost| reject(lost.service, None, lost.protocol, lost.refusal))?;
    let (service, protocol) = (found.service, found.protocol);
    let mut command = Command {
        service,
        operation: found.operation.name,
        protocol,
        region: signed.region(),
        client: client.clone(),
        host: head.header("host").unwrap_or("127.0.0.1").into(),
        input: serde_json::Value::Null,
    };
    let refused = |refusal| reject(Some(service), Some(command.operation), protocol, refusal);
    if !found.operation.known {
        return Err(refused(super::services::lacks(&command)));
    }
    let model = model(service);
    let shape = model.input(found.operation);
    let input = match &found.carried {
        detect::Carried::Json => json::input(model, shape, body),
        detect::Carried::Form(form) => query::input(model, shape, form),
        detect::Carried::Rest(labels) => rest::input(model, shape, &rest::Parts { head, labels, body }),
    };
    let mut input = input.map_err(refused)?;
    if service == Service::Sqs && protocol == Protocol::Query {
        detect::queue_of_path(head, shape, &mut input);
    }
    validate::check(service, model, shape, &input).map_err(refused)?;
    command.input = input;
    Ok(command)
}

/// The operation a command names.
fn operation(command: &Command) -> (&'static Model, Option<&'static Operation>) {
    let model = model(command.service);
    (model, model.operation(command.operation))
}
