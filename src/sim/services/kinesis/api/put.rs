//! PutRecord and PutRecords.
use super::{Code, KinesisError, Reply, Response, request::Entry, response::Failed};
use crate::sim::services::kinesis::{
    model::{
        hash::HashKey,
        metrics::Writes,
        sequence::SequenceNumber,
        shard::{Record, size},
        stream::{Mode, Stream},
    },
    step::{Ctx, demand, push, trim},
};
use crate::sim::{
    errand::Cargo,
    trace::{Name, Phase, Weight},
    turn::Draft,
};
use std::sync::Arc;

/// A record that passed all checks, and where it goes.
struct Checked {
    data: Arc<Cargo>,
    hash: HashKey,
    bytes: u64,
}

/// PutRecord.
pub(super) fn one(stream: &mut Stream, ctx: &mut Ctx<'_>, from: &Name, entry: Entry, ordering: Option<&Name>) -> Reply {
    if ordering.is_some_and(|n| SequenceNumber::parse(n).is_none()) {
        let message = "ExclusiveMinimumSequenceNumber is not a sequence number of this stream.";
        return Err(KinesisError::new(Code::InvalidArgument, message));
    }
    let checked = check(stream, ctx, entry, None)?;
    let bytes = checked.bytes;
    stream.tally.put.asked += 1;
    match accept(stream, ctx, from, checked) {
        Ok((shard, sequence)) => {
            count(&mut stream.tally.put, bytes);
            stream.tally.put.calls += 1;
            Ok(Response::Put(shard, sequence, stream.config.key.is_some()))
        }
        Err(shard) => {
            stream.tally.put.throttled += 1;
            Err(KinesisError::rate(&stream.config.name, &shard))
        }
    }
}

/// PutRecords: every record by itself; refused ones are told in the answer, which is a success.
pub(super) fn batch(stream: &mut Stream, ctx: &mut Ctx<'_>, from: &Name, entries: Vec<Entry>) -> Reply {
    let sizes = ctx.core.limits.sizes;
    if entries.is_empty() {
        return Err(KinesisError::constraint("[]", "records", "have length greater than or equal to 1"));
    }
    if entries.len() as u64 > sizes.put_records {
        let must = format!("have length less than or equal to {}", sizes.put_records);
        return Err(KinesisError::constraint(format!("[{} records]", entries.len()), "records", must));
    }
    let total: u64 = entries.iter().map(|e| size(&e.data)).sum();
    if total > sizes.put_bytes {
        let message = format!("Records size exceeds {} MB limit", sizes.put_bytes >> 20);
        return Err(KinesisError::new(Code::InvalidArgument, message));
    }
    let entries = entries.into_iter().zip(1..).map(|(entry, nth)| check(stream, ctx, entry, Some(nth)));
    let checked: Vec<Checked> = entries.collect::<Result<_, _>>()?;
    let mut results = Vec::with_capacity(checked.len());
    stream.tally.batch.calls += 1;
    for record in checked {
        let bytes = record.bytes;
        stream.tally.batch.asked += 1;
        results.push(match accept(stream, ctx, from, record) {
            Ok(done) => {
                count(&mut stream.tally.batch, bytes);
                Ok(done)
            }
            Err(shard) => {
                stream.tally.batch.throttled += 1;
                let KinesisError { code, message } = KinesisError::rate(&stream.config.name, &shard);
                Err(Failed { code, message: message.into() })
            }
        });
    }
    let refused = results.iter().filter(|r| r.is_err()).count() as u64;
    if refused > 0 {
        let name = &stream.config.name;
        ctx.emit(|| Draft {
            actor: Some(from.clone()),
            note: Some("FailedRecordCount".into()),
            amount: refused,
            weight: Weight::Mark,
            ..Draft::new("kinesis.throttled", name)
        });
    }
    Ok(Response::PutBatch(results, stream.config.key.is_some()))
}

const fn count(writes: &mut Writes, bytes: u64) {
    writes.records += 1;
    writes.bytes += bytes;
}

