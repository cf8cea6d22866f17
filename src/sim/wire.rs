//! The way between actors and services: latency, loss of a request or an answer, duplication, partition. It carries calls
//! and answers and knows nothing of what they mean. Who never hears an answer gives up after the network's timeout.
use super::{
    actors::ActorId,
    agenda::{Agenda, Slab},
    scenario::spec::Network,
    services::{Answer, Call},
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

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Open {
    from: ActorId,
    gives_up: SimTime,
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
        let now = agenda.now();
        let id = CallId(self.next);
        self.next += 1;
        let Sending { from, name, call, patience, cause } = sending;
        let gives_up = now + patience + net.timeout.0;
        self.open.insert(id, Open { from, gives_up });
        if self.cut_off(from, now) || self.draws.chance(net.lost_requests_per_million) {
            agenda.push(now + net.timeout.0, Due::GiveUp(id));
            return id;
        }
        let twin = self.draws.chance(net.duplicated_per_million).then(|| call.clone());
        for (nth, call) in [Some(call), twin].into_iter().flatten().enumerate() {
            // The second copy bears a number nobody waits for: its answer is dropped.
            let id = if nth == 0 { id } else { CallId(id.0 | 1 << 63) };
            let at = now + self.way(net);
            let slot = self.parcels.put(Parcel::Request { id, from: name.clone(), call, cause });
            agenda.push(at, Due::Parcel(slot));
        }
        id
    }

    /// Sends an answer back, given now.
    pub fn reply(&mut self, net: &Network, agenda: &mut Agenda<Due>, id: CallId, answer: (Answer, Option<u64>)) {
        let now = agenda.now();
        let Some(open) = self.open.get(&id) else { return };
        let (from, gives_up) = (open.from, open.gives_up);
        let (answer, cause) = answer;
        if self.cut_off(from, now) || self.lose_next.remove(&from) || self.draws.chance(net.lost_replies_per_million) {
            return agenda.push(gives_up.max(now), Due::GiveUp(id));
        }
        let at = now + self.way(net);
        let slot = self.parcels.put(Parcel::Reply { id, answer, given: now, cause });
        agenda.push(at, Due::Parcel(slot));
    }

    /// What arrives.
    pub fn take(&mut self, slot: u32) -> Option<Parcel> {
        self.parcels.take(slot)
    }

    /// Who waits for an answer to this call, if anybody still does.
    #[must_use]
    pub fn caller(&self, id: CallId) -> Option<ActorId> {
        self.open.get(&id).map(|open| open.from)
    }

    /// Closes a call: who waited for it, if anybody still does.
    pub fn close(&mut self, id: CallId) -> Option<ActorId> {
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
