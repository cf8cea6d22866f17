//! An application with the Kinesis Client Library: workers that share the shards of a stream by leases, one lease per shard.
//!
//! Modelled after the library's second version: every worker renews its leases three times within the failover time, takes
//! leases that nobody renewed, and steals one at a time from a worker that has more than its share; a child shard is read only
//! when its parents are through; progress is a checkpoint per shard, so after a crash the next worker repeats what came behind
//! it. The lease table stands for the library's DynamoDB table: every worker reads and writes it at once and without failure,
//! unless it is cut off from AWS.
mod lease;
mod panel;
mod progress;
mod read;
#[cfg(test)]
mod tests;
mod worker;

use super::{ActorId, Wake, desk::Desk};
use crate::base::{random::Stream, time::SimTime};
use crate::sim::{
    scenario::spec::reader::ReaderSpec,
    trace::{Name, Weight},
    turn::Draft,
};
pub use lease::Table;
use serde::{Deserialize, Serialize};
pub use worker::Worker;

/// What the workers have done together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Calls to the stream.
    pub requests: u64,
    /// Reads that brought nothing.
    pub empty: u64,
    /// Calls refused for lack of throughput.
    pub throttled: u64,
    /// Records finished for the first time.
    pub finished: u64,
    /// Records finished again.
    pub repeats: u64,
}

/// What all workers of an application share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// The leases.
    pub table: Table,
    /// What they have done.
    pub tally: Tally,
}

/// An application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Its name.
    pub name: Name,
    /// Its workers, those that left included.
    pub members: Vec<Worker>,
    /// What they share.
    pub shared: Shared,
    seed: u64,
}

/// One act of a worker.
pub struct Act<'a, 'd> {
    /// Who: the application and the worker.
    pub id: (u32, u32),
    /// The worker's name.
    pub name: Name,
    /// The application's description.
    pub spec: &'a ReaderSpec,
    /// What all workers share.
    pub shared: &'a mut Shared,
    /// The desk.
    pub desk: &'a mut Desk<'d>,
}

impl Act<'_, '_> {
    fn who(&self) -> ActorId {
        ActorId::Reader(self.id.0, self.id.1)
    }
    fn now(&self) -> SimTime {
        self.desk.now()
    }
    fn tell(&mut self, kind: &'static str, fill: impl FnOnce(&mut Draft)) {
        let (place, name) = (&self.spec.from, self.name.clone());
        self.desk.emit(|| {
            let mut draft = Draft::new(kind, place);
            draft.actor = Some(name);
            fill(&mut draft);
            draft
        });
    }
    /// A time of the library: what the scenario says, else the ledger's default.
    fn time(&self, said: Option<SimTime>, fact: &'static str) -> SimTime {
        said.or_else(|| self.desk.quotas.secs(fact).ok()).unwrap_or(SimTime::from_secs(10))
    }
    fn failover(&self) -> SimTime {
        self.time(self.spec.failover.map(|s| s.0), "kinesis.kcl.failover")
    }
    fn shard_sync(&self) -> SimTime {
        self.time(self.spec.shard_sync.map(|s| s.0), "kinesis.kcl.shard_sync")
    }
}

impl Application {
    /// An application before anybody has begun.
    #[must_use]
    pub fn new(spec: &ReaderSpec, seed: u64) -> Self {
        let mut app = Self { name: spec.name.clone(), members: vec![], shared: Shared::default(), seed };
        for _ in 0..spec.count {
            app.enlist();
        }
        app
    }

    fn enlist(&mut self) {
        let name: Name = format!("{}{}", self.name, self.members.len() + 1).into();
        let draws = Stream::new(self.seed, &format!("reader/{name}"));
        self.members.push(Worker::new(name, draws));
    }

    /// Every worker begins at once.
    pub fn begin(&self, at: u32, desk: &mut Desk<'_>) {
        for nth in (0..).take(self.members.len()) {
            desk.wake(SimTime::ZERO, ActorId::Reader(at, nth), Wake::Beat, 0);
        }
    }

    /// Grows or shrinks to what the scenario says now; who leaves hands its leases back.
    pub fn resize(&mut self, at: u32, spec: &ReaderSpec, desk: &mut Desk<'_>) {
        let wanted = spec.count as usize;
        for nth in 0..self.members.len().max(wanted) {
            if nth >= self.members.len() {
                self.enlist();
                self.members[nth].leaving = true;
            }
            let id = u32::try_from(nth).unwrap_or(u32::MAX);
            self.with((at, id), spec, desk, |worker, act| {
                if worker.leaving == (nth >= wanted) {
                    return;
                }
                worker.leaving = nth >= wanted;
                act.tell(if nth < wanted { "reader.join" } else { "reader.leave" }, |d| d.weight = Weight::Step);
                if nth < wanted { worker.beat(act) } else { worker.retire(act) }
            });
        }
    }

    /// The worker a fault means: its own name, or the application's for the one with the most leases.
    #[must_use]
    pub fn find(&self, who: &str) -> Option<usize> {
        let exact = self.members.iter().position(|w| &*w.name == who);
        let busiest = || {
            let up = self.members.iter().enumerate().filter(|(_, w)| w.is_up());
            up.max_by_key(|(nth, w)| (w.reads(), std::cmp::Reverse(*nth))).map(|(nth, _)| nth)
        };
        exact.or_else(|| (who == &*self.name).then(busiest).flatten())
    }

    /// A measure under its name.
    #[must_use]
    pub fn metric(&self, name: &str) -> Option<u64> {
        let tally = &self.shared.tally;
        Some(match name {
            "requests" => tally.requests,
            "empty" => tally.empty,
            "finished" => tally.finished,
            "repeats" => tally.repeats,
            "throttled" => tally.throttled,
            "members" => self.members.iter().filter(|w| !w.leaving).count() as u64,
            "busy" => self.members.iter().filter(|w| w.reads() > 0).count() as u64,
            "behind" => self.behind(),
            _ => return None,
        })
    }

    /// How far the slowest shard is behind, in milliseconds.
    #[must_use]
    pub fn behind(&self) -> u64 {
        self.members.iter().map(Worker::behind).max().unwrap_or_default()
    }

    fn with(
        &mut self,
        id: (u32, u32),
        spec: &ReaderSpec,
        desk: &mut Desk<'_>,
        act: impl FnOnce(&mut Worker, &mut Act<'_, '_>),
    ) {
        if let Some(worker) = self.members.get_mut(id.1 as usize) {
            let name = worker.name.clone();
            act(worker, &mut Act { id, name, spec, shared: &mut self.shared, desk });
        }
    }
}
