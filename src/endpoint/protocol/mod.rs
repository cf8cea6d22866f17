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
mod cbor;
mod detect;
/// Messages of `application/vnd.amazon.eventstream`.
pub mod eventstream;
mod form;
mod head;
mod json;
mod moment;
mod pattern;
mod query;
mod rest;
mod validate;
mod write;
mod xml;

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod tests;

use super::{
    command::{Command, Protocol},
    refusal::Refusal,
    services::Service,
    shapes::{Model, Operation, Shape, model},
};
use crate::sim::region::Region;
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
    let (mut command, shape) = decode(head, body)?;
    match validate::check(command.service, model(command.service), shape, &command.input) {
        Ok(breach) => {
            command.breach = breach.map(Box::new);
            Ok(command)
        }
        Err(refusal) => Err(Rejection::of(&command, refusal)),
    }
}

/// A command as [`read`] hands it on, from its input.
#[cfg(test)]
pub(super) fn read_input(mut command: Command) -> Result<Command, Refusal> {
    let (model, operation) = operation(&command);
    let shape = operation.map(|operation| model.input(operation));
    let shape = shape.ok_or_else(|| super::services::lacks(&command))?;
    command.breach = validate::check(command.service, model, shape, &command.input)?.map(Box::new);
    Ok(command)
}

impl Rejection {
    fn of(command: &Command, refusal: Refusal) -> Self {
        let Command { service, operation, protocol, client, .. } = command;
        Self {
            refusal,
            service: Some(*service),
            operation: Some(operation),
            protocol: *protocol,
            client: client.clone(),
        }
    }
}

/// Reads a request that may still break the model.
fn decode(head: &Head<'_>, body: &[u8]) -> Result<(Command, &'static Shape), Rejection> {
    match head.path_of_bucket() {
        Some(path) => decode_at(&Head { path_and_query: &path, ..*head }, body),
        None => decode_at(head, body),
    }
}

fn decode_at(head: &Head<'_>, body: &[u8]) -> Result<(Command, &'static Shape), Rejection> {
    let signed = head.signed();
    let client = head.client();
    let found = detect::find(head, &signed, body).map_err(|lost| {
        let detect::Lost { service, protocol, refusal } = lost;
        Rejection { refusal, service, operation: None, protocol, client: client.clone() }
    })?;
    let (service, protocol) = (found.service, found.protocol);
    let mut command = Command {
        service,
        operation: found.operation.name,
        protocol,
        region: Region::default(),
        client,
        host: head.header("host").unwrap_or("127.0.0.1").into(),
        input: serde_json::Value::Null,
        breach: None,
    };
    command.region = signed.region().map_err(|refusal| Rejection::of(&command, refusal))?;
    if !found.operation.known {
        return Err(Rejection::of(&command, super::services::lacks(&command)));
    }
    let model = model(service);
    let shape = model.input(found.operation);
    let input = match &found.carried {
        detect::Carried::Json => json::input(model, shape, body),
        detect::Carried::Cbor => json::from_cbor(model, shape, body),
        detect::Carried::Form(form) => query::input(model, shape, form),
        detect::Carried::Rest(labels) => rest::input(model, shape, &rest::Parts { head, labels, body }),
    };
    command.input = input.map_err(|refusal| Rejection::of(&command, refusal))?;
    if service == Service::Sqs && protocol == Protocol::Query {
        detect::queue_of_path(head, shape, &mut command.input);
    }
    Ok((command, shape))
}

/// The operation a command names.
fn operation(command: &Command) -> (&'static Model, Option<&'static Operation>) {
    let model = model(command.service);
    (model, model.operation(command.operation))
}
