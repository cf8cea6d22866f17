//! The body of an answer: bytes, or events as they come.
use super::{reply::Told, seats::Working};
use hyper::{
    HeaderMap, Response, StatusCode,
    body::{Body, Bytes, Frame, SizeHint},
    header::{CONTENT_TYPE, HeaderValue},
};
use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::sync::mpsc;

/// Writes an event of a stream.
pub(super) type Encode = fn(Told) -> Bytes;

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
    Parts(mpsc::Receiver<Told>, Encode),
}

impl Outcome {
    /// Bytes.
    #[must_use]
    pub(super) fn whole(bytes: impl Into<Bytes>) -> Self {
        let bytes: Bytes = bytes.into();
        Self { what: What::Whole(Some(bytes).filter(|b| !b.is_empty())), working: None }
    }
    /// Events as they come.
    #[must_use]
    pub(super) const fn parts(events: mpsc::Receiver<Told>, encode: Encode) -> Self {
        Self { what: What::Parts(events, encode), working: None }
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
            What::Parts(events, encode) => ready!(events.poll_recv(cx)).map(*encode),
        };
        Poll::Ready(bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
    fn is_end_stream(&self) -> bool {
        matches!(self.what, What::Whole(None))
    }
    fn size_hint(&self) -> SizeHint {
        match &self.what {
            What::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |b| b.len() as u64)),
            What::Parts(..) => SizeHint::default(),
        }
    }
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
