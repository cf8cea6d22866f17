//! Errands of other services, read as calls of Step Functions, and its answers as their outcomes.
use super::request::{Request, Start};
use super::response::{Ended, Response};
use super::{Code, Reply, StatesError, bare};
use crate::sim::errand::{Cargo, Class, Outcome, Task};
use crate::sim::services::stepfunctions::model::States;
use crate::sim::services::stepfunctions::model::execution::Status;
use crate::sim::services::stepfunctions::model::fault::TIMEOUT;
use crate::sim::trace::{Item, Name};
use crate::sim::turn::Denied;
use serde_json::Value;
use std::sync::Arc;

/// The learner's messages a cargo carries.
fn items(cargo: &Cargo) -> Vec<Item> {
    if cargo.items.is_empty() { cargo.item.iter().cloned().collect() } else { cargo.items.clone() }
}

fn start(cargo: &Cargo) -> Start {
    // Of an event the subject is its source; only without a detail-type it names the execution.
    let name = cargo.subject.clone().filter(|_| cargo.kind.is_none());
    Start { name, input: Some(cargo.body.clone()), items: items(cargo), ..Start::default() }
}

/// A batch is one execution whose input is the array of its entries, as a pipe hands it over.
fn batch(all: &[Arc<Cargo>]) -> Start {
    let value = |c: &Arc<Cargo>| serde_json::from_str(&c.body).unwrap_or_else(|_| Value::String((*c.body).into()));
    let input = Value::Array(all.iter().map(value).collect());
    Start {
        input: Some(input.to_string().into()),
        items: all.iter().flat_map(|c| items(c)).collect(),
        batch: u32::try_from(all.len()).unwrap_or(u32::MAX),
        ..Start::default()
    }
}

/// What an errand asks of a state machine.
///
/// # Errors
/// The outcome where a state machine cannot do that.
pub(in crate::sim::services::stepfunctions) fn accept(
    states: &States,
    to: &str,
    task: Task,
) -> Result<Request, Outcome> {
    let machine: Name = bare(to).into();
    Ok(match task {
        Task::Send(cargo) => Request::StartExecution { machine, start: Box::new(start(&cargo)) },
        Task::Batch(all) => Request::StartExecution { machine, start: Box::new(batch(&all)) },
        Task::Invoke(cargo) => {
            let start = Box::new(Start { until_end: true, ..start(&cargo) });
            if states.machine(&machine).is_some_and(|m| m.express) {
                Request::StartSyncExecution { machine, start }
            } else {
                Request::StartExecution { machine, start }
            }
        }
        Task::Token { token, result: None } => Request::SendTaskHeartbeat { token },
        Task::Token { token, result: Some(Ok(output)) } => Request::SendTaskSuccess { token, output },
        Task::Token { token, result: Some(Err((error, cause))) } => Request::SendTaskFailure { token, error, cause },
        _ => return Err(Outcome::senseless("states")),
    })
}

/// What an answer of Step Functions means to whoever asked.
pub(in crate::sim::services::stepfunctions) fn outcome(reply: Reply) -> Outcome {
    match reply {
        Err(error) => Outcome::refused(error.code.name(), class(error.code), &error.message),
        Ok(Response::Started(arn, _, 0)) => Outcome::Taken(arn),
        Ok(Response::Started(arn, _, entries)) => Outcome::Each((0..entries).map(|_| Ok(arn.clone())).collect()),
        Ok(Response::Ended(ended)) => end(*ended),
        Ok(Response::Made(arn, ..)) => Outcome::Taken(arn),
        Ok(_) => Outcome::Taken(Name::default()),
    }
}

fn end(ended: Ended) -> Outcome {
    match (ended.result, ended.status) {
        (Some(Ok(output)), _) => Outcome::Returned(output),
        (Some(Err(fault)), Status::TimedOut) => Outcome::Failed(TIMEOUT.into(), fault.cause),
        (Some(Err(fault)), _) => Outcome::Failed(fault.error, fault.cause),
        (None, _) => Outcome::Taken(ended.arn),
    }
}

const fn class(code: Code) -> Class {
    match code {
        Code::AccessDenied => Class::Denied,
        Code::Throttling | Code::ExecutionLimitExceeded => Class::Throttled,
        _ => Class::Client,
    }
}

/// IAM's refusal as Step Functions words it.
pub(in crate::sim::services::stepfunctions) fn denied(why: &Denied) -> StatesError {
    let Denied { principal, action, resource, because, .. } = why;
    StatesError::new(
        Code::AccessDenied,
        format!("User: {principal} is not authorized to perform: {action} on resource: {resource} {because}"),
    )
}
