//! What time does to Firehose: buffers are emptied, batches tried again, shards read; and the way of a record through it.
/// Buffers and destinations.
pub(super) mod deliver;
/// Objects: their keys and bodies.
mod object;
/// Reading a stream.
mod source;
/// The function.
mod transform;

use super::api::{FirehoseError, Response};
use super::model::{
    Asked, Core, Firehose, arn_of,
    held::{Failure, Lane, Record},
    names::{self, Keys},
    stream::{DeliveryStream, Due},
};
use crate::base::time::SimTime;
use crate::sim::errand::{By, Cargo, Errand, Outcome, Task, Ticket};
use crate::sim::region::Region;
use crate::sim::trace::{Name, Phase, Weight};
use crate::sim::turn::{Draft, Out, Turn};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Something may be due in this stream.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Timer(pub Name);

/// What Firehose answers with.
pub type Output = Out<Timer, Result<Response, FirehoseError>>;

/// What a step works with besides its stream.
#[derive(Debug)]
pub struct Ctx<'a> {
    /// The moment of the step.
    pub now: SimTime,
    /// The trace event that led here.
    pub cause: Option<u64>,
    /// Where it is.
    pub region: &'a Region,
    /// What all streams share.
    pub core: &'a mut Core,
    /// Where timers, errands and events go.
    pub out: &'a mut Output,
}

impl Ctx<'_> {
    /// Records an event at the moment of the step.
    pub fn emit(&mut self, draft: impl FnOnce() -> Draft) -> Option<u64> {
        self.out.sink.emit(self.now, self.cause, draft)
    }
    /// Asks something of somebody on behalf of a stream.
    pub fn ask(&mut self, stream: &Name, asked: Asked, to: &Name, (task, patience): (Task, SimTime)) {
        let ticket = self.core.number();
        self.core.asked.insert(ticket, (stream.clone(), asked));
        let by = By::Role { of: arn_of(self.region, stream) };
        self.out.errands.push(Errand { ticket: Ticket(ticket), by, to: to.clone(), task, patience, cause: self.cause });
    }
}

