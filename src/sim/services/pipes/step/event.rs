//! Events: what filters, templates and targets see of a message or a record.
use crate::sim::{
    epoch,
    errand::Cargo,
    services::pipes::model::{Config, Entry, Event, Part, Pipe, Source, Stage},
    trace::Name,
    transform::template::Filling,
};
use serde_json::{Map, Value, json};
use std::{borrow::Cow, sync::Arc};

/// A body as filters and paths see it: parsed where it is JSON, else text.
fn parsed(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => value,
        _ => Value::String(text.into()),
    }
}

/// The event of an entry; `open`: with its body or data parsed, else as the target gets it.
pub(super) fn shown(config: &Config, entry: &Entry, open: bool) -> Value {
    let cargo = &entry.cargo;
    let millis = |t| epoch::epoch_millis(t).to_string();
    let mut attributes = Map::new();
    for (name, a) in &cargo.attributes {
        attributes.insert(name.to_string(), json!({ "dataType": &*a.kind, "stringValue": &*a.value }));
    }
    let body = || if open { parsed(&cargo.body) } else { Value::from(&*cargo.body) };
    let data = || if open { parsed(&cargo.body) } else { Value::from(cargo.base64()) };
    let region = crate::sim::arn::parse(&config.source).map_or("", |p| p.region);
    match config.kind {
        Source::Queue | Source::Fifo => {
            let mut system = Map::new();
            system.insert("ApproximateReceiveCount".into(), entry.receives.to_string().into());
            system.insert("SentTimestamp".into(), millis(entry.time).into());
            for (name, value) in [("MessageGroupId", &cargo.group), ("MessageDeduplicationId", &cargo.dedup)] {
                if let Some(value) = value {
                    system.insert(name.into(), Value::from(&**value));
                }
            }
            json!({
                "messageId": &*entry.id, "receiptHandle": &*entry.handle, "body": body(), "attributes": system,
                "messageAttributes": attributes, "eventSource": "aws:sqs", "eventSourceARN": &*config.source,
                "awsRegion": region,
            })
        }
        Source::Stream => json!({
            "kinesisSchemaVersion": "1.0", "partitionKey": cargo.key.as_deref(), "sequenceNumber": &*entry.id,
            "data": data(), "approximateArrivalTimestamp": epoch::epoch_secs(entry.time),
            "eventSource": "aws:kinesis", "eventVersion": "1.0", "eventName": "aws:kinesis:record",
            "eventSourceARN": &*config.source, "awsRegion": region,
        }),
        Source::Broker => json!({
            "messageID": &*entry.id, "data": data(), "properties": attributes, "eventSource": "aws:mq",
            "eventSourceARN": &*config.source, "awsRegion": region,
        }),
    }
}

/// Whether one of the patterns lets an entry through.
pub(super) fn passes(config: &Config, entry: &Entry) -> bool {
    if config.filters.is_empty() {
        return true;
    }
    let event = shown(config, entry, true);
    config.filters.iter().any(|f| f.1.matches(&event))
}

/// An event with its body or data parsed, where it still is text of the source.
fn opened(event: &Event, config: &Config, entries: &[Entry], enriched: bool) -> Value {
    match event.from.and_then(|at| entries.get(at as usize)).filter(|_| !enriched) {
        Some(entry) => shown(config, entry, true),
        None => event.value.clone(),
    }
}

/// What a stage gets of one event.
pub(super) fn input(
    stage: &Stage,
    event: &Event,
    (pipe, config, entries): (&Pipe, &Config, &[Entry]),
    enriched: bool,
) -> Value {
    let Some(template) = &stage.template else { return event.value.clone() };
    let open = opened(event, config, entries, enriched);
    let time = event.from.and_then(|at| entries.get(at as usize)).map_or(0, |e| epoch::epoch_secs(e.time));
    let word = |text: &str| Filling::Value(Cow::Owned(Value::from(text)));
    let text = template.render(|name| match name {
        "aws.pipes.pipe-arn" => word(&pipe.arn),
        "aws.pipes.pipe-name" => word(&pipe.name),
        "aws.pipes.source-arn" => word(&config.source),
        "aws.pipes.enrichment-arn" => config.enrichment.as_ref().map_or(Filling::Missing, |e| word(&e.arn)),
        "aws.pipes.target-arn" => word(&config.target.arn),
        "aws.pipes.event.ingestion-time" => word(&epoch::iso(time)),
        "aws.pipes.event" => filling(open.clone(), stage.bare),
        "aws.pipes.event.json" => Filling::Raw(Cow::Owned(open.to_string())),
        path => crate::sim::transform::path::Path::parse(path)
            .ok()
            .and_then(|p| p.find(&open).map(|v| filling(v.into_owned(), stage.bare)))
            .unwrap_or(Filling::Missing),
    });
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}

