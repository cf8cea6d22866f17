//! Deliveries: attempts, retries with backoff, dead letters.
use super::{Output, Timer};
use crate::base::time::SimTime;
use crate::sim::{
    arn,
    delivery::{self, Failure, Next, judge},
    errand::{By, Errand, Outcome, Task, Ticket},
    services::events::model::{Dead, Delivery, Events, metrics::Meter, target::FORWARDED},
    trace::{Phase, Weight},
    turn::{Draft, Turn},
};
use std::sync::Arc;

/// EventBridge as IAM sees it.
const PRINCIPAL: &str = "events.amazonaws.com";

impl Events {
    /// Counts for a delivery's bus and rule.
    fn count(&mut self, of: &Delivery, meter: Meter) {
        if let Some(bus) = self.buses.get_mut(&of.bus) {
            bus.tally.add(meter, 1);
            if let Some(rule) = bus.rules.get_mut(&of.rule) {
                rule.tally.add(meter, 1);
            }
        }
    }

    /// An attempt to deliver; over a quota it waits.
    pub(super) fn attempt(&mut self, no: u64, turn: Turn<'_>, out: &mut Output) {
        let Some(delivery) = self.deliveries.get(&no).cloned() else { return };
        let turn = Turn { cause: delivery.cause, ..turn };
        if let Err(why) = self.hops(&delivery) {
            self.count(&delivery, Meter::Dead);
            self.bury(no, delivery, (why, None), turn, out);
            return;
        }
        if let Err(free) = self.allowed(&delivery, turn) {
            self.count(&delivery, Meter::Throttled);
            self.say("events.held", &delivery, turn, out, |d| d.until = Some(free));
            out.timers.push((free, Timer::Deliver(no)));
            return;
        }
        self.count(&delivery, Meter::Attempts);
        let begun = turn.now.since(delivery.came).as_millis();
        if let Some(bus) = self.buses.get_mut(&delivery.bus).filter(|_| !delivery.tried) {
            bus.tally.started(begun);
        }
        let cause = self.say("events.invoke", &delivery, turn, out, |d| {
            (d.phase, d.weight) = (Some(Phase::Flight), Weight::Step);
            d.amount = u64::from(delivery.retries) + 1;
        });
        let local = arn::parse(&delivery.target.arn).is_some_and(|place| place.service == "logs");
        let errand = (!local).then(|| self.errand(no, &delivery));
        if let Some(kept) = self.deliveries.get_mut(&no) {
            (kept.tried, kept.cause) = (true, cause.or(turn.cause));
        }
        match errand {
            Some(errand) => out.errands.push(Errand { cause: cause.or(turn.cause), ..errand }),
            // A log group takes everything.
            None => self.outcome_of(no, &Outcome::Taken("".into()), turn, out),
        }
    }

    /// A bus passes events on, but not to a third account or Region, and what came from a bus goes to no third one at all.
    fn hops(&self, delivery: &Delivery) -> Result<(), Failure> {
        let (Some(bus), Some(there)) = (self.buses.get(&delivery.bus), delivery.target.bus()) else { return Ok(()) };
        let of = |name: &str| delivery.cargo.attributes.get(name).map(|a| a.value.clone()).unwrap_or_default();
        let third = |first: &str, here: &str, next: &str| first != here && next != here && next != first;
        let code = if third(&of("account"), &bus.home.account, there.account) {
            "THIRD_ACCOUNT_HOP_DETECTED"
        } else if third(&of("region"), &bus.home.region, there.region) {
            "THIRD_REGION_HOP_DETECTED"
        } else if !of(FORWARDED).is_empty() {
            "THIRD_BUS_HOP_DETECTED"
        } else {
            return Ok(());
        };
        let message = "Events cannot be sent on to a third event bus, account or Region.";
        Err(Failure { code: code.into(), message: message.into(), retriable: false })
    }

