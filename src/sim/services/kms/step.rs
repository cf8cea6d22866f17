//! What time does: it ends the waiting period of a deletion.
use super::{Kms, model::State};
use crate::sim::{
    services::kms::api::{KmsError, Response},
    trace::{Name, Weight},
    turn::{Draft, Out, Turn},
};
use serde::{Deserialize, Serialize};

/// KMS's timers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timer {
    /// The waiting period of a key's deletion is over.
    Delete(Name),
}

/// What KMS puts its wishes into.
pub type Output = Out<Timer, Result<Response, KmsError>>;

impl Kms {
    /// A timer is due; a deletion that was cancelled or put off no longer matters.
    pub(super) fn wake(&mut self, timer: Timer, turn: Turn<'_>, out: &mut Output) {
        let Timer::Delete(name) = timer;
        let due = self.keys.get(&name).is_some_and(|k| k.state == State::PendingDeletion && k.until == Some(turn.now));
        if !due {
            return;
        }
        self.keys.remove(&name);
        self.aliases.retain(|_, id| *id != name);
        out.sink.emit(turn.now, turn.cause, || Draft { weight: Weight::Alarm, ..Draft::new("kms.deleted", &name) });
    }
}
