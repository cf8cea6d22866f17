//! What time does: pipes change their state, sources are read, executions run.
mod event;
mod queue;
mod run;
mod stream;

use super::api::Reply;
use super::model::{Asked, Pipe, Pipes, State, Work};
use crate::base::time::SimTime;
use crate::sim::{
    delivery,
    errand::{By, Errand, Outcome, Task, Ticket},
    trace::{Name, Weight},
    turn::{Draft, Out, Turn},
};
use serde::{Deserialize, Serialize};

/// The timers of Pipes; each carries the pipe's number first and its epoch last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timer {
    /// A state ends.
    State(u32, u32),
    /// A poller goes on.
    Poller(u32, u32, u32),
    /// A shard is read again; `u32::MAX`: the shards are listed again.
    Shard(u32, u32, u32),
    /// A lane goes on.
    Lane(u32, (u32, u32), u32),
}

/// Where Pipes puts what it wants done.
pub type Output = Out<Timer, Reply>;

/// How long a source may take to answer.
pub(super) const PATIENCE: SimTime = SimTime::from_secs(30);
/// After a refusal of the source it is left alone for so long.
pub(super) const REST: SimTime = SimTime::from_secs(5);

/// A pipe is in another state now.
pub(super) fn set_state(pipe: &mut Pipe, (state, why): (State, &str), (turn, out): (Turn<'_>, &mut Output)) {
    pipe.state = state;
    pipe.reason = why.into();
    let failed = matches!(state, State::CreateFailed | State::StartFailed);
    out.sink.emit(turn.now, turn.cause, || Draft {
        note: Some(if why.is_empty() { state.name().into() } else { format!("{}: {why}", state.name()).into() }),
        weight: if failed { Weight::Alarm } else { Weight::Step },
        ..Draft::new("pipes.state", &pipe.name)
    });
}

impl Pipes {
    /// A timer is due; one that no longer matters does nothing.
    pub(super) fn wake(&mut self, timer: Timer, (turn, out): (Turn<'_>, &mut Output)) {
        match timer {
            Timer::State(no, epoch) => self.settle(no, epoch, (turn, &mut *out)),
            Timer::Poller(no, nth, epoch) => {
                let fits = self.all.get_mut(&no).and_then(|p| p.poller(nth)).is_some_and(|p| p.epoch == epoch);
                if fits {
                    self.poll(no, nth, (turn, &mut *out));
                }
            }
            Timer::Shard(no, u32::MAX, _) => self.list(no, (turn, &mut *out)),
            Timer::Shard(no, nth, epoch) => {
                let fits = self.all.get_mut(&no).and_then(|p| p.shard(nth)).is_some_and(|s| s.epoch == epoch);
                if fits {
                    self.read_on(no, nth, (turn, &mut *out));
                }
            }
            Timer::Lane(no, at, epoch) => {
                let lane = self.all.get_mut(&no).and_then(|p| p.lane(at)).filter(|l| l.epoch == epoch);
                if let Some(lane) = lane {
                    lane.busy = false;
                    self.cut(no, at, (turn, &mut *out));
                }
            }
        }
    }

    fn settle(&mut self, no: u32, epoch: u32, (turn, out): (Turn<'_>, &mut Output)) {
        let Some(pipe) = self.all.get_mut(&no).filter(|p| p.epoch == epoch) else { return };
        if pipe.state == State::Deleting {
            let name = pipe.name.clone();
            self.all.remove(&no);
            self.names.remove(&name);
            self.runs.retain(|_, run| run.pipe != no);
            return;
        }
        let next = if pipe.wanted { State::Running } else { State::Stopped };
        set_state(pipe, (next, ""), (turn, &mut *out));
        if next == State::Running {
            self.begin(no, (turn, &mut *out));
        }
    }

    /// A pipe begins to read, or reads on.
    fn begin(&mut self, no: u32, (turn, out): (Turn<'_>, &mut Output)) {
        let Some(pipe) = self.all.get(&no) else { return };
        match &pipe.work {
            Work::Pollers(all) => {
                for nth in 0..u32::try_from(all.len()).unwrap_or(0) {
                    self.poll(no, nth, (turn, &mut *out));
                }
            }
            Work::Shards(_, false) => self.list(no, (turn, &mut *out)),
            Work::Shards(all, true) => {
                for nth in 0..u32::try_from(all.len()).unwrap_or(0) {
                    self.tend(no, nth, (turn, &mut *out));
                    self.read_on(no, nth, (turn, &mut *out));
                }
            }
        }
    }

    /// Asks somebody something in the name of the pipe's role.
    pub(super) fn ask(
        &mut self,
        (no, what): (u32, Asked),
        (to, task, patience): (&Name, Task, SimTime),
        (turn, out): (Turn<'_>, &mut Output),
    ) {
        let ticket = self.number();
        let Some(pipe) = self.all.get(&no) else { return };
        self.asked.insert(ticket, what);
        let by = By::Role { of: pipe.arn.clone() };
        let errand = match task {
            Task::Send(cargo) => delivery::errand(Ticket(ticket), by, to, cargo, patience),
            task => Errand { ticket: Ticket(ticket), by, to: to.clone(), task, patience, cause: None },
        };
        out.errands.push(Errand { cause: turn.cause, ..errand });
    }

    /// What came of an errand.
    pub(super) fn outcome_of(&mut self, ticket: u64, outcome: Outcome, (turn, out): (Turn<'_>, &mut Output)) {
        match self.asked.remove(&ticket) {
            Some(Asked::Receive(no, nth)) => self.received(no, nth, outcome, (turn, &mut *out)),
            Some(Asked::Shards(no)) => self.listed(no, outcome, (turn, &mut *out)),
            Some(Asked::Read(no, nth)) => self.has_read((no, nth), outcome, (turn, &mut *out)),
            Some(Asked::Run(run)) => self.stage_ended(run, outcome, (turn, &mut *out)),
            Some(Asked::Letter(..) | Asked::Delete) | None => {}
        }
    }

    /// The source refused: a pipe that never read it has failed to start, another goes on trying.
    pub(super) fn source_ill(&mut self, no: u32, outcome: &Outcome, (turn, out): (Turn<'_>, &mut Output)) {
        let Err(failure) = delivery::judge(outcome) else { return };
        let Some(pipe) = self.all.get_mut(&no) else { return };
        out.sink.emit(turn.now, turn.cause, || Draft {
            note: Some(failure.code.clone()),
            weight: Weight::Alarm,
            ..Draft::new("pipes.problem", &pipe.name)
        });
        if !failure.retriable && !pipe.proven && pipe.state == State::Running {
            let state = if pipe.epoch == 1 { State::CreateFailed } else { State::StartFailed };
            set_state(pipe, (state, &failure.message), (turn, &mut *out));
        }
    }
}
