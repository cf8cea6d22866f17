//! Buffers and destinations: flush by size or interval, delivery, retries, error output, loss.
use super::{Ctx, code, fail, interval as span, object};
use crate::base::time::SimTime;
use crate::sim::arn;
use crate::sim::epoch;
use crate::sim::errand::{Cargo, Outcome, Task};
use crate::sim::services::firehose::model::{
    Asked,
    config::Target,
    held::{Batch, Failure, Lane, Record, Step},
    stream::{DeliveryStream, Due},
};
use crate::sim::trace::{Name, Phase, Weight};
use crate::sim::turn::Draft;
use serde_json::json;
use std::sync::Arc;

/// Size in bytes and interval in seconds of a lane.
fn hints(stream: &DeliveryStream, ctx: &Ctx<'_>, lane: &Lane) -> (u64, u64) {
    let limits = &ctx.core.limits;
    match lane {
        Lane::Main(_) => stream.destination.effective(limits),
        Lane::Source | Lane::Failed(_) if stream.destination.target != Target::S3 => {
            stream.destination.backup_hints(limits)
        }
        Lane::Source => stream.destination.backup_hints(limits),
        Lane::Failed(_) => match stream.destination.effective(limits) {
            // Zero buffering is for the destination only.
            (size, 0) => (size, limits.buffers.s3.interval.default),
            hints => hints,
        },
    }
}

/// A record enters a buffer.
pub(super) fn push(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, lane: Lane, record: Record) {
    let (size, seconds) = hints(stream, ctx, &lane);
    if !stream.held.lanes.contains_key(&lane) {
        stream.held.lanes.insert(lane.clone(), super::super::model::held::Buffer::default());
        if let Lane::Main(prefix) = &lane {
            stream.held.partitions += 1;
            let count = stream.held.partitions;
            if stream.destination.partitioning {
                ctx.emit(|| Draft {
                    amount: count,
                    note: Some(prefix.clone()),
                    ..Draft::new("firehose.partition", &stream.name)
                });
            }
        }
    }
    let until = ctx.now + span(stream, seconds);
    let Some(buffer) = stream.held.lanes.get_mut(&lane) else { return };
    if buffer.records.is_empty() {
        buffer.until = Some(until);
        stream.due.insert((until, Due::Lane(lane.clone())));
    }
    buffer.push(record);
    if buffer.bytes >= size && !buffer.flying {
        flush(stream, ctx, &lane, "size");
    }
}

/// A buffer's interval has ended.
pub(super) fn interval(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, lane: &Lane) {
    let Some(buffer) = stream.held.lanes.get_mut(lane) else { return };
    buffer.until = None;
    if buffer.flying {
        buffer.late = true;
    } else {
        flush(stream, ctx, lane, "interval");
    }
}

/// Empties a buffer into one object or request; what is beyond the largest hint stays for the next.
fn flush(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, lane: &Lane, why: &'static str) {
    let most = stream.destination.allowed(&ctx.core.limits).size.max;
    let Some(buffer) = stream.held.lanes.get_mut(lane) else { return };
    if let Some(until) = buffer.until.take() {
        stream.due.remove(&(until, Due::Lane(lane.clone())));
    }
    let mut records = std::mem::take(&mut buffer.records);
    buffer.late = false;
    if buffer.bytes > most {
        let mut sum = 0;
        let cut = records.iter().position(|r| {
            sum += r.bytes;
            sum > most
        });
        let rest = cut.map(|at| records.split_off(at.max(1))).unwrap_or_default();
        buffer.bytes = rest.iter().map(|r| r.bytes).sum();
        buffer.late = !rest.is_empty();
        buffer.records = rest;
    } else {
        buffer.bytes = 0;
    }
    expire(stream, ctx, lane, &mut records);
    let Some(oldest) = records.iter().map(|r| r.at).min() else {
        return landed(stream, ctx, lane);
    };
    if let Some(buffer) = stream.held.lanes.get_mut(lane) {
        buffer.flying = true;
    }
    let no = ctx.core.number();
    let key = object::key(stream, lane, (oldest, ctx.now), no);
    let bytes = object::bytes(stream, lane, &records);
    let raw: u64 = records.iter().map(|r| r.bytes).sum();
    let cause = ctx.emit(|| Draft {
        amount: raw,
        note: Some(why.into()),
        weight: if matches!(lane, Lane::Main(_)) { Weight::Mark } else { Weight::Step },
        ..Draft::new("firehose.flush", &stream.name)
    });
    let (step, waited) = (Step::Deliver, SimTime::ZERO);
    let batch = Batch { lane: lane.clone(), records, key, bytes, step, tries: 0, first: ctx.now, waited };
    stream.held.batches.insert(no, batch);
    let cause = cause.or(ctx.cause);
    let before = std::mem::replace(&mut ctx.cause, cause);
    send(stream, ctx, no);
    ctx.cause = before;
}

