//! GetShardIterator and GetRecords.
use super::{Code, KinesisError, Reply, Response, response};
use crate::sim::services::kinesis::{
    model::{
        sequence::{SequenceNumber, ShardIterator},
        shard::{Shard, first_place, moment, shard_id},
        stream::{Mode, Stream},
    },
    step::{Ctx, trim},
};
use crate::sim::{
    errand::Position,
    leniency::Spared,
    trace::{Name, Weight},
    turn::Draft,
};

/// GetShardIterator.
pub(super) fn iterator(stream: &mut Stream, ctx: &mut Ctx<'_>, shard: &str, from: &Position) -> Reply {
    let no = stream.shard(shard).map(|s| s.no).ok_or_else(|| KinesisError::lost_shard(&stream.config.name, shard))?;
    trim::now(stream, ctx, no);
    let from = place(stream, ctx, no, from)?;
    Ok(Response::Iterator(ShardIterator { stream: stream.config.no, shard: no, from, issued: ctx.now }))
}

/// The first place a position means.
pub(super) fn place(stream: &Stream, ctx: &Ctx<'_>, no: u32, from: &Position) -> Result<u64, KinesisError> {
    let lost = || KinesisError::no_shard(&stream.config.name, &shard_id(no));
    let shard = stream.shards.get(&no).ok_or_else(lost)?;
    Ok(match from {
        Position::TrimHorizon => shard.records.front().map_or_else(|| oldest(stream, shard, ctx), |r| r.place),
        Position::Latest => shard.last + 1,
        Position::At(text) => sequence(stream, shard, text)?.place,
        Position::After(text) => sequence(stream, shard, text)?.place + 1,
        Position::Timestamp(at) if *at > ctx.now && !ctx.leniency.spares(Spared::Future) => {
            let message = format!(
                "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: {}, currentTimestampInMillis: {}",
                at.as_millis(),
                ctx.now.as_millis()
            );
            return Err(KinesisError::new(Code::InvalidArgument, message));
        }
        Position::Timestamp(at) => {
            let first = shard.records.partition_point(|r| r.at < *at);
            shard.records.get(first).map_or(shard.last + 1, |r| r.place)
        }
    })
}

/// Where the trim horizon lies in an empty shard.
fn oldest(stream: &Stream, shard: &Shard, ctx: &Ctx<'_>) -> u64 {
    shard.first().max(first_place(ctx.now.since(stream.retention())))
}

fn sequence(stream: &Stream, shard: &Shard, text: &str) -> Result<SequenceNumber, KinesisError> {
    let read = SequenceNumber::parse(text).filter(|n| n.shard == shard.no && n.born == shard.lineage.born);
    read.ok_or_else(|| {
        let message = format!(
            "StartingSequenceNumber {text} used in GetShardIterator on shard {} in stream {} is invalid because it did not come from this stream.",
            shard.id, stream.config.name
        );
        KinesisError::new(Code::InvalidArgument, message)
    })
}

/// GetRecords.
pub(super) fn records(
    stream: &mut Stream,
    ctx: &mut Ctx<'_>,
    from: &Name,
    (iterator, limit): (ShardIterator, Option<i64>),
) -> Reply {
    let limits = ctx.core.limits;
    let range = limits.sizes.get_records;
    let most = match limit {
        None => range.default,
        Some(n) => u64::try_from(n).ok().filter(|n| range.holds(*n)).ok_or_else(|| {
            KinesisError::constraint(n, "limit", format!("have value between {} and {}", range.min, range.max))
        })?,
    };
    if ctx.now.since(iterator.issued) > limits.iterator {
        let message = format!(
            "Iterator expired. The iterator was created at time {} while right now it is {} which is further in the future than the tolerated delay of {} milliseconds.",
            iterator.issued,
            ctx.now,
            limits.iterator.as_millis()
        );
        return Err(KinesisError::new(Code::ExpiredIterator, message));
    }
    if !stream.shards.contains_key(&iterator.shard) {
        return Err(KinesisError::no_shard(&stream.config.name, &shard_id(iterator.shard)));
    }
    admit(stream, ctx, iterator.shard)?;
    trim::now(stream, ctx, iterator.shard);
    let mut read = take(stream, ctx, iterator, usize::try_from(most).unwrap_or(usize::MAX));
    if read.next.is_none() {
        let shard = stream.shards.get(&iterator.shard);
        read.children = shard.map(|shard| stream.children(shard)).unwrap_or_default();
    }
    tell(stream, ctx, from, &read);
    Ok(Response::Records(Box::new(read)))
}

