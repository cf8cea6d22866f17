//! The way between actors and services, and from service to service: latency, loss of a request or an answer, duplication,
//! partition. It carries calls, errands and answers and knows nothing of what they mean. Who never hears an answer gives up
//! after the network's timeout.
use super::{
    actors::ActorId,
    agenda::{Agenda, Slab},
    errand::{Errand, Outcome, Ticket},
    scenario::spec::Network,
    services::{Answer, Call, Kind},
    trace::Name,
    turn::CallId,
    world::Due,
};
use crate::base::{random::Stream, time::SimTime};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Something on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Parcel {
    /// To a service.
    Request {
        /// Its number.
        id: CallId,
        /// Who asks.
        from: Name,
        /// What.
        call: Call,
        /// The event that led to it.
        cause: Option<u64>,
    },
    /// To a service, in words that belong to none.
    Errand {
        /// Its number.
        id: CallId,
        /// What.
        errand: Box<Errand>,
    },
    /// What came of an errand, to whoever asked.
    Outcome {
        /// The errand it answers.
        id: CallId,
        /// What came of it.
        outcome: Box<Outcome>,
        /// The event that led to it.
        cause: Option<u64>,
    },
    /// To an actor.
    Reply {
        /// The call it answers.
        id: CallId,
        /// The answer.
        answer: Answer,
        /// When the service gave it.
        given: SimTime,
        /// The event that led to it.
        cause: Option<u64>,
    },
}

/// A call as an actor hands it over.
#[derive(Debug)]
pub struct Sending {
    /// Who asks.
    pub from: ActorId,
    /// By name.
    pub name: Name,
    /// What.
    pub call: Call,
    /// How long the service may take by itself (a long poll).
    pub patience: SimTime,
    /// The event that led to it.
    pub cause: Option<u64>,
}

/// Who waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sender {
    /// An actor.
    Actor(ActorId),
    /// A service, under its own number.
    Service(Kind, Ticket),
    /// Somebody outside the simulation: a client on the endpoint. Its way is a real one, so the wire adds nothing to it.
    Guest,
}

/// What comes back to whoever asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// A service's answer to a call.
    Answer(Answer),
    /// What came of an errand.
    Outcome(Outcome),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Open {
    from: Sender,
    gives_up: SimTime,
    /// It asked by errand, so it hears an outcome.
    errand: bool,
}

/// The wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wire {
    next: u64,
    open: BTreeMap<CallId, Open>,
    parcels: Slab<Parcel>,
    draws: Stream,
    partitions: Vec<(ActorId, SimTime)>,
    lose_next: BTreeSet<ActorId>,
}