/// Takes out what waited too long.
fn expire(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, lane: &Lane, records: &mut Vec<Record>) {
    let patience = stream.patience(&ctx.core.limits);
    let now = ctx.now;
    let old = |r: &Record| now.since(r.at) >= patience;
    if !records.iter().any(old) {
        return;
    }
    for record in records.iter().filter(|r| old(r)) {
        if *lane == Lane::Source {
            continue;
        }
        stream.counts.lost += 1;
        ctx.emit(|| Draft {
            item: record.item().cloned(),
            phase: record.item().is_some().then_some(Phase::Expired),
            amount: 1,
            weight: Weight::Alarm,
            ..Draft::new("firehose.lost", &stream.name)
        });
    }
    records.retain(|r| !old(r));
}

/// Sends a batch where it is to go now.
fn send(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, no: u64) {
    let Some(batch) = stream.held.batches.get_mut(&no) else { return };
    batch.tries += 1;
    let Some(batch) = stream.held.batches.get(&no) else { return };
    let items: Vec<_> = batch.records.iter().filter_map(|r| r.item().cloned()).collect();
    let load = |body: Cargo, key: &Name, bytes: u64| {
        let item = items.first().cloned();
        Arc::new(Cargo { key: Some(key.clone()), bytes, item, items: items.clone(), ..body })
    };
    let cargo = |body: Arc<str>, key: &Name, bytes: u64| load(Cargo::new(body), key, bytes);
    let bucket = &object::bucket(stream, &batch.lane).arn;
    let patience = stream.settings.patience;
    let object = || {
        let body = object::body(stream, &batch.lane, &batch.records, batch.tries);
        (bucket.clone(), Task::Send(load(body, &batch.key, batch.bytes)), patience)
    };
    let (to, task, patience) = match (&batch.lane, batch.step, &stream.destination.target) {
        (Lane::Main(_), Step::Copy, Target::Redshift(cluster)) => {
            let place = arn::parse(bucket).map_or(&**bucket, |p| p.name);
            let body = format!("COPY FROM 's3://{place}/{}'", batch.key).into();
            ctx.emit(|| Draft {
                note: Some(batch.key.clone()),
                amount: batch.records.len() as u64,
                weight: Weight::Step,
                ..Draft::new("firehose.copy", &stream.name)
            });
            (cluster.clone(), Task::Send(cargo(body, &batch.key, batch.bytes)), patience)
        }
        (Lane::Main(_), Step::Manifest, _) => {
            let url = format!("s3://{}/{}", arn::parse(bucket).map_or(&**bucket, |p| p.name), batch.key);
            let body: Arc<str> = json!({"entries": [{"url": url, "mandatory": true}]}).to_string().into();
            let size = body.len() as u64;
            let key = object::manifest(stream, batch.first, no);
            (bucket.clone(), Task::Send(cargo(body, &key, size)), patience)
        }
        (Lane::Main(_), Step::Deliver, Target::OpenSearch(domain)) => {
            (domain.clone(), Task::Batch(batch.records.iter().map(|r| r.cargo.clone()).collect()), patience)
        }
        (Lane::Main(_), Step::Deliver, Target::Http(url)) => {
            let body = request(batch, no, ctx.now);
            (url.clone(), Task::Send(cargo(body, &batch.key, batch.bytes)), ctx.core.limits.retries.http_time)
        }
        _ => object(),
    };
    let name = stream.name.clone();
    ctx.ask(&name, Asked::Batch(no), &to, (task, patience));
}

