//! The work: begun, finished, acknowledged, or rejected.
use super::{Act, Client, Doing, Link};
use crate::base::time::SimTime;
use crate::sim::{
    actors::{
        Wake,
        calls::mq::{self, Got},
        worker::pace::time_of,
    },
    errand::Task,
    trace::Weight,
};

/// How long it waits for a resource it writes to.
const PATIENCE: SimTime = SimTime::from_secs(30);

impl Client {
    /// Begins with the first message it holds, if it holds any.
    pub(super) fn start(&mut self, act: &mut Act<'_, '_>) {
        self.doing = Doing::Idle;
        let Some(held) = self.hands.front() else { return };
        let (item, now) = (held.item.clone(), act.desk.now());
        let need = time_of(&act.spec.work, &item.label, &mut self.draws);
        let (factor, slow_until) = self.slow;
        let factor = if now < slow_until { u64::from(factor) } else { 1 };
        let until = now + SimTime(need.0.saturating_mul(factor));
        self.epoch += 1;
        self.doing = Doing::Working { since: now, until };
        let name = self.name.clone();
        act.tell("client.start", &name, |d| (d.item, d.until, d.weight) = (Some(item), Some(until), Weight::Step));
        act.wake(until, Wake::Finish, self.epoch);
    }

    pub(super) fn finish(&mut self, act: &mut Act<'_, '_>) {
        match self.hands.front() {
            Some(held) if held.poison && act.spec.fails_on_poison => self.fail("poison", act),
            Some(_) => self.effect(0, act),
            None => self.doing = Doing::Idle,
        }
    }

    fn effect(&mut self, nth: usize, act: &mut Act<'_, '_>) {
        let (Some(to), Some(held)) = (act.spec.does.get(nth).cloned(), self.hands.front()) else {
            return self.settle(act);
        };
        let task = Task::Send(held.cargo.clone());
        let call = act.desk.ask(act.id, &self.name, &to, task, PATIENCE);
        self.doing = Doing::Acting(call, nth);
    }

    pub(super) fn acted(&mut self, nth: usize, got: &Got, act: &mut Act<'_, '_>) {
        match got {
            Got::Refused(code) => self.fail(code, act),
            _ => self.effect(nth + 1, act),
        }
    }

    /// It could not do it: the message goes back, unless the broker counts it as done already.
    pub(super) fn fail(&mut self, why: &str, act: &mut Act<'_, '_>) {
        let item = self.hands.front().map(|h| h.item.clone());
        let name = self.name.clone();
        act.tell("client.fail", &name, |d| (d.item, d.note, d.weight) = (item, Some(why.into()), Weight::Alarm));
        self.done_with(false, act);
    }

    fn settle(&mut self, act: &mut Act<'_, '_>) {
        let Some(item) = self.hands.front().map(|h| h.item.clone()) else { return };
        let before = act.desk.ledger.finish(&act.spec.broker, item.no);
        let kind = match (before, act.spec.idempotent) {
            (false, _) => {
                act.tally.finished += 1;
                "client.done"
            }
            (true, true) => "client.skip",
            (true, false) => {
                act.tally.repeats += 1;
                "client.repeat"
            }
        };
        let weight = if kind == "client.repeat" { Weight::Alarm } else { Weight::Step };
        let name = self.name.clone();
        act.tell(kind, &name, |d| (d.item, d.weight) = (Some(item), weight));
        self.done_with(true, act);
    }

    /// Acknowledges or rejects the first message, and goes on with the next.
    fn done_with(&mut self, good: bool, act: &mut Act<'_, '_>) {
        let held = self.hands.pop_front();
        let stale = std::mem::take(&mut self.stale);
        if let Some(held) = held.filter(|_| !stale && self.link == Link::Up) {
            let call = if good { mq::ack(act.spec, held.tag) } else { mq::reject(act.spec, held.tag) };
            act.desk.call(act.id, &self.name, call, SimTime::ZERO);
        }
        self.start(act);
        self.take(act);
    }
}
