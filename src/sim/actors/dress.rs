//! What a message carries: its body and attributes by the scenario's templates, and what only some targets take.
use super::calls::{Extras, Letter};
use crate::sim::{
    errand::Attribute,
    scenario::{Scenario, spec::ProducerSpec},
    trace::{Item, Name},
};
use serde_json::Value;
use std::sync::Arc;

/// Gives a fresh letter the body and the attributes its producer's description says.
pub(super) fn clothe(letter: &mut Letter, spec: &ProducerSpec, plan: &Scenario) {
    if let Some(template) = &spec.body {
        letter.body = fill(template, &letter.item).into();
    } else if wants_json(spec, plan) {
        letter.body = plain_object(&letter.item).into();
    }
    if !spec.dresses() {
        return;
    }
    let item = &letter.item;
    let written = |template: &Option<Name>| template.as_ref().map(|t| Name::from(fill(t, item)));
    let attributes = spec.attributes.iter().map(|(name, value)| (name.clone(), attribute(value, item))).collect();
    letter.extras = Some(Arc::new(Extras {
        attributes,
        key: written(&spec.key),
        subject: written(&spec.subject),
        kind: written(&spec.detail_type),
    }));
}

/// Queues and topics take any text; what else there is wants JSON.
fn wants_json(spec: &ProducerSpec, plan: &Scenario) -> bool {
    let takes_text = |name: &Name| {
        plan.queues.iter().any(|q| q.name == *name)
            || plan.topics.iter().any(|t| t.name == *name)
            || plan.brokers.iter().any(|b| b.name == *name)
    };
    !spec.to.names().iter().all(takes_text)
}

fn plain_object(item: &Item) -> String {
    match &item.group {
        Some(group) => format!("{{\"id\":\"{}\",\"group\":\"{group}\"}}", item.label),
        None => format!("{{\"id\":\"{}\"}}", item.label),
    }
}

/// `{label}`, `{no}` and `{group}` stand for the message's own.
fn fill(template: &str, item: &Item) -> String {
    let group = item.group.as_deref().unwrap_or("");
    template.replace("{label}", &item.label).replace("{no}", &item.no.to_string()).replace("{group}", group)
}

fn attribute(value: &Value, item: &Item) -> Attribute {
    let (kind, value) = match value {
        Value::String(text) => ("String", fill(text, item)),
        Value::Number(number) => ("Number", number.to_string()),
        Value::Array(_) => ("String.Array", value.to_string()),
        other => ("String", other.to_string()),
    };
    Attribute { kind: kind.into(), value: value.into() }
}
