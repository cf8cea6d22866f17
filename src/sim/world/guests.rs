//! Guests: callers outside the simulation, such as a client on the endpoint. A guest's call is at its service at once and acts as
//! the account itself (no role, so IAM is not asked); its answers wait here until whoever let the guest in takes them.
use super::World;
use crate::base::time::SimTime;
use crate::sim::{
    actors::desk::Ledger,
    arn,
    command::Visit,
    errand::{Cargo, Outcome},
    services::{Answer, Call, Services, Tray, events, kinesis, pipes, sns, sqs},
    trace::{Item, Name, Weight},
    turn::{CallId, Draft, Sink, Turn},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// Who waits, and answers that wait to be taken, in the order they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Guests {
    answers: Vec<(CallId, Option<Answer>)>,
    /// How many were given since the start of the run.
    given: u64,
    /// Only where there is a trace to tell of them.
    inside: BTreeMap<CallId, Stay>,
}

/// A call that is not answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stay {
    guest: Name,
    operation: Name,
    place: Name,
    since: SimTime,
    cause: Option<u64>,
}

impl Guests {
    /// An answer is there, or it is certain that there will be none.
    pub(super) fn hear(&mut self, id: CallId, answer: Option<Answer>, now: SimTime, sink: &mut Sink) {
        if let Some(stay) = self.inside.remove(&id) {
            let refusal = answer.as_ref().map_or_else(|| Some("no answer".into()), refusal);
            sink.emit(now, stay.cause, || {
                let mut draft =
                    Draft::new(if refusal.is_some() { "guest.refused" } else { "guest.answer" }, &stay.place);
                draft.weight = Weight::Mark;
                (draft.actor, draft.amount) = (Some(stay.guest), now.since(stay.since).as_micros());
                draft.note = Some(
                    refusal.map_or_else(|| stay.operation.clone(), |code| format!("{}: {code}", stay.operation).into()),
                );
                draft
            });
        }
        self.given += 1;
        self.answers.push((id, answer));
    }
}

/// The code of a refusal.
fn refusal(answer: &Answer) -> Option<Name> {
    match answer.clone().outcome() {
        Outcome::Refused { code, .. } => Some(code),
        _ => None,
    }
}

impl World {
    /// A guest calls, now. The answer is among [`World::answers`] at once, or later where the service holds the call.
    pub fn ask(&mut self, visit: Visit, tray: &mut Tray) -> CallId {
        let Visit { guest, operation, mut call } = visit;
        let (now, first) = (self.now(), tray.sink.next);
        let id = self.wire.welcome();
        let mut cause = None;
        inform(&mut call, &self.services);
        if !tray.sink.off {
            mark(&mut call, &mut self.ledger);
            let place = self.services.access(&call).map_or_else(|| guest.clone(), |a| a.resource);
            cause = tray.sink.emit(now, None, || {
                let mut draft = Draft::new("guest.call", &place);
                (draft.actor, draft.note, draft.weight) = (Some(guest.clone()), Some(operation.clone()), Weight::Step);
                draft
            });
            let stay = Stay { guest: guest.clone(), operation, place, since: now, cause };
            self.guests.inside.insert(id, stay);
        }
        if !self.ills.is_empty()
            && let Some(access) = self.services.access(&call)
            && self.ills.strikes(&access.resource, now)
        {
            self.wire.close(id);
            self.guests.hear(id, None, now, &mut tray.sink);
            return id;
        }
        let turn = Turn { now, quotas: &self.quotas, region: &self.plan.region, cause, leniency: self.leniency };
        self.services.observe(turn, tray);
        self.services.call((id, &guest), call, turn, tray);
        self.gather(first, cause, tray);
        id
    }

    /// The number the next call gets, a guest's too.
    #[must_use]
    pub const fn next_call(&self) -> CallId {
        self.wire.next_call()
    }

    /// Answers to guests since they were last taken; `None` where a call gets none: its resource is down.
    pub fn answers(&mut self) -> Vec<(CallId, Option<Answer>)> {
        std::mem::take(&mut self.guests.answers)
    }

    /// How many answers guests were given since the start of the run: those that wait to be taken are the last of them.
    #[must_use]
    pub const fn given(&self) -> u64 {
        self.guests.given
    }

    /// Calls of guests that are not answered yet; known only where there is a trace.
    pub fn guests(&self) -> impl Iterator<Item = CallId> + '_ {
        self.guests.inside.keys().copied()
    }

    /// Whether a guest still waits for the answer to this call.
    #[must_use]
    pub fn waits(&self, id: CallId) -> bool {
        self.wire.caller(id) == Some(crate::sim::wire::Sender::Guest)
    }

    /// A guest has gone before its last answer came: nobody waits any more, and its service is told so.
    pub fn leave(&mut self, id: CallId) {
        self.guests.inside.remove(&id);
        if self.wire.close(id).is_some() {
            self.services.leave(id);
            self.guests.answers.retain(|(call, _)| *call != id);
        }
    }
}

