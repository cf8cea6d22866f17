//! What time does to SNS: deliveries are tried, answered, tried again, buried; tokens run out; filter policies begin to act.
mod deliver;
/// Replays of an archive.
pub mod replay;

use super::api::{error::SnsError, response::Response};
use super::model::{Core, Delivery, Sns, notice::Sender, signature::Seal, subscription::Status, topic::Topic};
use crate::base::time::SimTime;
use crate::sim::agenda::Slab;
use crate::sim::errand::{By, Cargo, Errand, Outcome, Task, Ticket};
use crate::sim::leniency::Leniency;
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::{Draft, Out, Turn};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;

/// SNS's own timers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Timer {
    /// A delivery's next attempt.
    Attempt(u32),
    /// A token may have run out, or a filter policy begins to act.
    Subscription(Name, u64),
}

/// What SNS answers with.
pub type Output = Out<Timer, Result<Response, SnsError>>;

/// The ticket of requests to confirm: nobody waits for what comes of them.
pub(super) const UNASKED: Ticket = Ticket(u64::MAX);

/// What a step works with.
#[derive(Debug)]
pub struct Ctx<'a> {
    /// The topic.
    pub topic: &'a mut Topic,
    /// What all topics share.
    pub core: &'a mut Core,
    /// Deliveries on their way.
    pub flights: &'a mut Slab<Delivery>,
    /// Where timers, errands and events go.
    pub out: &'a mut Output,
    /// The moment.
    pub now: SimTime,
    /// The trace event that led here.
    pub cause: Option<u64>,
    /// What the account is spared.
    pub leniency: Leniency,
}

impl<'a> Ctx<'a> {
    /// A step on one topic.
    pub fn new(
        topic: &'a mut Topic,
        core: &'a mut Core,
        flights: &'a mut Slab<Delivery>,
        turn: Turn<'_>,
        out: &'a mut Output,
    ) -> Self {
        Self { topic, core, flights, out, now: turn.now, cause: turn.cause, leniency: turn.leniency }
    }

    /// Records an event at the topic.
    pub fn emit(&mut self, cause: Option<u64>, kind: &'static str, say: impl FnOnce(&mut Draft)) -> Option<u64> {
        let place = &self.topic.name;
        self.out.sink.emit(self.now, cause, || {
            let mut draft = Draft::new(kind, place);
            say(&mut draft);
            draft
        })
    }

    /// Sends an endpoint the request to confirm its subscription.
    pub fn ask_to_confirm(&mut self, no: u64, cause: Option<u64>) {
        let Some(to) = self.topic.subscriptions.get(&no) else { return };
        let Status::Pending { token, .. } = &to.status else { return };
        let Sender { arn, signs } = self.topic.sender();
        let id = self.core.message_id();
        let seal = Seal { topic: &arn, version: &signs.clone().unwrap_or_default(), id };
        let mut said = json!({
            "Type": "SubscriptionConfirmation",
            "MessageId": id.to_string(),
            "Token": &**token,
            "TopicArn": &*arn,
            "Message": format!("You have chosen to subscribe to the topic {arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message."),
            "SubscribeURL": format!("{}/?Action=ConfirmSubscription&TopicArn={arn}&Token={token}", seal.host()),
            "Timestamp": super::model::notice::timestamp(self.now),
        });
        if let (Some(_), Some(said)) = (signs, said.as_object_mut()) {
            seal.sign(said, "SigningCertURL");
        }
        let errand = Errand {
            ticket: UNASKED,
            by: self.by(),
            to: to.to.clone(),
            task: Task::Send(Arc::new(Cargo::new(said.to_string()))),
            patience: self.topic.settings.answer_within,
            cause,
        };
        self.out.errands.push(errand);
    }

    /// SNS on behalf of the topic.
    fn by(&self) -> By {
        By::Service { principal: self.core.principal.clone(), source: self.topic.arn.clone() }
    }

    /// A subscription goes, and everything that waits for it.
    pub fn remove(&mut self, no: u64) {
        let Some(mut gone) = self.topic.subscriptions.remove(&no) else { return };
        gone.fates.cancelled += gone.fates.pending;
        gone.fates.pending = 0;
        self.topic.tally.gone.add(&gone.fates);
        self.topic.deleted += 1;
        let short: Name = gone.short().into();
        self.emit(self.cause, "sns.unsubscribe", |d| (d.note, d.weight) = (Some(short), Weight::Step));
    }

    /// A token ran out, or a filter policy acts.
    fn look_at(&mut self, no: u64) {
        let now = self.now;
        let Some(s) = self.topic.subscriptions.get_mut(&no) else { return };
        let short: Name = s.short().into();
        if matches!(s.status, Status::Pending { until, .. } if until <= now) {
            self.emit(None, "sns.expired", |d| (d.note, d.weight) = (Some(short), Weight::Alarm));
            return self.remove(no);
        }
        if s.settle(now) {
            self.emit(None, "sns.filter", |d| (d.note, d.weight) = (Some(short), Weight::Mark));
        }
    }
}

impl Sns {
    /// A timer has come.
    pub(super) fn wake(&mut self, timer: Timer, turn: Turn<'_>, out: &mut Output) {
        match timer {
            Timer::Attempt(slot) => {
                let Some(delivery) = self.flights.take(slot) else { return };
                self.at(&delivery.topic.clone(), turn, out, |ctx| ctx.attempt(delivery));
            }
            Timer::Subscription(topic, no) => self.at(&topic, turn, out, |ctx| ctx.look_at(no)),
        }
    }

    /// What came of a delivery.
    pub(super) fn hear(&mut self, ticket: Ticket, outcome: &Outcome, turn: Turn<'_>, out: &mut Output) {
        let slot = u32::try_from(ticket.0).ok();
        let Some(delivery) = slot.and_then(|slot| self.flights.take(slot)) else { return };
        self.at(&delivery.topic.clone(), turn, out, |ctx| ctx.answered(delivery, outcome));
    }

    fn at(&mut self, topic: &str, turn: Turn<'_>, out: &mut Output, act: impl FnOnce(&mut Ctx<'_>)) {
        if let Some(topic) = self.topics.get_mut(topic) {
            act(&mut Ctx::new(topic, &mut self.core, &mut self.flights, turn, out));
        }
    }
}
