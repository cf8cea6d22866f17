//! Tasks: what they send, how long they wait, and for what.
use super::order::{self, Order};
use super::{Ctx, Timer, answer};
use crate::base::time::SimTime;
use crate::sim::arn;
use crate::sim::errand::{By, Errand, Outcome, Ticket};
use crate::sim::services::stepfunctions::api::response::Response;
use crate::sim::services::stepfunctions::model::execution::{Doing, Running};
use crate::sim::services::stepfunctions::model::fault::{Fault, HEARTBEAT, TIMEOUT};
use crate::sim::services::stepfunctions::model::history::{Details, EventType};
use crate::sim::services::stepfunctions::model::metrics::Sum;
use crate::sim::services::stepfunctions::model::program::{Kind, State, Work};
use crate::sim::services::stepfunctions::model::resource::{Pattern, Resource};
use crate::sim::services::stepfunctions::model::{Spot, token};
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::{CallId, Draft};
use serde_json::Value;
use std::sync::Arc;

/// A job is waited for as long as an execution may run.
const FOREVER: SimTime = SimTime::from_secs(31_622_400);

/// The events and metrics of a kind of task: scheduled, started, succeeded, failed, timed out.
struct Words {
    events: [EventType; 5],
    sums: [Sum; 4],
}

fn words(resource: &Resource) -> Words {
    use EventType as T;
    match resource {
        Resource::Function(_) => Words {
            events: [
                T::LambdaFunctionScheduled,
                T::LambdaFunctionStarted,
                T::LambdaFunctionSucceeded,
                T::LambdaFunctionFailed,
                T::LambdaFunctionTimedOut,
            ],
            sums: [Sum::FunctionsScheduled, Sum::FunctionsSucceeded, Sum::FunctionsFailed, Sum::FunctionsTimedOut],
        },
        Resource::Activity(_) => Words {
            events: [
                T::ActivityScheduled,
                T::ActivityStarted,
                T::ActivitySucceeded,
                T::ActivityFailed,
                T::ActivityTimedOut,
            ],
            sums: [Sum::ActivitiesScheduled, Sum::ActivitiesSucceeded, Sum::ActivitiesFailed, Sum::ActivitiesTimedOut],
        },
        Resource::Integration { .. } => Words {
            events: [T::TaskScheduled, T::TaskStarted, T::TaskSucceeded, T::TaskFailed, T::TaskTimedOut],
            sums: [Sum::TasksScheduled, Sum::TasksSucceeded, Sum::TasksFailed, Sum::TasksTimedOut],
        },
    }
}

fn about(resource: &Resource) -> Option<(Name, Name)> {
    match resource {
        Resource::Integration { .. } => {
            let (kind, action) = resource.parts();
            Some((kind.into(), action.into()))
        }
        Resource::Function(text) | Resource::Activity(text) => Some((text.clone(), "".into())),
    }
}

