//! The AWS calls actors make, and what they read from the answers. The only place where an actor names a service.
use crate::base::time::SimTime;
use crate::sim::{
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
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A word in a body that makes a worker fail.
const POISON: &str = " poison";

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
}

impl Letter {
    /// A letter whose body and deduplication id are its label.
    pub fn new(no: u64, label: Arc<str>, group: Option<Name>) -> Self {
        Self { body: label.clone(), dedup: Some(label.clone()), item: Item { no, label, group }, fresh: false }
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
    /// Makes whoever works on it fail.
    pub fn poison(&mut self) {
        self.body = format!("{}{POISON}", self.body).into();
    }
    /// Fills the body up to a size in bytes.
    pub fn pad(&mut self, bytes: usize) {
        if self.body.len() < bytes {
            self.body = format!("{} {}", self.body, ".".repeat(bytes.saturating_sub(self.body.len() + 1))).into();
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
    /// ReceiptHandle.
    pub handle: ReceiptHandle,
    /// When it will be visible again, as far as the worker can know.
    pub until: SimTime,
}

/// What an answer says to an actor.
pub(super) enum Heard {
    /// It was done.
    Done,
    /// Messages, perhaps none.
    Messages(Vec<Held>),
    /// It was refused, with AWS's code.
    Refused(&'static str),
}

/// Reads an answer.
pub(super) fn hear(answer: Answer) -> Heard {
    let Answer::Sqs(answer) = answer;
    match answer {
        Err(error) => Heard::Refused(error.code.name()),
        Ok(Response::Messages(messages)) => Heard::Messages(messages.iter().map(held).collect()),
        Ok(_) => Heard::Done,
    }
}

fn held(message: &Message) -> Held {
    let unknown = || Item { no: 0, label: "?".into(), group: None };
    Held {
        item: message.item().cloned().unwrap_or_else(unknown),
        poison: message.payload.body.contains(POISON),
        handle: message.receipt.into(),
        until: message.hidden_until,
    }
}
