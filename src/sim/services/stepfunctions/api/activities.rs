//! Activities and task tokens.
use super::response::Listed;
use super::{Call, Code, Paging, Reply, Response, StatesError, bare, cut, machines, tags};
use crate::sim::region::Region;
use crate::sim::services::stepfunctions::model::fault::Fault;
use crate::sim::services::stepfunctions::model::release::Encryption;
use crate::sim::services::stepfunctions::model::{Activity, States, token};
use crate::sim::services::stepfunctions::step::{Output, Timer};
use crate::sim::trace::Name;
use crate::sim::turn::CallId;
use std::collections::BTreeMap;
use std::sync::Arc;

fn arn_of(region: &Region, name: &str) -> Name {
    region.arn("states", &format!("activity:{name}"))
}

fn listed(region: &Region, name: &str, activity: &Activity) -> Listed {
    Listed { arn: arn_of(region, name), name: name.into(), express: false, created: activity.created }
}

fn nobody(token: Name) -> Response {
    Response::ActivityTask { token, input: "".into() }
}

impl States {
    /// The same name again is the same activity, whatever its tags; its encryption cannot be changed.
    pub(super) fn create_activity(
        &mut self,
        call: Call<'_>,
        name: &Name,
        (encryption, tags): (Option<Encryption>, BTreeMap<String, String>),
    ) -> Reply {
        self.good_name(name)?;
        tags::fitting(&tags)?;
        encryption.as_ref().map_or(Ok(()), machines::good_encryption)?;
        if self.activities.get(name).is_some_and(|old| old.encryption != encryption) {
            let message = format!("Activity Already Exists: '{}'", arn_of(call.turn.region, name));
            return Err(StatesError::new(Code::ActivityAlreadyExists, message));
        }
        let fresh = || Activity { created: call.turn.now, encryption, tags, ..Activity::default() };
        let activity = self.activities.entry(name.clone()).or_insert_with(fresh);
        Ok(Response::Made(arn_of(call.turn.region, name), activity.created, None))
    }

    pub(super) fn delete_activity(&mut self, name: &str, out: &mut Output) -> Response {
        if let Some(activity) = self.activities.remove(bare(name)) {
            out.replies.extend(activity.workers.into_iter().map(|(call, _)| (call, Ok(nobody("".into())))));
        }
        Response::Done
    }

    fn activity(&self, name: &str) -> Result<&Activity, StatesError> {
        let none = || StatesError::new(Code::ActivityDoesNotExist, format!("Activity Does Not Exist: '{name}'"));
        self.activities.get(bare(name)).ok_or_else(none)
    }

    pub(super) fn describe_activity(&self, name: &str, region: &Region) -> Reply {
        let activity = self.activity(name)?;
        Ok(Response::Activity(Box::new((listed(region, bare(name), activity), activity.encryption.clone()))))
    }

    /// Oldest first.
    pub(super) fn list_activities(&self, paging: Paging<'_>, region: &Region) -> Reply {
        let mut all: Vec<Listed> =
            self.activities.iter().map(|(name, activity)| listed(region, name, activity)).collect();
        all.sort_by_key(|a| a.created);
        let (list, next) = cut(all.into_iter(), paging, "activities")?;
        Ok(Response::Listed(list, next))
    }

    /// The oldest task nobody has taken; a worker without one waits.
    pub(super) fn get_task(
        &mut self,
        call: Call<'_>,
        activity: &str,
        worker: Option<Name>,
        out: &mut Output,
    ) -> Option<Reply> {
        if let Err(error) = self.activity(activity) {
            return Some(Err(error));
        }
        let (name, worker) = (bare(activity), worker.unwrap_or_else(|| call.from.clone()));
        while let Some(spot) = self.activities.get_mut(name).and_then(|a| a.tasks.pop_front()) {
            let mut given = false;
            self.at(spot, call.turn, out, |ctx| {
                ctx.hand_over(spot.branch, (call.id, &worker));
                given = true;
            });
            if given {
                return None;
            }
        }
        let until = call.turn.now + self.core.limits.spans.poll;
        out.timers.push((until, Timer::Poll(call.id)));
        if let Some(activity) = self.activities.get_mut(name) {
            activity.workers.push_back((call.id, worker));
        }
        None
    }

    /// A worker has waited long enough.
    pub(in crate::sim::services::stepfunctions) fn poll_over(&mut self, call: CallId, out: &mut Output) {
        for activity in self.activities.values_mut() {
            if let Some(at) = activity.workers.iter().position(|(id, _)| *id == call) {
                activity.workers.remove(at);
                out.replies.push((call, Ok(nobody("".into()))));
                return;
            }
        }
    }

    pub(super) fn task_success(&mut self, call: Call<'_>, token: &str, output: Arc<str>, out: &mut Output) -> Reply {
        let wrong = |why: &str| StatesError::new(Code::InvalidOutput, format!("Invalid Output: '{why}'"));
        if output.len() as u64 > self.core.limits.sizes.payload {
            return Err(wrong("the output is too large"));
        }
        if serde_json::from_str::<serde_json::Value>(&output).is_err() {
            return Err(wrong("the output is not valid JSON"));
        }
        self.tell_task(call, token, Some(Ok(output)), out)
    }

    pub(super) fn task_failure(
        &mut self,
        call: Call<'_>,
        token: &str,
        why: (Name, Arc<str>),
        out: &mut Output,
    ) -> Reply {
        let fault = Fault { error: why.0, cause: why.1 };
        self.tell_task(call, token, Some(Err(fault)), out)
    }

    /// Tells the task of a token; a token of this run whose task is over is TaskTimedOut.
    pub(super) fn tell_task(
        &mut self,
        call: Call<'_>,
        text: &str,
        result: Option<Result<Arc<str>, Fault>>,
        out: &mut Output,
    ) -> Reply {
        let invalid = || StatesError::new(Code::InvalidToken, "Invalid Token: 'Invalid token'");
        let spot = token::read(self.core.seed, text).ok_or_else(invalid)?;
        let mut heard = false;
        self.at(spot, call.turn, out, |ctx| heard = ctx.token(spot.branch, result));
        if heard {
            return Ok(Response::Done);
        }
        let message = "Task Timed Out: 'Provided task does not exist anymore'";
        Err(StatesError::new(Code::TaskTimedOut, message))
    }
}
