//! The AWS calls actors make, and what they read from the answers. The only place where an actor names a service.
/// Brokers.
pub(super) mod mq;

use crate::base::time::SimTime;
use crate::sim::{
    errand::{Attribute, Cargo, Class, Outcome, Task},
    scenario::Scenario,
    services::{
        Answer, Call,
        sqs::api::{
            Request, Response,
            handle::ReceiptHandle,
            request::{Change, Receive, Send},
            response::Message,
        },
    },
    trace::{Item, Name},
    wire::Word,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// A word in a body that makes a worker fail.
const POISON: &str = " poison";
/// What padding an object costs besides the padding: `,"pad":" "`.
const JSON_PAD: usize = 10;

/// A message before it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Its number and label.
    pub item: Item,
    /// MessageBody.
    pub body: Arc<str>,
    /// MessageDeduplicationId where the queue is FIFO and the producer gives one.
    pub dedup: Option<Arc<str>>,
    /// Every attempt carries a deduplication id of its own.
    #[serde(default)]
    pub fresh: bool,
    /// What only some targets take.
    #[serde(default)]
    pub extras: Option<Arc<Extras>>,
}

/// What a message carries besides its body, where the scenario says so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extras {
    /// Message attributes.
    pub attributes: BTreeMap<Name, Attribute>,
    /// PartitionKey, object key.
    pub key: Option<Name>,
    /// Subject, or `source` of an event.
    pub subject: Option<Name>,
    /// `detail-type` of an event.
    pub kind: Option<Name>,
}

impl Letter {
    /// A letter whose body and deduplication id are its label.
    pub fn new(no: u64, label: Arc<str>, group: Option<Name>) -> Self {
        Self {
            body: label.clone(),
            dedup: Some(label.clone()),
            item: Item { no, label, group },
            fresh: false,
            extras: None,
        }
    }
    /// The same letter again: same body, a label with a prime, and the same deduplication id unless each attempt has its own.
    pub fn again(&self) -> Self {
        let mut twin = self.clone();
        twin.item.label = format!("{}'", self.item.label.trim_end_matches('\'')).into();
        if self.fresh {
            twin.dedup = self.dedup.as_ref().map(|id| format!("{id}'").into());
        }
        twin
    }
    /// The same in the words that belong to no service.
    pub fn cargo(&self) -> Arc<Cargo> {
        let extras = self.extras.as_deref().cloned().unwrap_or_default();
        Arc::new(Cargo {
            body: self.body.clone(),
            attributes: extras.attributes,
            group: self.item.group.clone(),
            dedup: self.dedup.clone(),
            key: extras.key.or_else(|| self.item.group.clone()).or_else(|| Some(self.item.label.clone())),
            subject: extras.subject,
            kind: extras.kind,
            item: Some(self.item.clone()),
            ..Cargo::default()
        })
    }
    /// Makes whoever works on it fail.
    pub fn poison(&mut self) {
        self.body = self.lengthened(POISON);
    }
    /// Fills the body up to a size in bytes.
    pub fn pad(&mut self, bytes: usize) {
        if self.body.len() < bytes {
            let frame = if self.body.ends_with('}') { JSON_PAD } else { 1 };
            self.body = self.lengthened(&format!(" {}", ".".repeat(bytes.saturating_sub(self.body.len() + frame))));
        }
    }
    /// The body with a text added, inside the object where it is one.
    fn lengthened(&self, by: &str) -> Arc<str> {
        match self.body.strip_suffix('}') {
            Some(open) if open.ends_with('{') => format!("{open}\"pad\":\"{by}\"}}").into(),
            Some(open) => format!("{open},\"pad\":\"{by}\"}}").into(),
            None => format!("{}{by}", self.body).into(),
        }
    }
}

/// SendMessage. A deduplication id goes to FIFO queues only: standard ones refuse it.
pub(super) fn send(queue: &Name, letter: &Letter) -> Call {
    let message = Send {
        body: letter.body.clone(),
        dedup_id: letter.dedup.clone().filter(|_| queue.ends_with(".fifo")),
        group_id: letter.item.group.clone(),
        item: Some(letter.item.clone()),
        ..Send::default()
    };
    Call::Sqs(Request::SendMessage { queue: queue.clone(), message })
}

