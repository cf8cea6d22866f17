//! A fleet: the workers of one consumer of the scenario, and what they have in common.
use super::{ActorId, Wake, desk::Desk, worker::Worker};
use crate::sim::{
    scenario::spec::ConsumerSpec,
    trace::{Name, Weight},
    turn::Draft,
};
use serde::{Deserialize, Serialize};

/// What a fleet has done together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// ReceiveMessage calls.
    pub requests: u64,
    /// Of these, answered with nothing.
    pub empty: u64,
    /// Messages finished for the first time.
    pub finished: u64,
    /// Messages finished again.
    pub repeats: u64,
}

/// A fleet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fleet {
    /// Its name.
    pub name: Name,
    /// Its members, those that left included.
    pub members: Vec<Worker>,
    /// What they have done.
    pub tally: Tally,
    seed: u64,
}

impl Fleet {
    /// A fleet before anybody has begun.
    #[must_use]
    pub fn new(spec: &ConsumerSpec, seed: u64) -> Self {
        let mut fleet = Self { name: spec.name.clone(), members: vec![], tally: Tally::default(), seed };
        for _ in 0..spec.count.unwrap_or(1) {
            fleet.enlist(spec);
        }
        fleet
    }

    fn enlist(&mut self, spec: &ConsumerSpec) {
        let no = self.members.len() + 1;
        let name: Name = if spec.count.is_none() { spec.name.clone() } else { format!("{}{no}", spec.name).into() };
        self.members.push(Worker::new(name, self.seed));
    }

    /// Everybody begins, one after the other where the scenario says so.
    pub fn begin(&mut self, at: u32, spec: &ConsumerSpec, desk: &mut Desk<'_>) {
        for (nth, worker) in (0..).zip(&self.members) {
            let stagger = crate::base::time::SimTime(spec.stagger.0.0.saturating_mul(u64::from(nth)));
            desk.wake(spec.start.0 + stagger, ActorId::Worker(at, nth), Wake::Poll, worker.epoch());
        }
    }

    /// A new instance joins and begins at once; its name in the fleet.
    pub fn launch(&mut self, at: u32, spec: &ConsumerSpec, instance: &Name, desk: &mut Desk<'_>) -> Name {
        let name: Name = format!("{}{}", spec.name, self.members.len() + 1).into();
        let mut worker = Worker::new(name.clone(), self.seed);
        worker.instance = Some(instance.clone());
        let id = ActorId::Worker(at, u32::try_from(self.members.len()).unwrap_or(u32::MAX));
        desk.wake(desk.now(), id, Wake::Poll, worker.epoch());
        self.members.push(worker);
        desk.emit(|| {
            let mut draft = Draft::new("worker.join", &spec.from);
            (draft.actor, draft.note, draft.weight) = (Some(name.clone()), Some(instance.clone()), Weight::Step);
            draft
        });
        name
    }

    /// The member an instance is, where it still is one; it may be finishing what it holds.
    #[must_use]
    pub fn instance(&self, instance: &str) -> Option<usize> {
        self.members.iter().position(|w| !w.is_gone() && w.instance.as_deref() == Some(instance))
    }

    /// Grows or shrinks to what the scenario says now: new members begin at once, leaving ones finish what they hold.
    /// Instances of a scaling group are not counted: the group decides about them.
    pub fn resize(&mut self, at: u32, spec: &ConsumerSpec, desk: &mut Desk<'_>) {
        let wanted = spec.count.unwrap_or(1) as usize;
        for nth in 0..self.members.len().max(wanted) {
            if nth >= self.members.len() {
                self.enlist(spec);
                self.members[nth].leaving = true;
            }
            let id = ActorId::Worker(at, u32::try_from(nth).unwrap_or(u32::MAX));
            let worker = &mut self.members[nth];
            let stays = nth < wanted;
            if worker.leaving != stays || worker.instance.is_some() {
                continue;
            }
            worker.leaving = !stays;
            let (kind, name) = (if stays { "worker.join" } else { "worker.leave" }, worker.name.clone());
            desk.emit(|| {
                let mut draft = Draft::new(kind, &spec.from);
                (draft.actor, draft.weight) = (Some(name), Weight::Step);
                draft
            });
            if stays {
                desk.wake(desk.now(), id, Wake::Poll, worker.epoch());
            }
        }
    }

    /// The member a fault means: its own name, or the fleet's for the one with the most work left.
    #[must_use]
    pub fn find(&self, who: &str) -> Option<usize> {
        let exact = self.members.iter().position(|w| &*w.name == who);
        let busiest = || {
            let up = self.members.iter().enumerate().filter(|(_, w)| !w.is_down() && !w.leaving);
            up.max_by_key(|(nth, w)| (w.busy_until(), std::cmp::Reverse(*nth))).map(|(nth, _)| nth)
        };
        exact.or_else(|| (who == &*self.name).then(busiest).flatten())
    }
}
