//! Errands of other services, read as calls of Lambda, and its answers as their outcomes.
use super::{Code, LambdaError, Reply, Request, Response, request::Kind};
use crate::sim::{
    errand::{Outcome, Task},
    services::lambda::model::function::bare,
    trace::Name,
    turn::Denied,
};

/// What an errand asks of a function: a message is an asynchronous invocation, a question a synchronous one.
///
/// # Errors
/// The outcome where a function cannot do that.
pub(in crate::sim::services::lambda) fn accept(to: &str, task: Task) -> Result<Request, Outcome> {
    let function: Name = bare(to).into();
    match task {
        Task::Send(payload) => Ok(Request::Invoke { function, kind: Kind::Event, payload }),
        Task::Invoke(payload) => Ok(Request::Invoke { function, kind: Kind::RequestResponse, payload }),
        _ => Err(Outcome::senseless("lambda")),
    }
}

/// What an answer of Lambda means to whoever asked.
pub(in crate::sim::services::lambda) fn outcome(reply: Reply) -> Outcome {
    match reply {
        Err(error) => Outcome::refused(error.code.name(), error.code.class(), &error.message),
        Ok(Response::Invoked(done)) => match (done.status, done.error) {
            (_, Some(error)) => Outcome::Failed(error, done.payload),
            (200, None) => Outcome::Returned(done.payload),
            _ => Outcome::Taken(done.request),
        },
        Ok(_) => Outcome::Taken(Name::default()),
    }
}

/// IAM's refusal as Lambda words it.
pub(in crate::sim::services::lambda) fn denied(why: &Denied) -> LambdaError {
    let Denied { principal, action, resource, because, .. } = why;
    let message = format!("User: {principal} is not authorized to perform: {action} on resource: {resource} {because}");
    LambdaError::new(Code::AccessDenied, message)
}
