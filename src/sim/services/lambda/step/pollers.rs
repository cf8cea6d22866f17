//! Pollers of queues and brokers: they read a batch, hand it over, and act on the verdict.
use super::{
    Ask, Cx, Desk, PATIENCE, Timer,
    batch::{Failures, failures},
};
use crate::base::time::SimTime;
use crate::sim::services::lambda::model::{
    Lambda, Waits, filter,
    mapping::{Mapping, Source, Work},
    poller::{At, Poller, weight},
    run::{Entry, Origin, Verdict},
};
use crate::sim::{
    errand::{Received, Task},
    trace::{Name, Weight},
    turn::Draft,
};
use std::sync::Arc;

/// A poller: its mapping's number and its own.
pub(super) type Place = (u32, u32);

/// After an empty answer that came at once a poller waits this long, so that no run stands still.
const REST: SimTime = SimTime::from_secs(1);

/// Messages of one DeleteMessageBatch.
const DELETES: usize = 10;

pub(super) fn poller_of(m: &mut Mapping, nth: u32) -> Option<&mut Poller> {
    match &mut m.work {
        Work::Pollers(all) => all.list.get_mut(nth as usize),
        Work::Readers(_) => None,
    }
}

impl Lambda {
    /// What a poller does next: hand over a batch, gather more, or end.
    pub(super) fn decide(&mut self, place: Place, cx: &mut Cx<'_>) {
        let most = self.core.limits.batches.payload;
        let Some(m) = self.mappings.get_mut(&place.0) else { return };
        let (set, polls, target) = (m.set.clone(), m.polls(), m.pollers().map_or(0, |p| p.target));
        let alive = self.functions.contains_key(&m.function);
        let Some(p) = poller_of(m, place.1) else { return };
        let full = p.held.len() >= set.batch as usize || p.bytes >= most || cx.now >= p.opened + set.window;
        if !p.held.is_empty() && (full || !polls) && alive {
            self.launch(place, cx);
        } else if !polls || !alive || (place.1 >= target && p.held.is_empty()) {
            p.at = At::Off;
        } else {
            self.poll(place, cx);
        }
    }

    /// Opens a poll, or waits until one makes sense.
    fn poll(&mut self, place: Place, cx: &mut Cx<'_>) {
        let batches = self.core.limits.batches;
        let scale = self.core.limits.scale;
        let Some(m) = self.mappings.get_mut(&place.0) else { return };
        let Some(arn) = self.functions.get(&m.function).map(|f| f.config.arn.clone()) else { return };
        let (set, to, broker) = (m.set.clone(), m.to.clone(), m.source == Source::Broker);
        let gap = set.pollers.map_or(SimTime::ZERO, |_| {
            SimTime::from_millis(1_000 * u64::from(scale.poller_invokes) / u64::from(scale.poller_polls.max(1)))
        });
        let Some(p) = poller_of(m, place.1) else { return };
        let first = p.polled == SimTime::ZERO;
        let at_once = p.empty && cx.now.since(p.polled) < SimTime::from_millis(100);
        let earliest = if first { cx.now } else { p.polled + gap.max(if at_once { REST } else { SimTime::ZERO }) };
        if earliest > cx.now {
            return wait(p, place, earliest, cx);
        }
        // With a window and little traffic a poll lasts its 20 seconds even where the window is shorter, as AWS warns.
        let least = if broker { set.window } else { set.window.max(batches.long_poll) };
        let end = p.opened + least;
        let left = if p.held.is_empty() { batches.long_poll } else { end.since(cx.now) };
        let secs = SimTime::from_secs(left.min(batches.long_poll).as_secs());
        if secs == SimTime::ZERO && !p.held.is_empty() {
            return wait(p, place, end, cx);
        }
        let room = set.batch.saturating_sub(u32::try_from(p.held.len()).unwrap_or(u32::MAX)).max(1);
        let max = if broker { room } else { room.min(batches.receive) };
        (p.at, p.polled) = (At::Polling(cx.now), cx.now);
        m.tally.polls += 1;
        let task = Task::Receive { max, wait: secs };
        let mut desk = Desk { core: &mut self.core, waits: &mut self.waits };
        desk.ask(Waits::Receive(place.0, place.1), Ask { of: &arn, to: &to, task, patience: secs + PATIENCE }, cx);
    }

    /// Messages came, or none.
    pub(super) fn received(&mut self, place: Place, messages: Vec<Received>, cx: &mut Cx<'_>) {
        let start = self.core.limits.scale.start;
        let Some(m) = self.mappings.get_mut(&place.0) else { return };
        let envelope = self.functions.get(&m.function).map_or(0, |f| f.settings.envelope);
        let (source, set, some) = (m.source, m.set.clone(), !messages.is_empty());
        let count = messages.len() as u64;
        let entries = messages.into_iter().map(|r| Entry { id: r.id, handle: r.handle, time: r.until, cargo: r.cargo });
        let (good, dropped): (Vec<Entry>, Vec<Entry>) = if set.filters.is_empty() {
            (entries.collect(), vec![])
        } else {
            entries.partition(|e| filter::lets_through(&set.filters, source, e))
        };
        m.tally.polled += count;
        m.tally.open += good.len() as u64;
        m.tally.filtered += dropped.len() as u64;
        let bytes: u64 = good.iter().map(|e| weight(e, envelope)).sum();
        let Some(p) = poller_of(m, place.1) else { return };
        if p.held.is_empty() {
            p.opened = cx.now;
        }
        p.empty = !some;
        p.at = At::Waiting;
        p.bytes += bytes;
        p.held.extend(good);
        if !dropped.is_empty() {
            self.filtered(place.0, &dropped, cx);
        }
        self.decide(place, cx);
        if some {
            self.stir(place.0, start, cx);
        }
    }

