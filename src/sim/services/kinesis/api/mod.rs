//! The calls of Kinesis Data Streams under AWS's names, and where each is answered.
mod about;
/// Errands of other services.
pub(super) mod errand;
/// Refusals.
pub mod error;
mod fanout;
mod page;
mod put;
mod read;
/// The calls as data.
pub mod request;
mod reshard;
/// The answers as data.
pub mod response;
mod setup;
mod streams;
mod tags;

use super::model::{Kinesis, bare, stream::Stream};
use super::step::{Ctx, Output};
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::{CallId, Draft, Turn};
pub use error::{Code, KinesisError};
pub use request::Request;
pub use response::Response;

/// An answer, or a refusal that changed nothing.
pub type Reply = Result<Response, KinesisError>;

/// Who calls, under which number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caller<'a> {
    /// The call.
    pub id: CallId,
    /// Who.
    pub from: &'a Name,
}

impl Kinesis {
    /// A call arrives. It is answered through `out.replies` under the same number: at once, or later where a subscription waits.
    pub(super) fn handle(&mut self, who: Caller<'_>, request: Request, turn: Turn<'_>, out: &mut Output) {
        let place: Option<Name> = if out.sink.off { None } else { Some(self.place(&request)) };
        let reply = self.answer(who, request, turn, out);
        if let (Some(place), Some(Err(error))) = (place, &reply) {
            let throttled = error.code == Code::ProvisionedThroughputExceeded;
            out.sink.emit(turn.now, turn.cause, || Draft {
                actor: Some(who.from.clone()),
                note: Some(error.code.name().into()),
                amount: u64::from(throttled),
                weight: Weight::Mark,
                ..Draft::new(if throttled { "kinesis.throttled" } else { "kinesis.refused" }, &place)
            });
        }
        if let Some(reply) = reply {
            out.replies.push((who.id, reply));
        }
    }

    fn place(&self, request: &Request) -> Name {
        self.about(request).unwrap_or_else(|| "kinesis".into())
    }

    /// The name of the stream a call is about.
    pub(super) fn about(&self, request: &Request) -> Option<Name> {
        match request {
            Request::GetRecords { iterator, .. } => {
                iterator.read().and_then(|made| self.core.names.get(&made.stream)).cloned()
            }
            other => other.stream().map(|name| bare(name).into()),
        }
    }

    /// The answer, or `None` where the call waits.
    fn answer(&mut self, who: Caller<'_>, request: Request, turn: Turn<'_>, out: &mut Output) -> Option<Reply> {
        Some(match request {
            Request::PutRecord { stream, entry, ordering } => {
                self.on(&stream, turn, out, |s, ctx| put::one(s, ctx, who.from, entry, ordering.as_ref()))
            }
            Request::PutRecords { stream, entries } => {
                self.on(&stream, turn, out, |s, ctx| put::batch(s, ctx, who.from, entries))
            }
            Request::GetRecords { iterator, limit } => self.get_records(who, &iterator, limit, turn, out),
            Request::GetShardIterator { stream, shard, from } => {
                self.on(&stream, turn, out, |s, ctx| read::iterator(s, ctx, &shard, &from))
            }
            Request::SubscribeToShard(ask) => return self.subscribe(who, &ask, turn, out),
            other => self.manage(other, turn, out),
        })
    }

    fn get_records(
        &mut self,
        who: Caller<'_>,
        token: &request::Token,
        limit: Option<i64>,
        turn: Turn<'_>,
        out: &mut Output,
    ) -> Reply {
        let wrong = || KinesisError::new(Code::InvalidArgument, "Invalid ShardIterator.");
        let iterator = token.read().ok_or_else(wrong)?;
        let name = self.core.names.get(&iterator.stream).cloned();
        let name = name.ok_or_else(|| KinesisError::no_stream("of this iterator"))?;
        self.on(&name, turn, out, |s, ctx| read::records(s, ctx, who.from, (iterator, limit)))
    }

    fn subscribe(
        &mut self,
        who: Caller<'_>,
        ask: &request::Subscribe,
        turn: Turn<'_>,
        out: &mut Output,
    ) -> Option<Reply> {
        let Some(stream) = self.streams.get_mut(bare(&ask.stream)).filter(|s| s.serves()) else {
            return Some(Err(KinesisError::no_stream(bare(&ask.stream))));
        };
        let mut ctx = Ctx::new(&mut self.core, turn, out);
        fanout::subscribe(stream, &mut ctx, who, ask).err().map(Err)
    }

    /// Does something with one stream that can be written and read.
    fn on(
        &mut self,
        name: &str,
        turn: Turn<'_>,
        out: &mut Output,
        act: impl FnOnce(&mut Stream, &mut Ctx<'_>) -> Reply,
    ) -> Reply {
        let name = bare(name);
        let Some(stream) = self.streams.get_mut(name).filter(|s| s.serves()) else {
            return Err(KinesisError::no_stream(name));
        };
        act(stream, &mut Ctx::new(&mut self.core, turn, out))
    }
}
