//! One worker: asks for messages, works on them one after the other, extends, deletes; dies and comes back.
mod finish;
pub(super) mod pace;

use super::{
    ActorId, Wake,
    calls::{self, Heard, Held},
    desk::Desk,
    fleet::Tally,
};
use crate::base::{random::Stream, time::SimTime};
use crate::sim::{
    scenario::spec::ConsumerSpec,
    trace::{Name, Weight},
    turn::{CallId, Draft},
    wire::Word,
};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// What a worker is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doing {
    /// Waiting for its next poll, or not begun.
    Resting,
    /// Waiting for an answer to ReceiveMessage.
    Polling(CallId),
    /// Working on the first message it holds.
    Working {
        /// Since when.
        since: SimTime,
        /// Until when.
        until: SimTime,
    },
    /// Waiting for what comes of its nth side effect on another resource.
    Acting(CallId, usize),
    /// Waiting for an answer to DeleteMessage.
    Deleting(CallId, u8),
    /// Crashed.
    Down {
        /// Since when.
        since: SimTime,
        /// When it is back, if ever.
        until: Option<SimTime>,
    },
}

/// A worker's state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worker {
    /// Its name.
    pub name: Name,
    /// What it does.
    pub doing: Doing,
    /// The messages it holds; it works on the first one.
    pub hands: VecDeque<Held>,
    /// It left the fleet, or will when its hands are empty.
    pub leaving: bool,
    /// The instance or task it runs on, where a scaling group started it.
    pub instance: Option<Name>,
    /// It asked that scale-in spare its instance.
    protected: bool,
    slow: (u32, SimTime),
    polled: SimTime,
    epoch: u32,
    draws: Stream,
}

/// One act of a worker: who, by which description, at which desk.
pub struct Act<'a, 'd> {
    /// Who.
    pub id: ActorId,
    /// Its fleet's description.
    pub spec: &'a ConsumerSpec,
    /// Its fleet's tally.
    pub tally: &'a mut Tally,
    /// The desk.
    pub desk: &'a mut Desk<'d>,
}

impl Act<'_, '_> {
    fn tell(&mut self, kind: &'static str, worker: &Name, fill: impl FnOnce(&mut Draft)) {
        let queue = &self.spec.from;
        self.desk.emit(|| {
            let mut draft = Draft::new(kind, queue);
            draft.actor = Some(worker.clone());
            fill(&mut draft);
            draft
        });
    }
    fn wake(&mut self, at: SimTime, wake: Wake, epoch: u32) {
        self.desk.wake(at, self.id, wake, epoch);
    }
}

impl Worker {
    /// A worker that has not begun.
    #[must_use]
    pub fn new(name: Name, seed: u64) -> Self {
        let draws = Stream::new(seed, &format!("worker/{name}"));
        Self {
            name,
            doing: Doing::Resting,
            hands: VecDeque::new(),
            leaving: false,
            instance: None,
            protected: false,
            slow: (1, SimTime::ZERO),
            polled: SimTime::ZERO,
            epoch: 0,
            draws,
        }
    }
    /// Wakes of another epoch are not meant any more.
    #[must_use]
    pub const fn epoch(&self) -> u32 {
        self.epoch
    }
    /// Whether it has crashed.
    #[must_use]
    pub const fn is_down(&self) -> bool {
        matches!(self.doing, Doing::Down { .. })
    }
    /// Whether it left and is no more; one that finishes what it holds is not gone yet.
    #[must_use]
    pub const fn is_gone(&self) -> bool {
        self.leaving && matches!(self.doing, Doing::Down { until: None, .. })
    }
    /// When its present work ends; zero where it has none.
    #[must_use]
    pub const fn busy_until(&self) -> SimTime {
        match self.doing {
            Doing::Working { until, .. } => until,
            _ => SimTime::ZERO,
        }
    }

    /// A wake.
    pub fn wake(&mut self, (wake, epoch): (Wake, u32), act: &mut Act<'_, '_>) {
        if epoch != self.epoch {
            return;
        }
        let now = act.desk.now();
        match (wake, self.doing) {
            (Wake::Poll, Doing::Resting) => self.poll(act),
            (Wake::Finish, Doing::Working { until, .. }) if until <= now => self.finish(act),
            (Wake::Beat, Doing::Working { .. } | Doing::Acting(..)) => self.beat(act),
            (Wake::Late, Doing::Working { .. } | Doing::Acting(..)) => self.late(act),
            (Wake::Back, Doing::Down { .. }) => self.back(act),
            _ => {}
        }
    }

