//! What time does to Lambda: invocations go on and time out, events are tried again, pollers and readers work, mappings change.
mod batch;
mod end;
mod expiry;
mod item;
mod lanes;
mod later;
mod pollers;
mod readers;
mod report;
mod retry;
mod run;
mod scale;
mod state;
mod told;

use super::api::{LambdaError, Response};
use super::model::{Core, Lambda, Waits};
use crate::base::time::SimTime;
use crate::sim::errand::{By, Errand, Task, Ticket};
use crate::sim::region::Region;
use crate::sim::trace::Name;
use crate::sim::turn::{Draft, Out, Turn};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Lambda's own timers; the last number is the epoch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Timer {
    /// An invocation has finished what it was at.
    Run(u64, u32),
    /// An invocation's time is up.
    Deadline(u64),
    /// An asynchronous event is tried again.
    Event(u64),
    /// A poller of a mapping has waited.
    Poller(u32, u32, u32),
    /// A lane of a shard of a mapping has waited.
    Lane(u32, u32, u32, u32),
    /// A shard of a mapping is read again.
    Shard(u32, u32, u32),
    /// A mapping's pollers are counted.
    Scale(u32, u32),
    /// A mapping reaches its next state.
    State(u32, u32),
}

/// What Lambda answers with.
pub type Output = Out<Timer, Result<Response, LambdaError>>;

/// What a step works with besides its data.
#[derive(Debug)]
pub struct Cx<'a> {
    /// The moment of the step.
    pub now: SimTime,
    /// The trace event that led here.
    pub cause: Option<u64>,
    /// Where it is.
    pub region: &'a Region,
    /// Where timers, answers, errands and events go.
    pub out: &'a mut Output,
}

impl Cx<'_> {
    /// Records an event at the moment of the step.
    pub fn emit(&mut self, cause: Option<u64>, draft: impl FnOnce() -> Draft) -> Option<u64> {
        self.out.sink.emit(self.now, cause, draft)
    }
    /// Whether anybody looks at events.
    #[must_use]
    pub const fn watched(&self) -> bool {
        !self.out.sink.off
    }
    /// Sets a timer.
    pub fn at(&mut self, at: SimTime, timer: Timer) {
        self.out.timers.push((at.max(self.now), timer));
    }
}

/// An errand with a function's role: the function's ARN, whom, what, how long to wait.
struct Ask<'a> {
    of: &'a Name,
    to: &'a Name,
    task: Task,
    patience: SimTime,
}

/// Where errands are numbered and remembered.
struct Desk<'a> {
    core: &'a mut Core,
    waits: &'a mut BTreeMap<u64, Waits>,
}

impl Desk<'_> {
    /// Sends an errand and notes who waits for its outcome.
    fn ask(&mut self, wait: Waits, ask: Ask<'_>, cx: &mut Cx<'_>) {
        self.core.tickets += 1;
        self.waits.insert(self.core.tickets, wait);
        cx.out.errands.push(Errand {
            ticket: Ticket(self.core.tickets),
            by: By::Role { of: ask.of.clone() },
            to: ask.to.clone(),
            task: ask.task,
            patience: ask.patience,
            cause: cx.cause,
        });
    }
}

/// How long an answer of a service may take before it is given up.
const PATIENCE: SimTime = SimTime::from_secs(10);

impl Lambda {
    /// A timer has come.
    #[allow(clippy::needless_pass_by_value)] // a timer is small, and it is over
    pub(super) fn wake(&mut self, timer: Timer, turn: Turn<'_>, out: &mut Output) {
        let mut cx = Cx { now: turn.now, cause: turn.cause, region: turn.region, out };
        let cx = &mut cx;
        match timer {
            Timer::Run(no, epoch) => self.go_on(no, epoch, cx),
            Timer::Deadline(no) => self.deadline(no, cx),
            Timer::Event(no) => self.try_event(no, cx),
            Timer::Poller(no, nth, epoch) => self.poller_waited((no, nth), epoch, cx),
            Timer::Lane(no, shard, lane, epoch) => self.lane_waited((no, shard, lane), epoch, cx),
            Timer::Shard(no, shard, epoch) => self.shard_waited((no, shard), epoch, cx),
            Timer::Scale(no, epoch) => self.scale(no, epoch, cx),
            Timer::State(no, epoch) => self.reach_state(no, epoch, cx),
        }
    }
}
