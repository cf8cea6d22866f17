//! The body of an answer: bytes, or events as they come.
use super::{reply::Told, seats::Working};
use crate::endpoint::{command::Command, protocol::eventstream};
use hyper::{
    HeaderMap, Response, StatusCode,
    body::{Body, Bytes, Frame, SizeHint},
    header::{CONTENT_TYPE, HeaderValue},
};
use serde_json::json;
use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::sync::mpsc;

/// The body of an answer.
#[derive(Debug)]
pub(super) struct Outcome {
    what: What,
    /// The connection counts as busy until the body is sent or given up.
    working: Option<Working>,
}

#[derive(Debug)]
enum What {
    Whole(Option<Bytes>),
    /// What is written already, then events as the command's protocol writes them.
    Parts {
        first: Option<Bytes>,
        events: mpsc::Receiver<Told>,
        command: Box<Command>,
    },
}

impl Outcome {
    /// Bytes.
    #[must_use]
    pub(super) fn whole(bytes: impl Into<Bytes>) -> Self {
        let bytes: Bytes = bytes.into();
        Self { what: What::Whole(Some(bytes).filter(|b| !b.is_empty())), working: None }
    }
    /// The head of a stream, then events as they come.
    #[must_use]
    pub(super) fn parts(first: Bytes, events: mpsc::Receiver<Told>, command: Command) -> Self {
        Self { what: What::Parts { first: Some(first), events, command: Box::new(command) }, working: None }
    }
    /// Keeps the connection's place until it is sent.
    pub(super) fn until_sent(&mut self, working: Working) {
        self.working = Some(working);
    }
}

impl Body for Outcome {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bytes = match &mut self.what {
            What::Whole(bytes) => bytes.take(),
            What::Parts { first: first @ Some(_), .. } => first.take(),
            What::Parts { events, command, .. } => ready!(events.poll_recv(cx)).map(|told| event(command, told)),
        };
        Poll::Ready(bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
    fn is_end_stream(&self) -> bool {
        matches!(self.what, What::Whole(None))
    }
    fn size_hint(&self) -> SizeHint {
        match &self.what {
            What::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |b| b.len() as u64)),
            What::Parts { .. } => SizeHint::default(),
        }
    }
}

/// An event of a stream; a refusal is an exception of the stream under its code.
fn event(command: &Command, told: Told) -> Bytes {
    let value = told.unwrap_or_else(|refusal| json!({ refusal.code: { "message": refusal.message } }));
    eventstream::message(command, &value).into()
}

/// A sentence.
#[must_use]
pub(super) fn say(status: StatusCode, words: impl Into<Bytes>) -> Response<Outcome> {
    with(status, HeaderValue::from_static("text/plain; charset=utf-8"), words)
}

/// A body of a kind.
#[must_use]
pub(super) fn with(status: StatusCode, kind: HeaderValue, body: impl Into<Bytes>) -> Response<Outcome> {
    let mut answer = Response::new(Outcome::whole(body));
    *answer.status_mut() = status;
    let headers: &mut HeaderMap = answer.headers_mut();
    headers.insert(CONTENT_TYPE, kind);
    answer
}
