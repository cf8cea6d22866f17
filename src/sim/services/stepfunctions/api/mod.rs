//! The calls of Step Functions under AWS's names, and where each is answered.
/// Activities and task tokens.
mod activities;
/// Errands of other services.
pub(super) mod errand;
/// Refusals.
pub mod error;
/// Executions.
mod executions;
/// State machines.
mod machines;
/// The calls as data.
pub mod request;
/// The answers as data.
pub mod response;

use super::model::States;
use super::step::Output;
use crate::sim::arn;
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::{CallId, Draft, Turn};
pub use error::{Code, StatesError};
pub use request::Request;
pub use response::Response;

/// An answer, or a refusal that changed nothing.
pub type Reply = Result<Response, StatesError>;

/// Who calls, when, under which number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'a> {
    id: CallId,
    from: &'a Name,
    turn: Turn<'a>,
}

/// The name in an ARN, or the bare name: `stateMachine:orders` and `orders` are the same.
pub(super) fn bare(text: &str) -> &str {
    arn::parse(text).map_or(text, |place| place.name)
}

/// Most entries of one page.
const PAGE: usize = 1_000;
/// Entries of a page unless said.
const PAGE_DEFAULT: usize = 100;

/// How many entries a page has.
fn page(max: Option<i64>) -> Result<usize, StatesError> {
    match max {
        None | Some(0) => Ok(PAGE_DEFAULT),
        Some(n) => usize::try_from(n).ok().filter(|n| *n <= PAGE).ok_or_else(|| {
            let message = "1 validation error detected: Value at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000";
            StatesError::new(Code::Validation, message)
        }),
    }
}

/// Where a page begins.
fn begin(after: Option<&Name>) -> Result<usize, StatesError> {
    let bad = || StatesError::new(Code::InvalidToken, "Invalid Token: 'Invalid token'");
    after.map_or(Ok(0), |token| token.parse().map_err(|_| bad()))
}

/// One page of many entries, and where the next one begins.
fn cut<T>(all: impl Iterator<Item = T>, from: usize, most: usize) -> (Vec<T>, Option<Name>) {
    let mut rest = all.skip(from);
    let taken: Vec<T> = rest.by_ref().take(most).collect();
    let more = rest.next().is_some().then(|| (from + taken.len()).to_string().into());
    (taken, more)
}

impl States {
    /// A call arrives. It is answered through `out.replies` under the same `id`: at once, or later.
    pub(super) fn handle(&mut self, who: (CallId, &Name), request: Request, turn: Turn<'_>, out: &mut Output) {
        let call = Call { id: who.0, from: who.1, turn };
        let place: Name = if out.sink.off { Name::default() } else { bare(request.about()).into() };
        let Some(reply) = self.answer(call, request, out) else { return };
        if let Err(error) = &reply {
            let throttled = error.code == Code::Throttling;
            out.sink.emit(turn.now, turn.cause, || Draft {
                actor: Some(call.from.clone()),
                note: Some(error.code.name().into()),
                weight: Weight::Mark,
                ..Draft::new(if throttled { "states.throttled" } else { "states.refused" }, &place)
            });
        }
        out.replies.push((who.0, reply));
    }

    /// The answer, or `None` where the call waits.
    fn answer(&mut self, call: Call<'_>, request: Request, out: &mut Output) -> Option<Reply> {
        match request {
            Request::StartExecution { machine, start } => self.start(call, &machine, *start, out),
            Request::StartSyncExecution { machine, start } => self.start_sync(call, &machine, *start, out),
            Request::GetActivityTask { activity, worker } => self.get_task(call, &activity, worker, out),
            Request::CreateStateMachine(create) => Some(self.create(call, &create, out)),
            Request::UpdateStateMachine { machine, definition, role } => {
                Some(self.update(call, &machine, (definition, role), out))
            }
            Request::DeleteStateMachine { machine } => Some(self.delete(call, &machine, out)),
            Request::DescribeStateMachine { machine } => Some(self.describe(&machine)),
            Request::DescribeStateMachineForExecution { execution } => Some(self.describe_for(&execution)),
            Request::ListStateMachines { max, after } => Some(self.list(max, after.as_ref())),
            Request::ValidateStateMachineDefinition { definition, express } => {
                Some(Ok(self.validate(&definition, express)))
            }
            other => Some(self.answer_more(call, other, out)),
        }
    }

    fn answer_more(&mut self, call: Call<'_>, request: Request, out: &mut Output) -> Reply {
        match request {
            Request::StopExecution { execution, error, cause } => self.stop(call, &execution, (error, cause), out),
            Request::DescribeExecution { execution } => self.describe_execution(&execution),
            Request::ListExecutions { machine, status, max, after } => {
                self.list_executions(&machine, status, (max, after.as_ref()))
            }
            Request::GetExecutionHistory { execution, reverse, max, after } => {
                self.history(&execution, reverse, (max, after.as_ref()))
            }
            Request::RedriveExecution { execution } => self.redrive(call, &execution, out),
            Request::CreateActivity { name } => self.create_activity(call, &name),
            Request::DeleteActivity { activity } => Ok(self.delete_activity(&activity, out)),
            Request::DescribeActivity { activity } => self.describe_activity(&activity),
            Request::ListActivities { max, after } => self.list_activities(max, after.as_ref()),
            Request::SendTaskSuccess { token, output } => self.task_success(call, &token, output, out),
            Request::SendTaskFailure { token, error, cause } => self.task_failure(call, &token, (error, cause), out),
            Request::SendTaskHeartbeat { token } => self.tell_task(call, &token, None, out),
            _ => Err(StatesError::new(Code::Validation, "This operation is not supported.")),
        }
    }

    /// A name AWS takes: 1 to 80 characters, none of those that break URLs or wildcards.
    fn good_name(&self, name: &str) -> Result<(), StatesError> {
        let good = |c: char| !c.is_control() && !c.is_whitespace() && !"<>{}[]?*\"#%\\^|~`$&,;:/".contains(c);
        let length = name.chars().count() as u64;
        if length == 0 || length > self.core.limits.sizes.name || !name.chars().all(good) {
            return Err(StatesError::new(Code::InvalidName, format!("Invalid Name: '{name}'")));
        }
        Ok(())
    }
}
