//! A worker: renews, takes and steals leases, reads each of its shards, works on the records one after the other, writes
//! checkpoints; dies and comes back.
use super::{
    super::{Wake, worker::pace::time_of},
    Act,
    read::{Doing, Held, Reading},
};
use crate::base::{random::Stream, time::SimTime};
use crate::sim::{
    errand::{Outcome, Position, Read, Records, Task},
    trace::{Name, Weight},
    turn::CallId,
    wire::Word,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// After a refusal the same call is made again so much later.
const AGAIN: SimTime = SimTime::from_secs(1);
/// Enhanced fan-out: the library waits for an event longer than a subscription lasts.
const PUSH_PATIENCE: SimTime = SimTime::from_secs(310);

/// A worker's state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worker {
    /// Its name.
    pub name: Name,
    /// It left the application.
    pub leaving: bool,
    pub(super) reading: BTreeMap<u32, Reading>,
    next: u32,
    pub(super) sync: Option<CallId>,
    renewed: SimTime,
    down: Option<(SimTime, Option<SimTime>)>,
    slow: (u32, SimTime),
    epoch: u32,
    draws: Stream,
}

impl Worker {
    /// A worker that has not begun.
    #[must_use]
    pub fn new(name: Name, draws: Stream) -> Self {
        Self {
            name,
            leaving: false,
            reading: BTreeMap::new(),
            next: 0,
            sync: None,
            renewed: SimTime::ZERO,
            down: None,
            slow: (1, SimTime::ZERO),
            epoch: 0,
            draws,
        }
    }
    /// Whether it works.
    #[must_use]
    pub const fn is_up(&self) -> bool {
        self.down.is_none() && !self.leaving
    }
    /// Since when it is down.
    #[must_use]
    pub fn down(&self) -> Option<SimTime> {
        self.down.map(|d| d.0)
    }
    /// How many shards it reads.
    #[must_use]
    pub fn reads(&self) -> usize {
        self.reading.len()
    }
    /// What it reads.
    pub fn shards(&self) -> impl Iterator<Item = &Reading> {
        self.reading.values()
    }
    /// How far its slowest shard is behind, in milliseconds.
    #[must_use]
    pub fn behind(&self) -> u64 {
        self.reading.values().map(|r| r.behind).max().unwrap_or_default()
    }

    /// A wake that is still meant.
    pub fn wake(&mut self, (wake, epoch): (Wake, u32), act: &mut Act<'_, '_>) {
        match wake {
            Wake::Back if self.down.is_some_and(|d| d.1 == Some(act.now())) => {
                self.down = None;
                act.tell("reader.back", |d| d.weight = Weight::Step);
                self.beat(act);
            }
            _ if epoch != self.epoch || self.down.is_some() => {}
            Wake::Beat if !self.leaving => self.beat(act),
            Wake::Shard(no) => self.go_on(no, act),
            _ => {}
        }
    }

    /// Looks after its leases: three times within the failover time.
    pub(super) fn beat(&mut self, act: &mut Act<'_, '_>) {
        let (now, failover) = (act.now(), act.failover());
        act.desk.wake(now + SimTime(failover.0 / 3), act.who(), Wake::Beat, self.epoch);
        if act.desk.wire.cut_off(act.who(), now) {
            if self.renewed + failover <= now && !self.reading.is_empty() {
                act.tell("reader.lost", |d| (d.note, d.weight) = (Some("cut off".into()), Weight::Alarm));
                self.reading.clear();
            }
            return;
        }
        self.renewed = now;
        let lost: Vec<u32> =
            self.reading.iter().filter(|(_, r)| !act.shared.table.has(&r.shard, act.id.1)).map(|(no, _)| *no).collect();
        for no in lost {
            self.lose(no, act);
        }
        for reading in self.reading.values() {
            if let Some(lease) = act.shared.table.leases.get_mut(&reading.shard) {
                lease.renewed = now;
            }
        }
        self.take(act);
        let stale = act.shared.table.synced.is_none_or(|at| at + act.shard_sync() <= now);
        if stale && self.sync.is_none() {
            self.list(act);
        }
    }

    pub(super) fn list(&mut self, act: &mut Act<'_, '_>) {
        act.shared.table.synced = Some(act.now());
        self.sync = Some(ask(act, Task::Read(Read::Shards), SimTime::ZERO));
    }

    /// Takes what is free up to its share, or steals one.
    pub(super) fn take(&mut self, act: &mut Act<'_, '_>) {
        let (now, me) = (act.now(), act.id.1);
        if self.leaving {
            return;
        }
        for (shard, victim) in act.shared.table.choose(me, act.failover(), now) {
            let Some(lease) = act.shared.table.leases.get_mut(&shard) else { continue };
            (lease.owner, lease.renewed) = (Some(me), now);
            let Some(from) = lease.progress.position() else { continue };
            // What it still held of that shard from before is somebody else's past.
            self.reading.retain(|_, r| r.shard != shard);
            let kind = if victim.is_some() { "reader.steal" } else { "reader.lease" };
            act.tell(kind, |d| (d.note, d.weight) = (Some(shard.clone()), Weight::Step));
            let no = self.next;
            self.next += 1;
            self.reading.insert(no, Reading::new(shard, from, now));
            self.read(no, act);
        }
    }

