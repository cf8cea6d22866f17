//! The end of a message: side effects on other resources, counted once or once too often; then it is deleted, or left.
use super::{Act, Doing, Worker};
use crate::base::time::SimTime;
use crate::sim::{
    actors::{
        Wake,
        calls::{self, Heard, Held},
    },
    errand::Task,
    trace::{Phase, Weight},
};

/// How often a delete that nobody answered is tried before the worker moves on.
pub(super) const DELETE_TRIES: u8 = 3;
/// How long a worker waits for a resource it writes to, besides the network's own timeout.
const PATIENCE: SimTime = SimTime::from_secs(30);

impl Worker {
    pub(super) fn finish(&mut self, act: &mut Act<'_, '_>) {
        let Some(held) = self.hands.front() else { return self.rest(act) };
        if held.poison && act.spec.fails_on_poison {
            return self.fail("poison", act);
        }
        self.effect(0, act);
    }

    /// Works on the nth resource that finishing touches; when all are done, the message is.
    fn effect(&mut self, nth: usize, act: &mut Act<'_, '_>) {
        let Some(held) = self.hands.front() else { return self.rest(act) };
        let spec = act.spec;
        let (to, task) = match spec.does.get(nth) {
            Some(to) => (to.clone(), Task::Send(held.cargo())),
            None if nth == spec.does.len() && spec.answers_tokens => match held.answer(act.desk.plan) {
                Some(asked) => asked,
                None => return self.settle(act),
            },
            None => return self.settle(act),
        };
        let call = act.desk.ask(act.id, &self.name, &to, task, PATIENCE);
        self.doing = Doing::Acting(call, nth);
    }

    /// What came of the nth side effect.
    pub(super) fn acted(&mut self, nth: usize, heard: &Heard, act: &mut Act<'_, '_>) {
        match heard {
            Heard::Refused(code, _) => self.fail(code, act),
            _ => self.effect(nth + 1, act),
        }
    }

    /// It could not finish: nothing is deleted.
    pub(super) fn fail(&mut self, why: &str, act: &mut Act<'_, '_>) {
        let item = self.hands.front().map(|h| h.item.clone());
        let name = self.name.clone();
        act.tell("worker.fail", &name, |d| (d.item, d.note, d.weight) = (item, Some(why.into()), Weight::Alarm));
        self.let_go(act);
    }

    /// All is done: it counts, and the message is deleted unless that is forgotten.
    fn settle(&mut self, act: &mut Act<'_, '_>) {
        let Some(held) = self.hands.front() else { return self.rest(act) };
        let (item, name) = (held.item.clone(), self.name.clone());
        self.take_effect(act);
        let forgets = u64::from(act.spec.forgets_to_delete_percent.0);
        if forgets > 0 && self.draws.below(100) < forgets {
            act.tell("worker.forget", &name, |d| (d.item, d.weight) = (Some(item), Weight::Mark));
            return self.let_go(act);
        }
        self.delete(1, act);
    }

    /// What finishing does outside: once, or once too often.
    fn take_effect(&self, act: &mut Act<'_, '_>) {
        let Some(item) = self.hands.front().map(|h| h.item.clone()) else { return };
        let before = act.desk.ledger.finish(&act.spec.from, item.no);
        let (kind, weight) = match (before, act.spec.idempotent) {
            (false, _) => {
                act.tally.finished += 1;
                ("worker.done", Weight::Step)
            }
            (true, true) => ("worker.skip", Weight::Step),
            (true, false) => {
                act.tally.repeats += 1;
                ("worker.repeat", Weight::Alarm)
            }
        };
        let effect = act.spec.side_effect.clone();
        act.tell(kind, &self.name, |d| (d.item, d.note, d.weight) = (Some(item), Some(effect), weight));
    }

    pub(super) fn delete(&mut self, tries: u8, act: &mut Act<'_, '_>) {
        let Some(held) = self.hands.front() else { return self.rest(act) };
        let call = calls::delete(&act.spec.from, held.handle.clone());
        self.doing = Doing::Deleting(act.desk.call(act.id, &self.name, call, SimTime::ZERO), tries);
    }

    /// Leaves the first message to its timeout.
    fn let_go(&mut self, act: &mut Act<'_, '_>) {
        if let Some(held) = self.hands.front().cloned() {
            self.orphan(&held, act);
        }
        self.next(act);
    }

    pub(super) fn orphan(&self, held: &Held, act: &mut Act<'_, '_>) {
        let (now, before) = (act.desk.now(), act.desk.cause);
        if held.until > now {
            act.tell("worker.orphan", &self.name, |d| {
                (d.item, d.phase, d.until) = (Some(held.item.clone()), Some(Phase::Orphaned), Some(held.until));
            });
        }
        act.desk.cause = before;
    }

    /// Asks that scale-in spare its instance while it holds messages, as AWS's own example does: SetInstanceProtection.
    pub(super) fn protect(&mut self, on: bool, act: &mut Act<'_, '_>) {
        if self.protected == on || !(act.spec.protects_itself || self.protected) {
            return;
        }
        let group = act.desk.plan.scaling_groups.iter().find(|g| g.fleet == act.spec.name);
        if let (Some(instance), Some(group)) = (self.instance.clone(), group) {
            self.protected = on;
            act.desk.ask(act.id, &self.name, &group.name, Task::Protect(instance, on), PATIENCE);
        }
    }

    /// The next message in its hands, or the next poll: at once, but not sooner than the least interval.
    pub(super) fn next(&mut self, act: &mut Act<'_, '_>) {
        self.hands.pop_front();
        if !self.hands.is_empty() {
            return self.start(act);
        }
        self.protect(false, act);
        self.doing = Doing::Resting;
        let at = act.desk.now().max(self.polled + crate::sim::scenario::LEAST);
        act.wake(at, Wake::Poll, self.epoch);
    }
}