/// Whether a record fits; `nth` is its place in a PutRecords call.
fn check(stream: &Stream, ctx: &Ctx<'_>, entry: Entry, nth: Option<u32>) -> Result<Checked, KinesisError> {
    let named = |member: &str| nth.map_or_else(|| member.into(), |nth| format!("records.{nth}.member.{member}"));
    let most = ctx.core.limits.sizes.key;
    let key = entry.data.key.as_deref().unwrap_or("");
    if key.is_empty() {
        return Err(KinesisError::constraint("", &named("partitionKey"), "have length greater than or equal to 1"));
    }
    if key.len() as u64 > most && key.chars().count() as u64 > most {
        return Err(KinesisError::constraint(
            key,
            &named("partitionKey"),
            format!("have length less than or equal to {most}"),
        ));
    }
    let hash = match &entry.hash {
        None => HashKey::of(key),
        Some(text) => HashKey::parse(text).ok_or_else(|| {
            let range = format!("[0, 2^128-1]. Specified value was {text}");
            KinesisError::new(
                Code::InvalidArgument,
                format!("Invalid ExplicitHashKey. ExplicitHashKey must be in the range: {range}"),
            )
        })?,
    };
    let bytes = size(&entry.data);
    if bytes > stream.config.record_most {
        let message = format!(
            "1 validation error detected: Value at '{}' failed to satisfy constraint: Member must have length less than or equal to {}",
            named("data"),
            stream.config.record_most
        );
        return Err(KinesisError::new(Code::Validation, message));
    }
    Ok(Checked { data: entry.data, hash, bytes })
}

/// Stores a record, or names the shard whose capacity is used up.
fn accept(
    stream: &mut Stream,
    ctx: &mut Ctx<'_>,
    from: &Name,
    record: Checked,
) -> Result<(Name, SequenceNumber), Name> {
    let Checked { data, hash, bytes } = record;
    let (now, rates) = (ctx.now, ctx.core.limits.rates);
    let found = stream.route(hash).and_then(|no| stream.shards.get_mut(&no));
    let Some(shard) = found else { return Err("shardId-unknown".into()) };
    let minute = &mut shard.minute;
    minute.various |= minute.first.is_some_and(|first| first != hash);
    minute.first = minute.first.or(Some(hash));
    if !shard.takes(bytes, &rates, now) {
        shard.load.refused_writes += 1;
        shard.minute.refused += 1;
        return Err(shard.id.clone());
    }
    shard.load.write_bytes.add(bytes, rates.write_bytes, now);
    shard.load.write_records.add(1, rates.write_records, now);
    shard.minute.bytes += bytes;
    let place = shard.next_place(now);
    let sequence = shard.sequence(place);
    let (no, id, item) = (shard.no, shard.id.clone(), data.item.clone());
    shard.records.push_back(Record { place, at: now, data });
    let (trims, pushes) = (!shard.trimming, !shard.subscriptions.is_empty());
    stream.books.came += 1;
    let note = id.clone();
    let name = &stream.config.name;
    let event = ctx.emit(|| Draft {
        actor: Some(from.clone()),
        item,
        phase: Some(Phase::Visible),
        amount: bytes,
        note: Some(note),
        weight: Weight::Step,
        ..Draft::new("kinesis.put", name)
    });
    meter(stream, ctx, bytes);
    if trims {
        trim::arm(stream, ctx, no);
    }
    if pushes {
        push::arm_all(stream, ctx, no);
    }
    let _ = event;
    Ok((id, sequence))
}

/// Counts for the bill, and for what on-demand mode looks at.
fn meter(stream: &mut Stream, ctx: &mut Ctx<'_>, bytes: u64) {
    match stream.config.mode {
        Mode::Provisioned => stream.tally.put_units += bytes.div_ceil(ctx.core.limits.sizes.put_unit.max(1)).max(1),
        Mode::OnDemand => stream.tally.on_demand.0 += bytes,
    }
    stream.peaks.running.0 += bytes;
    stream.peaks.running.1 += 1;
    if !stream.peaks.armed {
        demand::arm(stream, ctx);
    }
}
