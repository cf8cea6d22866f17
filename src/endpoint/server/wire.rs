//! Where HTTP's own types meet AWS's protocols: a request becomes bytes with a head, an answer becomes a response.
use super::{
    outcome::{Outcome, say, with},
    reply::Answered,
};
use crate::{
    endpoint::{
        command::Command,
        protocol::{self, Head, HttpAnswer, Rejection},
        services::Service,
    },
    sim::ids,
};
use hyper::{
    HeaderMap, Response, StatusCode,
    body::Bytes,
    header::{HeaderName, HeaderValue},
    http::request::Parts,
};
use serde_json::{Value, json};
use std::{
    borrow::Cow,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

/// Numbers for requests, other ones in every run.
#[derive(Debug)]
pub(super) struct Ids {
    run: u64,
    next: AtomicU64,
}

impl Ids {
    /// Those of this run.
    pub(super) const fn new(run: u64) -> Self {
        Self { run, next: AtomicU64::new(0) }
    }
    /// The next request's: `6b0bd5c1-3d1f-5f0a-9d62-2f7f3c2f9c11`.
    pub(super) fn next(&self) -> String {
        let (high, low) = ids::pair(self.run, 0, self.next.fetch_add(1, Relaxed));
        let (first, second, third) = (high >> 32, high >> 16 & 0xffff, high & 0x0fff);
        let (fourth, last) = (low >> 48 & 0x3fff | 0x8000, low & 0xffff_ffff_ffff);
        format!("{first:08x}-{second:04x}-4{third:03x}-{fourth:04x}-{last:012x}")
    }
}

/// Reads a request.
///
/// # Errors
/// Why it is none, in the words of its protocol.
pub(super) fn read(head: &Parts, body: &[u8]) -> Result<Command, Box<Rejection>> {
    let mut headers = Vec::with_capacity(head.headers.len());
    headers.extend(head.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))));
    let path_and_query = head.uri.path_and_query().map_or("/", |p| p.as_str());
    let head = Head { method: head.method.as_str(), path_and_query, headers: &headers };
    protocol::read(&head, body).map_err(Box::new)
}

/// The head of a command, which is all that is needed to write its answer.
pub(super) fn shell(command: &Command) -> Command {
    Command {
        service: command.service,
        operation: command.operation,
        protocol: command.protocol,
        region: command.region.clone(),
        client: command.client.clone(),
        host: command.host.clone(),
        input: Value::Null,
        breach: None,
    }
}

/// Answers what never became a command.
pub(super) fn reject(rejection: &Rejection, id: &str) -> Response<Outcome> {
    response(protocol::reject(rejection, id), Outcome::whole)
}

/// Writes an answer. A stream begins with what its first event says of it.
pub(super) async fn write(command: Command, answered: Answered, id: &str) -> Response<Outcome> {
    match answered {
        Answered::Whole(told) => response(protocol::reply(&command, told, id), Outcome::whole),
        Answered::Parts(mut events) => {
            let first = events.recv().await.unwrap_or(Ok(Value::Null));
            let answer = protocol::reply(&command, first, id);
            response(answer, |body| Outcome::parts(body, events, command))
        }
    }
}

fn response(answer: HttpAnswer, body: impl FnOnce(Bytes) -> Outcome) -> Response<Outcome> {
    let mut response = Response::new(body(answer.body.into()));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers: &mut HeaderMap = response.headers_mut();
    headers.reserve(answer.headers.len() + 2);
    for (name, value) in answer.headers {
        let value = match value {
            Cow::Borrowed(text) => HeaderValue::from_str(text),
            Cow::Owned(text) => HeaderValue::try_from(text),
        };
        // What no header can carry is left out: the body says it too.
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), value) {
            headers.append(name, value);
        }
    }
    response
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

/// `POST /_inflight/reset` is not done.
pub(super) fn not_emptied(why: Cow<'static, str>) -> Response<Outcome> {
    say(StatusCode::SERVICE_UNAVAILABLE, why.into_owned())
}

#[cfg(test)]
mod tests {
    use super::Ids;

    #[test]
    fn requests_have_ids_of_their_own() {
        let ids = Ids::new(7);
        let (one, two) = (ids.next(), ids.next());
        assert_ne!(one, two);
        assert_ne!(Ids::new(8).next(), one);
        let lengths: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{one}");
    }
}