    /// An answer.
    pub fn answer(&mut self, call: CallId, answer: Word, act: &mut Act<'_, '_>) {
        let heard = calls::hear(answer);
        let name = self.name.clone();
        if let Heard::Refused(code, _) = &heard {
            act.tell("worker.refused", &name, |d| (d.note, d.weight) = (Some(code.clone()), Weight::Alarm));
        }
        match (self.doing, heard) {
            (Doing::Polling(open), Heard::Messages(messages)) if open == call => self.receive(messages, act),
            (Doing::Polling(open), _) if open == call => self.rest(act),
            (Doing::Acting(open, nth), heard) if open == call => self.acted(nth, &heard, act),
            (Doing::Deleting(open, _), _) if open == call => self.next(act),
            // An answer to a poll that the worker made before it crashed: nobody will work on these.
            (_, Heard::Messages(messages)) => messages.iter().for_each(|held| self.orphan(held, act)),
            _ => {}
        }
    }

    /// No answer came.
    pub fn unanswered(&mut self, call: CallId, act: &mut Act<'_, '_>) {
        let name = self.name.clone();
        let mut tell = |note: &'static str| {
            act.tell("worker.timeout", &name, |d| (d.note, d.weight) = (Some(note.into()), Weight::Mark));
        };
        match self.doing {
            Doing::Polling(open) if open == call => {
                tell("ReceiveMessage");
                self.rest(act);
            }
            Doing::Acting(open, _) if open == call => {
                tell("side effect");
                self.fail("NoAnswer", act);
            }
            Doing::Deleting(open, tries) if open == call => {
                tell("DeleteMessage");
                if tries < finish::DELETE_TRIES { self.delete(tries + 1, act) } else { self.next(act) }
            }
            _ => {}
        }
    }

    /// It dies with what it holds, and starts again after `down`, or never.
    pub fn crash(&mut self, down: Option<SimTime>, act: &mut Act<'_, '_>) {
        let now = act.desk.now();
        self.epoch += 1;
        let until = down.map(|d| now + d);
        self.doing = Doing::Down { since: now, until };
        let name = self.name.clone();
        act.tell("worker.crash", &name, |d| (d.until, d.weight) = (until, Weight::Mark));
        for held in std::mem::take(&mut self.hands) {
            self.orphan(&held, act);
        }
        if let Some(until) = until {
            act.wake(until, Wake::Back, self.epoch);
        }
    }

    /// Its work takes `factor` times as long for a while, what it is doing included.
    pub fn slow(&mut self, factor: u32, during: SimTime, act: &mut Act<'_, '_>) {
        let now = act.desk.now();
        self.slow = (factor.max(1), now + during);
        if let Doing::Working { since, until } = self.doing {
            let until = self.stretched(now, until - now);
            self.doing = Doing::Working { since, until };
            act.wake(until, Wake::Finish, self.epoch);
            self.watch_timeout(act);
        }
    }

    /// It leaves its fleet: at once, and what it holds is lost to it, or when it has finished that.
    pub fn leave(&mut self, gently: bool, act: &mut Act<'_, '_>) {
        let told = std::mem::replace(&mut self.leaving, true);
        let (name, instance) = (self.name.clone(), self.instance.clone());
        if !told {
            act.tell("worker.leave", &name, |d| (d.note, d.weight) = (instance, Weight::Step));
        }
        if !gently {
            self.epoch += 1;
            self.doing = Doing::Down { since: act.desk.now(), until: None };
            for held in std::mem::take(&mut self.hands) {
                self.orphan(&held, act);
            }
        }
    }

    fn back(&mut self, act: &mut Act<'_, '_>) {
        let name = self.name.clone();
        act.tell("worker.back", &name, |d| d.weight = Weight::Step);
        self.epoch += 1;
        self.doing = Doing::Resting;
        self.protect(false, act);
        self.poll(act);
    }

    fn poll(&mut self, act: &mut Act<'_, '_>) {
        if self.leaving {
            return;
        }
        let poll = &act.spec.poll;
        let wait = poll.wait.map(|w| w.0);
        let queue_wait = || act.desk.seconds(&act.spec.from, "ReceiveMessageWaitTimeSeconds", "sqs.longpoll.max");
        let patience = wait.or_else(queue_wait).unwrap_or_default();
        let call = calls::receive(&act.spec.from, poll.batch, wait, poll.visibility.map(|v| v.0));
        self.polled = act.desk.now();
        act.tally.requests += 1;
        let name = self.name.clone();
        act.tell("worker.poll", &name, |d| d.amount = patience.as_secs());
        self.doing = Doing::Polling(act.desk.call(act.id, &self.name, call, patience));
    }

    fn receive(&mut self, messages: Vec<Held>, act: &mut Act<'_, '_>) {
        if messages.is_empty() {
            act.tally.empty += 1;
            let (name, open) = (self.name.clone(), act.desk.now() - self.polled);
            act.tell("worker.empty", &name, |d| d.amount = open.0);
            return self.rest(act);
        }
        self.hands.extend(messages);
        self.protect(true, act);
        self.start(act);
    }

    /// Until its next poll: not sooner than `every` after the last one began.
    fn rest(&mut self, act: &mut Act<'_, '_>) {
        self.doing = Doing::Resting;
        act.wake(self.polled + act.spec.poll.every.0, Wake::Poll, self.epoch);
    }

    fn start(&mut self, act: &mut Act<'_, '_>) {
        let Some(held) = self.hands.front() else { return self.rest(act) };
        let (item, now) = (held.item.clone(), act.desk.now());
        self.epoch += 1;
        let need = pace::time_of(&act.spec.work, &item.label, &mut self.draws);
        let until = self.stretched(now, need);
        self.doing = Doing::Working { since: now, until };
        let name = self.name.clone();
        act.tell("worker.start", &name, |d| {
            (d.item, d.until, d.weight) = (Some(item), Some(until), Weight::Step);
            d.amount = (until - now).0;
        });
        act.wake(until, Wake::Finish, self.epoch);
        if let Some(beat) = act.spec.heartbeat.0 {
            act.wake(now + beat.0, Wake::Beat, self.epoch);
        }
        self.watch_timeout(act);
    }

    /// How long work of `need` takes from now, slowness included.
    fn stretched(&self, now: SimTime, need: SimTime) -> SimTime {
        let (factor, slow_until) = self.slow;
        let (factor, slow_for) = (u64::from(factor), slow_until.since(now).0);
        let done_slowly = slow_for / factor;
        let takes = if need.0 <= done_slowly { need.0.saturating_mul(factor) } else { slow_for + need.0 - done_slowly };
        now + SimTime(takes)
    }

    /// Sees to it that the moment is noticed when the timeout runs out under its hands.
    fn watch_timeout(&self, act: &mut Act<'_, '_>) {
        if let (Some(held), Doing::Working { until, .. }) = (self.hands.front(), self.doing)
            && held.until < until
        {
            act.wake(held.until, Wake::Late, self.epoch);
        }
    }

    fn late(&self, act: &mut Act<'_, '_>) {
        let now = act.desk.now();
        if let Some(held) = self.hands.front().filter(|h| h.until <= now) {
            let (name, item) = (self.name.clone(), held.item.clone());
            act.tell("worker.late", &name, |d| (d.item, d.weight) = (Some(item), Weight::Alarm));
        }
    }

    /// Extends everything it holds.
    fn beat(&mut self, act: &mut Act<'_, '_>) {
        let now = act.desk.now();
        let queue_says = act.desk.seconds(&act.spec.from, "VisibilityTimeout", "sqs.visibility.default");
        let Some(to) = act.spec.extend_to.map(|s| s.0).or(queue_says) else { return };
        let before = act.desk.cause;
        for held in &mut self.hands {
            act.desk.cause = before;
            if held.until > now {
                held.until = now + to;
            }
            let (item, until) = (held.item.clone(), held.until);
            act.tell("worker.beat", &self.name, |d| {
                (d.item, d.until, d.weight) = (Some(item), Some(until), Weight::Step);
            });
            let call = calls::extend(&act.spec.from, held.handle.clone(), to);
            act.desk.call(act.id, &self.name, call, SimTime::ZERO);
        }
        if let Some(beat) = act.spec.heartbeat.0 {
            act.wake(now + beat.0, Wake::Beat, self.epoch);
        }
        self.watch_timeout(act);
    }
}
