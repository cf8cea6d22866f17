//! A status ends: a stream is there, is changed, is gone.
use super::{Ctx, Output, shards};
use crate::sim::services::kinesis::{
    api::error::KinesisError,
    model::{
        Kinesis,
        stream::{Change, Status},
    },
};
use crate::sim::{
    trace::{Name, Weight},
    turn::{Draft, Turn},
};

/// Lets the status of a stream end, if its time has come.
pub fn end(kinesis: &mut Kinesis, name: &Name, turn: Turn<'_>, out: &mut Output) {
    let Some(stream) = kinesis.streams.get_mut(name) else { return };
    if stream.status.until().is_none_or(|until| until > turn.now) {
        return;
    }
    if let Status::Deleting(_) = stream.status {
        return gone(kinesis, name, out);
    }
    let before = std::mem::replace(&mut stream.status, Status::Active);
    let mut ctx = Ctx::new(&mut kinesis.core, turn, out);
    if let Status::Updating(_, change) = before {
        stream.tick(ctx.now, ctx.core.limits.retention.default);
        match change {
            Change::Split(shard, at) => shards::split(stream, &mut ctx, shard, at),
            Change::Merge(a, b) => shards::merge(stream, &mut ctx, a, b),
            Change::Count(target) => shards::spread(stream, &mut ctx, target),
        }
    }
    ctx.emit(|| Draft { note: Some("ACTIVE".into()), weight: Weight::Step, ..Draft::new("kinesis.status", name) });
}

/// The stream and all its records are gone; whoever waits is told.
fn gone(kinesis: &mut Kinesis, name: &Name, out: &mut Output) {
    let Some(stream) = kinesis.streams.remove(name) else { return };
    kinesis.core.names.remove(&stream.config.no);
    let waiting = stream.shards.values().flat_map(|s| s.subscriptions.values()).filter_map(|s| s.waiting);
    out.replies.extend(waiting.map(|id| (id, Err(KinesisError::no_stream(name)))));
}