/// What Pipes asks Step Functions about a state machine before it agrees to a pipe: whether it is a Standard one.
fn inform(call: &mut Call, services: &Services) {
    let standard = |arn: &str| {
        let place = arn::parse(arn).filter(|p| p.service == "states");
        place.and_then(|p| services.states.machine(p.name)).is_some_and(|machine| !machine.express)
    };
    match call {
        Call::Pipes(pipes::api::Request::CreatePipe(input)) => {
            for stage in input.enrichment.iter_mut().chain([&mut input.target]) {
                stage.standard = standard(&stage.arn);
            }
        }
        Call::Pipes(pipes::api::Request::UpdatePipe(update)) => {
            for stage in [&mut update.enrichment, &mut update.target] {
                stage.standard = stage.arn.as_deref().is_some_and(standard);
            }
        }
        _ => {}
    }
}

/// Numbers what a guest brings in, so that it can be followed: `@3` is the third message of the run, and came from outside.
fn mark(call: &mut Call, ledger: &mut Ledger) {
    let mut item = |group: Option<&str>| {
        let group = group.map(Name::from);
        let (no, _) = ledger.number(group.as_ref());
        Some(Item { no, label: format!("@{no}").into(), group })
    };
    let mut cargo = |cargo: &mut Arc<Cargo>| {
        let group = cargo.group.clone();
        Arc::make_mut(cargo).item = item(group.as_deref());
    };
    match call {
        Call::Sns(sns::api::Request::Publish { message, .. }) => cargo(&mut message.cargo),
        Call::Sns(sns::api::Request::PublishBatch { entries, .. }) => {
            entries.iter_mut().for_each(|e| cargo(&mut e.message.cargo));
        }
        Call::Kinesis(kinesis::api::Request::PutRecord { entry, .. }) => cargo(&mut entry.data),
        Call::Kinesis(kinesis::api::Request::PutRecords { entries, .. }) => {
            entries.iter_mut().for_each(|e| cargo(&mut e.data));
        }
        Call::Sqs(sqs::api::Request::SendMessage { message, .. }) => message.item = item(message.group_id.as_deref()),
        Call::Sqs(sqs::api::Request::SendMessageBatch { entries, .. }) => {
            entries.iter_mut().for_each(|e| e.body.item = item(e.body.group_id.as_deref()));
        }
        Call::Events(events::api::Request::PutEvents { entries, .. }) => {
            entries.iter_mut().for_each(|e| e.item = item(None));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{
        services::sqs::api::{
            Request, Response,
            request::{Receive, Send},
        },
        testing,
    };

    fn world() -> (World, Tray) {
        let scenario = testing::scenario(r#"{"queues": [{"name": "orders"}]}"#);
        (scenario.start(1, &testing::quotas()).unwrap(), Tray::new(0, false))
    }

    fn visit(request: Request) -> Visit {
        Visit { guest: "boto3".into(), operation: "X".into(), call: Call::Sqs(request) }
    }

    fn receive(wait: i64) -> Visit {
        visit(Request::ReceiveMessage {
            queue: "orders".into(),
            receive: Receive { wait: Some(wait), ..Receive::default() },
        })
    }

    fn send() -> Visit {
        visit(Request::SendMessage { queue: "orders".into(), message: Send { body: "a".into(), ..Send::default() } })
    }

    #[test]
    fn a_guest_is_answered_at_once_or_when_there_is_something() {
        let (mut world, mut tray) = world();
        let held = world.ask(receive(20), &mut tray);
        assert!(world.answers().is_empty() && world.waits(held));
        let sent = world.ask(send(), &mut tray);
        while world.step(SimTime::from_secs(1), &mut tray) {}
        let answers = world.answers();
        let of = |id| answers.iter().find(|a| a.0 == id).and_then(|a| a.1.as_ref());
        assert!(matches!(of(sent), Some(Answer::Sqs(Ok(Response::Sent(_))))), "{answers:?}");
        assert!(matches!(of(held), Some(Answer::Sqs(Ok(Response::Messages(m)))) if m.len() == 1), "{answers:?}");
        assert!(tray.sink.events.iter().any(|e| e.item.as_ref().is_some_and(|i| &*i.label == "@1")));
        assert!(world.answers().is_empty() && !world.waits(held));
    }

    #[test]
    fn a_guest_that_left_hears_nothing() {
        let (mut world, mut tray) = world();
        let held = world.ask(receive(5), &mut tray);
        world.leave(held);
        while world.step(SimTime::from_secs(30), &mut tray) {}
        assert!(world.answers().is_empty());
    }

    #[test]
    fn a_message_is_not_handed_to_a_guest_who_has_gone() {
        let (mut world, mut tray) = world();
        let (gone, stays) = (world.ask(receive(20), &mut tray), world.ask(receive(20), &mut tray));
        world.leave(gone);
        world.ask(send(), &mut tray);
        while world.step(SimTime::from_secs(1), &mut tray) {}
        let answers = world.answers();
        let of = |id| answers.iter().find(|a| a.0 == id).and_then(|a| a.1.as_ref());
        assert!(of(gone).is_none());
        assert!(matches!(of(stays), Some(Answer::Sqs(Ok(Response::Messages(m)))) if m.len() == 1), "{answers:?}");
    }
}
