//! The calls of the Scheduler under AWS's names, and where each is answered.
mod error;
mod groups;
mod put;
/// The calls as data.
mod request;
mod show;

use super::model::{Plan, Scheduler, key};
use super::step::Output;
use crate::sim::{
    errand::{Class, Outcome},
    members::{Listed, Members, Page},
    trace::{Name, Weight},
    turn::{CallId, Denied, Draft, Turn},
};
use error::refuse;
pub use error::{Code, SchedulerError};
pub use request::{Input, Request, TargetInput};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Nothing to say.
    Done,
    /// What was made or changed, as members of AWS's answer.
    Made(Members),
    /// A description, as members of AWS's answer.
    Described(Members),
    /// A page of a list.
    Listed(Listed),
}

/// An answer, or a refusal that changed nothing.
pub type Reply = Result<Response, SchedulerError>;

impl Scheduler {
    /// A call arrives; it is answered at once.
    pub(super) fn handle(&mut self, (id, from): (CallId, &Name), request: Request, turn: Turn<'_>, out: &mut Output) {
        let place = request.resource();
        let reply = self.answer(request, turn, out);
        if let Err(error) = &reply {
            out.sink.emit(turn.now, turn.cause, || Draft {
                actor: Some(from.clone()),
                note: Some(error.code.name().into()),
                weight: Weight::Mark,
                ..Draft::new("scheduler.refused", &place)
            });
        }
        out.replies.push((id, reply));
    }

    fn answer(&mut self, request: Request, turn: Turn<'_>, out: &mut Output) -> Reply {
        match request {
            Request::CreateSchedule(input) => {
                if self.creates.take(turn.now, self.limits.creates).is_err() {
                    return refuse(Code::Throttling, "Rate exceeded");
                }
                let key = key(&input.group, &input.name);
                if self.plans.contains_key(&key) {
                    return refuse(Code::Conflict, format!("Schedule {} already exists.", input.name));
                }
                if self.plans.len() as u64 >= self.limits.schedules {
                    return refuse(Code::Quota, "There are too many schedules.");
                }
                self.put(*input, turn, out)
            }
            Request::UpdateSchedule(input) => {
                self.known(&input.group, &input.name)?;
                self.put(*input, turn, out)
            }
            Request::DeleteSchedule { group, name } => {
                self.known(&group, &name)?;
                self.forget(&key(&group, &name));
                Ok(Response::Done)
            }
            Request::GetSchedule { group, name } => {
                self.known(&group, &name).map(|plan| Response::Described(show::schedule(plan)))
            }
            Request::ListSchedules { group, prefix, state, page: wanted } => {
                let asked = |p: &Plan| state.as_ref().is_none_or(|s| **s == *show::state(p));
                let of = |p: &Plan| (group.is_empty() || p.group == group) && p.name.starts_with(&*prefix) && asked(p);
                let found = self.plans.iter().filter(|(_, p)| of(p)).map(|(key, p)| (key.clone(), p));
                page(&wanted, "Schedules", found, |plan| show::brief(plan).into())
            }
            other => self.group_call(other, turn),
        }
    }

    fn known(&self, group: &str, name: &str) -> Result<&Plan, SchedulerError> {
        match self.plan(group, name) {
            Some(plan) => Ok(plan),
            None => refuse(Code::NotFound, format!("Schedule {name} does not exist.")),
        }
    }
}

/// The most entries of a page: AWS's own `MaxResults`.
const PAGE: usize = 100;

/// A page of a list.
fn page<T>(
    wanted: &Page,
    member: &str,
    entries: impl IntoIterator<Item = (Name, T)>,
    write: impl Fn(T) -> Value,
) -> Reply {
    match wanted.cut(member, entries, PAGE, write) {
        Some(listed) => Ok(Response::Listed(listed)),
        None => refuse(Code::Validation, "The NextToken is not valid."),
    }
}

fn well_named(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

/// What an answer means to whoever asked.
pub(super) fn outcome(reply: Reply) -> Outcome {
    match reply {
        Ok(_) => Outcome::Taken("".into()),
        Err(error) => {
            let class = match error.code {
                Code::Throttling => Class::Throttled,
                Code::AccessDenied => Class::Denied,
                _ => Class::Client,
            };
            Outcome::refused(error.code.name(), class, &error.message)
        }
    }
}

/// IAM's refusal as the Scheduler words it.
pub(super) fn denied(why: &Denied) -> SchedulerError {
    let Denied { principal, action, resource, because, .. } = why;
    let message = format!("User: {principal} is not authorized to perform: {action} on resource: {resource} {because}");
    SchedulerError { code: Code::AccessDenied, message: message.into() }
}