impl Wire {
    /// An idle wire of the run `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            next: 0,
            open: BTreeMap::new(),
            parcels: Slab::default(),
            draws: Stream::new(seed, "wire"),
            partitions: vec![],
            lose_next: BTreeSet::new(),
        }
    }

    /// Sends a call on its way.
    pub fn send(&mut self, net: &Network, agenda: &mut Agenda<Due>, sending: Sending) -> CallId {
        let Sending { from, name, call, patience, cause } = sending;
        let id = self.open(Sender::Actor(from), agenda.now() + patience + net.timeout.0, false);
        self.depart(net, agenda, (id, from), call, |id, call| Parcel::Request { id, from: name.clone(), call, cause });
        id
    }

    /// Sends an actor's errand on its way, as a call goes.
    pub fn ask(&mut self, net: &Network, agenda: &mut Agenda<Due>, from: ActorId, errand: Errand) -> CallId {
        let id = self.open(Sender::Actor(from), agenda.now() + errand.patience + net.timeout.0, true);
        self.depart(net, agenda, (id, from), Box::new(errand), |id, errand| Parcel::Errand { id, errand });
        id
    }

    /// Sends a service's errand on its way, which takes so long. Inside AWS nothing is lost.
    pub fn hand(&mut self, agenda: &mut Agenda<Due>, from: Sender, errand: Errand, way: SimTime) {
        let id = self.open(from, agenda.now() + errand.patience, true);
        let slot = self.parcels.put(Parcel::Errand { id, errand: Box::new(errand) });
        agenda.push(agenda.now() + way, Due::Parcel(slot));
    }

    /// The number the next call gets.
    #[must_use]
    pub const fn next_call(&self) -> CallId {
        CallId(self.next)
    }

    /// A guest's call: open, and already there.
    pub fn welcome(&mut self) -> CallId {
        // It has a patience of its own, and says when it is over.
        self.open(Sender::Guest, SimTime::NEVER, false)
    }

    fn open(&mut self, from: Sender, gives_up: SimTime, errand: bool) -> CallId {
        let id = CallId(self.next);
        self.next += 1;
        self.open.insert(id, Open { from, gives_up, errand });
        id
    }

    /// What an actor sends may be lost or doubled on its way.
    fn depart<T: Clone>(
        &mut self,
        net: &Network,
        agenda: &mut Agenda<Due>,
        (id, from): (CallId, ActorId),
        what: T,
        parcel: impl Fn(CallId, T) -> Parcel,
    ) {
        let now = agenda.now();
        if self.cut_off(from, now) || self.draws.chance(net.lost_requests_per_million) {
            return agenda.push(now + net.timeout.0, Due::GiveUp(id));
        }
        let twin = self.draws.chance(net.duplicated_per_million).then(|| what.clone());
        for (nth, what) in [Some(what), twin].into_iter().flatten().enumerate() {
            // The second copy bears a number nobody waits for: its answer is dropped.
            let id = if nth == 0 { id } else { CallId(id.0 | 1 << 63) };
            let at = now + self.way(net);
            let slot = self.parcels.put(parcel(id, what));
            agenda.push(at, Due::Parcel(slot));
        }
    }

    /// Sends an answer back, given now; to a service it takes `inside`.
    pub fn reply(&mut self, net: &Network, agenda: &mut Agenda<Due>, id: CallId, (word, cause): (Word, Option<u64>)) {
        let now = agenda.now();
        let Some(open) = self.open.get(&id) else { return };
        let (from, gives_up, errand) = (open.from, open.gives_up, open.errand);
        let way = match from {
            Sender::Service(..) => net.inside.0,
            Sender::Guest => SimTime::ZERO,
            Sender::Actor(from) => {
                let lost = self.cut_off(from, now) || self.lose_next.remove(&from);
                if lost || self.draws.chance(net.lost_replies_per_million) {
                    return agenda.push(gives_up.max(now), Due::GiveUp(id));
                }
                self.way(net)
            }
        };
        let parcel = match word {
            Word::Answer(answer) if errand => Parcel::Outcome { id, outcome: Box::new(answer.outcome()), cause },
            Word::Answer(answer) => Parcel::Reply { id, answer, given: now, cause },
            Word::Outcome(outcome) => Parcel::Outcome { id, outcome: Box::new(outcome), cause },
        };
        let slot = self.parcels.put(parcel);
        agenda.push(now + way, Due::Parcel(slot));
    }

    /// A call that is held gets no answer after its caller's patience; returns when that is, where it is still open.
    pub fn patience(&self, id: CallId) -> Option<SimTime> {
        self.open.get(&id).map(|open| open.gives_up)
    }

    /// What arrives.
    pub fn take(&mut self, slot: u32) -> Option<Parcel> {
        self.parcels.take(slot)
    }

    /// Who waits for an answer to this call, if anybody still does.
    #[must_use]
    pub fn caller(&self, id: CallId) -> Option<Sender> {
        self.open.get(&id).map(|open| open.from)
    }

    /// Closes a call: who waited for it, if anybody still does.
    pub fn close(&mut self, id: CallId) -> Option<Sender> {
        self.open.remove(&id).map(|open| open.from)
    }

    /// The next answer to this actor is lost.
    pub fn lose_next_reply(&mut self, who: ActorId) {
        self.lose_next.insert(who);
    }

    /// This actor reaches nothing until then.
    pub fn partition(&mut self, who: ActorId, until: SimTime) {
        self.partitions.retain(|p| p.0 != who);
        self.partitions.push((who, until));
    }

    /// Whether an actor is cut off.
    #[must_use]
    pub fn cut_off(&self, who: ActorId, now: SimTime) -> bool {
        self.partitions.iter().any(|&(actor, until)| actor == who && now < until)
    }

    fn way(&mut self, net: &Network) -> SimTime {
        let jitter = net.jitter.0.0;
        net.latency.0 + SimTime(if jitter == 0 { 0 } else { self.draws.below(jitter + 1) })
    }
}
