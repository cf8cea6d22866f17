//! Lanes of a shard: batches go one after the other, and a failing one holds back those behind it until it succeeds, is
//! halved down to the bad record, or is given up.
use super::{
    Ask, Cx, Desk, PATIENCE, Timer,
    batch::{Failures, failures},
    readers::{At, LaneAt, set_of, shard_of},
};
use crate::sim::services::lambda::model::{
    Lambda, Waits,
    poller::weight,
    run::{Entry, Origin, Verdict},
    stream::{Held, Lane, Part, Reading, Shard},
};
use crate::sim::{errand::Task, trace::Weight, turn::Draft};
use std::sync::Arc;

impl Lambda {
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

    /// Starts the next batch of a lane, where there is one and nothing stands in its way; what is too old is passed over.
    pub(super) fn cut(&mut self, at: LaneAt, cx: &mut Cx<'_>) {
        let mut passed = false;
        while self.prepare(at, cx) {
            if self.drop_old(at, cx) {
                passed = true;
                continue;
            }
            if self.may_be_gone(at, cx.now) {
                self.ask_source(at, cx);
            } else {
                self.run_part(at, cx);
            }
            break;
        }
        if passed {
            self.settle((at.0, at.1), cx);
        }
    }

    /// Whether a lane has a batch that may be handed over now; a new one is cut where none is left.
    fn prepare(&mut self, at: LaneAt, cx: &mut Cx<'_>) -> bool {
        let bytes = self.core.limits.batches.payload;
        let Some(m) = self.mappings.get_mut(&at.0).filter(|m| m.polls()) else { return false };
        let Some(envelope) = self.functions.get(&m.function).map(|f| f.settings.envelope) else { return false };
        let (set, parallel) = (m.set.clone(), set_of(m).map_or(1, |s| s.parallel as usize));
        let Some(shard) = shard_of(m, at.1) else { return false };
        let (ended, changing) = (shard.reading == Reading::Ended, shard.lanes.len() != parallel);
        let Some(lane) = shard.lanes.get_mut(at.2 as usize) else { return false };
        if lane.running || lane.until.is_some() || lane.held == Held::Asked {
            return false;
        }
        if !lane.parts.is_empty() {
            return true;
        }
        if lane.waiting.is_empty() || changing {
            return false;
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
            return false;
        }
        let entries: Vec<Entry> = lane.waiting.drain(..count.min(lane.waiting.len())).collect();
        lane.opened = cx.now;
        lane.parts.push_back(Part { entries, ..Part::default() });
        true
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
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        let function = m.function.clone();
        let Some(settings) = self.functions.get(&function).map(|f| f.settings.clone()) else { return };
        let Some(shard) = shard_of(m, at.1) else { return };
        let Some(lane) = shard.lanes.get_mut(at.2 as usize) else { return };
        let Some(part) = lane.parts.front_mut() else { return };
        lane.held = Held::Unasked;
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

    /// Records beyond the maximum age are given up before they are handed over; whether that was the whole part.
    fn drop_old(&mut self, at: LaneAt, cx: &mut Cx<'_>) -> bool {
        let Some(m) = self.mappings.get_mut(&at.0) else { return false };
        let Some(most) = set_of(m).and_then(|s| s.age) else { return false };
        let Some(lane) = shard_of(m, at.1).and_then(|s| s.lanes.get_mut(at.2 as usize)) else { return false };
        let Some(part) = lane.parts.front_mut() else { return false };
        let (now, invokes) = (cx.now, part.invokes);
        let all = std::mem::take(&mut part.entries);
        let (old, young): (Vec<Entry>, Vec<Entry>) = all.into_iter().partition(|e| now.since(e.time) > most);
        part.entries = young;
        let whole = part.entries.is_empty();
        if whole {
            lane.parts.pop_front();
        }
        if !old.is_empty() {
            self.discard(at, &old, ("RecordAgeExceeded", invokes), cx);
        }
        whole
    }

    /// A batch of a lane has ended.
    pub(super) fn lane_ended(&mut self, at: LaneAt, mut entries: Vec<Entry>, verdict: &Verdict, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        let failed = match verdict {
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
    pub(super) fn after_part(&mut self, at: LaneAt, cx: &mut Cx<'_>) {
        self.cut(at, cx);
        self.settle((at.0, at.1), cx);
    }

    /// What the rest of a shard makes of a lane that has done something.
    fn settle(&mut self, at: At, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        let parallel = set_of(m).map_or(1, |s| s.parallel as usize);
        let Some(shard) = shard_of(m, at.1) else { return };
        let relaned = relane(shard, parallel);
        let (full, finished) = (shard.reading == Reading::Full, shard.is_finished());
        if relaned {
            self.tend(at, cx);
        }
        if full {
            self.read_on(at, cx);
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

/// The number of lanes changes only when nothing is at work, so that keys keep their order; whether it did.
fn relane(shard: &mut Shard, parallel: usize) -> bool {
    let busy = |l: &Lane| l.running || !l.parts.is_empty();
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
