//! Errands of other services, read as PutEvents, and its answers as their outcomes.
use super::{
    Reply, Request, Response,
    error::{Code, EventsError},
    put::entry,
    request::Form,
};
use crate::sim::{
    errand::{Class, Outcome, Task},
    services::events::model::bus_name,
    turn::Denied,
};

/// What an errand asks of a bus.
///
/// # Errors
/// The outcome where a bus cannot do that.
pub(in crate::sim::services::events) fn accept(to: &str, task: Task) -> Result<Request, Outcome> {
    let bus = bus_name(to);
    match task {
        Task::Send(cargo) => Ok(Request::PutEvents { entries: vec![entry(bus, &cargo)], form: Form::One }),
        Task::Batch(all) => {
            let entries = all.iter().map(|cargo| entry(bus.clone(), cargo)).collect();
            Ok(Request::PutEvents { entries, form: Form::Many })
        }
        _ => Err(Outcome::senseless("events")),
    }
}

/// What an answer means to whoever asked.
pub(in crate::sim::services::events) fn outcome(reply: Reply) -> Outcome {
    match reply {
        Err(error) => Outcome::refused(error.code.name(), class(error.code), &error.message),
        Ok(Response::Put(Form::One, results)) => match results.into_iter().next() {
            Some(Ok(id)) => Outcome::Taken(id),
            Some(Err((code, message))) => Outcome::refused(code.name(), class(code), &message),
            None => Outcome::Taken("".into()),
        },
        Ok(Response::Put(_, results)) => {
            Outcome::Each(results.into_iter().map(|r| r.map_err(|(code, _)| code.name().into())).collect())
        }
        Ok(_) => Outcome::Taken("".into()),
    }
}

const fn class(code: Code) -> Class {
    match code {
        Code::AccessDenied => Class::Denied,
        Code::Throttling => Class::Throttled,
        _ => Class::Client,
    }
}

/// IAM's refusal as EventBridge words it.
pub(in crate::sim::services::events) fn denied(why: &Denied) -> EventsError {
    let Denied { principal, action, resource, because, .. } = why;
    let message = format!("User: {principal} is not authorized to perform: {action} on resource: {resource} {because}");
    EventsError::new(Code::AccessDenied, message)
}
