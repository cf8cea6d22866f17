//! Streams: shard by shard, parents first; batches go lane by lane, and a failing one holds back its lane.
use super::{Output, PATIENCE, REST, Timer, event, queue};
use crate::base::time::SimTime;
use crate::sim::{
    epoch,
    errand::{Cargo, Outcome, Position, Read, Records, Task},
    services::pipes::model::{Asked, Config, Entry, Lane, Origin, Pipes, Reading, Shard, Start, StreamSet, Work},
    trace::{Phase, Weight},
    turn::{Draft, Turn},
};
use serde_json::json;
use std::sync::Arc;

type At = (u32, u32);

impl Pipes {
    pub(super) fn list(&mut self, no: u32, (turn, out): (Turn<'_>, &mut Output)) {
        let Some(source) = self.all.get(&no).filter(|p| p.reads()).map(|p| p.config.source.clone()) else { return };
        self.ask((no, Asked::Shards(no)), (&source, Task::Read(Read::Shards), PATIENCE), (turn, &mut *out));
    }

    /// The shards of the stream.
    pub(super) fn listed(&mut self, no: u32, outcome: Outcome, (turn, out): (Turn<'_>, &mut Output)) {
        let Outcome::Shards(found) = outcome else {
            out.timers.push((turn.now + REST, Timer::Shard(no, u32::MAX, 0)));
            return self.source_ill(no, &outcome, (turn, &mut *out));
        };
        let Some(pipe) = self.all.get_mut(&no) else { return };
        pipe.proven = true;
        let Work::Shards(all, known) = &mut pipe.work else { return };
        let first = !*known;
        *known = true;
        for info in found {
            if !all.iter().any(|s| s.id == info.id) {
                all.push(Shard { id: info.id, parents: info.parents, first, ..Shard::default() });
            }
        }
        self.read_all(no, (turn, &mut *out));
    }

    fn read_all(&mut self, no: u32, (turn, out): (Turn<'_>, &mut Output)) {
        let Some(Work::Shards(all, _)) = self.all.get(&no).map(|p| &p.work) else { return };
        for nth in 0..u32::try_from(all.len()).unwrap_or(0) {
            self.read_on(no, nth, (turn, &mut *out));
        }
    }

    /// Asks for the next records of a shard, or for an iterator to begin with.
    pub(super) fn read_on(&mut self, no: u32, nth: u32, (turn, out): (Turn<'_>, &mut Output)) {
        let Some(pipe) = self.all.get_mut(&no).filter(|p| p.reads() && p.may_start(nth)) else { return };
        let config = pipe.config.clone();
        let Some(set) = &config.stream else { return };
        let Some(shard) = pipe.shard(nth).filter(|s| s.reading == Reading::Idle) else { return };
        if shard.lanes.is_empty() {
            shard.lanes.resize_with(set.parallel as usize, Lane::default);
        }
        let room = (config.batch as usize).saturating_mul(set.parallel as usize * 2);
        if shard.open() >= room {
            shard.reading = Reading::Full;
            return;
        }
        shard.reading = Reading::Asked;
        let read = match shard.iterator.clone() {
            Some(iterator) => Read::Records { iterator, limit: config.batch.min(10_000) },
            None => Read::Iterator { shard: shard.id.clone(), from: position(set, shard) },
        };
        self.ask((no, Asked::Read(no, nth)), (&config.source, Task::Read(read), PATIENCE), (turn, &mut *out));
    }

    /// An iterator, records, or a refusal.
    pub(super) fn has_read(&mut self, (no, nth): At, outcome: Outcome, (turn, out): (Turn<'_>, &mut Output)) {
        let (reads, Some(pipe)) = (self.settings.reads, self.all.get_mut(&no)) else { return };
        let Some(shard) = pipe.shard(nth) else { return };
        shard.reading = Reading::Idle;
        match outcome {
            Outcome::Iterator(iterator) => {
                shard.iterator = Some(iterator);
                self.read_on(no, nth, (turn, &mut *out));
            }
            Outcome::Records(records) => {
                let none = records.records.is_empty();
                let ended = self.take((no, nth), records, (turn, &mut *out));
                self.tend(no, nth, (turn, &mut *out));
                if ended {
                    self.list(no, (turn, &mut *out));
                } else {
                    self.later(no, nth, if none { reads } else { SimTime::from_millis(200) }, (turn, &mut *out));
                }
            }
            other => {
                shard.iterator = None;
                self.source_ill(no, &other, (turn, &mut *out));
                self.later(no, nth, REST, (turn, &mut *out));
            }
        }
    }

    fn later(&mut self, no: u32, nth: u32, pause: SimTime, (turn, out): (Turn<'_>, &mut Output)) {
        let Some(shard) = self.all.get_mut(&no).and_then(|p| p.shard(nth)) else { return };
        shard.epoch += 1;
        out.timers.push((turn.now + pause, Timer::Shard(no, nth, shard.epoch)));
    }

    /// Records go to their lanes; whether the shard is at its end.
    fn take(&mut self, (no, nth): At, read: Records, (turn, out): (Turn<'_>, &mut Output)) -> bool {
        let Some(pipe) = self.all.get_mut(&no) else { return false };
        let config = pipe.config.clone();
        pipe.tally.came += read.records.len() as u64;
        let last = read.records.last().map(|r| r.sequence.clone());
        let entry = |r: crate::sim::errand::StreamRecord| Entry {
            id: r.sequence,
            handle: "".into(),
            time: r.arrived,
            receives: 1,
            cargo: r.cargo,
        };
        let all = read.records.into_iter().map(entry);
        let (good, gone): (Vec<Entry>, Vec<Entry>) = all.partition(|e| event::passes(&config, e));
        queue::filtered(pipe, &gone, (turn, &mut *out));
        let Some(shard) = pipe.shard(nth) else { return false };
        shard.read = last.or(shard.read.take());
        let ended = read.next.is_none();
        shard.iterator = read.next;
        if ended {
            shard.reading = Reading::Ended;
        }
        for entry in good {
            put(shard, entry, turn.now);
        }
        ended
    }

    /// Looks after every lane of a shard; their number changes only when nothing is at work, so that keys keep their order.
    pub(super) fn tend(&mut self, no: u32, nth: u32, (turn, out): (Turn<'_>, &mut Output)) {
        let Some(pipe) = self.all.get_mut(&no) else { return };
        let parallel = pipe.config.stream.as_ref().map_or(1, |s| s.parallel as usize);
        let Some(shard) = pipe.shard(nth) else { return };
        let idle = shard.lanes.iter().all(|l| !l.busy && l.parts.is_empty());
        if !shard.lanes.is_empty() && shard.lanes.len() != parallel && idle {
            let epoch = shard.lanes.iter().map(|l| l.epoch).max().unwrap_or(0) + 1;
            let old = std::mem::take(&mut shard.lanes);
            shard.lanes.resize_with(parallel, || Lane { epoch, ..Lane::default() });
            for entry in old.into_iter().flat_map(|l| l.waiting) {
                put(shard, entry, turn.now);
            }
        }
        for lane in 0..u32::try_from(shard.lanes.len()).unwrap_or(0) {
            self.cut(no, (nth, lane), (turn, &mut *out));
        }
    }

    /// Starts the next batch of a lane, where there is one and nothing stands in its way.
    pub(super) fn cut(&mut self, no: u32, at: At, (turn, out): (Turn<'_>, &mut Output)) {
        let most = self.limits.retention;
        let Some(pipe) = self.all.get_mut(&no).filter(|p| p.reads()) else { return };
        let config = pipe.config.clone();
        let Some(set) = &config.stream else { return };
        let Some(shard) = pipe.shard(at.0) else { return };
        let (ended, changing) = (shard.reading == Reading::Ended, shard.lanes.len() != set.parallel as usize);
        let Some(lane) = shard.lanes.get_mut(at.1 as usize).filter(|l| !l.busy) else { return };
        if lane.parts.is_empty() {
            if lane.waiting.is_empty() || changing {
                return;
            }
            let batch = config.batch as usize;
            let end = lane.opened + config.window;
            if lane.waiting.len() < batch && !ended && turn.now < end {
                lane.epoch += 1;
                out.timers.push((end, Timer::Lane(no, at, lane.epoch)));
                return;
            }
            let entries: Vec<Entry> = lane.waiting.drain(..batch.min(lane.waiting.len())).collect();
            lane.opened = turn.now;
            lane.parts.push_back((entries, 0));
        }
        let most = set.age.map_or(most, |age| age.min(most));
        let Some(part) = lane.parts.front_mut() else { return };
        let all = std::mem::take(&mut part.0);
        let (old, young): (Vec<Entry>, Vec<Entry>) = all.into_iter().partition(|e| turn.now.since(e.time) > most);
        if young.is_empty() {
            lane.parts.pop_front();
        } else {
            lane.busy = true;
        }
        if !old.is_empty() {
            self.give_up((no, at), (&old, "RecordAgeExceeded"), (turn, &mut *out));
        }
        if young.is_empty() {
            self.cut(no, at, (turn, &mut *out));
        } else {
            self.launch(no, Origin::Lane(at.0, at.1), young, (turn, &mut *out));
        }
    }

    /// A lane's batch has ended.
    pub(super) fn lane_ended(
        &mut self,
        no: u32,
        at: At,
        (good, bad): (Vec<Entry>, Vec<Entry>),
        (turn, out): (Turn<'_>, &mut Output),
    ) {
        let Some(pipe) = self.all.get_mut(&no) else { return };
        pipe.tally.done += good.len() as u64;
        let config = pipe.config.clone();
        let Some(lane) = pipe.lane(at) else { return };
        lane.busy = false;
        if bad.is_empty() {
            lane.parts.pop_front();
        } else {
            self.failed(no, at, (bad, !good.is_empty(), config), (turn, &mut *out));
        }
        let Some(shard) = self.all.get_mut(&no).and_then(|p| p.shard(at.0)) else { return };
        let (finished, full) = (shard.is_finished(), shard.reading == Reading::Full);
        if full {
            shard.reading = Reading::Idle;
        }
        self.tend(no, at.0, (turn, &mut *out));
        if finished {
            self.read_all(no, (turn, &mut *out));
        } else if full {
            self.read_on(no, at.0, (turn, &mut *out));
        }
    }

    /// The rest of a batch failed: it is halved, tried again, or given up.
    fn failed(
        &mut self,
        no: u32,
        at: At,
        (mut bad, progress, config): (Vec<Entry>, bool, Arc<Config>),
        (turn, out): (Turn<'_>, &mut Output),
    ) {
        let Some(set) = &config.stream else { return };
        let Some(pipe) = self.all.get_mut(&no) else { return };
        let name = pipe.name.clone();
        let Some(lane) = pipe.lane(at) else { return };
        let Some(part) = lane.parts.front_mut() else { return };
        let count = bad.len();
        if set.bisect && (progress || count > 1) {
            let behind = if progress { vec![] } else { bad.split_off(count / 2) };
            let failures = part.1;
            part.0 = bad;
            if !behind.is_empty() {
                lane.parts.insert(1, (behind, failures));
            }
            out.sink.emit(turn.now, turn.cause, || Draft {
                amount: count as u64,
                weight: Weight::Mark,
                ..Draft::new("pipes.bisect", &name)
            });
            return;
        }
        part.1 += 1;
        let failures = part.1;
        if set.attempts.is_some_and(|most| failures > most) {
            lane.parts.pop_front();
            return self.give_up((no, at), (&bad, "RetryAttemptsExhausted"), (turn, &mut *out));
        }
        part.0 = bad;
        lane.busy = true;
        lane.epoch += 1;
        let until = turn.now + self.settings.backoff.pause(failures, &mut self.luck);
        out.timers.push((until, Timer::Lane(no, at, lane.epoch)));
        out.sink.emit(turn.now, turn.cause, || Draft {
            amount: count as u64,
            until: Some(until),
            weight: Weight::Mark,
            ..Draft::new("pipes.blocked", &name)
        });
    }

    /// Records are given up: what is known about them goes to the dead-letter target.
    fn give_up(
        &mut self,
        (no, at): (u32, At),
        (gone, condition): (&[Entry], &'static str),
        (turn, out): (Turn<'_>, &mut Output),
    ) {
        let Some(pipe) = self.all.get_mut(&no) else { return };
        pipe.tally.dropped += gone.len() as u64;
        let (config, arn, name) = (pipe.config.clone(), pipe.arn.clone(), pipe.name.clone());
        let Some(shard) = pipe.shard(at.0).map(|s| s.id.clone()) else { return };
        let letter = config.stream.as_ref().and_then(|s| s.dead_letter.clone());
        for entry in gone {
            out.sink.emit(turn.now, turn.cause, || Draft {
                item: entry.cargo.item.clone(),
                phase: Some(if letter.is_some() { Phase::Dead } else { Phase::Lost }),
                note: Some(condition.into()),
                weight: Weight::Alarm,
                ..Draft::new("pipes.given_up", &name)
            });
        }
        let (Some(to), Some(first), Some(last)) = (letter, gone.first(), gone.last()) else { return };
        let time = |t| epoch::iso(epoch::epoch_secs(t));
        let body = json!({
            "context": { "partnerResourceArn": &*arn, "condition": condition },
            "version": "1.0",
            "timestamp": time(turn.now),
            "KinesisBatchInfo": {
                "shardId": &*shard,
                "startSequenceNumber": &*first.id,
                "endSequenceNumber": &*last.id,
                "approximateArrivalOfFirstRecord": time(first.time),
                "approximateArrivalOfLastRecord": time(last.time),
                "batchSize": gone.len(),
                "streamArn": &*config.source,
            },
        });
        let items = gone.iter().filter_map(|e| e.cargo.item.clone()).collect();
        let cargo = Cargo { item: first.cargo.item.clone(), items, ..Cargo::new(body.to_string()) };
        self.ask((no, Asked::Letter(at.0, at.1)), (&to, Task::Send(Arc::new(cargo)), PATIENCE), (turn, &mut *out));
    }
}

/// Where a shard is read from.
fn position(set: &StreamSet, shard: &Shard) -> Position {
    match (&shard.read, shard.first, set.start) {
        (Some(last), ..) => Position::After(last.clone()),
        (None, true, Start::Latest) => Position::Latest,
        (None, true, Start::At(time)) => Position::Timestamp(time),
        (None, ..) => Position::TrimHorizon,
    }
}

/// A record goes to the lane of its partition key.
fn put(shard: &mut Shard, entry: Entry, now: SimTime) {
    let key = entry.cargo.key.as_deref().unwrap_or("");
    let hash = key.bytes().fold(0u64, |h, b| crate::sim::ids::spread(h ^ u64::from(b)));
    let lanes = shard.lanes.len() as u64;
    let nth = hash.checked_rem(lanes).unwrap_or(0);
    let nth = usize::try_from(nth).unwrap_or(0);
    let Some(lane) = shard.lanes.get_mut(nth) else { return };
    if lane.waiting.is_empty() {
        lane.opened = now;
    }
    lane.waiting.push_back(entry);
}