/// Five calls and two MiB a second, shared by all who call; a larger answer blocks the next ones until it is paid for.
fn admit(stream: &mut Stream, ctx: &Ctx<'_>, no: u32) -> Result<(), KinesisError> {
    let (now, calls) = (ctx.now, ctx.core.limits.rates.read_calls);
    let Some(shard) = stream.shards.get_mut(&no) else { return Ok(()) };
    if now < shard.load.read_from || !shard.load.read_calls.fits(1, calls, now) {
        shard.load.refused_reads += 1;
        stream.tally.get.throttled += 1;
        return Err(KinesisError::rate(&stream.config.name, &shard.id));
    }
    shard.load.read_calls.add(1, calls, now);
    Ok(())
}

/// Takes what one call may return, and counts it.
fn take(stream: &mut Stream, ctx: &Ctx<'_>, iterator: ShardIterator, most: usize) -> response::Records {
    let (now, limits) = (ctx.now, ctx.core.limits);
    let (reach, encrypted) = (stream.config.settings.scan, stream.config.key.is_some());
    let Some(shard) = stream.shards.get_mut(&iterator.shard) else {
        return response::Records { records: vec![], next: None, behind_millis: 0, children: vec![], encrypted };
    };
    let mut at = shard.index(iterator.from);
    let mut from = iterator.from;
    let (mut records, mut bytes) = (vec![], 0);
    let horizon = moment(from) + reach;
    while let Some(record) = shard.records.get(at).filter(|r| records.len() < most && r.at <= horizon) {
        let size = record.size();
        if bytes > 0 && bytes + size > limits.sizes.get_bytes {
            break;
        }
        bytes += size;
        from = record.place + 1;
        records.push(response::Record {
            sequence: shard.sequence(record.place),
            arrived: record.at,
            data: record.data.clone(),
        });
        at += 1;
    }
    let more = shard.records.get(at);
    if records.is_empty() && more.is_some() {
        from = first_place(horizon).max(from);
    }
    let unread = more.is_some();
    let behind = match (records.last(), unread) {
        (_, false) => 0,
        (Some(last), true) => now.since(last.arrived).as_millis(),
        (None, true) => now.since(moment(from)).as_millis(),
    };
    shard.load.read_bytes.add(bytes, limits.rates.read_bytes, now);
    if shard.load.read_bytes.is_over(limits.rates.read_bytes, now) {
        shard.load.read_from = shard.load.read_bytes.empty_at(limits.rates.read_bytes, now);
    }
    let over = !unread && !shard.is_open();
    let next = (!over).then_some(ShardIterator { from, issued: now, ..iterator });
    count(stream, ctx, (records.len() as u64, bytes), age(&records, behind, now));
    response::Records { records, next, behind_millis: behind, children: vec![], encrypted }
}

/// IteratorAgeMilliseconds: the age of the last record read; 0 for a reader that is at the tip.
fn age(records: &[response::Record], behind: u64, now: crate::base::time::SimTime) -> u64 {
    records.last().map_or(behind, |last| now.since(last.arrived).as_millis())
}

fn count(stream: &mut Stream, ctx: &Ctx<'_>, (records, bytes): (u64, u64), age: u64) {
    let get = &mut stream.tally.get;
    get.calls += 1;
    get.records += records;
    get.bytes += bytes;
    get.behind.note(age, ctx.now);
    if stream.config.mode == Mode::OnDemand {
        stream.tally.on_demand.1 += bytes;
    }
}

fn tell(stream: &Stream, ctx: &mut Ctx<'_>, from: &Name, read: &response::Records) {
    if ctx.out.sink.off {
        return;
    }
    let name = &stream.config.name;
    if read.records.is_empty() {
        ctx.emit(|| Draft {
            actor: Some(from.clone()),
            amount: read.behind_millis,
            ..Draft::new("kinesis.empty", name)
        });
    }
    for record in &read.records {
        ctx.emit(|| Draft {
            actor: Some(from.clone()),
            item: record.data.item.clone(),
            amount: read.behind_millis,
            note: Some(shard_id(record.sequence.shard)),
            weight: Weight::Step,
            ..Draft::new("kinesis.get", name)
        });
    }
    if read.next.is_none() {
        ctx.emit(|| Draft {
            actor: Some(from.clone()),
            note: Some(read.children.iter().map(|c| &*c.id).collect::<Vec<_>>().join(" ").into()),
            weight: Weight::Mark,
            ..Draft::new("kinesis.shard_end", name)
        });
    }
}