fn filling(value: Value, bare: bool) -> Filling<'static> {
    match value {
        Value::Object(_) | Value::Array(_) if bare => Filling::Raw(Cow::Owned(value.to_string())),
        other => Filling::Value(Cow::Owned(other)),
    }
}

/// Text as it is, everything else as JSON.
fn text(value: &Value) -> Arc<str> {
    match value {
        Value::String(text) => text.as_str().into(),
        other => other.to_string().into(),
    }
}

/// One event for a target that takes one by one.
pub(super) fn cargo(stage: &Stage, event: &Event, around: (&Pipe, &Config, &[Entry]), enriched: bool) -> Cargo {
    let open = opened(event, around.1, around.2, enriched);
    let part = |name: &str| -> Option<Name> {
        match stage.parts.get(name)? {
            Part::Fixed(text) => Some(text.clone()),
            Part::Found(path) => path.find(&open).map(|v| text(&v)),
        }
    };
    let bus = crate::sim::arn::parse(&stage.arn).is_some_and(|p| p.service == "events");
    let kind = match around.1.kind {
        Source::Queue | Source::Fifo => "Event from aws:sqs",
        Source::Stream => "Event from aws:kinesis",
        Source::Broker => "Event from aws:mq",
    };
    Cargo {
        body: text(&input(stage, event, around, enriched)),
        group: part("MessageGroupId"),
        dedup: part("MessageDeduplicationId"),
        key: part("PartitionKey"),
        subject: part("Source").or_else(|| bus.then(|| format!("Pipe {}", around.0.name).into())),
        kind: part("DetailType").or_else(|| bus.then(|| kind.into())),
        item: event.item.clone(),
        ..Cargo::default()
    }
}

/// All events as one JSON array, for functions and state machines.
pub(super) fn array(stage: &Stage, events: &[Event], around: (&Pipe, &Config, &[Entry]), enriched: bool) -> Cargo {
    let all: Vec<Value> = events.iter().map(|e| input(stage, e, around, enriched)).collect();
    let items: Vec<_> = events.iter().filter_map(|e| e.item.clone()).collect();
    Cargo { body: Value::Array(all).to_string().into(), item: items.first().cloned(), items, ..Cargo::default() }
}

/// What an enrichment gave: as many events as it likes, none for an empty answer. An event belongs to the entry whose
/// identifier it carries, else to the one in its place where there are as many as before.
pub(super) fn enriched(answer: &str, before: &[Event], entries: &[Entry]) -> Vec<Event> {
    let value = serde_json::from_str(answer).unwrap_or_else(|_| Value::from(answer));
    let all = match value {
        Value::Null => vec![],
        Value::String(text) if text.is_empty() => vec![],
        Value::Object(map) if map.is_empty() => vec![],
        Value::Array(all) => all,
        one => vec![one],
    };
    let same = all.len() == before.len();
    let id = |v: &Value| {
        let id = ["messageId", "sequenceNumber", "messageID"].iter().find_map(|n| v.get(n)?.as_str())?;
        u32::try_from(entries.iter().position(|e| &*e.id == id)?).ok()
    };
    let event = |(at, value): (usize, Value)| {
        let from = id(&value).or_else(|| before.get(at).filter(|_| same).and_then(|e| e.from));
        let item = from.and_then(|f| entries.get(f as usize)).and_then(|e| e.cargo.item.clone());
        Event { value, from, item }
    };
    all.into_iter().enumerate().map(event).collect()
}

/// `batchItemFailures` of a target's answer: places of the entries; `None` where an identifier is unknown or missing.
pub(super) fn failures(answer: &str, entries: &[Entry]) -> Option<Vec<u32>> {
    let Ok(value) = serde_json::from_str::<Value>(answer) else { return Some(vec![]) };
    let Some(list) = value.get("batchItemFailures").and_then(Value::as_array) else { return Some(vec![]) };
    let place = |one: &Value| {
        let id = one.get("itemIdentifier")?.as_str()?;
        u32::try_from(entries.iter().position(|e| &*e.id == id)?).ok()
    };
    list.iter().map(place).collect()
}