impl Firehose {
    /// Brings a stream up to now, does `act` on it, and asks for the next wake-up unless an earlier one is asked for.
    pub(super) fn with_stream<T>(
        &mut self,
        name: &str,
        turn: Turn<'_>,
        out: &mut Output,
        act: impl FnOnce(&mut DeliveryStream, &mut Ctx<'_>) -> T,
    ) -> Option<T> {
        let stream = self.streams.get_mut(name)?;
        let mut ctx = Ctx { now: turn.now, cause: turn.cause, region: turn.region, core: &mut self.core, out };
        settle(stream, &mut ctx);
        let answer = act(stream, &mut ctx);
        settle(stream, &mut ctx);
        if let Some((next, _)) = stream.due.first()
            && stream.armed.is_none_or(|armed| *next < armed)
        {
            stream.armed = Some(*next);
            ctx.out.timers.push((*next, Timer(stream.name.clone())));
        }
        Some(answer)
    }

    /// What came of an errand.
    pub(super) fn hear(&mut self, ticket: Ticket, outcome: Outcome, turn: Turn<'_>, out: &mut Output) {
        let Some((name, asked)) = self.core.asked.remove(&ticket.0) else { return };
        self.with_stream(&name, turn, out, |stream, ctx| match asked {
            Asked::Transform(no) => transform::heard(stream, ctx, no, &outcome),
            Asked::Batch(no) => deliver::heard(stream, ctx, no, &outcome),
            Asked::Shards => source::shards(stream, ctx, outcome),
            Asked::Iterator(shard) => source::iterator(stream, ctx, &shard, outcome),
            Asked::Records(shard) => source::records(stream, ctx, &shard, outcome),
        });
    }
}

/// Does everything that is due by now.
fn settle(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>) {
    if stream.armed.is_some_and(|armed| armed <= ctx.now) {
        stream.armed = None;
    }
    while stream.due.first().is_some_and(|(at, _)| *at <= ctx.now) {
        let Some((_, due)) = stream.due.pop_first() else { return };
        match due {
            Due::Stage => transform::interval(stream, ctx),
            Due::Invoke(no) => transform::invoke(stream, ctx, no),
            Due::Lane(lane) => deliver::interval(stream, ctx, &lane),
            Due::Batch(no) => deliver::again(stream, ctx, no),
            Due::Shards => source::list(stream, ctx),
            Due::Poll(shard) => source::poll(stream, ctx, &shard),
        }
    }
}

/// The interval that applies; zero means at once, which takes a moment of its own.
fn interval(stream: &DeliveryStream, seconds: u64) -> SimTime {
    if seconds == 0 { stream.settings.zero_buffer } else { SimTime::from_secs(seconds) }
}

/// A record comes in: put (by somebody) or read. Its number.
pub(super) fn intake(
    stream: &mut DeliveryStream,
    ctx: &mut Ctx<'_>,
    from: Option<&Name>,
    cargo: Arc<Cargo>,
    bytes: u64,
) -> u64 {
    let no = ctx.core.number();
    let counts = &mut stream.counts;
    counts.came += 1;
    counts.bytes += bytes;
    let step = ctx.core.limits.billing.max(1);
    // A source stream's records are billed as they are; direct puts in steps.
    counts.billed += if from.is_some() { bytes.div_ceil(step) * step } else { bytes };
    let cause = ctx.emit(|| Draft {
        actor: from.cloned(),
        item: cargo.item.clone(),
        phase: Some(Phase::Visible),
        amount: bytes,
        weight: Weight::Step,
        ..Draft::new(if from.is_some() { "firehose.put" } else { "firehose.read" }, &stream.name)
    });
    let cause = cause.or(ctx.cause);
    let before = std::mem::replace(&mut ctx.cause, cause);
    let record = Record { no, cargo, bytes, at: ctx.now, blame: None };
    if stream.destination.backup_all {
        deliver::push(stream, ctx, Lane::Source, record.clone());
    }
    if stream.destination.processing.is_some() {
        transform::stage(stream, ctx, record);
    } else {
        sort(stream, ctx, record, &Keys::new());
    }
    ctx.cause = before;
    no
}

/// After the function, or without one: conversion and partitions decide which buffer a record belongs to.
fn sort(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, record: Record, lambda: &Keys) {
    let destination = &stream.destination;
    if destination.conversion.is_some() {
        let json = matches!(serde_json::from_str(&record.cargo.body), Ok(serde_json::Value::Object(_)));
        if !json {
            stream.counts.converted.1 += 1;
            return fail(stream, ctx, record, Failure::Conversion, "DataFormatConversion.MalformedData");
        }
        stream.counts.converted.0 += 1;
    }
    if !destination.partitioning {
        return deliver::push(stream, ctx, Lane::Main(Name::default()), record);
    }
    let keys = destination.query.as_ref().map_or_else(|| Some(Keys::new()), |q| names::extract(q, &record.cargo.body));
    let prefix = keys.and_then(|keys| names::partition(&destination.bucket.prefix, &keys, lambda));
    let Some(prefix) = prefix else {
        return fail(stream, ctx, record, Failure::Processing, "DynamicPartitioning.MetadataExtractionFailed");
    };
    let lane = Lane::Main(prefix);
    if !stream.held.lanes.contains_key(&lane) && stream.held.partitions >= ctx.core.limits.partitions {
        stream.counts.overflown += 1;
        return fail(stream, ctx, record, Failure::Partitions, "DynamicPartitioning.ActivePartitionsLimitExceeded");
    }
    stream.counts.partitioned += record.bytes;
    deliver::push(stream, ctx, lane, record);
}

/// A record goes to an error prefix.
fn fail(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, mut record: Record, failure: Failure, why: &str) {
    ctx.emit(|| Draft {
        item: record.item().cloned(),
        phase: record.item().is_some().then_some(Phase::Dead),
        amount: 1,
        note: Some(why.into()),
        weight: Weight::Alarm,
        ..Draft::new("firehose.failed", &stream.name)
    });
    record.blame = Some(why.into());
    deliver::push(stream, ctx, Lane::Failed(failure), record);
}

/// The code of what went wrong.
fn code(outcome: &Outcome) -> Name {
    match outcome {
        Outcome::Refused { code, .. } | Outcome::Failed(code, _) => code.clone(),
        Outcome::Each(_) => "some records".into(),
        _ => "no answer".into(),
    }
}
