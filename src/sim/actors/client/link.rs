//! The connection: made, broken, made again.
use super::{Act, Client, Doing, Link};
use crate::base::time::SimTime;
use crate::sim::{
    actors::{
        Wake,
        calls::mq::{self, Held},
    },
    trace::Weight,
};

/// How long one call for messages is held.
const WAIT: SimTime = SimTime::from_secs(20);
/// The longest pause between two tries to connect.
const LONGEST_PAUSE: SimTime = SimTime::from_secs(30);

impl Client {
    pub(super) fn connect(&mut self, act: &mut Act<'_, '_>) {
        let call = mq::connect(act.spec, act.desk.plan);
        self.link = Link::Connecting(act.desk.call(act.id, &self.name, call, SimTime::ZERO));
    }

    pub(super) fn subscribe(&mut self, act: &mut Act<'_, '_>) {
        let call = mq::subscribe(act.spec);
        self.link = Link::Subscribing(act.desk.call(act.id, &self.name, call, SimTime::ZERO));
    }

    /// It is connected and may have messages.
    pub(super) fn linked(&mut self, act: &mut Act<'_, '_>) {
        (self.link, self.tries) = (Link::Up, 0);
        self.take(act);
    }

    /// Asks for as much as its prefetch still allows.
    pub(super) fn take(&mut self, act: &mut Act<'_, '_>) {
        let own = u32::try_from(self.hands.len()).unwrap_or(u32::MAX).saturating_sub(u32::from(self.stale));
        let room = act.spec.prefetch.saturating_sub(own);
        if self.link == Link::Up && self.taking.is_none() && room > 0 {
            let call = mq::take(act.spec, room, WAIT);
            self.taking = Some(act.desk.call(act.id, &self.name, call, WAIT));
        }
    }

    /// Messages are handed to it.
    pub(super) fn take_over(&mut self, messages: Vec<Held>, act: &mut Act<'_, '_>) {
        self.taking = None;
        self.hands.extend(messages);
        if self.doing == Doing::Idle {
            self.start(act);
        }
        self.take(act);
    }

    /// Its connection is gone: what it has not begun belongs to the broker again.
    pub(super) fn broken(&mut self, why: &str, act: &mut Act<'_, '_>) {
        let kind = if self.link == Link::Up { "client.closed" } else { "client.refused" };
        let busy = self.doing != Doing::Idle;
        self.hands.truncate(usize::from(busy));
        (self.taking, self.stale) = (None, busy);
        let name = self.name.clone();
        act.tell(kind, &name, |d| (d.note, d.weight) = (Some(why.into()), Weight::Mark));
        if !act.spec.failover {
            self.link = Link::Stranded;
            return act.tell("client.stranded", &name, |d| d.weight = Weight::Alarm);
        }
        self.link = Link::Away;
        let pause = act.spec.reconnect.0.0.saturating_mul(1 << self.tries.min(10));
        self.tries += 1;
        let at = act.desk.now() + SimTime(pause).min(LONGEST_PAUSE);
        act.wake(at, Wake::Poll, self.epoch);
    }

    /// It dies with what it holds; its connection breaks, so the broker knows at once.
    pub(super) fn crash(&mut self, down: Option<SimTime>, act: &mut Act<'_, '_>) {
        let now = act.desk.now();
        self.epoch += 1;
        self.hands.clear();
        (self.doing, self.link, self.taking, self.stale) = (Doing::Idle, Link::Down, None, false);
        let (name, until) = (self.name.clone(), down.map(|d| now + d));
        act.tell("client.crash", &name, |d| (d.until, d.weight) = (until, Weight::Mark));
        act.desk.call(act.id, &self.name, mq::disconnect(act.spec), SimTime::ZERO);
        if let Some(until) = until {
            act.wake(until, Wake::Back, self.epoch);
        }
    }

    pub(super) fn back(&mut self, act: &mut Act<'_, '_>) {
        let name = self.name.clone();
        act.tell("client.back", &name, |d| d.weight = Weight::Step);
        self.connect(act);
    }

    /// Its work takes longer for a while.
    pub(super) fn slow(&mut self, factor: u32, during: SimTime, act: &Act<'_, '_>) {
        self.slow = (factor.max(1), act.desk.now() + during);
    }
}
