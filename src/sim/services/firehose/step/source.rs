//! Reading a stream: every shard once a second from LATEST on; a child after its parents, from its oldest record.
use super::{Ctx, intake};
use crate::base::time::SimTime;
use crate::sim::errand::{Class, Outcome, Position, Read, Task};
use crate::sim::services::firehose::model::{
    Asked,
    config::Source,
    stream::{DeliveryStream, Due, Shard},
};
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::Draft;

/// GetRecords is called with the most it allows.
const LIMIT: u32 = 10_000;
/// How long an answer of the stream may take.
const PATIENCE: SimTime = SimTime::from_secs(10);
/// So many full buffers may wait before reading pauses.
const FULL: u64 = 2;

fn ask(stream: &DeliveryStream, ctx: &mut Ctx<'_>, asked: Asked, read: Read) {
    if let Source::KinesisStreamAsSource(source) = &stream.source {
        ctx.ask(&stream.name, asked, source, (Task::Read(read), PATIENCE));
    }
}

/// ListShards.
pub(super) fn list(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>) {
    ask(stream, ctx, Asked::Shards, Read::Shards);
}

/// The shards of the source: new ones are read once none of their parents is.
pub(super) fn shards(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, outcome: Outcome) {
    let every = ctx.core.limits.poll;
    let Outcome::Shards(found) = outcome else {
        stream.due.insert((ctx.now + every, Due::Shards));
        return;
    };
    let Some(reader) = &mut stream.reader else { return };
    let first = !reader.started;
    reader.started = true;
    let mut begun = vec![];
    for info in found {
        if reader.shards.contains_key(&info.id) || reader.done.contains(&info.id) {
            continue;
        }
        if first && info.closed {
            reader.done.insert(info.id);
        } else if first || !info.parents.iter().any(|parent| reader.shards.contains_key(parent)) {
            reader.shards.insert(info.id.clone(), Shard { latest: first, ..Shard::default() });
            begun.push(info.id);
        }
    }
    for shard in begun {
        ctx.emit(|| Draft {
            note: Some(shard.clone()),
            weight: Weight::Step,
            ..Draft::new("firehose.shard", &stream.name)
        });
        aim(stream, ctx, &shard);
    }
}

/// GetShardIterator: after the last record read, else where the shard starts.
fn aim(stream: &DeliveryStream, ctx: &mut Ctx<'_>, id: &Name) {
    let Some(shard) = stream.reader.as_ref().and_then(|r| r.shards.get(id)) else { return };
    let from = match &shard.after {
        Some(sequence) => Position::After(sequence.clone()),
        None if shard.latest => Position::Latest,
        None => Position::TrimHorizon,
    };
    ask(stream, ctx, Asked::Iterator(id.clone()), Read::Iterator { shard: id.clone(), from });
}

/// An iterator came, or not yet.
pub(super) fn iterator(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, id: &Name, outcome: Outcome) {
    let every = ctx.core.limits.poll;
    let Some(shard) = stream.reader.as_mut().and_then(|r| r.shards.get_mut(id)) else { return };
    let at = if let Outcome::Iterator(iterator) = outcome {
        shard.iterator = Some(iterator);
        ctx.now
    } else {
        ctx.now + every
    };
    stream.due.insert((at, Due::Poll(id.clone())));
}

/// GetRecords, unless too much waits already because the destination is ill.
pub(super) fn poll(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, id: &Name) {
    let (now, limits) = (ctx.now, ctx.core.limits);
    let (size, _) = stream.destination.effective(&limits);
    let full = stream.struggling() && stream.held_bytes() >= size.saturating_mul(FULL);
    let Some(reader) = &mut stream.reader else { return };
    let news = full && !reader.paused;
    reader.paused = full;
    if full {
        stream.due.insert((now + limits.poll, Due::Poll(id.clone())));
        if news {
            ctx.emit(|| Draft { weight: Weight::Alarm, ..Draft::new("firehose.paused", &stream.name) });
        }
        return;
    }
    let Some(shard) = reader.shards.get_mut(id) else { return };
    shard.polled = now;
    match shard.iterator.clone() {
        Some(iterator) => ask(stream, ctx, Asked::Records(id.clone()), Read::Records { iterator, limit: LIMIT }),
        None => aim(stream, ctx, id),
    }
}

/// Records came, or the shard refused, or it ended.
pub(super) fn records(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, id: &Name, outcome: Outcome) {
    let every = ctx.core.limits.poll;
    let Some(reader) = &mut stream.reader else { return };
    let Some(shard) = reader.shards.get_mut(id) else { return };
    let next = (shard.polled + every).max(ctx.now);
    let came = match outcome {
        Outcome::Records(came) => came,
        Outcome::Refused { code, class, .. } => {
            if &*code == "ExpiredIteratorException" {
                shard.iterator = None;
            }
            stream.counts.throttled_reads += u64::from(class == Class::Throttled);
            stream.due.insert((next, Due::Poll(id.clone())));
            return;
        }
        _ => {
            stream.due.insert((next, Due::Poll(id.clone())));
            return;
        }
    };
    reader.behind = came.behind_millis;
    if let Some(last) = came.records.last() {
        shard.after = Some(last.sequence.clone());
    }
    let ended = came.next.is_none();
    shard.iterator = came.next;
    if ended {
        reader.shards.remove(id);
        reader.done.insert(id.clone());
    }
    for record in came.records {
        let bytes = record.cargo.size();
        intake(stream, ctx, None, record.cargo, bytes);
    }
    if ended {
        ctx.emit(|| Draft { note: Some(format!("{id} ends").into()), ..Draft::new("firehose.shard", &stream.name) });
        list(stream, ctx);
    } else {
        stream.due.insert((next, Due::Poll(id.clone())));
    }
}
