//! How services use keys: one data key for many messages.
use super::KmsError;
use crate::base::time::SimTime;
use crate::sim::services::kms::{Kms, step::Output};
use crate::sim::{
    trace::Name,
    turn::{Draft, Turn},
};

/// Somebody's wish to write to an encrypted resource or to read from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The key: id, ARN or alias.
    pub key: Name,
    /// The encrypted resource.
    pub resource: Name,
    /// On whose behalf: a role, a service.
    pub who: Name,
    /// To write takes GenerateDataKey and Decrypt, to read Decrypt alone.
    pub write: bool,
    /// How long the service keeps the data key; the ledger's default unless said.
    pub reuse: Option<u64>,
}

impl Kms {
    /// Opens a key whose policy has let the wish through: its state and the quota have their say, and the calls are counted. The data
    /// key is then held, and until it is given up nothing here is asked again ([`Kms::is_held`]).
    ///
    /// # Errors
    /// KMS's refusal: disabled, pending deletion, gone, too many calls.
    pub fn open(&mut self, wish: &Wish, turn: Turn<'_>, out: &mut Output) -> Result<(), KmsError> {
        self.usable(&wish.key)?;
        let calls = if wish.write { 2 } else { 1 };
        self.pass(calls, turn.now)?;
        self.count(&wish.key, calls);
        let place: Name = self.id(&wish.key).into();
        out.sink.emit(turn.now, turn.cause, || Draft {
            actor: Some(wish.who.clone()),
            amount: calls,
            note: Some(if wish.write { "GenerateDataKey" } else { "Decrypt" }.into()),
            ..Draft::new("kms.used", &place)
        });
        let until = turn.now + SimTime::from_secs(wish.reuse.unwrap_or(self.limits.reuse));
        let held = self.held.entry(wish.resource.clone()).or_default().entry(wish.who.clone()).or_default();
        *(if wish.write { &mut held.write } else { &mut held.read }) = until;
        Ok(())
    }
}
