//! What time does to Step Functions: transitions, waits, retries, timeouts and heartbeats come due, answers arrive.
/// What the default event bus hears.
pub mod announce;
/// What came of a task.
pub mod answer;
/// How executions start and end.
pub mod close;
/// What goes wrong: Retry, Catch, the end.
pub mod fail;
/// Parallel and Map.
pub mod fan;
/// How data flows through a state.
pub mod flow;
/// Tasks as errands.
pub mod order;
/// From state to state.
pub mod run;
/// Tasks.
pub mod task;

use super::api::{Response, StatesError};
use super::model::execution::{Branch, Execution, Parent, Status};
use super::model::fault::Fault;
use super::model::history::{Details, EventType};
use super::model::{Activity, Core, Machine, Spot, States};
use crate::base::time::SimTime;
use crate::sim::errand::{Outcome, Ticket};
use crate::sim::leniency::Leniency;
use crate::sim::trace::Name;
use crate::sim::turn::{CallId, Draft, Out, Turn};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Step Functions' own timers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Timer {
    /// A branch goes on: its transition, wait or backoff is over.
    Go(Spot),
    /// A task has taken too long.
    Timeout(Spot),
    /// A heartbeat should have come.
    Heartbeat(Spot),
    /// An execution has run too long; with the number of its redrives.
    Deadline(u64, u32),
    /// A worker has waited long enough for a task.
    Poll(CallId),
}

/// What Step Functions answers with.
pub type Output = Out<Timer, Result<Response, StatesError>>;

/// What has to wait until the execution at hand is put back.
#[derive(Debug)]
pub enum Later {
    /// A child of a Map Run starts.
    Child {
        /// Whose.
        parent: Parent,
        /// With what.
        input: Arc<str>,
        /// EXPRESS.
        express: bool,
        /// The processor.
        scope: u32,
    },
    /// A child of a Map Run has ended.
    Ended(Parent, Status, Result<Arc<str>, Fault>),
    /// The children of this Map state stop.
    Stop(u64, u32),
    /// An execution is kept no longer.
    Forget(u64),
    /// A state machine that is being deleted has no execution left.
    Sweep(Name),
}

/// What a step works with: one execution, taken out of the others.
#[derive(Debug)]
pub struct Ctx<'a> {
    /// The execution.
    pub exec: &'a mut Execution,
    /// Its state machine.
    pub machine: &'a mut Machine,
    /// What all share.
    pub core: &'a mut Core,
    /// The activities.
    pub activities: &'a mut BTreeMap<Name, Activity>,
    /// The moment.
    pub now: SimTime,
    /// What the account is spared.
    pub leniency: Leniency,
    /// Where timers, answers, errands and events go.
    pub out: &'a mut Output,
    /// See [`Later`].
    pub later: Vec<Later>,
    /// The history is full.
    pub full: bool,
}

impl Ctx<'_> {
    /// A branch of the execution.
    #[must_use]
    pub fn branch(&self, no: u32) -> Option<&Branch> {
        self.exec.branches.get(&no)
    }
    /// Where a branch stands now.
    #[must_use]
    pub fn spot(&self, branch: u32) -> Spot {
        let stamp = self.branch(branch).map_or(0, |b| b.stamp);
        Spot { execution: self.exec.no, branch, stamp }
    }
    /// Adds to the history of a branch; the event's id.
    pub fn log(&mut self, branch: u32, kind: EventType, details: Details) -> u64 {
        let express = self.exec.origin.express;
        if !express && self.exec.history.count + 1 >= self.core.limits.sizes.history && !self.exec.branches.is_empty() {
            self.full = true;
            return self.exec.history.count;
        }
        let previous = self.branch(branch).map_or(0, |b| b.last);
        let id = self.exec.history.add(self.now, previous, kind, (!express, details));
        if let Some(branch) = self.exec.branches.get_mut(&branch) {
            branch.last = id;
        }
        id
    }
    /// A trace event about the execution; the next ones follow from it.
    pub fn tell(&mut self, draft: impl FnOnce(&Execution, Draft) -> Draft, kind: &'static str) {
        let (exec, place) = (&*self.exec, &self.machine.name);
        let event = self.out.sink.emit(self.now, exec.event, || {
            let fresh = Draft::new(kind, place);
            draft(exec, Draft { item: exec.item().cloned(), ..fresh })
        });
        self.exec.event = event.or(self.exec.event);
    }
}

