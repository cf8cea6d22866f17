//! Where HTTP's own types meet AWS's protocols.
use super::{
    outcome::{Outcome, say, with},
    reply::{Answered, Told},
};
use crate::endpoint::{
    command::{Command, Protocol},
    refusal::Refusal,
    services::Service,
};
use hyper::{
    Response, StatusCode,
    body::Bytes,
    header::{AUTHORIZATION, HOST, HeaderValue, USER_AGENT},
    http::request::Parts,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// What of a command is needed to write its answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caller;

/// Reads a request.
///
/// # Errors
/// The answer to one that is none.
pub(super) fn read(head: &Parts, body: &Bytes) -> Result<(Command, Caller), Response<Outcome>> {
    let text = |name| head.headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    let target = head.headers.get("x-amz-target").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let operation = OPERATIONS.iter().find(|o| target.strip_prefix("AmazonSQS.") == Some(**o));
    let Some(operation) = operation else { return Err(say(StatusCode::BAD_REQUEST, "?")) };
    let input: Value = serde_json::from_slice(body).map_err(|_| say(StatusCode::BAD_REQUEST, "json?"))?;
    let region = text(AUTHORIZATION).and_then(|a| a.split('/').nth(2)).unwrap_or("us-east-1");
    let command = Command {
        service: Service::Sqs,
        operation,
        protocol: Protocol::Json,
        region: region.into(),
        client: text(USER_AGENT).unwrap_or("nobody").into(),
        host: Arc::from(text(HOST).unwrap_or("localhost")),
        input,
    };
    Ok((command, Caller))
}

const OPERATIONS: &[&str] = &[
    "CreateQueue",
    "SendMessage",
    "ReceiveMessage",
    "DeleteMessage",
    "SendMessageBatch",
    "DeleteMessageBatch",
    "ListQueues",
    "DeleteQueue",
];

/// Writes an answer.
pub(super) fn write(_: Caller, answered: Answered) -> Response<Outcome> {
    let kind = HeaderValue::from_static("application/x-amz-json-1.0");
    match answered {
        Answered::Whole(Ok(output)) => with(StatusCode::OK, kind, output.to_string()),
        Answered::Whole(Err(refusal)) => {
            let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            with(status, kind, json!({"__type": refusal.code, "message": refusal.message}).to_string())
        }
        Answered::Parts(events) => Response::new(Outcome::parts(events, event)),
    }
}

fn event(told: Told) -> Bytes {
    told.map_or_else(|e: Refusal| e.message.into_owned().into(), |v| v.to_string().into())
}

/// `GET /_inflight/health`.
pub(super) fn health() -> Response<Outcome> {
    let services: Vec<&str> = Service::ALL.iter().map(|s| s.model()).collect();
    let body = json!({"status": "ready", "version": env!("CARGO_PKG_VERSION"), "services": services});
    with(StatusCode::OK, HeaderValue::from_static("application/json"), body.to_string())
}

/// `POST /_inflight/reset` is done.
pub(super) fn emptied() -> Response<Outcome> {
    with(StatusCode::OK, HeaderValue::from_static("application/json"), "{\"status\":\"empty\"}")
}