    /// The quota of the Region, then the rate of an API destination.
    fn allowed(&mut self, delivery: &Delivery, turn: Turn<'_>) -> Result<(), SimTime> {
        if let Some(destination) = self.destination(&delivery.target.arn) {
            let rate = destination.rate;
            destination.pace.take(turn.now, rate)?;
        }
        let most = self.core.limits.rates.invocations;
        let Some(home) = self.buses.get(&delivery.bus).map(|b| b.home.clone()) else { return Ok(()) };
        let region = self.core.regions.entry(home.key()).or_default();
        let rate = region.invocation_rate.unwrap_or(most);
        region.invocations.take(turn.now, rate)
    }

    fn errand(&mut self, no: u64, delivery: &Delivery) -> Errand {
        let settings = self.buses.get(&delivery.bus).map(|b| b.settings.patience);
        let patience = settings.unwrap_or_else(|| SimTime::from_secs(30));
        let source = delivery.rule_arn.clone();
        let by = if delivery.target.by_role() {
            By::Role { of: source }
        } else {
            By::Service { principal: PRINCIPAL.into(), source }
        };
        let timeout = self.core.limits.destination_timeout;
        match self.destination(&delivery.target.arn).map(|d| d.endpoint.clone()) {
            Some(endpoint) => Errand {
                ticket: Ticket(no),
                by,
                to: endpoint,
                task: Task::Send(delivery.cargo.clone()),
                patience: timeout,
                cause: None,
            },
            None => delivery::errand(Ticket(no), by, &delivery.target.arn, delivery.cargo.clone(), patience),
        }
    }

    /// What came of an attempt, or of a dead letter.
    pub(in crate::sim::services::events) fn outcome_of(
        &mut self,
        no: u64,
        outcome: &Outcome,
        turn: Turn<'_>,
        out: &mut Output,
    ) {
        let Some(delivery) = self.deliveries.get(&no).cloned() else { return };
        let turn = Turn { cause: turn.cause.or(delivery.cause), ..turn };
        if delivery.dead.is_some() {
            self.buried(no, &delivery, outcome.is_good(), turn, out);
            return;
        }
        match judge(outcome) {
            Ok(()) => self.delivered(no, &delivery, turn, out),
            Err(failure) => self.failed(no, delivery, failure, turn, out),
        }
    }

    fn delivered(&mut self, no: u64, delivery: &Delivery, turn: Turn<'_>, out: &mut Output) {
        self.deliveries.remove(&no);
        self.count(delivery, Meter::Invocations);
        self.count(delivery, Meter::Successes);
        if delivery.target.bus().is_some() {
            self.count(delivery, Meter::CrossBus);
        }
        if self.destination(&delivery.target.arn).is_some() {
            self.count(delivery, Meter::ApiCalls);
        }
        let took = turn.now.since(delivery.came).as_millis();
        if let Some(bus) = self.buses.get_mut(&delivery.bus) {
            bus.fates.delivered += 1;
            bus.tally.succeeded(took);
            if let Some(rule) = bus.rules.get_mut(&delivery.rule) {
                rule.tally.succeeded(took);
            }
        }
        self.say("events.delivered", delivery, turn, out, |d| {
            (d.phase, d.weight) = (Some(Phase::Done), Weight::Step);
            d.amount = took;
        });
    }

    fn failed(&mut self, no: u64, mut delivery: Delivery, failure: Failure, turn: Turn<'_>, out: &mut Output) {
        let backoff = self.buses.get(&delivery.bus).map(|b| b.settings.backoff).unwrap_or_default();
        let pause = backoff.pause(delivery.retries + 1, &mut self.core.luck);
        let times = (delivery.came, turn.now);
        match delivery.target.retry.next(&failure, times, delivery.retries, pause) {
            Next::Again(at) => {
                self.count(&delivery, Meter::Retries);
                let code = failure.code.clone();
                let cause = self.say("events.retry", &delivery, turn, out, |d| {
                    (d.phase, d.until, d.weight) = (Some(Phase::Delayed), Some(at), Weight::Mark);
                    (d.amount, d.note) = (u64::from(delivery.retries) + 1, Some(code));
                });
                (delivery.retries, delivery.cause) = (delivery.retries + 1, cause.or(turn.cause));
                self.deliveries.insert(no, delivery);
                out.timers.push((at, Timer::Deliver(no)));
            }
            Next::Dead(exhausted) => self.bury(no, delivery, (failure, exhausted), turn, out),
        }
    }

