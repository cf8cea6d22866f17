//! The lab's door: calls of the learner's own tools reach the loop here, and what became of them goes back.
use super::input::Wake;
use crate::{
    endpoint::{
        command::Command,
        refusal::Refusal,
        server::{
            self, Incoming, Wish,
            limits::PORT,
            reply::{Reply as Way, Told as Said},
        },
        services::{self, Ask},
    },
    practice::lab::outside::{Calling, Told, Word},
    sim::{command::Visit, region::Region, services::Answer},
    ui::flow::effect::Reply,
};
use std::{collections::BTreeMap, sync::mpsc::Sender};

/// Who stands at the door, and the door itself while it is open.
pub(super) struct Porter {
    // Dropped first: who waits hears so before the door closes, which waits for them.
    callers: BTreeMap<u64, Caller>,
    door: Option<server::Door>,
    to: Sender<Wake>,
    /// Tickets given out so far.
    given: u64,
}

/// Who waits for an answer.
struct Caller {
    command: Box<Command>,
    way: Way,
}

impl Porter {
    /// A closed door; callers will wake the loop through `to`.
    pub(super) const fn new(to: Sender<Wake>) -> Self {
        Self { door: None, to, callers: BTreeMap::new(), given: 0 }
    }

    /// Opens at the usual port, or at a free one where that is taken; an open door stays where it is.
    pub(super) fn open(&mut self) -> Reply {
        if self.door.is_none() {
            let reception = |to: Sender<Wake>| move |incoming| drop(to.send(Wake::Outside(Box::new(incoming))));
            let usual = server::open(Some(PORT), reception(self.to.clone()));
            match usual.or_else(|_| server::open(None, reception(self.to.clone()))) {
                Ok(door) => self.door = Some(door),
                Err(why) => return Reply::Door(Err(format!("the lab cannot be opened to your tools: {why}"))),
            }
        }
        let address = self.door.as_ref().map(|door| format!("http://{}", door.address())).unwrap_or_default();
        Reply::Door(Ok(address))
    }

    /// Closes; who still waits hears so.
    pub(super) fn close(&mut self) {
        for caller in std::mem::take(&mut self.callers).into_values() {
            caller.say(Err(gone("The lab was closed to the outside.")));
        }
        self.door = None;
    }

    /// Somebody calls: what the app must hear, unless it is answered at once.
    pub(super) fn take(&mut self, incoming: Incoming) -> Option<Reply> {
        let Incoming { wish, reply: way } = incoming;
        let Wish::Command(command) = wish else {
            way.answer(Err(gone("A lab is emptied by r in inflight; only `inflight serve` takes /_inflight/reset.")));
            return None;
        };
        if !command.region.is_usual() {
            way.answer(Err(elsewhere(&command.region)));
            return None;
        }
        let asked = services::ask(&command);
        let caller = Caller { command, way };
        let call = match asked {
            Ok(Ask::Call(call)) => *call,
            Ok(Ask::Now(output)) => {
                caller.say(Ok(output));
                return None;
            }
            Err(refusal) => {
                caller.say(Err(refusal));
                return None;
            }
        };
        self.given += 1;
        let visit = Visit { guest: caller.command.client.clone(), operation: caller.command.operation.into(), call };
        self.callers.insert(self.given, caller);
        Some(Reply::Called(Box::new(Calling { ticket: self.given, visit })))
    }

    /// Tells callers what became of their calls.
    pub(super) fn tell(&mut self, told: Vec<Told>) {
        for Told { ticket, word } in told {
            let Some(mut caller) = self.callers.remove(&ticket) else { continue };
            match word {
                Word::Answer(answer) => caller.hear(*answer),
                Word::Part(answer) => {
                    caller.part(*answer);
                    self.callers.insert(ticket, caller);
                }
                Word::Down => caller.say(Err(gone("The resource does not answer: an outage of the lab."))),
                Word::Gone => caller.say(Err(gone("The learner took the run back to before this call: call again."))),
                Word::Full => {
                    caller.say(Err(gone("This run has taken all the calls it can: press r in inflight.")));
                }
                Word::Closed => caller.say(Err(gone("No lab is open to the outside: press O in inflight."))),
            }
        }
    }

    /// Who has hung up since we looked.
    pub(super) fn gone(&mut self) -> Vec<u64> {
        let gone: Vec<u64> = self.callers.iter().filter(|(_, c)| c.way.is_gone()).map(|(ticket, _)| *ticket).collect();
        for ticket in &gone {
            self.callers.remove(ticket);
        }
        gone
    }
}

impl Caller {
    fn hear(self, answer: Answer) {
        let told = services::tell(&self.command, answer);
        self.say(told);
    }

    fn part(&mut self, answer: Answer) {
        self.way.part(services::tell(&self.command, answer));
    }

    fn say(self, told: Said) {
        self.way.answer(told);
    }
}

/// A lab plays in one Region, and callers of others do not see it.
fn elsewhere(region: &Region) -> Refusal {
    let lab = Region::default();
    let message = format!(
        "Credential should be scoped to a valid region, not '{region}': this lab plays in {lab}. Set AWS_DEFAULT_REGION={lab}."
    );
    Refusal::new("InvalidSignatureException", message).query("SignatureDoesNotMatch").status(403)
}

/// Nobody answers, and trying again may help: SDKs do so by themselves.
fn gone(words: &'static str) -> Refusal {
    Refusal::new("ServiceUnavailable", words).status(503)
}
