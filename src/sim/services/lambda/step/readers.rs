//! Readers of streams: shard by shard, parents first; what they read waits in lanes.
use super::{Ask, Cx, Desk, PATIENCE, Timer};
use crate::base::time::SimTime;
use crate::sim::services::lambda::model::{
    Lambda, Waits, filter,
    mapping::{Mapping, Source, Start, StreamSet, Work},
    run::Entry,
    stream::{Reading, Shard},
};
use crate::sim::{
    errand::{Outcome, Position, Read, Records, Task},
    trace::{Name, Weight},
    turn::Draft,
};

/// A shard: its mapping's number and its own.
pub(super) type At = (u32, u32);
/// A lane of a shard.
pub(super) type LaneAt = (u32, u32, u32);

/// Records of one GetRecords at most.
const MOST_RECORDS: usize = 10_000;
/// Records a shard reads ahead at least.
const READ_AHEAD: usize = 1_000;
/// How long an event of an enhanced fan-out subscription is awaited: a subscription lasts five minutes.
const SUBSCRIPTION: SimTime = SimTime::from_secs(300);

pub(super) fn set_of(m: &Mapping) -> Option<&StreamSet> {
    m.set.stream.as_deref()
}

pub(super) fn shard_of(m: &mut Mapping, nth: u32) -> Option<&mut Shard> {
    match &mut m.work {
        Work::Readers(all) => all.shards.get_mut(nth as usize),
        Work::Pollers(_) => None,
    }
}

fn shards(m: &Mapping) -> &[Shard] {
    match &m.work {
        Work::Readers(all) => &all.shards,
        Work::Pollers(_) => &[],
    }
}

impl Lambda {
    /// A mapping begins to read, or reads on under new parameters.
    pub(super) fn begin_reading(&mut self, no: u32, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get(&no) else { return };
        let count = u32::try_from(shards(m).len()).unwrap_or(u32::MAX);
        let listed = matches!(&m.work, Work::Readers(all) if all.listed);
        if !listed {
            self.list(no, cx);
        }
        for shard in 0..count {
            self.tend((no, shard), cx);
            self.read_on((no, shard), cx);
        }
    }

    fn list(&mut self, no: u32, cx: &mut Cx<'_>) {
        self.stream_errand(no, Waits::Shards(no), (Read::Shards, PATIENCE), cx);
    }