impl States {
    /// A timer has come.
    pub(super) fn wake(&mut self, timer: Timer, turn: Turn<'_>, out: &mut Output) {
        match timer {
            Timer::Go(spot) => self.at(spot, turn, out, |ctx| ctx.go_on(spot.branch)),
            Timer::Timeout(spot) => self.at(spot, turn, out, |ctx| ctx.task_timeout(spot.branch)),
            Timer::Heartbeat(spot) => self.at(spot, turn, out, |ctx| ctx.heartbeat_due(spot.branch)),
            Timer::Deadline(no, redrives) => {
                self.on(no, turn, out, |ctx| {
                    if ctx.exec.redriven.0 == redrives {
                        ctx.deadline();
                    }
                });
            }
            Timer::Poll(call) => self.poll_over(call, out),
        }
    }

    /// An errand's outcome.
    pub(super) fn hear(&mut self, ticket: Ticket, outcome: Outcome, turn: Turn<'_>, out: &mut Output) {
        let Some(spot) = self.core.errands.remove(&ticket) else { return };
        self.at(spot, turn, out, |ctx| ctx.answered(spot.branch, outcome));
    }

    /// Does something where a branch still does what it did.
    pub(super) fn at(&mut self, spot: Spot, turn: Turn<'_>, out: &mut Output, act: impl FnOnce(&mut Ctx<'_>)) {
        self.on(spot.execution, turn, out, |ctx| {
            if ctx.exec.at(spot.branch, spot.stamp).is_some() {
                act(ctx);
            }
        });
    }

    /// Does something with a running execution, then what follows from it elsewhere.
    pub(super) fn on<T>(
        &mut self,
        no: u64,
        turn: Turn<'_>,
        out: &mut Output,
        act: impl FnOnce(&mut Ctx<'_>) -> T,
    ) -> Option<T> {
        let mut queue = VecDeque::new();
        let answer = self.one(no, turn, out, (&mut queue, act));
        while let Some(next) = queue.pop_front() {
            self.follow(next, turn, out, &mut queue);
        }
        answer
    }

    fn one<T, F: FnOnce(&mut Ctx<'_>) -> T>(
        &mut self,
        no: u64,
        turn: Turn<'_>,
        out: &mut Output,
        (queue, act): (&mut VecDeque<Later>, F),
    ) -> Option<T> {
        let mut exec = self.executions.remove(&no)?;
        let Some(machine) = self.machines.get_mut(&exec.origin.machine) else {
            self.executions.insert(no, exec);
            return None;
        };
        if turn.cause.is_some() {
            exec.event = turn.cause;
        }
        let mut ctx = Ctx {
            exec: &mut exec,
            machine,
            core: &mut self.core,
            activities: &mut self.activities,
            now: turn.now,
            leniency: turn.leniency,
            out,
            later: vec![],
            full: false,
        };
        let answer = act(&mut ctx);
        if ctx.full {
            ctx.history_full();
        }
        queue.extend(ctx.later);
        if machine.deleting && machine.open.is_empty() {
            queue.push_back(Later::Sweep(machine.name.clone()));
        }
        // An Express execution leaves nothing behind.
        if exec.end.is_none() || !exec.origin.express {
            self.executions.insert(no, exec);
        }
        Some(answer)
    }

    fn follow(&mut self, next: Later, turn: Turn<'_>, out: &mut Output, queue: &mut VecDeque<Later>) {
        match next {
            Later::Child { parent, input, express, scope } => {
                let made = self.child(parent, input, (express, scope), turn);
                if let Some(no) = made {
                    self.one(no, turn, out, (queue, |ctx: &mut Ctx<'_>| ctx.begin(None)));
                }
            }
            Later::Ended(parent, status, result) => {
                let act = |ctx: &mut Ctx<'_>| {
                    if ctx.exec.at(parent.branch, parent.stamp).is_some() {
                        ctx.child_ended(parent, (status, result));
                    }
                };
                self.one(parent.execution, turn, out, (queue, act));
            }
            Later::Stop(execution, branch) => {
                let mine = |e: &Execution| {
                    e.end.is_none() && e.origin.parent.is_some_and(|p| p.execution == execution && p.branch == branch)
                };
                // Children have higher numbers than their parent.
                let children: Vec<u64> =
                    self.executions.range(execution..).filter(|(_, e)| mine(e)).map(|(no, _)| *no).collect();
                for no in children {
                    self.one(no, turn, out, (queue, |ctx: &mut Ctx<'_>| ctx.abort(None)));
                }
            }
            Later::Forget(no) => self.forget(no),
            Later::Sweep(name) => self.sweep(&name),
        }
    }

    /// Drops a closed execution; its name is free again.
    pub(super) fn forget(&mut self, no: u64) {
        let Some(exec) = self.executions.remove(&no) else { return };
        if let Some(machine) = self.machines.get_mut(&exec.origin.machine)
            && machine.names.get(&exec.origin.name) == Some(&no)
        {
            machine.names.remove(&exec.origin.name);
        }
    }
}