/// The body of a request to an HTTP endpoint.
fn request(batch: &Batch, no: u64, now: SimTime) -> Arc<str> {
    if batch.bytes > 16_384 {
        return format!("{} records", batch.records.len()).into();
    }
    let data = |r: &Record| json!({"data": r.cargo.base64()});
    let records: Vec<_> = batch.records.iter().map(data).collect();
    let id = crate::sim::ids::uuid(0, 0x6874_7470, no);
    json!({"requestId": id, "timestamp": epoch::epoch_millis(now), "records": records}).to_string().into()
}

/// A batch is tried again; what waited too long is lost first.
pub(super) fn again(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, no: u64) {
    let Some(mut batch) = stream.held.batches.remove(&no) else { return };
    let staged = batch.step != Step::Deliver;
    if !staged {
        let lane = batch.lane.clone();
        expire(stream, ctx, &lane, &mut batch.records);
    }
    if batch.records.is_empty() {
        return landed(stream, ctx, &batch.lane);
    }
    stream.held.batches.insert(no, batch);
    send(stream, ctx, no);
}

/// A destination answered, or did not.
pub(super) fn heard(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, no: u64, outcome: &Outcome) {
    let Some(mut batch) = stream.held.batches.remove(&no) else { return };
    if let Outcome::Each(each) = outcome
        && batch.records.len() == each.len()
    {
        let mut taken = each.iter().map(Result::is_ok);
        let (good, bad): (Vec<_>, Vec<_>) =
            std::mem::take(&mut batch.records).into_iter().partition(|_| taken.next().unwrap_or(false));
        if !good.is_empty() {
            arrived(stream, ctx, &batch, &good);
        }
        batch.records = bad;
        if batch.records.is_empty() {
            return landed(stream, ctx, &batch.lane);
        }
        return failed(stream, ctx, no, batch, outcome);
    }
    if !outcome.is_good() {
        return failed(stream, ctx, no, batch, outcome);
    }
    let staged = matches!((&batch.lane, &stream.destination.target), (Lane::Main(_), Target::Redshift(_)));
    if staged && batch.step == Step::Deliver {
        stored(stream, &batch);
        (batch.step, batch.tries, batch.first) = (Step::Copy, 0, ctx.now);
        stream.held.batches.insert(no, batch);
        return send(stream, ctx, no);
    }
    if batch.step != Step::Manifest {
        arrived(stream, ctx, &batch, &batch.records);
    }
    landed(stream, ctx, &batch.lane);
}

/// An object of delivered data is in a bucket.
fn stored(stream: &mut DeliveryStream, batch: &Batch) {
    let delivered = &mut stream.counts.delivered;
    delivered.objects += 1;
    delivered.object_bytes += batch.bytes;
    delivered.object_records += batch.records.len() as u64;
}

/// Records are where they were to go.
fn arrived(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, batch: &Batch, records: &[Record]) {
    let count = records.len() as u64;
    let main = matches!(batch.lane, Lane::Main(_));
    if main {
        stream.counts.delivered.records += count;
        if stream.destination.target == Target::S3 {
            stored(stream, batch);
        } else {
            stream.counts.delivered.requests += 1;
            stream.counts.delivered.bytes += records.iter().map(|r| r.bytes).sum::<u64>();
        }
    } else {
        if batch.lane != Lane::Source {
            stream.counts.failed += count;
        }
        let (objects, copies, bytes) = &mut stream.counts.backup;
        (*objects, *copies, *bytes) = (*objects + 1, *copies + count, *bytes + batch.bytes);
    }
    ctx.emit(|| Draft {
        amount: count,
        note: Some(batch.key.clone()),
        weight: Weight::Step,
        ..Draft::new(if main { "firehose.object" } else { "firehose.backup" }, &stream.name)
    });
    if ctx.out.sink.off || !main {
        return;
    }
    for item in records.iter().filter_map(Record::item) {
        ctx.emit(|| Draft {
            item: Some(item.clone()),
            phase: Some(Phase::Done),
            amount: 1,
            note: Some(batch.key.clone()),
            ..Draft::new("firehose.delivered", &stream.name)
        });
    }
}