impl Ctx<'_> {
    /// A Task state sends what it has to send.
    pub fn start_task(&mut self, branch: u32, state: &State, work: &Work) -> Result<(), Fault> {
        let raw = self.input(branch)?;
        let timeout = self.number(branch, state, (&work.timeout, "TimeoutSecondsPath", &raw))?;
        let beat = self.number(branch, state, (&work.heartbeat, "HeartbeatSecondsPath", &raw))?;
        let effective = self.effective(branch, state)?;
        let sent = self.fitting(&effective, state)?;
        let deadline = timeout.map_or(SimTime::NEVER, |s| self.now + SimTime::from_secs(s.max(1)));
        let activity = matches!(work.resource, Resource::Activity(_));
        let beat = beat.map(|s| s.max(1));
        let running = Running {
            sent: sent.clone(),
            token: work.resource.pattern() == Pattern::Token,
            queued: activity,
            deadline,
            heartbeat: beat.map(|s| (s, self.now + SimTime::from_secs(s))),
        };
        let said = words(&work.resource);
        let span = |seconds: Option<u64>| seconds.and_then(|s| u32::try_from(s).ok());
        let spans = (span(timeout), span(beat));
        let details = Details { data: Some(sent), resource: about(&work.resource), spans, ..Details::default() };
        self.log(branch, said.events[0], details);
        self.machine.tally.count(said.sums[0]);
        // The token was made of this stamp: it must not change.
        if let Some(one) = self.exec.branches.get_mut(&branch) {
            one.doing = Doing::Task(running);
        }
        self.arm(branch, deadline, beat.filter(|_| !activity));
        match &work.resource {
            Resource::Activity(name) => self.offer(branch, name),
            resource => self.dispatch(branch, state, (resource, &effective, deadline)),
        }
    }

    fn arm(&mut self, branch: u32, deadline: SimTime, beat: Option<u64>) {
        let spot = self.spot(branch);
        if deadline < SimTime::NEVER {
            self.out.timers.push((deadline, Timer::Timeout(spot)));
        }
        if let Some(seconds) = beat {
            self.out.timers.push((self.now + SimTime::from_secs(seconds), Timer::Heartbeat(spot)));
        }
    }

    fn dispatch(&mut self, branch: u32, state: &State, how: (&Resource, &Value, SimTime)) -> Result<(), Fault> {
        let (resource, input, deadline) = how;
        let Order { to, task } = order::order(resource, input, (&self.exec.origin.items, &self.machine.region))?;
        let waits = matches!(resource.pattern(), Pattern::Sync | Pattern::Sync2);
        let most = if waits { FOREVER } else { self.machine.settings.patience };
        let patience = if deadline < SimTime::NEVER { most.min(deadline.since(self.now)) } else { most };
        let ticket = Ticket(self.core.number());
        let spot = self.spot(branch);
        self.core.errands.insert(ticket, spot);
        self.log(branch, words(resource).events[1], Details { resource: about(resource), ..Details::default() });
        let note = Some(format!("{} {to}", state.name).into());
        let weight = Weight::Step;
        self.tell(|_, d| Draft { note, weight, ..d }, "states.task");
        let by = By::Role { of: self.machine.arn() };
        self.out.errands.push(Errand { ticket, by, to, task, patience, cause: self.exec.event });
        Ok(())
    }

    /// Puts a task before the workers of an activity.
    fn offer(&mut self, branch: u32, arn: &Name) -> Result<(), Fault> {
        let spot = self.spot(branch);
        let name = arn::parse(arn).map_or("", |p| p.name);
        let Some(activity) = self.activities.get_mut(name) else {
            return Err(Fault::new("ActivityDoesNotExist", format!("The activity {arn} does not exist")));
        };
        activity.tasks.push_back(spot);
        if let Some((call, worker)) = activity.workers.pop_front() {
            activity.tasks.pop_back();
            self.hand_over(branch, (call, &worker));
        }
        Ok(())
    }

    /// A worker gets the task.
    pub fn hand_over(&mut self, branch: u32, (call, worker): (CallId, &Name)) {
        let token = token::make(self.core.seed, self.spot(branch));
        let now = self.now;
        let Some(one) = self.exec.branches.get_mut(&branch) else { return };
        let Doing::Task(running) = &mut one.doing else { return };
        (running.queued, running.token) = (false, true);
        let input = running.sent.clone();
        let beat = running.heartbeat.as_mut().map(|(seconds, due)| {
            *due = now + SimTime::from_secs(*seconds);
            *seconds
        });
        self.arm(branch, SimTime::NEVER, beat);
        self.log(branch, EventType::ActivityStarted, Details { name: Some(worker.clone()), ..Details::default() });
        let actor = Some(worker.clone());
        self.tell(|_, d| Draft { actor, weight: Weight::Step, ..d }, "states.activity");
        let reply = Response::ActivityTask { token: token.into(), input };
        self.out.replies.push((call, Ok(reply)));
    }

    /// The outcome of a task's errand.
    pub fn answered(&mut self, branch: u32, outcome: Outcome) {
        let code = self.code();
        let Some(one) = self.branch(branch) else { return };
        let (Some(state), Doing::Task(running)) = (code.state(one.state), &one.doing) else { return };
        let Kind::Task(work) = &state.kind else { return };
        let sent = running.sent.clone();
        let waits_for_token = work.resource.pattern() == Pattern::Token;
        let result = answer::result(&work.resource, outcome, (&sent, self.now));
        match result {
            Ok(value) if waits_for_token => {
                let text = self.fitting(&value, state).ok();
                let details = Details { data: text, resource: about(&work.resource), ..Details::default() };
                self.log(branch, EventType::TaskSubmitted, details);
            }
            result => self.task_done(branch, result),
        }
    }

    /// A task has its result, or has failed.
    pub fn task_done(&mut self, branch: u32, result: Result<Value, Fault>) {
        let code = self.code();
        let Some(state) = self.branch(branch).and_then(|b| code.state(b.state)) else { return };
        let Kind::Task(work) = &state.kind else { return };
        let said = words(&work.resource);
        let resource = about(&work.resource);
        let done = result.and_then(|value| Ok((self.fitting(&value, state)?, value)));
        let done = match done {
            Ok((text, value)) => {
                self.log(branch, said.events[2], Details { data: Some(text), resource, ..Details::default() });
                self.machine.tally.count(said.sums[1]);
                self.turn_to(branch, Doing::Moving);
                self.finish(branch, state, value)
            }
            Err(fault) => {
                let timed_out = matches!(&*fault.error, TIMEOUT | HEARTBEAT);
                let (event, sum) = if timed_out { (4, 3) } else { (3, 2) };
                let kind = said.events.get(event).copied().unwrap_or(EventType::TaskFailed);
                self.log(branch, kind, Details { fault: Some(fault.clone()), resource, ..Details::default() });
                if let Some(sum) = said.sums.get(sum) {
                    self.machine.tally.count(*sum);
                }
                Err(fault)
            }
        };
        self.settle(branch, done);
    }

    /// TimeoutSeconds are over.
    pub fn task_timeout(&mut self, branch: u32) {
        let Some(Doing::Task(_)) = self.branch(branch).map(|b| &b.doing) else { return };
        let state = self.exec.state(branch).map(|s| s.name.clone());
        self.tell(|_, d| Draft { note: state, weight: Weight::Alarm, ..d }, "states.task_timeout");
        self.task_done(branch, Err(Fault::new(TIMEOUT, "")));
    }

    /// HeartbeatSeconds are over, unless a heartbeat came since.
    pub fn heartbeat_due(&mut self, branch: u32) {
        let spot: Spot = self.spot(branch);
        let Some(Doing::Task(running)) = self.branch(branch).map(|b| &b.doing) else { return };
        let Some((_, due)) = running.heartbeat else { return };
        if due > self.now {
            self.out.timers.push((due, Timer::Heartbeat(spot)));
            return;
        }
        let state = self.exec.state(branch).map(|s| s.name.clone());
        self.tell(|_, d| Draft { note: state, weight: Weight::Alarm, ..d }, "states.heartbeat");
        self.task_done(branch, Err(Fault::new(HEARTBEAT, "")));
    }

    /// SendTaskSuccess, SendTaskFailure or (`None`) SendTaskHeartbeat; `false` where nobody waits any more.
    pub fn token(&mut self, branch: u32, result: Option<Result<Arc<str>, Fault>>) -> bool {
        let now = self.now;
        let Some(one) = self.exec.branches.get_mut(&branch) else { return false };
        let Doing::Task(running) = &mut one.doing else { return false };
        if !running.token {
            return false;
        }
        let Some(result) = result else {
            if let Some((seconds, due)) = &mut running.heartbeat {
                *due = now + SimTime::from_secs(*seconds);
            }
            return true;
        };
        let result = result.and_then(|text| Self::parse(&text));
        self.task_done(branch, result);
        true
    }
}
