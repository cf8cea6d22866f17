//! Queues and brokers: pollers receive, gather a batch, and delete what went through.
use super::{Output, PATIENCE, REST, Timer, event};
use crate::base::time::SimTime;
use crate::sim::{
    errand::{Outcome, Task},
    services::pipes::model::{Asked, Entry, Origin, Pipe, Pipes, Source},
    trace::{Name, Phase, Weight},
    turn::{Draft, Turn},
};

/// A long poll, at most.
const LONG: SimTime = SimTime::from_secs(20);

impl Pipes {
    /// What a poller does next: hand over a batch, gather more, or rest.
    pub(super) fn poll(&mut self, no: u32, nth: u32, (turn, out): (Turn<'_>, &mut Output)) {
        let Some(pipe) = self.all.get_mut(&no) else { return };
        let (config, reads) = (pipe.config.clone(), pipe.reads());
        let Some(p) = pipe.poller(nth).filter(|p| !p.busy) else { return };
        let end = p.opened + config.window;
        let held = p.held.len();
        let full = held >= config.batch as usize || turn.now >= end;
        if held > 0 && (full || !reads) {
            p.busy = true;
            let rest = p.held.split_off(held.min(config.batch as usize));
            let entries = std::mem::replace(&mut p.held, rest);
            p.opened = turn.now;
            return self.launch(no, Origin::Poller(nth), entries, (turn, &mut *out));
        }
        if !reads {
            return;
        }
        let left = if held == 0 { LONG } else { LONG.min(end.since(turn.now)) };
        let wait = SimTime::from_secs(left.as_secs());
        if held > 0 && wait == SimTime::ZERO {
            p.epoch += 1;
            out.timers.push((end, Timer::Poller(no, nth, p.epoch)));
            return;
        }
        p.busy = true;
        let receive = usize::try_from(self.limits.takes.receive).unwrap_or(usize::MAX);
        let room = config.batch as usize - held;
        let most = if config.kind == Source::Broker { room } else { room.min(receive) };
        let task = Task::Receive { max: u32::try_from(most).unwrap_or(u32::MAX), wait };
        self.ask((no, Asked::Receive(no, nth)), (&config.source, task, wait + PATIENCE), (turn, &mut *out));
    }

    /// Messages came, or none.
    pub(super) fn received(&mut self, no: u32, nth: u32, outcome: Outcome, (turn, out): (Turn<'_>, &mut Output)) {
        let Some(pipe) = self.all.get_mut(&no) else { return };
        let config = pipe.config.clone();
        let Outcome::Messages(messages) = outcome else {
            self.source_ill(no, &outcome, (turn, &mut *out));
            return self.rest(no, nth, REST, (turn, &mut *out));
        };
        pipe.proven = true;
        pipe.tally.came += messages.len() as u64;
        let none = messages.is_empty();
        let entry = |r: crate::sim::errand::Received| Entry {
            id: r.id,
            handle: r.handle,
            time: r.sent,
            receives: r.receives,
            cargo: r.cargo,
        };
        let all = messages.into_iter().map(entry);
        let (good, gone): (Vec<Entry>, Vec<Entry>) = all.partition(|e| event::passes(&config, e));
        filtered(pipe, &gone, (turn, &mut *out));
        let Some(p) = pipe.poller(nth) else { return };
        if p.held.is_empty() {
            p.opened = turn.now;
        }
        p.busy = false;
        p.held.extend(good);
        if !gone.is_empty() {
            let handles: Vec<Name> = gone.into_iter().map(|e| e.handle).collect();
            self.delete(no, &handles, (turn, &mut *out));
        }
        if none && config.kind == Source::Broker {
            return self.rest(no, nth, SimTime::from_secs(1), (turn, &mut *out));
        }
        self.poll(no, nth, (turn, &mut *out));
    }

    /// A poller goes on a little later.
    pub(super) fn rest(&mut self, no: u32, nth: u32, pause: SimTime, (turn, out): (Turn<'_>, &mut Output)) {
        let Some(p) = self.all.get_mut(&no).and_then(|pipe| pipe.poller(nth)) else { return };
        p.busy = false;
        p.epoch += 1;
        out.timers.push((turn.now + pause, Timer::Poller(no, nth, p.epoch)));
    }

    /// Deletes messages, in as many calls as it takes.
    pub(super) fn delete(&mut self, no: u32, handles: &[Name], (turn, out): (Turn<'_>, &mut Output)) {
        let Some(source) = self.all.get(&no).map(|p| p.config.source.clone()) else { return };
        let size = usize::try_from(self.limits.takes.sqs.max(1)).unwrap_or(usize::MAX);
        for some in handles.chunks(size) {
            self.ask((no, Asked::Delete), (&source, Task::Delete(some.to_vec()), PATIENCE), (turn, &mut *out));
        }
    }

    /// A poller's batch has ended: what went through is deleted, the rest comes back by the source's own rules.
    pub(super) fn batch_ended(
        &mut self,
        no: u32,
        nth: u32,
        (good, bad): (Vec<Entry>, Vec<Entry>),
        (turn, out): (Turn<'_>, &mut Output),
    ) {
        let Some(pipe) = self.all.get_mut(&no) else { return };
        pipe.tally.done += good.len() as u64;
        pipe.tally.returned += bad.len() as u64;
        let (source, broker) = (pipe.config.source.clone(), pipe.config.kind == Source::Broker);
        let handles = |all: Vec<Entry>| all.into_iter().map(|e| e.handle).collect::<Vec<Name>>();
        self.delete(no, &handles(good), (turn, &mut *out));
        let failed = !bad.is_empty();
        if broker && failed {
            let task = Task::Release(handles(bad), SimTime::ZERO);
            self.ask((no, Asked::Delete), (&source, task, PATIENCE), (turn, &mut *out));
        }
        if failed {
            return self.rest(no, nth, SimTime::from_secs(1), (turn, &mut *out));
        }
        if let Some(p) = self.all.get_mut(&no).and_then(|p| p.poller(nth)) {
            p.busy = false;
        }
        self.poll(no, nth, (turn, &mut *out));
    }
}

/// What no pattern lets through.
pub(super) fn filtered(pipe: &mut Pipe, gone: &[Entry], (turn, out): (Turn<'_>, &mut Output)) {
    pipe.tally.filtered += gone.len() as u64;
    for entry in gone {
        out.sink.emit(turn.now, turn.cause, || Draft {
            item: entry.cargo.item.clone(),
            phase: Some(Phase::Dropped),
            weight: Weight::Step,
            ..Draft::new("pipes.filtered", &pipe.name)
        });
    }
}
