//! Guests: callers outside the simulation, such as a client on the endpoint. A guest's call is at its service at once and acts as
//! the account itself (no role, so IAM is not asked); its answers wait here until whoever let the guest in takes them.
use super::World;
use crate::base::time::SimTime;
use crate::sim::{
    command::Visit,
    services::{Answer, Tray},
    trace::Weight,
    turn::{CallId, Draft, Turn},
};
use serde::{Deserialize, Serialize};

/// A guest hears that there is no answer after so long: the longest a call may be held by itself (20 s of a long poll, 60 s of
/// GetActivityTask, 5 minutes of an Express execution or a subscription), and a little more.
const PATIENCE: SimTime = SimTime::from_secs(330);

/// Answers that wait to be taken, in the order they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Guests(Vec<(CallId, Option<Answer>)>);

impl Guests {
    /// An answer is there, or it is certain that there will be none.
    pub(super) fn hear(&mut self, id: CallId, answer: Option<Answer>) {
        self.0.push((id, answer));
    }
}

impl World {
    /// A guest calls, now. The answer is among [`World::answers`] at once, or later where the service holds the call.
    pub fn ask(&mut self, visit: Visit, tray: &mut Tray) -> CallId {
        let Visit { guest, operation, call } = visit;
        let (now, first) = (self.now(), tray.sink.next);
        let id = self.wire.welcome(now + PATIENCE);
        let cause = tray.sink.emit(now, None, || {
            let place = self.services.access(&call).map_or_else(|| guest.clone(), |a| a.resource);
            let mut draft = Draft::new("guest.call", &place);
            (draft.actor, draft.note, draft.weight) = (Some(guest.clone()), Some(operation), Weight::Step);
            draft
        });
        if !self.ills.is_empty()
            && let Some(access) = self.services.access(&call)
            && self.ills.strikes(&access.resource, now)
        {
            self.wire.close(id);
            self.guests.hear(id, None);
            return id;
        }
        let turn = Turn { now, quotas: &self.quotas, cause };
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
        std::mem::take(&mut self.guests.0)
    }

    /// A guest has gone before its answer came: nobody waits any more.
    pub fn leave(&mut self, id: CallId) {
        self.wire.close(id);
    }
}