/// ReceiveMessage; times in whole seconds.
pub(super) fn receive(queue: &Name, max: u32, wait: Option<SimTime>, visibility: Option<SimTime>) -> Call {
    let receive = Receive {
        max: Some(i64::from(max)),
        wait: wait.map(seconds),
        visibility: visibility.map(seconds),
        ..Receive::default()
    };
    Call::Sqs(Request::ReceiveMessage { queue: queue.clone(), receive })
}

/// DeleteMessage.
pub(super) fn delete(queue: &Name, receipt_handle: ReceiptHandle) -> Call {
    Call::Sqs(Request::DeleteMessage { queue: queue.clone(), receipt_handle })
}

/// ChangeMessageVisibility.
pub(super) fn extend(queue: &Name, receipt_handle: ReceiptHandle, to: SimTime) -> Call {
    let change = Change { receipt_handle, visibility: Some(seconds(to)) };
    Call::Sqs(Request::ChangeMessageVisibility { queue: queue.clone(), change })
}

fn seconds(t: SimTime) -> i64 {
    i64::try_from(t.as_secs()).unwrap_or(i64::MAX)
}

/// A message in a worker's hands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Which.
    pub item: Item,
    /// Whether it makes the worker fail.
    pub poison: bool,
    /// What it says.
    pub body: Arc<str>,
    /// ReceiptHandle.
    pub handle: ReceiptHandle,
    /// When it will be visible again, as far as the worker can know.
    pub until: SimTime,
}

impl Held {
    /// What is handed on to a resource the worker writes to.
    pub(super) fn cargo(&self) -> Arc<Cargo> {
        let (group, label) = (self.item.group.clone(), self.item.label.clone());
        Arc::new(Cargo {
            body: self.body.clone(),
            key: group.clone().or_else(|| Some(label.clone())),
            dedup: Some(label),
            group,
            item: Some(self.item.clone()),
            ..Cargo::default()
        })
    }
    /// The answer a waiting step of a state machine gets, where the message carries its task token; and whom to tell.
    pub(super) fn answer(&self, plan: &Scenario) -> Option<(Name, Task)> {
        let machine = plan.state_machines.first()?;
        let token = token_in(&serde_json::from_str(&self.body).ok()?, 0)?;
        let output = format!("{{\"done\":\"{}\"}}", self.item.label).into();
        Some((machine.name.clone(), Task::Token { token, result: Some(Ok(output)) }))
    }
}

/// How deep a body is searched for a task token.
const DEEPEST: u8 = 8;

/// The text under a key that ends in `token`, at any depth.
fn token_in(value: &serde_json::Value, depth: u8) -> Option<Name> {
    let fields = value.as_object().filter(|_| depth < DEEPEST)?;
    let own = fields.iter().find(|(key, _)| key.to_ascii_lowercase().ends_with("token"));
    let own = own.and_then(|(_, v)| v.as_str()).map(Name::from);
    own.or_else(|| fields.values().find_map(|v| token_in(v, depth + 1)))
}

/// What an answer says to an actor.
pub(super) enum Heard {
    /// It was done.
    Done,
    /// Messages, perhaps none.
    Messages(Vec<Held>),
    /// It was refused, with AWS's code, and whether trying again may help.
    Refused(Name, Class),
}

/// Reads an answer.
pub(super) fn hear(word: Word) -> Heard {
    match word {
        Word::Answer(Answer::Sqs(Ok(Response::Messages(messages)))) => {
            Heard::Messages(messages.iter().map(held).collect())
        }
        Word::Answer(answer) => heard(answer.outcome()),
        Word::Outcome(outcome) => heard(outcome),
    }
}

fn heard(outcome: Outcome) -> Heard {
    match outcome {
        Outcome::Refused { code, class, .. } => Heard::Refused(code, class),
        Outcome::Failed(error, _) => Heard::Refused(error, Class::Client),
        Outcome::NoAnswer => Heard::Refused("ServiceUnavailable".into(), Class::Server),
        Outcome::Each(each) => match each.into_iter().find_map(Result::err) {
            Some(code) => Heard::Refused(code, Class::Throttled),
            None => Heard::Done,
        },
        _ => Heard::Done,
    }
}

fn held(message: &Message) -> Held {
    let unknown = || Item { no: 0, label: "?".into(), group: None };
    Held {
        item: message.item().cloned().unwrap_or_else(unknown),
        poison: message.payload.body.contains(POISON),
        body: message.payload.body.clone(),
        handle: message.receipt.into(),
        until: message.hidden_until,
    }
}