/// A buffer's batch is out of the way: the buffer may be emptied again, or is gone.
fn landed(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, lane: &Lane) {
    let (size, _) = hints(stream, ctx, lane);
    let Some(buffer) = stream.held.lanes.get_mut(lane) else { return };
    buffer.flying = false;
    if buffer.records.is_empty() {
        if let Some(until) = buffer.until {
            stream.due.remove(&(until, Due::Lane(lane.clone())));
        }
        stream.held.lanes.remove(lane);
        stream.held.partitions -= u64::from(matches!(lane, Lane::Main(_)));
    } else if buffer.late {
        flush(stream, ctx, lane, "late");
    } else if buffer.bytes >= size {
        flush(stream, ctx, lane, "size");
    }
}

/// A try failed: another one follows, or the destination is given up.
fn failed(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, no: u64, mut batch: Batch, outcome: &Outcome) {
    stream.counts.retries += 1;
    let why = code(outcome);
    let limits = ctx.core.limits;
    let set = &stream.settings;
    let doubled = set.retry_wait.0.saturating_mul(1 << (batch.tries.max(1) - 1).min(20));
    let wait = match batch.step {
        Step::Copy => limits.retries.copy_every,
        _ => SimTime(doubled.min(set.retry_most.0).max(1)),
    };
    let duration = SimTime::from_secs(stream.destination.retry(&limits));
    let since = ctx.now.since(batch.first) + wait;
    let over = match (&batch.lane, batch.step, &stream.destination.target) {
        (Lane::Main(_), Step::Copy, _) | (Lane::Main(_), Step::Deliver, Target::OpenSearch(_)) => since > duration,
        // What an endpoint takes to answer does not count.
        (Lane::Main(_), Step::Deliver, Target::Http(_)) => batch.waited + wait > duration,
        _ => false,
    };
    if over {
        return give_up(stream, ctx, no, batch, &why);
    }
    let at = ctx.now + wait;
    batch.waited += wait;
    ctx.emit(|| Draft {
        amount: batch.records.len() as u64,
        until: Some(at),
        note: Some(why),
        weight: Weight::Alarm,
        ..Draft::new("firehose.retry", &stream.name)
    });
    stream.held.batches.insert(no, batch);
    stream.due.insert((at, Due::Batch(no)));
}

/// The retry duration is over: a manifest for Redshift, the error prefix for the others.
fn give_up(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, no: u64, mut batch: Batch, why: &str) {
    let failure = match stream.destination.target {
        Target::OpenSearch(_) => Failure::OpenSearch,
        Target::Http(_) => Failure::Http,
        Target::Redshift(_) | Target::S3 => {
            stream.counts.manifested += batch.records.len() as u64;
            ctx.emit(|| Draft {
                item: batch.records.iter().find_map(|r| r.item().cloned()),
                amount: batch.records.len() as u64,
                note: Some(batch.key.clone()),
                weight: Weight::Alarm,
                ..Draft::new("firehose.manifest", &stream.name)
            });
            (batch.step, batch.tries) = (Step::Manifest, 0);
            stream.held.batches.insert(no, batch);
            return send(stream, ctx, no);
        }
    };
    for record in batch.records {
        fail(stream, ctx, record, failure, why);
    }
    landed(stream, ctx, &batch.lane);
}
