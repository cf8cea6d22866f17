//! Publish and PublishBatch.
use super::ask::{invalid, topic};
use crate::endpoint::{command::Command, input::Input, refusal::Refusal};
use crate::sim::errand::{Attribute, Cargo};
use crate::sim::services::sns::api::{
    Request,
    request::{Entry, Message},
};
use crate::sim::trace::Name;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Publish: to a topic, a telephone or a device.
pub(super) fn one(command: &Command) -> Result<Request, Refusal> {
    let input = command.input();
    let said = ["TopicArn", "TargetArn", "PhoneNumber"].into_iter().find(|member| input.has(member));
    let (target, topical): (Name, bool) = match said {
        Some("PhoneNumber") => (input.name("PhoneNumber").unwrap_or_default(), false),
        Some(member) => {
            let arn = topic(command, member)?;
            let topical = !arn.contains(":endpoint/");
            (arn, topical)
        }
        None => return Err(invalid("TopicArn or TargetArn Reason: no value for required parameter")),
    };
    let message = message(input)?;
    Ok(if topical { Request::Publish { topic: target, message } } else { Request::PublishTo { target, message } })
}

/// PublishBatch.
pub(super) fn batch(command: &Command) -> Result<Request, Refusal> {
    let input = command.input();
    let topic = topic(command, "TopicArn")?;
    let entry = |entry: Input<'_>| Ok(Entry { id: entry.need("Id")?.into(), message: message(entry)? });
    let entries = input.list("PublishBatchRequestEntries").map(entry).collect::<Result<_, Refusal>>()?;
    Ok(Request::PublishBatch { topic, entries })
}

fn message(input: Input<'_>) -> Result<Message, Refusal> {
    let mut attributes = BTreeMap::new();
    for (name, said) in input.map("MessageAttributes") {
        attributes.insert(name.into(), attribute(name, said)?);
    }
    let cargo = Cargo {
        body: input.name("Message").unwrap_or_default(),
        attributes,
        group: input.name("MessageGroupId"),
        dedup: input.name("MessageDeduplicationId"),
        subject: input.name("Subject"),
        ..Cargo::default()
    };
    Ok(Message { cargo: Arc::new(cargo), structure: input.name("MessageStructure") })
}

/// A message attribute; its value stands in the field of its type.
fn attribute(name: &str, said: Input<'_>) -> Result<Attribute, Refusal> {
    let kind = said.text("DataType").unwrap_or_default();
    let (text, binary) = (said.text("StringValue"), said.text("BinaryValue"));
    let (own, other, field) =
        if kind.split('.').next() == Some("Binary") { (binary, text, "Binary") } else { (text, binary, "String") };
    if own.is_none() && other.is_some() {
        let why = format!("The message attribute '{name}' with type '{kind}' must use field '{field}'.");
        return Err(Refusal::new("ParameterValueInvalid", why));
    }
    Ok(Attribute { kind: kind.into(), value: own.unwrap_or_default().into() })
}
