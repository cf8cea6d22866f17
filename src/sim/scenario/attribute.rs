//! Queue attributes as AWS takes them: every value a text, a redrive policy as JSON with the ARN of its queue.
use super::spec::QueueSpec;
use crate::base::time::SimTime;
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl QueueSpec {
    /// Whether it is FIFO.
    #[must_use]
    pub fn is_fifo(&self) -> bool {
        self.name.ends_with(".fifo")
    }
    /// One attribute as text, where the scenario gives it. `30s` is written `30`, as AWS counts seconds.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.attributes.get(name).map(text)
    }
    /// All attributes as CreateQueue takes them; `arn` makes the ARN of a queue of this run.
    #[must_use]
    pub fn wire_attributes(&self, arn: impl Fn(&str) -> String) -> BTreeMap<String, String> {
        let mut all: BTreeMap<String, String> =
            self.attributes.iter().map(|(name, value)| (name.clone(), wire(value, &arn))).collect();
        if self.is_fifo() {
            all.entry("FifoQueue".into()).or_insert_with(|| "true".into());
        }
        all
    }
}

fn wire(value: &Value, arn: &impl Fn(&str) -> String) -> String {
    let Some(policy) = value.as_object() else { return text(value) };
    let mut out = serde_json::Map::new();
    if let Some(queue) = policy.get("dead_letter").and_then(Value::as_str) {
        out.insert("deadLetterTargetArn".into(), json!(arn(queue)));
    }
    if let Some(most) = policy.get("maxReceiveCount") {
        out.insert("maxReceiveCount".into(), most.clone());
    }
    Value::Object(out).to_string()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => match SimTime::parse(text) {
            Ok(span) if span.0 % 1_000_000 == 0 => span.as_secs().to_string(),
            _ => text.clone(),
        },
        other => other.to_string(),
    }
}
