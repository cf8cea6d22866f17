//! What a mapping lets through: its filters see the record as AWS's event would show it.
use super::{mapping::Source, run::Entry};
use crate::sim::pattern::EventPattern;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// A body as filters see it: parsed where it is JSON, else text.
fn parsed(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => value,
        _ => Value::String(text.into()),
    }
}

/// The record as filters see it: `body` of a message, `data` of a record or of a broker's message.
#[must_use]
pub fn record(source: Source, entry: &Entry) -> Value {
    let cargo = &entry.cargo;
    let mut attributes = Map::new();
    for (name, a) in &cargo.attributes {
        attributes.insert(name.to_string(), json!({ "dataType": &*a.kind, "stringValue": &*a.value }));
    }
    match source {
        Source::Queue | Source::Fifo => json!({
            "messageId": &*entry.id,
            "body": parsed(&cargo.body),
            "attributes": { "MessageGroupId": cargo.group.as_deref(), "MessageDeduplicationId": cargo.dedup.as_deref() },
            "messageAttributes": attributes,
        }),
        Source::Stream => json!({
            "partitionKey": cargo.key.as_deref(),
            "sequenceNumber": &*entry.id,
            "data": parsed(&cargo.body),
        }),
        Source::Broker => json!({ "messageID": &*entry.id, "data": parsed(&cargo.body), "properties": attributes }),
    }
}

/// A filter: its text as it was given, and ready to match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// As given.
    pub text: Arc<str>,
    /// Compiled.
    pub pattern: EventPattern,
}

impl Filter {
    /// Reads a filter pattern.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: Arc<str>) -> Result<Self, String> {
        EventPattern::parse(&text).map(|pattern| Self { text, pattern }).map_err(|e| e.message)
    }
}

/// Whether one of the filters lets an entry through.
#[must_use]
pub fn lets_through(filters: &[Filter], source: Source, entry: &Entry) -> bool {
    let record = record(source, entry);
    filters.iter().any(|f| f.pattern.matches(&record))
}