    /// The lease went to somebody else: what is in hand is dropped.
    fn lose(&mut self, no: u32, act: &mut Act<'_, '_>) {
        if let Some(reading) = self.reading.remove(&no) {
            act.tell("reader.lost", |d| (d.note, d.weight) = (Some(reading.shard), Weight::Mark));
        }
    }

    /// The next call for a shard.
    fn read(&mut self, no: u32, act: &mut Act<'_, '_>) {
        let Some(reading) = self.reading.get_mut(&no) else { return };
        let shard = reading.shard.clone();
        let (task, patience) = match (&act.spec.consumer, &reading.iterator) {
            (Some(consumer), _) => {
                (Read::Push { consumer: consumer.clone(), shard, from: reading.from.clone() }, PUSH_PATIENCE)
            }
            (None, Some(iterator)) => {
                (Read::Records { iterator: iterator.clone(), limit: act.spec.limit }, SimTime::ZERO)
            }
            (None, None) => (Read::Iterator { shard, from: reading.from.clone() }, SimTime::ZERO),
        };
        reading.asked = act.now();
        reading.doing = Doing::Asking(ask(act, Task::Read(task), patience));
    }

    /// Rests until the next read.
    fn rest(&mut self, no: u32, until: SimTime, act: &mut Act<'_, '_>) {
        if let Some(reading) = self.reading.get_mut(&no) {
            reading.doing = Doing::Resting;
            act.desk.wake(until.max(act.now()), act.who(), Wake::Shard(no), self.epoch);
        }
    }

    /// Something a shard waited for is due.
    fn go_on(&mut self, no: u32, act: &mut Act<'_, '_>) {
        match self.reading.get(&no).map(|r| r.doing) {
            Some(Doing::Resting) => self.read(no, act),
            Some(Doing::Working { until, .. }) if until <= act.now() => self.finish(no, act),
            _ => {}
        }
    }

    /// An answer.
    pub fn answer(&mut self, call: CallId, word: Word, act: &mut Act<'_, '_>) {
        let outcome = match word {
            Word::Answer(answer) => answer.outcome(),
            Word::Outcome(outcome) => outcome,
        };
        self.hear(call, outcome, act);
    }

    /// No answer came.
    pub fn unanswered(&mut self, call: CallId, act: &mut Act<'_, '_>) {
        self.hear(call, Outcome::NoAnswer, act);
    }

    fn hear(&mut self, call: CallId, outcome: Outcome, act: &mut Act<'_, '_>) {
        if self.sync == Some(call) {
            self.sync = None;
            if let Outcome::Shards(shards) = outcome {
                act.shared.table.learn(&shards, act.spec.position);
                self.take(act);
            } else {
                act.shared.table.synced = None;
            }
            return;
        }
        let Some(no) = self.reading.iter().find(|(_, r)| r.doing == Doing::Asking(call)).map(|(no, _)| *no) else {
            return;
        };
        match outcome {
            Outcome::Iterator(iterator) => {
                if let Some(reading) = self.reading.get_mut(&no) {
                    reading.iterator = Some(iterator);
                }
                self.read(no, act);
            }
            Outcome::Records(records) => self.records(no, records, act),
            Outcome::NoAnswer => {
                act.tell("reader.timeout", |d| d.weight = Weight::Mark);
                self.rest(no, act.now(), act);
            }
            Outcome::Refused { code, .. } => self.refused(no, &code, act),
            _ => self.rest(no, act.now() + AGAIN, act),
        }
    }

    fn refused(&mut self, no: u32, code: &Name, act: &mut Act<'_, '_>) {
        let Some(reading) = self.reading.get_mut(&no) else { return };
        let throttled = &**code == "ProvisionedThroughputExceededException";
        act.shared.tally.throttled += u64::from(throttled);
        // An iterator that expired is asked for anew, from behind the last record read.
        reading.iterator = reading.iterator.take().filter(|_| throttled);
        let (shard, kind) = (reading.shard.clone(), if throttled { "reader.throttled" } else { "reader.refused" });
        act.tell(kind, |d| (d.note, d.weight) = (Some(code.clone()), Weight::Mark));
        if &**code == "ResourceNotFoundException" && reading_is_gone(act, &shard) {
            return self.ended(no, vec![], act);
        }
        self.rest(no, act.now() + AGAIN, act);
    }

    fn records(&mut self, no: u32, came: Records, act: &mut Act<'_, '_>) {
        let Some(reading) = self.reading.get_mut(&no) else { return };
        act.shared.tally.empty += u64::from(came.records.is_empty());
        reading.behind = came.behind_millis;
        if let Some(last) = came.records.last() {
            reading.from = Position::After(last.sequence.clone());
        }
        match came.next {
            None => reading.end = Some(came.children),
            // A subscription goes on from the number it names, a poller by its iterator.
            Some(next) if act.spec.consumer.is_some() => reading.from = Position::After(next),
            Some(next) => reading.iterator = Some(next),
        }
        reading.hands = came.records.iter().map(Held::new).collect();
        self.next_record(no, act);
    }

