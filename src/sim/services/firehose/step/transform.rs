//! The function: a buffer before it, invocations with retries, and what it says of each record.
use super::{Ctx, code, fail, interval as span, sort};
use crate::base::time::SimTime;
use crate::sim::epoch;
use crate::sim::errand::{Cargo, Outcome, Task};
use crate::sim::services::firehose::api::record_id;
use crate::sim::services::firehose::model::{
    Asked, arn_of,
    held::{Failure, Invocation, Record},
    names::Keys,
    stream::{DeliveryStream, Due},
};
use crate::sim::trace::{Phase, Weight};
use crate::sim::turn::Draft;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Between two invocations of a batch that failed.
const PAUSE: SimTime = SimTime::from_secs(1);

/// What the function says of a record.
enum Verdict {
    Ok(Option<String>, Keys),
    Dropped,
    Failed(&'static str),
}

/// A record waits for the function.
pub(super) fn stage(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, record: Record) {
    let hints = ctx.core.limits.buffers.lambda;
    let processing = stream.destination.processing.as_ref();
    let size = processing.and_then(|p| p.buffer_bytes).unwrap_or(hints.size.default);
    let seconds = processing.and_then(|p| p.buffer_seconds).unwrap_or(hints.interval.default);
    let until = ctx.now + span(stream, seconds);
    let buffer = &mut stream.held.stage;
    if buffer.records.is_empty() {
        buffer.until = Some(until);
        stream.due.insert((until, Due::Stage));
    }
    buffer.push(record);
    if buffer.bytes >= size {
        interval(stream, ctx);
    }
}

/// The buffer goes to the function.
pub(super) fn interval(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>) {
    let buffer = std::mem::take(&mut stream.held.stage);
    if let Some(until) = buffer.until {
        stream.due.remove(&(until, Due::Stage));
    }
    if buffer.records.is_empty() {
        return;
    }
    let no = ctx.core.number();
    stream.held.invocations.insert(no, Invocation { records: buffer.records, tries: 0 });
    invoke(stream, ctx, no);
}

/// Invokes the function with a batch.
pub(super) fn invoke(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, no: u64) {
    let Some(batch) = stream.held.invocations.get_mut(&no) else { return };
    let Some(processing) = &stream.destination.processing else {
        // The processor was taken away in the meantime: the records go on as they are.
        let records = stream.held.invocations.remove(&no).map_or_else(Vec::new, |batch| batch.records);
        return records.into_iter().for_each(|record| sort(stream, ctx, record, &Keys::new()));
    };
    batch.tries += 1;
    stream.counts.processing.invocations += 1;
    let first = batch.tries == 1;
    let count = batch.records.len() as u64;
    let mut cause = ctx.cause;
    if !ctx.out.sink.off && first {
        cause = ctx.emit(|| Draft {
            amount: count,
            weight: Weight::Step,
            ..Draft::new("firehose.transform", &stream.name)
        });
        for item in batch.records.iter().filter_map(Record::item) {
            ctx.emit(|| Draft {
                item: Some(item.clone()),
                phase: Some(Phase::Flight),
                amount: 1,
                ..Draft::new("firehose.transform", &stream.name)
            });
        }
    }
    let record = |r: &Record| {
        json!({
            "recordId": record_id(r.no),
            "approximateArrivalTimestamp": epoch::epoch_millis(r.at),
            "data": r.cargo.base64(),
        })
    };
    let body = json!({
        "invocationId": crate::sim::ids::uuid(ctx.core.seed, no, u64::from(batch.tries)),
        "deliveryStreamArn": &*arn_of(ctx.region, &stream.name),
        "region": ctx.region.name(),
        "records": batch.records.iter().map(record).collect::<Vec<_>>(),
    });
    let items: Vec<_> = batch.records.iter().filter_map(|r| r.item().cloned()).collect();
    let bytes = batch.records.iter().map(|r| r.bytes.div_ceil(3) * 4 + 150).sum();
    let cargo = Cargo { body: body.to_string().into(), bytes, item: items.first().cloned(), items, ..Cargo::default() };
    let (lambda, time) = (processing.lambda.clone(), ctx.core.limits.retries.lambda_time);
    let before = std::mem::replace(&mut ctx.cause, cause);
    ctx.ask(&stream.name, Asked::Transform(no), &lambda, (Task::Invoke(Arc::new(cargo)), time));
    ctx.cause = before;
}

/// The function answered, or did not.
pub(super) fn heard(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, no: u64, outcome: &Outcome) {
    let Some(batch) = stream.held.invocations.remove(&no) else { return };
    if let Outcome::Returned(_) | Outcome::Taken(_) = outcome {
        stream.counts.processing.good += 1;
        let text = if let Outcome::Returned(text) = outcome { &**text } else { "" };
        return judged(stream, ctx, batch.records, text);
    }
    let retries = stream.destination.processing.as_ref().and_then(|p| p.retries);
    let retries = retries.unwrap_or(ctx.core.limits.retries.lambda);
    let why = code(outcome);
    if batch.tries <= retries {
        let at = ctx.now + PAUSE;
        ctx.emit(|| Draft {
            amount: batch.records.len() as u64,
            until: Some(at),
            note: Some(why),
            weight: Weight::Mark,
            ..Draft::new("firehose.transform_retry", &stream.name)
        });
        stream.held.invocations.insert(no, batch);
        stream.due.insert((at, Due::Invoke(no)));
        return;
    }
    let why = format!("Lambda.InvokeFailed: {why}");
    for record in batch.records {
        fail(stream, ctx, record, Failure::Processing, &why);
    }
}

/// Every record of a batch after the function's answer.
fn judged(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, records: Vec<Record>, text: &str) {
    let mut said = answers(text);
    let mut ok = 0;
    let verdicts: Vec<Verdict> = records
        .iter()
        .map(|record| match &mut said {
            Some(said) => said.remove(&record.no).unwrap_or(Verdict::Failed("Lambda.MissingRecordId")),
            None if stream.settings.strict => Verdict::Failed("Lambda.JsonProcessingException"),
            None if stream.luck.chance(stream.settings.dropped_per_million) => Verdict::Dropped,
            None if stream.luck.chance(stream.settings.failed_per_million) => {
                Verdict::Failed("Lambda.ProcessingFailedStatus")
            }
            None => Verdict::Ok(None, Keys::new()),
        })
        .collect();
    let good = verdicts.iter().filter(|v| matches!(v, Verdict::Ok(..))).count() as u64;
    ctx.emit(|| Draft { amount: good, weight: Weight::Step, ..Draft::new("firehose.transformed", &stream.name) });
    for (mut record, verdict) in records.into_iter().zip(verdicts) {
        match verdict {
            Verdict::Failed(why) => fail(stream, ctx, record, Failure::Processing, why),
            Verdict::Dropped => {
                stream.counts.dropped += 1;
                ctx.emit(|| Draft {
                    item: record.item().cloned(),
                    phase: record.item().is_some().then_some(Phase::Done),
                    amount: 1,
                    weight: Weight::Step,
                    ..Draft::new("firehose.dropped", &stream.name)
                });
            }
            Verdict::Ok(data, keys) => {
                if let Some(data) = data.filter(|data| **data != *record.cargo.body) {
                    let cargo = Cargo { body: data.into(), bytes: 0, ..(*record.cargo).clone() };
                    record.bytes = cargo.size();
                    record.cargo = Arc::new(cargo);
                }
                ok += 1;
                stream.counts.processing.ok_bytes += record.bytes;
                sort(stream, ctx, record, &keys);
            }
        }
    }
    stream.counts.processing.ok += ok;
}

/// What the function says of each record; `None` where its answer is none of Firehose's form.
fn answers(text: &str) -> Option<BTreeMap<u64, Verdict>> {
    let said: Value = serde_json::from_str(text).ok()?;
    let records = said.get("records")?.as_array()?;
    // A function that only hands its input back says nothing about any record.
    if records.iter().all(|r| r.get("result").is_none()) {
        return None;
    }
    let mut out = BTreeMap::new();
    for record in records {
        let no = record.get("recordId").and_then(Value::as_str).and_then(|id| id.strip_prefix("49"));
        if let Some(no) = no.and_then(|id| id.parse().ok()) {
            out.entry(no).or_insert_with(|| verdict(record));
        }
    }
    Some(out)
}

fn verdict(record: &Value) -> Verdict {
    match record.get("result").and_then(Value::as_str) {
        Some("Ok") => {
            let data = record.get("data").and_then(Value::as_str).and_then(|d| BASE64.decode(d).ok());
            let Some(data) = data else { return Verdict::Failed("Lambda.InvalidData") };
            let keys = record.get("metadata").and_then(|m| m.get("partitionKeys")).and_then(Value::as_object);
            let text = |v: &Value| v.as_str().map_or_else(|| v.to_string(), ToString::to_string);
            let keys = keys.into_iter().flatten().map(|(name, value)| (name.clone(), text(value))).collect();
            Verdict::Ok(Some(String::from_utf8_lossy(&data).into_owned()), keys)
        }
        Some("Dropped") => Verdict::Dropped,
        Some("ProcessingFailed") => Verdict::Failed("Lambda.ProcessingFailedStatus"),
        _ => Verdict::Failed("Lambda.InvalidResult"),
    }
}
