//! Errands of other services, read as calls of SNS, and its answers as their outcomes.
use super::error::{Code, SnsError};
use super::request::Entry;
use super::{Reply, Request, Response};
use crate::sim::errand::{Cargo, Class, Outcome, Task};
use crate::sim::trace::Name;
use crate::sim::turn::Denied;
use std::sync::Arc;

/// What an errand asks of a topic. A token is whoever visits the SubscribeURL.
///
/// # Errors
/// The outcome where a topic cannot do that.
pub(in crate::sim::services::sns) fn accept(to: &str, task: Task) -> Result<Request, Outcome> {
    let topic: Name = to.into();
    let fifo = to.ends_with(".fifo");
    // An idempotency key that another service sends along means nothing to a standard topic.
    let fit = |mut cargo: Arc<Cargo>| {
        if !fifo && cargo.dedup.is_some() {
            Arc::make_mut(&mut cargo).dedup = None;
        }
        super::request::Message::from(cargo)
    };
    Ok(match task {
        Task::Send(cargo) => Request::Publish { topic, message: fit(cargo) },
        Task::Batch(all) => {
            let entry = |(nth, cargo): (usize, _)| Entry { id: nth.to_string(), message: cargo };
            let entries = all.into_iter().map(fit).enumerate().map(entry).collect();
            Request::PublishBatch { topic, entries }
        }
        Task::Token { token, result: Some(Ok(_)) } => {
            Request::ConfirmSubscription { topic, token, authenticate: false }
        }
        _ => return Err(Outcome::senseless("sns")),
    })
}

/// What an answer of SNS means to whoever asked.
pub(in crate::sim::services::sns) fn outcome(reply: Reply) -> Outcome {
    match reply {
        Err(error) => Outcome::refused(error.code.name(), class(error.code), &error.message),
        Ok(Response::Published(p)) => Outcome::Taken(p.id.to_string().into()),
        Ok(Response::Topic(arn) | Response::Subscription(arn)) => Outcome::Taken(arn),
        Ok(Response::Batch(good, bad)) => {
            let mut all: Vec<(usize, Result<Name, Name>)> = vec![];
            let place = |id: &str| id.parse().unwrap_or(usize::MAX);
            all.extend(good.into_iter().map(|(id, p)| (place(&id), Ok(p.id.to_string().into()))));
            all.extend(bad.into_iter().map(|f| (place(&f.id), Err(f.code.name().into()))));
            all.sort_by_key(|(at, _)| *at);
            Outcome::Each(all.into_iter().map(|(_, one)| one).collect())
        }
        Ok(_) => Outcome::Taken(Name::default()),
    }
}

const fn class(code: Code) -> Class {
    match code {
        Code::AuthorizationError | Code::KmsAccessDenied => Class::Denied,
        Code::Throttled => Class::Throttled,
        _ => Class::Client,
    }
}

/// IAM's refusal as SNS words it.
pub(in crate::sim::services::sns) fn denied(why: &Denied) -> SnsError {
    let code = if why.by_key { Code::KmsAccessDenied } else { Code::AuthorizationError };
    let Denied { principal, action, resource, because, .. } = why;
    SnsError::new(
        code,
        format!("User: {principal} is not authorized to perform: {action} on resource: {resource} {because}"),
    )
}
