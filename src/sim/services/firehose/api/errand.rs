//! Errands of other services, read as calls of Firehose, and its answers as their outcomes.
use super::{Code, FirehoseError, Reply, Request, Response, record_id};
use crate::sim::{
    arn,
    errand::{Class, Outcome, Task},
    trace::Name,
    turn::Denied,
};

/// What an errand asks of a Firehose stream: to take records.
///
/// # Errors
/// The outcome where it cannot do that.
pub(in crate::sim::services::firehose) fn accept(to: &str, task: Task) -> Result<Request, Outcome> {
    let name: Name = arn::parse(to).map_or(to, |place| place.name).into();
    match task {
        Task::Send(record) | Task::Invoke(record) => Ok(Request::PutRecord { name, record }),
        Task::Batch(records) => Ok(Request::PutRecordBatch { name, records }),
        _ => Err(Outcome::senseless("firehose")),
    }
}

/// What an answer of Firehose means to whoever asked.
pub(in crate::sim::services::firehose) fn outcome(reply: Reply) -> Outcome {
    match reply {
        Err(error) => {
            let class = match error.code {
                Code::ServiceUnavailableException => Class::Throttled,
                Code::AccessDeniedException => Class::Denied,
                _ => Class::Client,
            };
            Outcome::refused(error.code.name(), class, &error.message)
        }
        Ok(Response::Put(no, _)) => Outcome::Taken(record_id(no).into()),
        Ok(Response::Batch { each, .. }) => {
            let one = |one: Result<u64, Code>| one.map(|no| record_id(no).into()).map_err(|code| code.name().into());
            Outcome::Each(each.into_iter().map(one).collect())
        }
        Ok(_) => Outcome::Taken(Name::default()),
    }
}

/// IAM's refusal as Firehose words it.
pub(in crate::sim::services::firehose) fn denied(why: &Denied) -> FirehoseError {
    let Denied { principal, action, resource, because, .. } = why;
    FirehoseError::new(
        Code::AccessDeniedException,
        format!("User: {principal} is not authorized to perform: {action} on resource: {resource} {because}"),
    )
}