    /// A delivery is given up: to its dead-letter queue, where there is one.
    fn bury(
        &mut self,
        no: u64,
        mut delivery: Delivery,
        (failure, exhausted): (Failure, Option<&'static str>),
        turn: Turn<'_>,
        out: &mut Output,
    ) {
        self.count(&delivery, Meter::Invocations);
        self.count(&delivery, Meter::Failed);
        let Some(queue) = delivery.target.dead_letter.clone() else {
            self.lose(no, &delivery, &failure.code, turn, out);
            return;
        };
        let exhausted = exhausted.unwrap_or_default();
        let facts = [
            ("RULE_ARN", &*delivery.rule_arn),
            ("TARGET_ARN", &*delivery.target.arn),
            ("ERROR_CODE", &*failure.code),
            ("ERROR_MESSAGE", &*failure.message),
            ("EXHAUSTED_RETRY_CONDITION", exhausted),
        ];
        let letter = Arc::new(delivery::dead_letter(&delivery.cargo, &facts, delivery.retries));
        let by = By::Service { principal: PRINCIPAL.into(), source: delivery.rule_arn.clone() };
        let patience = SimTime::from_secs(30);
        let errand = delivery::errand(Ticket(no), by, &queue, letter, patience);
        delivery.dead =
            Some(Arc::new(Dead { code: failure.code, message: failure.message, exhausted: exhausted.into() }));
        self.deliveries.insert(no, delivery);
        out.errands.push(Errand { cause: turn.cause, ..errand });
    }

    /// A dead letter arrived, or was refused itself.
    fn buried(&mut self, no: u64, delivery: &Delivery, good: bool, turn: Turn<'_>, out: &mut Output) {
        let Some(dead) = delivery.dead.clone() else { return };
        if !good {
            self.count(delivery, Meter::Unsent);
            self.lose(no, delivery, &dead.code, turn, out);
            return;
        }
        self.deliveries.remove(&no);
        self.count(delivery, Meter::Sent);
        if let Some(bus) = self.buses.get_mut(&delivery.bus) {
            bus.fates.dead += 1;
        }
        self.say("events.dead_letter", delivery, turn, out, |d| {
            (d.phase, d.weight) = (Some(Phase::Dead), Weight::Alarm);
            (d.amount, d.note) = (u64::from(delivery.retries), Some(dead.code.clone()));
        });
    }

    fn lose(&mut self, no: u64, delivery: &Delivery, code: &str, turn: Turn<'_>, out: &mut Output) {
        self.deliveries.remove(&no);
        if let Some(bus) = self.buses.get_mut(&delivery.bus) {
            bus.fates.lost += 1;
        }
        self.say("events.lost", delivery, turn, out, |d| {
            (d.phase, d.weight) = (Some(Phase::Lost), Weight::Alarm);
            (d.amount, d.note) = (u64::from(delivery.retries), Some(code.into()));
        });
    }

    /// An event about a delivery: its bus, message and target.
    #[allow(clippy::unused_self)] // the trace of this service, kept beside what it tells of
    fn say(
        &self,
        kind: &'static str,
        delivery: &Delivery,
        turn: Turn<'_>,
        out: &mut Output,
        more: impl FnOnce(&mut Draft),
    ) -> Option<u64> {
        out.sink.emit(turn.now, turn.cause, || {
            let mut draft = Draft {
                actor: Some(delivery.rule.clone()),
                item: delivery.cargo.item.clone(),
                note: Some(delivery.target.id.clone()),
                ..Draft::new(kind, &delivery.bus)
            };
            more(&mut draft);
            draft
        })
    }
}
