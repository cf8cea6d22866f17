//! The calls of Step Functions under AWS's names, and where each is answered.
/// Activities and task tokens.
mod activities;
/// Aliases.
mod aliases;
/// ARNs as callers write them.
pub mod arns;
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
/// Map Runs.
mod runs;
/// Tags.
mod tags;
/// Versions.
mod versions;

use super::model::States;
use super::step::Output;
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::{CallId, Draft, Turn};
use crate::sim::{arn, ids};
use base64::{Engine, engine::general_purpose::STANDARD};
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

/// Where a page begins, as callers ask for it: how many entries, after which token.
type Paging<'a> = (Option<i64>, Option<&'a Name>);

/// The token of a page: where it begins, sealed with what was asked, so that it fits no other question.
fn token_of(from: usize, asked: &str) -> Name {
    let seal = asked.bytes().fold(0, |sum, byte| ids::spread(sum ^ u64::from(byte)));
    STANDARD.encode(format!("{from}:{seal:016x}")).into()
}

/// Where a page begins.
fn begin(after: Option<&Name>, asked: &str) -> Result<usize, StatesError> {
    let bad = |why: &str| StatesError::new(Code::InvalidToken, format!("Invalid Token: '{why}'"));
    let Some(token) = after else { return Ok(0) };
    let text = STANDARD.decode(&**token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let from = text.as_deref().and_then(|t| t.split_once(':')).and_then(|(from, _)| from.parse().ok());
    let from = from.ok_or_else(|| bad("Invalid token"))?;
    if token_of(from, asked) == *token { Ok(from) } else { Err(bad("Input inconsistent with page token")) }
}

/// One page of many entries, and the token of the next one; `asked` is the question without its paging.
fn cut<T>(
    all: impl Iterator<Item = T>,
    (max, after): Paging<'_>,
    asked: &str,
) -> Result<(Vec<T>, Option<Name>), StatesError> {
    let (from, most) = (begin(after, asked)?, page(max)?);
    let mut rest = all.skip(from);
    let taken: Vec<T> = rest.by_ref().take(most).collect();
    let more = rest.next().is_some().then(|| token_of(from + taken.len(), asked));
    Ok((taken, more))
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
            Request::UpdateStateMachine { machine, set } => Some(self.update(call, &machine, *set, out)),
            Request::DeleteStateMachine { machine } => Some(self.delete(call, &machine, out)),
            Request::DescribeStateMachine { machine } => Some(self.describe(&machine)),
            Request::DescribeStateMachineForExecution { execution } => Some(self.describe_for(&execution)),
            Request::ListStateMachines { max, after } => Some(self.list((max, after.as_ref()))),
            Request::ValidateStateMachineDefinition { definition, express } => {
                Some(Ok(self.validate(&definition, express)))
            }
            other => Some(self.answer_more(call, other, out)),
        }
    }

    fn answer_more(&mut self, call: Call<'_>, request: Request, out: &mut Output) -> Reply {
        match request {
            Request::StopExecution { execution, error, cause } => self.stop(call, &execution, (error, cause), out),
            Request::DescribeExecution { execution } => self.describe_execution(&execution, call.turn.now),
            Request::ListExecutions { of, pick, max, after } => self.list_executions(&of, &pick, (max, after.as_ref())),
            Request::GetExecutionHistory { execution, reverse, max, after } => {
                self.history(&execution, reverse, (max, after.as_ref()))
            }
            Request::RedriveExecution { execution } => self.redrive(call, &execution, out),
            Request::CreateActivity { name, encryption, tags } => self.create_activity(call, &name, (encryption, tags)),
            Request::DeleteActivity { activity } => Ok(self.delete_activity(&activity, out)),
            Request::DescribeActivity { activity } => self.describe_activity(&activity, call.turn.region),
            Request::ListActivities { max, after } => self.list_activities((max, after.as_ref()), call.turn.region),
            Request::SendTaskSuccess { token, output } => self.task_success(call, &token, output, out),
            Request::SendTaskFailure { token, error, cause } => self.task_failure(call, &token, (error, cause), out),
            Request::SendTaskHeartbeat { token } => self.tell_task(call, &token, None, out),
            other => self.answer_releases(call, other),
        }
    }

    /// Versions, aliases, tags and Map Runs.
    fn answer_releases(&mut self, call: Call<'_>, request: Request) -> Reply {
        match request {
            Request::PublishStateMachineVersion { machine, revision, description } => {
                self.publish(call, &machine, (revision, description))
            }
            Request::DeleteStateMachineVersion { version } => self.delete_version(&version),
            Request::ListStateMachineVersions { machine, max, after } => {
                self.list_versions(&machine, (max, after.as_ref()))
            }
            Request::CreateStateMachineAlias { name, description, routes } => {
                self.create_alias(call, &name, (description, &routes))
            }
            Request::UpdateStateMachineAlias { alias, description, routes } => {
                self.update_alias(call, &alias, (description, routes.as_deref()))
            }
            Request::DeleteStateMachineAlias { alias } => self.delete_alias(&alias),
            Request::DescribeStateMachineAlias { alias } => self.describe_alias(&alias),
            Request::ListStateMachineAliases { machine, max, after } => {
                self.list_aliases(&machine, (max, after.as_ref()))
            }
            Request::TagResource { resource, tags } => self.tag(&resource, tags),
            Request::UntagResource { resource, keys } => self.untag(&resource, &keys),
            Request::ListTagsForResource { resource } => self.list_tags(&resource, call.turn),
            Request::ListMapRuns { execution, max, after } => self.list_runs(&execution, (max, after.as_ref())),
            Request::DescribeMapRun { run } => self.describe_run(&run),
            Request::UpdateMapRun { run, set } => self.update_run(&run, set),
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
