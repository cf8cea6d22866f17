//! What time does: schedules come, invocations are tried again, dead letters are sent.
use super::api::Reply;
use super::model::{Delivery, Plan, Scheduler};
use crate::base::{random::Stream, time::SimTime};
use crate::sim::{
    arn,
    delivery::{self, Failure, Next, judge},
    epoch,
    errand::{By, Cargo, Errand, Outcome, Ticket},
    trace::{Name, Phase, Weight},
    turn::{Draft, Out, Turn},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The Scheduler's timers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timer {
    /// A schedule comes: its number.
    Come(u64),
    /// An invocation is to be attempted.
    Deliver(u64),
}

/// Where the Scheduler puts what it wants done.
pub type Output = Out<Timer, Reply>;

/// Sets the next moment of a schedule after `after`; within a flexible window chance picks the minute.
pub(super) fn arm(plan: &mut Plan, after: i64, (turn, out): (Turn<'_>, &mut Output), luck: &mut Stream) {
    plan.next = None;
    if !plan.enabled {
        return;
    }
    // A schedule that begins later first comes at or after its start.
    let from = after.max(plan.begun - 1);
    let next = plan.schedule.next(from, plan.begun, plan.zone).filter(|&at| plan.end.is_none_or(|end| at < end));
    let Some(at) = next else { return };
    plan.next = Some(at);
    if let Some(moment) = epoch::moment(at) {
        let late = SimTime(luck.below(plan.window.saturating_mul(60_000_000)));
        out.timers.push((moment.max(turn.now) + late, Timer::Come(plan.no)));
    }
}

impl Scheduler {
    /// A timer is due; one that no longer matters does nothing.
    pub(super) fn wake(&mut self, timer: Timer, turn: Turn<'_>, out: &mut Output) {
        match timer {
            Timer::Come(no) => self.come(no, turn, out),
            Timer::Deliver(no) => self.attempt(no, turn, out),
        }
    }

    /// A schedule's moment has come.
    fn come(&mut self, no: u64, turn: Turn<'_>, out: &mut Output) {
        let Some(key) = self.numbers.get(&no).cloned() else { return };
        let delivery = self.number();
        let Some(plan) = self.plans.get_mut(&key) else { return };
        let Some(meant) = plan.next else { return };
        plan.fired += 1;
        let cause = out.sink.emit(turn.now, None, || Draft {
            amount: plan.fired,
            note: Some(epoch::iso(meant).into()),
            weight: Weight::Step,
            ..Draft::new("scheduler.come", &plan.name)
        });
        let made = Delivery {
            arn: plan.arn.clone(),
            name: plan.name.clone(),
            group: plan.group.clone(),
            target: plan.target.clone(),
            cargo: Arc::new(cargo(plan, meant, delivery, self.seed)),
            came: turn.now,
            retries: 0,
            dead: None,
            cause,
        };
        let group = plan.group.clone();
        arm(plan, meant, (turn, out), &mut self.luck);
        let over = plan.next.is_none() && plan.vanishes;
        if over {
            self.forget(&key);
            out.sink.emit(turn.now, cause, || Draft::new("scheduler.completed", &made.name));
        }
        self.tally(&group).created += 1;
        self.deliveries.insert(delivery, made);
        self.attempt(delivery, turn, out);
    }

    fn attempt(&mut self, no: u64, turn: Turn<'_>, out: &mut Output) {
        let Some(delivery) = self.deliveries.get(&no).cloned() else { return };
        let turn = Turn { cause: delivery.cause, ..turn };
        if let Err(free) = self.invocations.take(turn.now, self.limits.invocations) {
            self.count(&delivery.group, "InvocationThrottleCount");
            out.timers.push((free, Timer::Deliver(no)));
            return;
        }
        self.count(&delivery.group, "InvocationAttemptCount");
        let cause = say("scheduler.invoke", &delivery, turn, out, |d| {
            (d.phase, d.weight) = (Some(Phase::Flight), Weight::Step);
            d.amount = u64::from(delivery.retries) + 1;
        });
        let by = By::Role { of: delivery.arn.clone() };
        let errand = delivery::errand(Ticket(no), by, &delivery.target.arn, delivery.cargo, self.settings.patience);
        out.errands.push(Errand { cause: cause.or(turn.cause), ..errand });
    }

    /// What came of an invocation, or of a dead letter.
    pub(super) fn outcome_of(&mut self, no: u64, outcome: &Outcome, turn: Turn<'_>, out: &mut Output) {
        let Some(delivery) = self.deliveries.get(&no).cloned() else { return };
        let turn = Turn { cause: turn.cause.or(delivery.cause), ..turn };
        if let Some(code) = delivery.dead.clone() {
            self.deliveries.remove(&no);
            if outcome.is_good() {
                self.count(&delivery.group, "InvocationsSentToDeadLetterCount");
                self.tally(&delivery.group).dead += 1;
                say("scheduler.dead_letter", &delivery, turn, out, |d| {
                    (d.phase, d.weight, d.note) = (Some(Phase::Dead), Weight::Alarm, Some(code));
                });
            } else {
                self.count(&delivery.group, "InvocationsFailedToBeSentToDeadLetterCount");
                self.lose(no, &delivery, &code, turn, out);
            }
            return;
        }
        match judge(outcome) {
            Ok(()) => {
                self.deliveries.remove(&no);
                self.tally(&delivery.group).delivered += 1;
                say("scheduler.delivered", &delivery, turn, out, |d| {
                    (d.phase, d.weight) = (Some(Phase::Done), Weight::Step);
                });
            }
            Err(failure) => self.failed(no, delivery, failure, turn, out),
        }
    }

    fn failed(&mut self, no: u64, mut delivery: Delivery, failure: Failure, turn: Turn<'_>, out: &mut Output) {
        let metric = if &*failure.code == "THROTTLING" { "TargetErrorThrottledCount" } else { "TargetErrorCount" };
        self.count(&delivery.group, metric);
        let pause = self.settings.backoff.pause(delivery.retries + 1, &mut self.luck);
        match delivery.target.retry.next(&failure, (delivery.came, turn.now), delivery.retries, pause) {
            Next::Again(at) => {
                let code = failure.code.clone();
                say("scheduler.retry", &delivery, turn, out, |d| {
                    (d.phase, d.until, d.weight) = (Some(Phase::Delayed), Some(at), Weight::Mark);
                    (d.amount, d.note) = (u64::from(delivery.retries) + 1, Some(code));
                });
                delivery.retries += 1;
                self.deliveries.insert(no, delivery);
                out.timers.push((at, Timer::Deliver(no)));
            }
            Next::Dead(exhausted) => {
                let Some(queue) = delivery.target.dead_letter.clone() else {
                    self.lose(no, &delivery, &failure.code, turn, out);
                    return;
                };
                let facts = [
                    ("SCHEDULE_ARN", &*delivery.arn),
                    ("TARGET_ARN", &*delivery.target.arn),
                    ("ERROR_CODE", &*failure.code),
                    ("ERROR_MESSAGE", &*failure.message),
                    ("EXHAUSTED_RETRY_CONDITION", exhausted.unwrap_or_default()),
                ];
                let letter = Arc::new(delivery::dead_letter(&delivery.cargo, &facts, delivery.retries));
                let by = By::Role { of: delivery.arn.clone() };
                let errand = delivery::errand(Ticket(no), by, &queue, letter, self.settings.patience);
                delivery.dead = Some(failure.code);
                self.deliveries.insert(no, delivery);
                out.errands.push(Errand { cause: turn.cause, ..errand });
            }
        }
    }

    fn lose(&mut self, no: u64, delivery: &Delivery, code: &str, turn: Turn<'_>, out: &mut Output) {
        self.deliveries.remove(&no);
        self.count(&delivery.group, "InvocationDroppedCount");
        self.tally(&delivery.group).lost += 1;
        say("scheduler.lost", delivery, turn, out, |d| {
            (d.phase, d.weight, d.note) = (Some(Phase::Lost), Weight::Alarm, Some(code.into()));
        });
    }
}

/// What the target gets, with the context attributes filled in.
fn cargo(plan: &Plan, meant: i64, no: u64, seed: u64) -> Cargo {
    let target = &plan.target;
    let mut body = target.input.to_string();
    if body.contains("<aws.scheduler.") {
        let id = crate::sim::ids::uuid(seed, 0x7363_6865, no);
        for (name, value) in [
            ("<aws.scheduler.schedule-arn>", plan.arn.as_ref()),
            ("<aws.scheduler.scheduled-time>", epoch::iso(meant).as_str()),
            ("<aws.scheduler.execution-id>", id.as_str()),
            ("<aws.scheduler.attempt-number>", "1"),
        ] {
            body = body.replace(name, value);
        }
    }
    let place = arn::parse(&target.arn).map_or("", |p| p.service);
    let (source, kind) = target.event.clone().filter(|_| place == "events").unzip();
    Cargo {
        body: body.into(),
        group: target.group.clone(),
        key: target.key.clone(),
        subject: source,
        kind,
        ..Cargo::default()
    }
}

/// An event about an invocation.
fn say(
    kind: &'static str,
    delivery: &Delivery,
    turn: Turn<'_>,
    out: &mut Output,
    more: impl FnOnce(&mut Draft),
) -> Option<u64> {
    out.sink.emit(turn.now, turn.cause, || {
        let target: Name = arn::parse(&delivery.target.arn).map_or("", |p| p.name).into();
        let mut draft = Draft { note: Some(target), ..Draft::new(kind, &delivery.name) };
        more(&mut draft);
        draft
    })
}