    /// Messages no filter lets through are deleted: they are gone.
    fn filtered(&mut self, no: u32, dropped: &[Entry], cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get(&no) else { return };
        for item in dropped.iter().flat_map(Entry::items) {
            cx.emit(cx.cause, || Draft {
                item: Some(item.clone()),
                actor: Some(m.source_name.clone()),
                weight: Weight::Step,
                ..Draft::new("lambda.filtered", &m.function)
            });
        }
        let handles = dropped.iter().map(|e| e.handle.clone()).collect();
        self.delete(no, handles, cx);
    }

    /// Hands a batch over.
    fn launch(&mut self, place: Place, cx: &mut Cx<'_>) {
        let most = self.core.limits.batches.payload;
        let Some(m) = self.mappings.get_mut(&place.0) else { return };
        let (function, batch) = (m.function.clone(), m.set.batch as usize);
        let Some(envelope) = self.functions.get(&function).map(|f| f.settings.envelope) else { return };
        let Some(p) = poller_of(m, place.1) else { return };
        let entries = p.take(batch, most, envelope);
        p.opened = cx.now;
        p.at = At::Running;
        let count = entries.len() as u64;
        let started = self.start(&function, entries, Origin::Poller(place.0, place.1), cx);
        let Some(m) = self.mappings.get_mut(&place.0) else { return };
        match started {
            Ok(()) => {
                m.tally.invoked += count;
                if let Some(p) = poller_of(m, place.1) {
                    p.tries = 0;
                }
            }
            Err((reason, entries)) => self.hold_back(place, (reason, entries), cx),
        }
    }

    /// A batch has ended.
    pub(super) fn batch_ended(&mut self, place: Place, entries: Vec<Entry>, verdict: &Verdict, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&place.0) else { return };
        let failed = match verdict {
            Err(_) => Failures::Whole,
            Ok(text) if m.set.reports => failures(text, &entries),
            Ok(_) => Failures::None,
        };
        let count = entries.len() as u64;
        let bad = match &failed {
            Failures::None => 0,
            Failures::Whole => count,
            Failures::Some(some) => some.len() as u64,
        };
        m.last = if bad == 0 { ok() } else { "PROBLEM: Function call failed".into() };
        m.tally.failed += bad;
        if bad > 0 && m.source == Source::Broker {
            return self.again(place, entries, cx);
        }
        m.tally.open = m.tally.open.saturating_sub(count);
        m.tally.returned += bad;
        m.tally.done += count - bad;
        if let Work::Pollers(all) = &mut m.work {
            if bad == 0 { all.good += 1 } else { all.bad += 1 }
        }
        let handles: Vec<Name> = match &failed {
            Failures::None => entries.into_iter().map(|e| e.handle).collect(),
            Failures::Whole => vec![],
            Failures::Some(some) => {
                let left = entries.into_iter().enumerate().filter(|(at, _)| !some.contains(at));
                left.map(|(_, e)| e.handle).collect()
            }
        };
        if bad > 0 {
            let Some(m) = self.mappings.get(&place.0) else { return };
            cx.emit(cx.cause, || Draft {
                amount: bad,
                actor: Some(m.source_name.clone()),
                note: verdict.is_ok().then(|| if bad == count { "whole batch" } else { "partial" }.into()),
                weight: Weight::Mark,
                ..Draft::new("lambda.returned", &m.function)
            });
        }
        self.delete(place.0, handles, cx);
        if let Some(p) = self.mappings.get_mut(&place.0).and_then(|m| poller_of(m, place.1)) {
            p.at = At::Waiting;
        }
        self.decide(place, cx);
    }

    /// Deletes messages, in as many calls as it takes.
    fn delete(&mut self, no: u32, handles: Vec<Name>, cx: &mut Cx<'_>) {
        if handles.len() <= DELETES {
            if !handles.is_empty() {
                self.delete_some(no, Arc::new(handles), 0, cx);
            }
            return;
        }
        for some in handles.chunks(DELETES) {
            self.delete_some(no, Arc::new(some.to_vec()), 0, cx);
        }
    }

    pub(super) fn delete_some(&mut self, no: u32, handles: Arc<Vec<Name>>, tries: u32, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get(&no) else { return };
        let Some(f) = self.functions.get(&m.function) else { return };
        let task = Task::Delete(handles.to_vec());
        let mut desk = Desk { core: &mut self.core, waits: &mut self.waits };
        let what = Ask { of: &f.config.arn, to: &m.to, task, patience: PATIENCE };
        desk.ask(Waits::Delete(no, handles, tries), what, cx);
    }
}

/// `LastProcessingResult` when all is well.
pub(super) fn ok() -> Name {
    "OK".into()
}

/// A poller does nothing until then.
pub(super) fn wait(p: &mut Poller, place: Place, until: SimTime, cx: &mut Cx<'_>) {
    p.at = At::Waiting;
    p.epoch += 1;
    cx.at(until, Timer::Poller(place.0, place.1, p.epoch));
}