    /// The next record in hand; when there is none, the next read or the end.
    fn next_record(&mut self, no: u32, act: &mut Act<'_, '_>) {
        let now = act.now();
        let Some(reading) = self.reading.get_mut(&no) else { return };
        if let Some(held) = reading.hands.front() {
            let (item, shard) = (held.item.clone(), reading.shard.clone());
            let need = time_of(&act.spec.work, &item.label, &mut self.draws);
            let factor = if now < self.slow.1 { u64::from(self.slow.0) } else { 1 };
            let until = now + SimTime(need.0.saturating_mul(factor));
            reading.doing = Doing::Working { since: now, until };
            act.tell("reader.start", |d| {
                (d.item, d.until, d.note, d.amount) = (Some(item), Some(until), Some(shard), (until - now).0);
            });
            return act.desk.wake(until, act.who(), Wake::Shard(no), self.epoch);
        }
        if let Some(children) = reading.end.take() {
            return self.ended(no, children, act);
        }
        let until = if act.spec.consumer.is_some() { now } else { reading.asked + act.spec.idle.0 };
        self.rest(no, until, act);
    }

    /// A record is finished.
    fn finish(&mut self, no: u32, act: &mut Act<'_, '_>) {
        let now = act.now();
        let Some(reading) = self.reading.get_mut(&no) else { return };
        let Some(held) = reading.hands.pop_front() else { return };
        reading.unsaved = Some(held.sequence);
        reading.since_saved += 1;
        let rule = act.spec.checkpoint;
        let batch = rule.records.is_none() && rule.every.is_none();
        let save = (batch && reading.hands.is_empty())
            || rule.records.is_some_and(|n| reading.since_saved >= n)
            || rule.every.is_some_and(|span| reading.saved + span.0 <= now);
        let shard = reading.shard.clone();
        let before = held.item.no > 0 && act.desk.ledger.finish(&act.spec.name, held.item.no);
        let (kind, weight) = match (before, act.spec.idempotent) {
            (false, _) => ("reader.done", Weight::Step),
            (true, true) => ("reader.skip", Weight::Step),
            (true, false) => ("reader.repeat", Weight::Alarm),
        };
        act.shared.tally.finished += u64::from(!before);
        act.shared.tally.repeats += u64::from(kind == "reader.repeat");
        act.tell(kind, |d| (d.item, d.note, d.weight) = (Some(held.item), Some(shard), weight));
        if save && !self.checkpoint(no, act) {
            return self.lose(no, act);
        }
        self.next_record(no, act);
    }

    /// Dies with what it holds; its leases stay until they are not renewed any more.
    pub fn crash(&mut self, down: Option<SimTime>, act: &mut Act<'_, '_>) {
        let now = act.now();
        let until = down.map(|span| now + span);
        self.epoch += 1;
        (self.down, self.sync) = (Some((now, until)), None);
        self.reading.clear();
        act.tell("reader.crash", |d| (d.until, d.weight) = (until, Weight::Mark));
        if let Some(until) = until {
            act.desk.wake(until, act.who(), Wake::Back, self.epoch);
        }
    }

    /// Its work takes `factor` times as long for a while, what it is doing included.
    pub fn slow(&mut self, factor: u32, during: SimTime, act: &mut Act<'_, '_>) {
        let now = act.now();
        self.slow = (factor.max(1), now + during);
        for (no, reading) in &mut self.reading {
            if let Doing::Working { since, until } = reading.doing {
                let until = now + SimTime((until - now).0.saturating_mul(u64::from(factor.max(1))));
                reading.doing = Doing::Working { since, until };
                act.desk.wake(until, act.who(), Wake::Shard(*no), self.epoch);
            }
        }
    }

    /// Leaves: writes down how far it is and hands its leases back.
    pub(super) fn retire(&mut self, act: &mut Act<'_, '_>) {
        let all: Vec<u32> = self.reading.keys().copied().collect();
        for no in all {
            let saved = self.checkpoint(no, act);
            if let Some(reading) = self.reading.remove(&no).filter(|_| saved)
                && let Some(lease) = act.shared.table.leases.get_mut(&reading.shard)
            {
                lease.owner = None;
            }
        }
        self.epoch += 1;
    }
}

fn ask(act: &mut Act<'_, '_>, task: Task, patience: SimTime) -> CallId {
    act.shared.tally.requests += 1;
    let (who, name) = (act.who(), act.name.clone());
    act.desk.ask(who, &name, &act.spec.from, task, patience)
}

/// Whether the stream itself still stands, so that it is the shard that is gone.
fn reading_is_gone(act: &Act<'_, '_>, shard: &Name) -> bool {
    act.desk.plan.streams.iter().any(|s| s.name == act.spec.from) && act.shared.table.has(shard, act.id.1)
}
