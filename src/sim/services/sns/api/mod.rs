//! The calls of SNS under AWS's names, and where each is answered.
mod attributes;
mod direct;
/// Errands of other services.
pub(super) mod errand;
/// Refusals.
pub mod error;
mod policy;
mod publish;
/// Platform applications and endpoints.
pub mod push;
/// The calls as data.
pub mod request;
/// The answers as data.
pub mod response;
/// Text messages.
pub mod sms;
mod subscribe;
mod topics;

use super::model::{Sns, topic::Topic};
use super::step::{Ctx, Output};
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::{CallId, Draft, Turn};
pub use error::{Code, SnsError};
pub use request::Request;
pub use response::Response;

/// An answer, or a refusal that changed nothing.
pub type Reply = Result<Response, SnsError>;

impl Sns {
    /// A call arrives; SNS answers every one at once.
    #[allow(clippy::too_many_arguments)] // the shape every service shares: who, what, when, where to
    pub(super) fn handle(&mut self, id: CallId, from: &Name, request: Request, turn: Turn<'_>, out: &mut Output) {
        let place: Option<Name> = if out.sink.off { None } else { Some(place(&request)) };
        let reply = self.answer(from, request, turn, out);
        if let (Err(error), Some(place)) = (&reply, place) {
            let throttled = error.code == Code::Throttled;
            out.sink.emit(turn.now, turn.cause, || Draft {
                actor: Some(from.clone()),
                note: Some(error.code.name().into()),
                weight: Weight::Mark,
                ..Draft::new(if throttled { "sns.throttled" } else { "sns.refused" }, &place)
            });
        }
        out.replies.push((id, reply));
    }

    fn answer(&mut self, from: &Name, request: Request, turn: Turn<'_>, out: &mut Output) -> Reply {
        match request {
            Request::Publish { topic, message } => self.on(&topic, turn, out, |ctx| publish::one(ctx, from, message)),
            Request::PublishBatch { topic, entries } => {
                self.on(&topic, turn, out, |ctx| publish::batch(ctx, from, entries))
            }
            Request::PublishTo { target, message } => {
                direct::publish(&mut self.core, (from, &target), message, turn, out)
            }
            Request::CreateTopic { name, attributes, tags } => self.create(&name, attributes, tags, turn),
            Request::DeleteTopic { topic } => Ok(self.delete(&topic, turn, out)),
            Request::ListTopics { next } => self.list(next.as_deref()),
            Request::ListSubscriptions { next } => self.list_subscriptions(None, next.as_deref()),
            Request::ListSubscriptionsByTopic { topic, next } => {
                self.on(&topic, turn, out, |_| Ok(Response::Done))?;
                self.list_subscriptions(Some(request::bare(&topic)), next.as_deref())
            }
            Request::GetTopicAttributes { topic } => self.on(&topic, turn, out, |ctx| Ok(attributes::of(ctx))),
            Request::SetTopicAttributes { topic, name, value } => {
                self.on(&topic, turn, out, |ctx| attributes::set(ctx, &name, value))
            }
            Request::AddPermission { topic, label, accounts, actions } => {
                self.on(&topic, turn, out, |ctx| policy::add(ctx, &label, (&accounts, &actions)))
            }
            Request::RemovePermission { topic, label } => self.on(&topic, turn, out, |ctx| policy::remove(ctx, &label)),
            Request::Subscribe { topic, what } => {
                let room = self.room();
                self.on(&topic, turn, out, |ctx| subscribe::subscribe(ctx, from, *what, room))
            }
            Request::ConfirmSubscription { topic, token, authenticate } => {
                // A token that fits nothing is what is wrong, not its topic.
                topics::find(&mut self.topics, &topic).ok_or_else(|| SnsError::invalid("Token"))?;
                self.on(&topic, turn, out, |ctx| subscribe::confirm(ctx, &token, authenticate))
            }
            Request::Unsubscribe { subscription } => {
                if self.topics.contains_key(request::bare(&subscription)) {
                    self.on(&subscription, turn, out, |ctx| Ok(subscribe::unsubscribe(ctx, &subscription)))
                } else {
                    Ok(Response::Done)
                }
            }
            Request::GetSubscriptionAttributes { subscription } => {
                self.on_subscription(&subscription, turn, out, subscribe::attributes)
            }
            Request::SetSubscriptionAttributes { subscription, name, value } => {
                let room = self.room();
                self.on_subscription(&subscription, turn, out, |ctx, no| subscribe::set(ctx, no, (&name, value), room))
            }
            Request::Push(request) => push::answer(&mut self.core, *request, turn),
            Request::Sms(request) => sms::answer(&mut self.core, *request, turn),
            tags => self.tag(tags),
        }
    }

    /// Does something with one topic, counted as a request to it.
    fn on(&mut self, topic: &str, turn: Turn<'_>, out: &mut Output, act: impl FnOnce(&mut Ctx<'_>) -> Reply) -> Reply {
        let found = topics::find(&mut self.topics, topic).ok_or_else(SnsError::no_topic)?;
        found.tally.requests += 1;
        act(&mut Ctx::new(found, &mut self.core, &mut self.flights, turn, out))
    }

    fn on_subscription(
        &mut self,
        subscription: &str,
        turn: Turn<'_>,
        out: &mut Output,
        act: impl FnOnce(&mut Ctx<'_>, u64) -> Reply,
    ) -> Reply {
        let topic = self.topics.get(request::bare(subscription));
        let no = topic.and_then(|t| t.find(subscription)).ok_or_else(SnsError::no_subscription)?;
        self.on(subscription, turn, out, |ctx| act(ctx, no))
    }

    /// What the account holds of filters and of subscriptions that wait.
    fn room(&self) -> Room {
        let filtered =
            |t: &Topic| t.subscriptions.values().filter(|s| s.attributes.contains_key("FilterPolicy")).count();
        Room {
            filters: self.topics.values().map(filtered).sum::<usize>() as u64,
            pending: self.topics.values().map(Topic::pending).sum::<usize>() as u64,
        }
    }
}

/// What an account holds of things that are limited.
#[derive(Clone, Copy, Debug)]
struct Room {
    filters: u64,
    pending: u64,
}

/// Where an event about a call stands.
fn place(request: &Request) -> Name {
    request.topic().map_or("sns", request::bare).into()
}
