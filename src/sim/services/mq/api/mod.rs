//! The calls: management under AWS's names, and what clients say to a broker as the protocols mean it.
mod data;
/// Errands of other services.
pub mod errand;
mod error;
mod manage;
mod request;

use super::{
    model::{Mq, broker::Broker},
    step::Output,
};
use crate::sim::{
    trace::{Item, Name, Phase, Weight},
    turn::{CallId, Draft, Turn},
};
pub use error::{Code, MqError};
pub use request::{Create, Declare, Delivery, Listed, Produce, Request, Response, Subscribe};

/// An answer, or a refusal that changed nothing.
pub type Reply = Result<Response, MqError>;

/// Who calls, when, under which number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'a> {
    pub id: CallId,
    pub from: &'a Name,
    pub turn: Turn<'a>,
}

impl Mq {
    /// A call arrives; it is answered at once, or later where a client waits for messages or the disk is slow.
    pub(super) fn handle(&mut self, id: CallId, from: &Name, request: Request, turn: Turn<'_>, out: &mut Output) {
        let call = Call { id, from, turn };
        let place: Name = request.broker().unwrap_or("mq").into();
        let reply = if request.action().is_some() || request == Request::ListBrokers {
            Some(self.manage(call, request, out))
        } else {
            self.data(call, request, out)
        };
        if let Some(Err(error)) = &reply {
            out.sink.emit(turn.now, turn.cause, || Draft {
                actor: Some(from.clone()),
                note: Some(error.code.name().into()),
                weight: Weight::Mark,
                ..Draft::new("mq.refused", &place)
            });
        }
        if let Some(reply) = reply {
            out.replies.push((id, reply));
        }
    }
}

/// What there is to tell of a message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tale<'a> {
    pub kind: &'static str,
    pub item: Option<&'a Item>,
    pub actor: Option<&'a Name>,
    pub phase: Option<Phase>,
    pub note: &'a str,
    pub amount: u64,
    pub weight: Weight,
}

impl<'a> Tale<'a> {
    pub(super) const fn of(kind: &'static str, note: &'a str) -> Self {
        Self { kind, item: None, actor: None, phase: None, note, amount: 0, weight: Weight::Step }
    }
}

impl Broker {
    /// Records an event here.
    pub(super) fn tell(&self, turn: Turn<'_>, out: &mut Output, tale: Tale<'_>) {
        out.sink.emit(turn.now, turn.cause, || Draft {
            item: tale.item.cloned(),
            actor: tale.actor.cloned(),
            phase: tale.phase,
            note: (!tale.note.is_empty()).then(|| tale.note.into()),
            amount: tale.amount,
            weight: tale.weight,
            ..Draft::new(tale.kind, &self.name)
        });
    }
}