    fn stream_errand(&mut self, no: u32, wait: Waits, (read, patience): (Read, SimTime), cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&no) else { return };
        let Some(f) = self.functions.get(&m.function) else { return };
        m.tally.polls += 1;
        let mut desk = Desk { core: &mut self.core, waits: &mut self.waits };
        desk.ask(wait, Ask { of: &f.config.arn, to: &m.to, task: Task::Read(read), patience }, cx);
    }

    /// The shards of the stream.
    pub(super) fn listed(&mut self, no: u32, outcome: Outcome, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&no) else { return };
        let Outcome::Shards(found) = outcome else {
            let why = super::told::reason(&outcome).0;
            return self.stream_ill(no, None, &why, cx);
        };
        let Work::Readers(all) = &mut m.work else { return };
        let first = !all.listed;
        all.listed = true;
        for info in found {
            if !all.shards.iter().any(|s| s.id == info.id) {
                all.shards.push(Shard { id: info.id, parents: info.parents, first, ..Shard::default() });
            }
        }
        self.start_shards(no, cx);
    }

    /// Shards whose parents are finished begin.
    pub(super) fn start_shards(&mut self, no: u32, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get(&no).filter(|m| m.polls()) else { return };
        let Work::Readers(all) = &m.work else { return };
        let ready = |s: &Shard| s.reading == Reading::Waiting && s.iterator.is_none() && all.may_start(s);
        let ready: Vec<u32> = (0..).zip(&all.shards).filter(|(_, s)| ready(s)).map(|(nth, _)| nth).collect();
        for nth in ready {
            self.read_on((no, nth), cx);
        }
    }

    /// Asks for the next records of a shard, or for an iterator to begin with.
    pub(super) fn read_on(&mut self, at: At, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&at.0).filter(|m| m.polls()) else { return };
        let Some(stream) = set_of(m).cloned() else { return };
        let (cap, lanes) = (cap(m, &stream), stream.parallel as usize);
        let Work::Readers(all) = &m.work else { return };
        let Some(true) = all.shards.get(at.1 as usize).map(|s| all.may_start(s)) else { return };
        let Some(shard) = shard_of(m, at.1) else { return };
        if matches!(shard.reading, Reading::Asked | Reading::Ended) {
            return;
        }
        if shard.lanes.is_empty() {
            shard.lanes.resize_with(lanes, Default::default);
        }
        shard.epoch += 1;
        let room = cap.saturating_sub(shard.backlog());
        if room == 0 {
            shard.reading = Reading::Full;
            return;
        }
        shard.reading = Reading::Asked;
        let limit = u32::try_from(room.min(MOST_RECORDS)).unwrap_or(1);
        let (id, iterator) = (shard.id.clone(), shard.iterator.clone());
        let from = position(&stream, shard);
        match (stream.consumer, iterator) {
            (Some(consumer), _) => {
                let read = Read::Push { consumer, shard: id, from };
                self.stream_errand(at.0, Waits::Records(at.0, at.1), (read, SUBSCRIPTION + PATIENCE), cx);
            }
            (None, Some(iterator)) => {
                let read = Read::Records { iterator, limit };
                self.stream_errand(at.0, Waits::Records(at.0, at.1), (read, PATIENCE), cx);
            }
            (None, None) => {
                let read = Read::Iterator { shard: id, from };
                self.stream_errand(at.0, Waits::Iterator(at.0, at.1), (read, PATIENCE), cx);
            }
        }
    }

    /// An iterator came.
    pub(super) fn positioned(&mut self, at: At, outcome: Outcome, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        let Some(shard) = shard_of(m, at.1) else { return };
        shard.reading = Reading::Paused;
        match outcome {
            Outcome::Iterator(iterator) => {
                shard.iterator = Some(iterator);
                self.read_on(at, cx);
            }
            other => {
                let why = super::told::reason(&other).0;
                self.stream_ill(at.0, Some(at.1), &why, cx);
            }
        }
    }

    /// Records came, or none.
    pub(super) fn read(&mut self, at: At, outcome: Outcome, cx: &mut Cx<'_>) {
        let poll = self.core.limits.streams.poll;
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        let pushed = set_of(m).is_some_and(|s| s.consumer.is_some());
        let behind_poll = self.functions.get(&m.function).map_or(poll, |f| f.settings.behind_poll);
        let Some(shard) = shard_of(m, at.1) else { return };
        shard.reading = Reading::Paused;
        let records = match outcome {
            Outcome::Records(records) => records,
            Outcome::NoAnswer => return self.pause(at, poll, cx),
            other => {
                let why = super::told::reason(&other).0;
                if &*why == "ExpiredIteratorException" {
                    shard.iterator = None;
                    return self.read_on(at, cx);
                }
                if matches!(other, Outcome::Refused { class: crate::sim::errand::Class::Throttled, .. }) {
                    return self.pause(at, poll, cx);
                }
                return self.stream_ill(at.0, Some(at.1), &why, cx);
            }
        };
        let (some, behind) = (!records.records.is_empty(), records.behind_millis > 0);
        let ended = self.take_in(at, records, cx);
        self.tend(at, cx);
        if ended {
            self.list(at.0, cx);
            self.start_shards(at.0, cx);
        } else if pushed && some {
            self.read_on(at, cx);
        } else {
            self.pause(at, if behind { behind_poll } else { poll }, cx);
        }
    }

    /// Puts records into their lanes; whether the shard has ended.
    fn take_in(&mut self, at: At, records: Records, cx: &mut Cx<'_>) -> bool {
        let Some(m) = self.mappings.get_mut(&at.0) else { return false };
        let (set, source_name, function) = (m.set.clone(), m.source_name.clone(), m.function.clone());
        let (count, mut good) = (records.records.len() as u64, 0);
        let Some(shard) = shard_of(m, at.1) else { return false };
        shard.behind = records.behind_millis;
        if let Some(last) = records.records.last() {
            shard.read = Some(last.sequence.clone());
        }
        let ended = records.next.is_none();
        shard.iterator = records.next;
        if ended {
            shard.reading = Reading::Ended;
        }
        for r in records.records {
            let entry = Entry { id: r.sequence, handle: Name::default(), time: r.arrived, cargo: r.cargo };
            if !set.filters.is_empty() && !filter::lets_through(&set.filters, Source::Stream, &entry) {
                for item in entry.items() {
                    cx.emit(cx.cause, || Draft {
                        item: Some(item.clone()),
                        actor: Some(source_name.clone()),
                        weight: Weight::Step,
                        ..Draft::new("lambda.filtered", &function)
                    });
                }
                continue;
            }
            good += 1;
            let lane = shard.lane_of(entry.cargo.key.as_ref());
            let Some(lane) = shard.lanes.get_mut(lane) else { continue };
            if lane.waiting.is_empty() {
                lane.opened = cx.now;
            }
            lane.waiting.push_back(entry);
        }
        m.tally.polled += count;
        m.tally.filtered += count - good;
        m.tally.open += good;
        ended
    }

    fn pause(&mut self, at: At, pause: SimTime, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        let Some(shard) = shard_of(m, at.1).filter(|s| s.reading == Reading::Paused) else { return };
        shard.epoch += 1;
        cx.at(cx.now + pause, Timer::Shard(at.0, at.1, shard.epoch));
    }

    /// A shard is read again.
    pub(super) fn shard_waited(&mut self, at: At, epoch: u32, cx: &mut Cx<'_>) {
        if at.1 == u32::MAX {
            return self.list(at.0, cx);
        }
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        if shard_of(m, at.1).is_some_and(|s| s.epoch == epoch) {
            self.read_on(at, cx);
        }
    }

    /// The stream refused: its reason is shown, and it is tried again later.
    fn stream_ill(&mut self, no: u32, shard: Option<u32>, why: &str, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&no) else { return };
        let pause = self.functions.get(&m.function).map_or(PATIENCE, |f| f.settings.ill_wait);
        m.last = format!("PROBLEM: {why}").into();
        cx.emit(cx.cause, || Draft {
            actor: Some(m.source_name.clone()),
            note: Some(why.into()),
            weight: Weight::Alarm,
            ..Draft::new("lambda.problem", &m.function)
        });
        match shard {
            Some(shard) => self.pause((no, shard), pause, cx),
            None => cx.at(cx.now + pause, Timer::Shard(no, u32::MAX, 0)),
        }
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

/// Records that may wait in memory: two rounds of batches, and enough that small batches do not wait for reads.
fn cap(m: &Mapping, stream: &StreamSet) -> usize {
    (m.set.batch as usize).saturating_mul(stream.parallel as usize).saturating_mul(2).max(READ_AHEAD)
}
