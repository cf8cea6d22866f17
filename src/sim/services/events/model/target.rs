//! Targets of rules, and what each of them is given of an event.
use super::{Written, event::Event};
use crate::sim::{
    arn,
    delivery::Retry,
    epoch,
    errand::{Attribute, Cargo},
    trace::Name,
    transform::{
        path::Path,
        template::{Filling, Template},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

/// A target of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Its id within the rule.
    pub id: Name,
    /// Its ARN.
    pub arn: Name,
    /// RoleArn.
    pub role: Option<Name>,
    /// What it is given.
    pub input: Input,
    /// `SqsParameters.MessageGroupId`.
    pub group: Option<Name>,
    /// `KinesisParameters.PartitionKeyPath`.
    pub key_path: Option<Path>,
    /// `DeadLetterConfig`: an SQS queue's ARN.
    pub dead_letter: Option<Name>,
    /// `RetryPolicy`, with AWS's defaults filled in.
    pub retry: Retry,
    /// The target as it was put, under AWS's names.
    pub shown: Value,
}

/// What a target is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Input {
    /// The whole event.
    Whole,
    /// `Input`: always the same text.
    Fixed(Arc<str>),
    /// `InputPath`: a part of the event.
    Part(Path),
    /// `InputTransformer`.
    Transformed(Box<Transformer>),
}

/// `InputTransformer`: variables and a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transformer {
    /// `InputPathsMap`.
    pub paths: BTreeMap<Name, Path>,
    /// `InputTemplate`.
    pub template: Template,
}

/// The attribute of an event on its way from a second bus: it may not go to a third.
pub const FORWARDED: &str = "forwarded";

/// Variables nobody defines.
pub const RESERVED: &[&str] = &[
    "aws.events.rule-arn",
    "aws.events.rule-name",
    "aws.events.event.ingestion-time",
    "aws.events.event",
    "aws.events.event.json",
];

impl Target {
    /// The bus it is, where it is one.
    #[must_use]
    pub fn bus(&self) -> Option<arn::Place<'_>> {
        arn::parse(&self.arn).filter(|place| place.service == "events" && place.kind == "event-bus")
    }
    /// Whether a role speaks for the rule there, instead of the target's own policy.
    #[must_use]
    pub fn by_role(&self) -> bool {
        let service = arn::parse(&self.arn).map_or("", |place| place.service);
        !matches!(service, "sqs" | "sns" | "lambda" | "logs")
    }
    /// What it gets of an event.
    #[must_use]
    pub fn cargo(&self, rule: (&Name, &Name), written: &Written<'_>) -> Cargo {
        let event = &**written.event;
        let mut cargo = Cargo {
            bytes: if matches!(self.input, Input::Whole) { event.bytes } else { 0 },
            item: event.item.clone(),
            items: event.items.clone(),
            group: self.group.clone(),
            ..Cargo::default()
        };
        if self.bus().is_some() {
            forwarded(event, &mut cargo);
            return cargo;
        }
        cargo.body = self.body(rule, written);
        cargo.key = Some(self.key(written));
        cargo
    }
    fn body(&self, (rule, rule_arn): (&Name, &Name), written: &Written<'_>) -> Arc<str> {
        match &self.input {
            Input::Whole => written.text.clone(),
            Input::Fixed(text) => text.clone(),
            Input::Part(path) => path.find(written.value).map_or_else(|| "{}".into(), |v| v.to_string().into()),
            Input::Transformed(how) => {
                let text = how.template.render(|name| how.fill(name, (rule, rule_arn), written));
                text.into()
            }
        }
    }
    /// The partition key: what the path finds, else the event's id.
    fn key(&self, written: &Written<'_>) -> Name {
        let found = self.key_path.as_ref().and_then(|path| path.find(written.value));
        match found.as_deref() {
            Some(Value::String(text)) => text.as_str().into(),
            Some(Value::Null) | None => written.event.id.clone(),
            Some(other) => other.to_string().into(),
        }
    }
}

impl Transformer {
    fn fill<'a>(&self, name: &str, (rule, rule_arn): (&'a Name, &'a Name), written: &Written<'a>) -> Filling<'a> {
        let text = |text: &str| Filling::Value(Cow::Owned(Value::from(text)));
        match name {
            "aws.events.rule-arn" => text(rule_arn),
            "aws.events.rule-name" => text(rule),
            "aws.events.event.ingestion-time" => text(&epoch::iso(epoch::epoch_secs(written.event.ingested))),
            "aws.events.event" => Filling::Raw(Cow::Owned(written.event.head())),
            "aws.events.event.json" => Filling::Raw(Cow::Owned(written.text.to_string())),
            _ => self.paths.get(name).and_then(|p| p.find(written.value)).map_or(Filling::Missing, Filling::Value),
        }
    }
}

/// An event on its way to another bus keeps its envelope.
fn forwarded(event: &Event, cargo: &mut Cargo) {
    let text = |value: &str| Attribute { kind: "String".into(), value: value.into() };
    cargo.body = event.detail.clone();
    (cargo.subject, cargo.kind) = (Some(event.source.clone()), Some(event.kind.clone()));
    let resources: Vec<&str> = event.resources.iter().map(|r| &**r).collect();
    for (name, value) in [
        ("id", &*event.id),
        ("account", &*event.account),
        ("region", &*event.region),
        ("time", &*epoch::iso(event.time)),
        ("resources", &*Value::from(resources).to_string()),
        ("replay-name", event.replay.as_deref().unwrap_or("")),
        (FORWARDED, if event.forwarded { "true" } else { "" }),
    ] {
        if !value.is_empty() {
            cargo.attributes.insert(name.into(), text(value));
        }
    }
}
