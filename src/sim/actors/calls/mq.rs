//! What clients say to brokers, and what they read from the answers.
use super::{POISON, heard};
use crate::base::time::SimTime;
use crate::sim::{
    errand::Cargo,
    scenario::{
        Scenario,
        spec::{
            client::{AckWord, ClientSpec, ProtocolWord},
            mq::EngineWord,
        },
    },
    services::{
        Answer, Call,
        mq::{
            api::{Delivery, Request, Response, Subscribe},
            model::{AckMode, Protocol},
        },
    },
    trace::{Item, Name},
    wire::Word,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A message in a client's hands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Which.
    pub item: Item,
    /// Its delivery tag.
    pub tag: u64,
    /// Whether it makes the client fail.
    pub poison: bool,
    /// What it carries.
    pub cargo: Arc<Cargo>,
}

/// What an answer says to a client.
pub(in crate::sim::actors) enum Got {
    /// It was done.
    Done,
    /// Messages, perhaps none.
    Messages(Vec<Held>),
    /// It was refused, with the code.
    Refused(Name),
}

/// Reads an answer.
pub(in crate::sim::actors) fn hear(word: Word) -> Got {
    match word {
        Word::Answer(Answer::Mq(Ok(Response::Deliveries(all)))) => Got::Messages(all.into_iter().map(held).collect()),
        Word::Answer(Answer::Mq(Err(error))) => Got::Refused(error.code.name().into()),
        Word::Answer(answer) => plain(answer.outcome()),
        Word::Outcome(outcome) => plain(outcome),
    }
}

fn plain(outcome: crate::sim::errand::Outcome) -> Got {
    match heard(outcome) {
        super::Heard::Refused(code, _) => Got::Refused(code),
        _ => Got::Done,
    }
}

fn held(delivery: Delivery) -> Held {
    let unknown = || Item { no: 0, label: "?".into(), group: None };
    Held {
        item: delivery.cargo.item.clone().unwrap_or_else(unknown),
        tag: delivery.tag,
        poison: delivery.cargo.body.contains(POISON),
        cargo: delivery.cargo,
    }
}

/// Connect.
pub(in crate::sim::actors) fn connect(spec: &ClientSpec, plan: &Scenario) -> Call {
    let rabbit = plan.brokers.iter().any(|b| b.name == spec.broker && b.engine == EngineWord::RabbitMq);
    let protocol = match spec.protocol {
        None if rabbit => Protocol::Amqp,
        None | Some(ProtocolWord::OpenWire) => Protocol::OpenWire,
        Some(ProtocolWord::Amqp) => Protocol::Amqp,
        Some(ProtocolWord::Stomp) => Protocol::Stomp,
        Some(ProtocolWord::Mqtt) => Protocol::Mqtt,
        Some(ProtocolWord::Wss) => Protocol::Wss,
    };
    Call::Mq(Request::Connect { broker: spec.broker.clone(), protocol })
}

/// Begin to consume.
pub(in crate::sim::actors) fn subscribe(spec: &ClientSpec) -> Call {
    let ack = match spec.ack {
        AckWord::Auto => AckMode::Auto,
        AckWord::Client => AckMode::Client,
        AckWord::Transacted => AckMode::Transacted,
    };
    Call::Mq(Request::Subscribe(Box::new(Subscribe {
        broker: spec.broker.clone(),
        destination: spec.from.clone(),
        prefetch: spec.prefetch,
        ack,
        durable: spec.durable,
    })))
}

/// Have messages handed over.
pub(in crate::sim::actors) fn take(spec: &ClientSpec, max: u32, wait: SimTime) -> Call {
    let (broker, destination) = (spec.broker.clone(), spec.from.clone());
    Call::Mq(Request::Take { broker, destination, max, wait, service: false })
}

/// A message is done.
pub(in crate::sim::actors) fn ack(spec: &ClientSpec, tag: u64) -> Call {
    Call::Mq(Request::Ack(spec.broker.clone(), vec![tag]))
}

/// A message was not done.
pub(in crate::sim::actors) fn reject(spec: &ClientSpec, tag: u64) -> Call {
    Call::Mq(Request::Reject(spec.broker.clone(), vec![tag]))
}

/// The connection ends.
pub(in crate::sim::actors) fn disconnect(spec: &ClientSpec) -> Call {
    Call::Mq(Request::Disconnect(spec.broker.clone()))
}
