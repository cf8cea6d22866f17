//! Activities and task tokens.
use super::{Call, Code, Reply, Response, StatesError, bare, begin, cut, page};
use crate::sim::arn;
use crate::sim::services::stepfunctions::model::fault::Fault;
use crate::sim::services::stepfunctions::model::{Activity, States, token};
use crate::sim::services::stepfunctions::step::{Output, Timer};
use crate::sim::trace::Name;
use crate::sim::turn::CallId;
use std::sync::Arc;

fn arn_of(name: &str) -> Name {
    arn::local("states", &format!("activity:{name}"))
}

fn nobody(token: Name) -> Response {
    Response::ActivityTask { token, input: "".into() }
}

impl States {
    pub(super) fn create_activity(&mut self, call: Call<'_>, name: &Name) -> Reply {
        self.good_name(name)?;
        let fresh = || Activity { created: call.turn.now, ..Activity::default() };
        let activity = self.activities.entry(name.clone()).or_insert_with(fresh);
        Ok(Response::Made(arn_of(name), activity.created))
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

    pub(super) fn describe_activity(&self, name: &str) -> Reply {
        self.activity(name).map(|a| Response::Made(arn_of(bare(name)), a.created))
    }

    pub(super) fn list_activities(&self, max: Option<i64>, after: Option<&Name>) -> Reply {
        let (names, next) = cut(self.activities.keys().cloned(), begin(after)?, page(max)?);
        Ok(Response::Names(names, next))
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
