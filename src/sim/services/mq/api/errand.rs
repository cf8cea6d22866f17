//! Errands of other services, read as what a client says, and a broker's answers as their outcomes.
use super::{Code, Delivery, Produce, Reply, Request, Response};
use crate::sim::{
    arn,
    errand::{Cargo, Class, Outcome, Received, Task},
    services::mq::model::Mq,
    trace::Name,
};
use std::sync::Arc;

/// What an errand asks of a broker: `arn:aws:mq:REGION:ACCOUNT:broker:NAME`, with `:QUEUE` behind it where it means another
/// queue than the first.
///
/// # Errors
/// The outcome where a broker cannot do that.
pub(in crate::sim::services::mq) fn accept(mq: &Mq, to: &str, task: Task) -> Result<Request, Outcome> {
    let (broker, rest): (Name, Name) =
        arn::parse(to).map_or((to.into(), Name::default()), |p| (p.name.into(), p.rest.into()));
    let named = Some(rest.clone()).filter(|r| !r.is_empty());
    Ok(match task {
        Task::Send(cargo) => {
            let known = |name: &Name| mq.broker(&broker).is_some_and(|b| b.destinations.contains_key(name));
            let destination = named.or_else(|| cargo.subject.clone().filter(known));
            Request::Produce(Produce { persistent: is_persistent(&cargo), broker, destination, cargo })
        }
        Task::Receive { max, wait } => Request::Take { broker, destination: rest, max, wait, service: true },
        Task::Delete(handles) => Request::Ack(broker, tags(&handles)),
        Task::Release(handles, _) => Request::Reject(broker, tags(&handles)),
        _ => return Err(Outcome::senseless("mq")),
    })
}

/// Persistent unless the message says otherwise, as JMS has it: attribute `DeliveryMode` = `NON_PERSISTENT`.
fn is_persistent(cargo: &Arc<Cargo>) -> bool {
    cargo.attributes.get("DeliveryMode").is_none_or(|a| &*a.value != "NON_PERSISTENT")
}

fn tags(handles: &[Name]) -> Vec<u64> {
    handles.iter().filter_map(|h| h.parse().ok()).collect()
}

/// What an answer of a broker means to whoever asked.
pub(in crate::sim::services::mq) fn outcome(reply: Reply) -> Outcome {
    match reply {
        Err(error) => Outcome::refused(error.code.name(), class(error.code), &error.message),
        Ok(Response::Produced(no)) => Outcome::Taken(no.to_string().into()),
        Ok(Response::Deliveries(all)) => Outcome::Messages(all.into_iter().map(received).collect()),
        Ok(Response::Done | Response::Brokers(_)) => Outcome::Taken(Name::default()),
    }
}

fn class(code: Code) -> Class {
    match code {
        Code::ForbiddenException => Class::Denied,
        Code::ConnectionRefused | Code::ConnectionClosed | Code::QueueUnavailable | Code::StorageFull => Class::Server,
        Code::TooManyConnections => Class::Throttled,
        _ => Class::Client,
    }
}

fn received(delivery: Delivery) -> Received {
    let tag: Name = delivery.tag.to_string().into();
    Received {
        id: tag.clone(),
        handle: tag,
        receives: delivery.deliveries,
        sent: delivery.sent,
        until: crate::base::time::SimTime::NEVER,
        cargo: delivery.cargo,
    }
}
