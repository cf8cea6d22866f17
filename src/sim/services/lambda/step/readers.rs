//! Readers of streams: shard by shard, parents first; batches go lane by lane, and a failing one holds back its lane.
use super::{
    Ask, Cx, Desk, PATIENCE, Timer,
    batch::{Failures, failures},
};
use crate::base::time::SimTime;
use crate::sim::services::lambda::model::{
    Lambda, Waits, filter,
    mapping::{Mapping, Source, Start, StreamSet, Work},
    poller::weight,
    run::{Entry, Origin, Verdict},
    stream::{Part, Reading, Shard},
};
use crate::sim::{
    errand::{Outcome, Position, Read, Records, Task},
    trace::{Name, Weight},
    turn::Draft,
};
use std::sync::Arc;

/// A shard: its mapping's number and its own.
pub(super) type At = (u32, u32);
/// A lane of a shard.
pub(super) type LaneAt = (u32, u32, u32);

/// Records of one GetRecords at most.
const MOST_RECORDS: usize = 10_000;
/// How long an event of an enhanced fan-out subscription is awaited: a subscription lasts five minutes.
const SUBSCRIPTION: SimTime = SimTime::from_secs(300);

fn set_of(m: &Mapping) -> Option<&StreamSet> {
    m.set.stream.as_deref()
}

