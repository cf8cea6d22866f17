//! From a message to its deliveries: filters, order, attempts, retries, dead letters.
use super::{Ctx, Timer};
use crate::base::time::SimTime;
use crate::sim::errand::{By, Class, Errand, Outcome, Task, Ticket};
use crate::sim::pattern::{Filtered, Scope, Verdict};
use crate::sim::services::sns::model::{
    Delivery,
    notice::{Forms, Notice},
    retry::{HttpPolicy, Plan},
    subscription::{Protocol, Subscription},
};
use crate::sim::trace::{Name, Phase, Weight};
use crate::sim::turn::Draft;
use std::collections::VecDeque;
use std::sync::Arc;

/// Attributes a raw delivery to SQS can carry: as many as a message of SQS can have.
const RAW_ATTRIBUTES: usize = 10;

impl Ctx<'_> {
    /// A message goes to every confirmed subscription whose filter lets it through.
    pub fn fan_out(&mut self, notice: &Arc<Notice>, event: Option<u64>) {
        let sender = self.topic.sender();
        let mut forms = Forms::new(&sender, notice, false);
        let mut seen = Filtered::new(&notice.cargo);
        let all: Vec<u64> = self.topic.subscriptions.keys().copied().collect();
        for no in all {
            self.offer(no, (notice, event), &mut forms, &mut seen);
        }
    }

    /// One message to one subscription.
    pub(super) fn offer(
        &mut self,
        no: u64,
        (notice, event): (&Arc<Notice>, Option<u64>),
        forms: &mut Forms<'_>,
        seen: &mut Filtered<'_>,
    ) {
        let Some(to) = self.topic.subscriptions.get_mut(&no) else { return };
        let replayed = forms.is_replay();
        if !to.is_confirmed() || (!replayed && to.replay.as_ref().is_some_and(|r| r.ends)) {
            return;
        }
        to.settle(self.now);
        to.fates.came += 1;
        let verdict = to.filter.as_ref().map_or(Verdict::Match, |policy| policy.judge(seen));
        if to.filter.as_ref().is_some_and(|policy| policy.scope() == Scope::MessageBody) {
            self.topic.tally.filter_bytes += notice.cargo.size();
        }
        if verdict != Verdict::Match {
            to.fates.filtered += 1;
            self.topic.tally.filter(verdict);
            return self.filtered(no, notice, event, verdict);
        }
        to.fates.pending += 1;
        let delivery = Delivery {
            topic: self.topic.name.clone(),
            subscription: no,
            notice: notice.clone(),
            cargo: forms.of(to),
            attempts: 0,
            dead: false,
            replayed,
            event,
        };
        if to.ordered
            && let Some(group) = &notice.cargo.group
        {
            if let Some(lane) = to.lanes.get_mut(group) {
                lane.push_back(delivery);
                return self.waits(no, notice, event);
            }
            to.lanes.insert(group.clone(), VecDeque::new());
        }
        self.start(delivery);
    }

    fn filtered(&mut self, no: u64, notice: &Notice, event: Option<u64>, verdict: Verdict) {
        let short = self.short(no);
        self.emit(event, "sns.filtered", |d| {
            d.item = notice.cargo.item.clone();
            (d.actor, d.note) = (short, Some(format!("{verdict:?}").into()));
        });
    }
    fn waits(&mut self, no: u64, notice: &Notice, event: Option<u64>) {
        let short = self.short(no);
        self.emit(event, "sns.wait", |d| {
            (d.item, d.actor, d.phase) = (notice.cargo.item.clone(), short, Some(Phase::Locked));
        });
    }
    /// A subscription as events name it.
    fn short(&self, no: u64) -> Option<Name> {
        if self.out.sink.off {
            return None;
        }
        self.topic.subscriptions.get(&no).map(|s| s.short().into())
    }
    /// An event about a delivery.
    fn tell(&mut self, kind: &'static str, delivery: &Delivery, say: impl FnOnce(&mut Draft)) -> Option<u64> {
        let short = self.short(delivery.subscription);
        self.emit(delivery.event, kind, |d| {
            d.item = delivery.notice.cargo.item.clone();
            d.amount = u64::from(delivery.attempts);
            d.actor = short;
            say(d);
        })
    }

    /// The first attempt, no faster than the endpoint's pace.
    fn start(&mut self, delivery: Delivery) {
        let rates = self.core.limits.rates;
        let topic_http = self.topic.acting.http.as_ref().and_then(|h| h.rate);
        let Some(to) = self.topic.subscriptions.get_mut(&delivery.subscription) else { return };
        let rate = match to.protocol {
            Protocol::Email | Protocol::EmailJson => Some(rates.email),
            Protocol::Sms => Some(rates.sms),
            Protocol::Http | Protocol::Https => to.http.as_ref().and_then(|h| h.rate).or(topic_http),
            _ => None,
        };
        let at = to.free.max(self.now);
        if let Some(rate) = rate {
            to.free = at + SimTime(1_000_000 / rate.max(1));
        }
        if at > self.now {
            let slot = self.flights.put(delivery);
            return self.out.timers.push((at, Timer::Attempt(slot)));
        }
        self.attempt(delivery);
    }

    /// Hands a delivery to the wire.
    pub(super) fn attempt(&mut self, mut delivery: Delivery) {
        let Some(to) = self.topic.subscriptions.get_mut(&delivery.subscription) else { return };
        let target = if delivery.dead { to.dead_letter.clone() } else { Some(to.to.clone()) };
        let Some(target) = target else { return self.lost(&delivery) };
        delivery.attempts = delivery.attempts.saturating_add(1);
        if !delivery.dead {
            to.fates.attempts += 1;
            let raw_queue = to.protocol == Protocol::Sqs && to.raw;
            if raw_queue && delivery.cargo.attributes.len() > RAW_ATTRIBUTES {
                return self.fail(delivery, "more than ten message attributes cannot be delivered raw");
            }
        }
        let role = to.protocol == Protocol::Firehose && !delivery.dead;
        // The subscription's role: the scenario says what the topic may do by it.
        let by = if role { By::Role { of: self.topic.arn.clone() } } else { self.by() };
        let until = self.now + self.topic.settings.answer_within;
        delivery.event = self
            .tell("sns.deliver", &delivery, |d| (d.phase, d.until) = (Some(Phase::Flight), Some(until)))
            .or(delivery.event);
        let (task, cause) = (Task::Send(delivery.cargo.clone()), delivery.event);
        let ticket = Ticket(u64::from(self.flights.put(delivery)));
        let patience = self.topic.settings.answer_within;
        self.out.errands.push(Errand { ticket, by, to: target, task, patience, cause });
    }

    /// An endpoint has answered, or has not.
    pub(super) fn answered(&mut self, delivery: Delivery, outcome: &Outcome) {
        if !self.topic.subscriptions.contains_key(&delivery.subscription) {
            return;
        }
        let (again, why): (bool, Arc<str>) = match outcome {
            Outcome::NoAnswer => (true, "no answer".into()),
            Outcome::Refused { code, class: Class::Throttled | Class::Server, .. } => (true, code.clone()),
            Outcome::Refused { code, .. } => (false, code.clone()),
            Outcome::Failed(code, _) => (true, code.clone()),
            _ => return self.arrived(&delivery),
        };
        self.count_failed_http(&delivery);
        let plan = self.plan(&delivery);
        match plan.delay(u64::from(delivery.attempts)).filter(|_| again) {
            Some(delay) => self.again(delivery, delay, why),
            None => self.fail(delivery, &why),
        }
    }

    /// CloudWatch counts every failed attempt of an HTTP endpoint, of the others only the last.
    fn count_failed_http(&mut self, delivery: &Delivery) {
        if let Some(to) = self.topic.subscriptions.get_mut(&delivery.subscription)
            && to.protocol.is_http()
            && !delivery.dead
        {
            to.fates.failed += 1;
        }
    }

    /// The retry policy of an endpoint; a dead-letter queue is an endpoint inside AWS.
    fn plan(&self, delivery: &Delivery) -> Plan {
        let limits = &self.core.limits;
        let acting = &self.topic.acting;
        let Some(to) = self.topic.subscriptions.get(&delivery.subscription) else { return Plan::of(&limits.managed) };
        if delivery.dead || to.protocol.is_managed() {
            return Plan::of(&limits.managed);
        }
        if !to.protocol.is_http() {
            return Plan::of(&limits.customer);
        }
        let own = to.http.as_ref().filter(|_| !acting.no_overrides).or(acting.http.as_ref());
        own.map_or_else(|| HttpPolicy::default_of(&limits.http).plan, |policy| policy.plan)
    }

    fn again(&mut self, mut delivery: Delivery, delay: SimTime, why: Arc<str>) {
        let stray = delay.as_micros() / 100 * u64::from(self.topic.settings.retry_jitter);
        let delay = delay + SimTime(if stray > 0 { self.core.luck.below(stray + 1) } else { 0 });
        let at = self.now + delay;
        let event = self.tell("sns.retry", &delivery, |d| {
            (d.phase, d.until, d.note, d.weight) = (Some(Phase::Delayed), Some(at), Some(why), Weight::Mark);
        });
        delivery.event = event.or(delivery.event);
        let slot = self.flights.put(delivery);
        self.out.timers.push((at, Timer::Attempt(slot)));
    }

    /// It arrived: at its endpoint, or in the dead-letter queue.
    fn arrived(&mut self, delivery: &Delivery) {
        let bytes = delivery.cargo.size();
        let Some(to) = self.topic.subscriptions.get_mut(&delivery.subscription) else { return };
        to.fates.pending -= 1;
        if delivery.dead {
            to.fates.dead += 1;
        } else {
            to.fates.delivered += 1;
            self.topic.tally.delivered_bytes += bytes;
            let at = Protocol::ALL.iter().position(|p| *p == to.protocol).unwrap_or(0);
            if let Some(count) = self.topic.tally.by_protocol.get_mut(at) {
                *count += 1;
            }
        }
        let (kind, phase) =
            if delivery.dead { ("sns.dead_letter", Phase::Dead) } else { ("sns.delivered", Phase::Done) };
        let weight = if delivery.dead { Weight::Alarm } else { Weight::Fine };
        self.tell(kind, delivery, |d| (d.phase, d.weight) = (Some(phase), weight));
        self.finish(delivery);
    }

    /// No attempt will follow: to the dead-letter queue, if there is one.
    fn fail(&mut self, mut delivery: Delivery, why: &str) {
        let Some(to) = self.topic.subscriptions.get_mut(&delivery.subscription) else { return };
        if delivery.dead {
            return self.lost(&delivery);
        }
        if !to.protocol.is_http() {
            to.fates.failed += 1;
        }
        let buried = to.dead_letter.is_some();
        let event = self.tell("sns.failed", &delivery, |d| (d.note, d.weight) = (Some(why.into()), Weight::Alarm));
        delivery.event = event.or(delivery.event);
        if !buried {
            return self.lost(&delivery);
        }
        let sender = self.topic.sender();
        if let Some(to) = self.topic.subscriptions.get(&delivery.subscription) {
            delivery.cargo = Forms::new(&sender, &delivery.notice, delivery.replayed).dead(to);
        }
        (delivery.dead, delivery.attempts) = (true, 0);
        self.attempt(delivery);
    }

    /// It is gone.
    fn lost(&mut self, delivery: &Delivery) {
        let Some(to) = self.topic.subscriptions.get_mut(&delivery.subscription) else { return };
        to.fates.pending -= 1;
        if delivery.dead {
            to.fates.unburied += 1;
        } else {
            to.fates.lost += 1;
        }
        let kind = if delivery.dead { "sns.redrive_failed" } else { "sns.lost" };
        self.tell(kind, delivery, |d| (d.phase, d.weight) = (Some(Phase::Lost), Weight::Alarm));
        self.finish(delivery);
    }

    /// The next of its group, and the end of a replay.
    fn finish(&mut self, delivery: &Delivery) {
        let Some(to) = self.topic.subscriptions.get_mut(&delivery.subscription) else { return };
        let mut replayed = false;
        if delivery.replayed
            && let Some(replay) = &mut to.replay
        {
            replay.left = replay.left.saturating_sub(1);
            replayed = replay.left == 0;
        }
        let next = delivery.notice.cargo.group.as_ref().filter(|_| to.ordered).and_then(|group| next_of(to, group));
        if replayed {
            self.tell("sns.replayed", delivery, |d| (d.item, d.weight) = (None, Weight::Mark));
        }
        if let Some(next) = next {
            self.start(next);
        }
    }
}

/// The next delivery of a group; an idle group is forgotten.
fn next_of(to: &mut Subscription, group: &Name) -> Option<Delivery> {
    let next = to.lanes.get_mut(group)?.pop_front();
    if next.is_none() {
        to.lanes.remove(group);
    }
    next
}