fn shard_of(m: &mut Mapping, nth: u32) -> Option<&mut Shard> {
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
        self.stream_errand(no, Waits::Shards(no), Read::Shards, PATIENCE, cx);
    }

    fn stream_errand(&mut self, no: u32, wait: Waits, read: Read, patience: SimTime, cx: &mut Cx<'_>) {
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
    fn start_shards(&mut self, no: u32, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get(&no).filter(|m| m.polls()) else { return };
        let Work::Readers(all) = &m.work else { return };
        let ready = |s: &&Shard| s.reading == Reading::Waiting && s.iterator.is_none() && all.may_start(s);
        let ready: Vec<u32> = (0..).zip(&all.shards).filter(|(_, s)| ready(&s)).map(|(nth, _)| nth).collect();
        for nth in ready {
            self.read_on((no, nth), cx);
        }
    }

    /// Asks for the next records of a shard, or for an iterator to begin with.
    fn read_on(&mut self, at: At, cx: &mut Cx<'_>) {
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
                self.stream_errand(at.0, Waits::Records(at.0, at.1), read, SUBSCRIPTION + PATIENCE, cx);
            }
            (None, Some(iterator)) => {
                let read = Read::Records { iterator, limit };
                self.stream_errand(at.0, Waits::Records(at.0, at.1), read, PATIENCE, cx);
            }
            (None, None) => {
                let read = Read::Iterator { shard: id, from };
                self.stream_errand(at.0, Waits::Iterator(at.0, at.1), read, PATIENCE, cx);
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

    /// Looks after every lane of a shard.
    pub(super) fn tend(&mut self, at: At, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        let parallel = set_of(m).map_or(1, |s| s.parallel as usize);
        let Some(shard) = shard_of(m, at.1) else { return };
        relane(shard, parallel);
        let lanes = u32::try_from(shard.lanes.len()).unwrap_or(0);
        for lane in 0..lanes {
            self.cut((at.0, at.1, lane), cx);
        }
    }

    /// Starts the next batch of a lane, where there is one and nothing stands in its way.
    fn cut(&mut self, at: LaneAt, cx: &mut Cx<'_>) {
        let bytes = self.core.limits.batches.payload;
        let Some(m) = self.mappings.get_mut(&at.0).filter(|m| m.polls()) else { return };
        let Some(envelope) = self.functions.get(&m.function).map(|f| f.settings.envelope) else { return };
        let (set, parallel) = (m.set.clone(), set_of(m).map_or(1, |s| s.parallel as usize));
        let Some(shard) = shard_of(m, at.1) else { return };
        let (ended, changing) = (shard.reading == Reading::Ended, shard.lanes.len() != parallel);
        let Some(lane) = shard.lanes.get_mut(at.2 as usize) else { return };
        if lane.running || lane.until.is_some() {
            return;
        }
        if lane.parts.is_empty() {
            if lane.waiting.is_empty() || changing {
                return;
            }
            let mut size = 0u64;
            let batch = lane.waiting.iter().take(set.batch as usize).take_while(|e| {
                size = size.saturating_add(weight(e, envelope));
                size <= bytes
            });
            let count = batch.count().max(1);
            let full = count == set.batch as usize || count < lane.waiting.len() || ended;
            let end = lane.opened + set.window;
            if !full && cx.now < end {
                lane.epoch += 1;
                cx.at(end, Timer::Lane(at.0, at.1, at.2, lane.epoch));
                return;
            }
            let entries: Vec<Entry> = lane.waiting.drain(..count.min(lane.waiting.len())).collect();
            lane.opened = cx.now;
            lane.parts.push_back(Part { entries, ..Part::default() });
        }
        self.run_part(at, cx);
    }

    /// A lane has waited.
    pub(super) fn lane_waited(&mut self, at: LaneAt, epoch: u32, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        let Some(lane) = shard_of(m, at.1).and_then(|s| s.lanes.get_mut(at.2 as usize)) else { return };
        if lane.epoch == epoch {
            lane.until = None;
            self.cut(at, cx);
        }
    }

    /// Hands the first part of a lane over.
    fn run_part(&mut self, at: LaneAt, cx: &mut Cx<'_>) {
        self.drop_old(at, cx);
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        let function = m.function.clone();
        let Some(settings) = self.functions.get(&function).map(|f| f.settings.clone()) else { return };
        let Some(shard) = shard_of(m, at.1) else { return };
        let Some(lane) = shard.lanes.get_mut(at.2 as usize) else { return };
        let Some(part) = lane.parts.front_mut() else { return self.after_part(at, cx) };
        let entries = std::mem::take(&mut part.entries);
        let (count, last) = (entries.len() as u64, entries.last().map_or(cx.now, |e| e.time));
        let started = self.start(&function, entries, Origin::Lane(at.0, at.1, at.2), cx);
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        if started.is_ok() {
            m.tally.invoked += count;
        }
        let source = m.source_name.clone();
        let Some(shard) = shard_of(m, at.1) else { return };
        shard.age_ms = cx.now.since(last).as_millis();
        let Some(lane) = shard.lanes.get_mut(at.2 as usize) else { return };
        let Some(part) = lane.parts.front_mut() else { return };
        match started {
            Ok(()) => {
                (part.throttles, lane.running) = (0, true);
                part.invokes += 1;
            }
            Err((reason, entries)) => {
                part.entries = entries;
                part.throttles += 1;
                let until = cx.now + settings.backoff(part.throttles);
                lane.until = Some(until);
                lane.epoch += 1;
                cx.at(until, Timer::Lane(at.0, at.1, at.2, lane.epoch));
                cx.emit(cx.cause, || Draft {
                    amount: count,
                    actor: Some(source),
                    note: Some(reason.name().into()),
                    weight: Weight::Mark,
                    ..Draft::new("lambda.throttle", &function)
                });
            }
        }
    }

    /// Records beyond the maximum age, or beyond what the stream keeps, are given up before they are handed over.
    fn drop_old(&mut self, at: LaneAt, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        let Some(most) = set_of(m).and_then(|s| s.age.into_iter().chain(s.retention).min()) else { return };
        let Some(lane) = shard_of(m, at.1).and_then(|s| s.lanes.get_mut(at.2 as usize)) else { return };
        let Some(part) = lane.parts.front_mut() else { return };
        let (now, invokes) = (cx.now, part.invokes);
        let all = std::mem::take(&mut part.entries);
        let (old, young): (Vec<Entry>, Vec<Entry>) = all.into_iter().partition(|e| now.since(e.time) > most);
        part.entries = young;
        if part.entries.is_empty() {
            lane.parts.pop_front();
        }
        if !old.is_empty() {
            self.discard(at, &old, ("RecordAgeExceeded", invokes), cx);
        }
    }

    /// A batch of a lane has ended.
    pub(super) fn lane_ended(&mut self, at: LaneAt, mut entries: Vec<Entry>, verdict: Verdict, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        let failed = match &verdict {
            Err(_) => Failures::Whole,
            Ok(text) if m.set.reports => failures(text, &entries),
            Ok(_) => Failures::None,
        };
        let good = match &failed {
            Failures::None => entries.len(),
            Failures::Whole => 0,
            Failures::Some(some) => some.first().copied().unwrap_or(0),
        };
        let rest = entries.split_off(good);
        m.tally.done += good as u64;
        m.tally.open = m.tally.open.saturating_sub(good as u64);
        m.tally.failed += rest.len() as u64;
        m.last = if rest.is_empty() { super::pollers::ok() } else { "PROBLEM: Function call failed".into() };
        let Some(lane) = shard_of(m, at.1).and_then(|s| s.lanes.get_mut(at.2 as usize)) else { return };
        lane.running = false;
        if rest.is_empty() {
            lane.parts.pop_front();
        } else {
            self.failed_part(at, rest, good > 0, cx);
        }
        self.after_part(at, cx);
    }

    /// The rest of a batch failed: it is halved, tried again, or given up.
    fn failed_part(&mut self, at: LaneAt, mut rest: Vec<Entry>, progress: bool, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        let Some(stream) = set_of(m).cloned() else { return };
        let (function, source) = (m.function.clone(), m.source_name.clone());
        let Some(settings) = self.functions.get(&function).map(|f| f.settings.clone()) else { return };
        let Some(lane) = shard_of(m, at.1).and_then(|s| s.lanes.get_mut(at.2 as usize)) else { return };
        let Some(part) = lane.parts.front_mut() else { return };
        let count = rest.len() as u64;
        let mut note = "retry";
        if stream.bisect && (progress || rest.len() > 1) {
            // Cutting a batch uses up no attempt; where the function named the place, the cut is there.
            note = "bisect";
            let behind = if progress { vec![] } else { rest.split_off(rest.len() / 2) };
            let (failures, invokes) = (part.failures, part.invokes);
            part.entries = rest;
            if !behind.is_empty() {
                lane.parts.insert(1, Part { entries: behind, failures, throttles: 0, invokes });
            }
        } else {
            part.failures += 1;
            if stream.attempts.is_some_and(|most| part.failures > most) {
                let invokes = part.invokes;
                lane.parts.pop_front();
                return self.discard(at, &rest, ("RetryAttemptsExhausted", invokes), cx);
            }
            part.entries = rest;
            let until = cx.now + settings.backoff(part.failures);
            lane.until = Some(until);
            lane.epoch += 1;
            cx.at(until, Timer::Lane(at.0, at.1, at.2, lane.epoch));
        }
        let until = lane.until;
        cx.emit(cx.cause, || Draft {
            amount: count,
            actor: Some(source),
            note: Some(note.into()),
            until,
            weight: Weight::Mark,
            ..Draft::new("lambda.blocked", &function)
        });
    }

    /// A lane goes on; a shard that is no longer full is read again; children of a finished one begin.
    fn after_part(&mut self, at: LaneAt, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        let parallel = set_of(m).map_or(1, |s| s.parallel as usize);
        let Some(shard) = shard_of(m, at.1) else { return };
        let relaned = relane(shard, parallel);
        let (full, finished) = (shard.reading == Reading::Full, shard.is_finished());
        if relaned {
            self.tend((at.0, at.1), cx);
        } else {
            self.cut(at, cx);
        }
        if full {
            self.read_on((at.0, at.1), cx);
        } else if finished {
            self.start_shards(at.0, cx);
        }
    }

    /// Records are given up: what is known about them goes to the destination of failures.
    fn discard(&mut self, at: LaneAt, gone: &[Entry], (condition, invokes): (&'static str, u32), cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        let count = gone.len() as u64;
        m.tally.dropped += count;
        m.tally.open = m.tally.open.saturating_sub(count);
        let (function, source, to) = (m.function.clone(), m.source_name.clone(), m.to.clone());
        let destination = set_of(m).and_then(|s| s.on_failure.clone());
        let Some(shard) = shard_of(m, at.1).map(|s| s.id.clone()) else { return };
        let kept = destination.is_some();
        cx.cause = super::report::tell_dropped(&function, &source, (gone, condition, kept), cx);
        let Some(destination) = destination else { return };
        let Some(f) = self.functions.get(&function) else { return };
        let request = self.core.request_id();
        let report = super::report::Report { function: &f.config.arn, request, shard, stream: to, condition, invokes };
        let with_payload = destination.contains(":s3:");
        let cargo = Arc::new(report.cargo(gone, with_payload, cx.now));
        let what = Ask { of: &f.config.arn, to: &destination, task: Task::Send(cargo), patience: PATIENCE };
        let wait = Waits::OnFailure(at.0, u32::try_from(count).unwrap_or(u32::MAX));
        let mut desk = Desk { core: &mut self.core, waits: &mut self.waits };
        desk.ask(wait, what, cx);
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

/// Records that may wait in memory: two rounds of batches.
fn cap(m: &Mapping, stream: &StreamSet) -> usize {
    (m.set.batch as usize).saturating_mul(stream.parallel as usize).saturating_mul(2)
}

/// The number of lanes changes only when nothing is at work, so that keys keep their order; whether it did.
fn relane(shard: &mut Shard, parallel: usize) -> bool {
    let busy = |l: &crate::sim::services::lambda::model::stream::Lane| l.running || !l.parts.is_empty();
    if shard.lanes.is_empty() || shard.lanes.len() == parallel || shard.lanes.iter().any(busy) {
        return false;
    }
    let old = std::mem::take(&mut shard.lanes);
    shard.lanes.resize_with(parallel, Default::default);
    for lane in old {
        for entry in lane.waiting {
            let at = shard.lane_of(entry.cargo.key.as_ref());
            if let Some(new) = shard.lanes.get_mut(at) {
                new.opened = lane.opened;
                new.epoch = new.epoch.max(lane.epoch);
                new.waiting.push_back(entry);
            }
        }
    }
    true
}
