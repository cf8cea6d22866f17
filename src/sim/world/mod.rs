//! The whole simulated world as plain data: clone it, compare it, serialise it.
mod account;
mod commands;
/// The gate in front of every service.
pub mod gate;
mod guests;
mod ills;
mod looks;
mod member;
mod resources;
mod router;
#[cfg(test)]
mod tests;

use super::{
    actors::{
        ActorId, Wake, client::Crew, desk::Desk, desk::Ledger, fleet::Fleet, producer::Producer, reader::Application,
    },
    agenda::Agenda,
    errand::{By, Outcome},
    leniency::Leniency,
    quotas::Quotas,
    scenario::{Scenario, ScenarioError},
    services::{Call, Services, Timer, Tray},
    trace::Name,
    turn::{CallId, Sink, Turn},
    wire::{Parcel, Sender, Wire, Word},
};
use crate::base::time::SimTime;
use member::Member;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What can be due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Due {
    /// A service's timer.
    Service(Timer),
    /// Something on the wire arrives.
    Parcel(u32),
    /// A caller gives up on an answer.
    GiveUp(CallId),
    /// An actor wakes.
    Wake {
        /// Who.
        who: ActorId,
        /// Why.
        wake: Wake,
        /// Which of its epochs this belongs to.
        epoch: u32,
    },
}

/// Everything there is at one moment of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct World {
    seed: u64,
    quotas: Arc<Quotas>,
    plan: Arc<Scenario>,
    agenda: Agenda<Due>,
    services: Services,
    producers: Vec<Producer>,
    fleets: Vec<Fleet>,
    crews: Vec<Crew>,
    readers: Vec<Application>,
    wire: Wire,
    ills: ills::Ills,
    ledger: Ledger,
    guests: guests::Guests,
    #[serde(default, skip_serializing_if = "Leniency::is_strict")]
    leniency: Leniency,
    #[serde(skip)]
    gate: gate::Gate,
}

impl World {
    /// The world of a checked scenario at 0:00.
    ///
    /// # Errors
    /// What AWS itself refuses, with its code; facts the ledger lacks.
    pub fn start(scenario: &Scenario, seed: u64, quotas: &Quotas) -> Result<Self, Vec<ScenarioError>> {
        Self::start_at(SimTime::ZERO, scenario, seed, quotas)
    }

    /// The same, but the run begins at `at`: nothing has happened before it.
    ///
    /// # Errors
    /// As [`World::start`].
    pub fn start_at(at: SimTime, scenario: &Scenario, seed: u64, quotas: &Quotas) -> Result<Self, Vec<ScenarioError>> {
        let mut world = Self {
            seed,
            quotas: Arc::new(quotas.clone()),
            plan: Arc::new(scenario.clone()),
            agenda: Agenda::default(),
            services: Services::new(seed, quotas).map_err(|e| vec![ScenarioError::new("", e.to_string())])?,
            producers: scenario.producers.iter().map(|spec| Producer::new(spec, seed)).collect(),
            fleets: scenario.consumers.iter().map(|spec| Fleet::new(spec, seed)).collect(),
            crews: scenario.clients.iter().map(|spec| Crew::new(spec, seed)).collect(),
            readers: scenario.readers.iter().map(|spec| Application::new(spec, seed)).collect(),
            wire: Wire::new(seed),
            ills: ills::Ills::new(seed),
            ledger: Ledger::default(),
            guests: guests::Guests::default(),
            leniency: Leniency::STRICT,
            gate: gate::Gate::default(),
        };
        world.agenda.rest_until(at);
        let mut tray = Tray::new(0, true);
        let turn = Turn { region: &scenario.region, ..Turn::strict(at, quotas) };
        let mut build = resources::Builder {
            services: &mut world.services,
            plan: scenario,
            before: scenario,
            turn,
            tray: &mut tray,
            errors: vec![],
        };
        resources::create(&mut build);
        let errors = build.errors;
        if !errors.is_empty() {
            return Err(errors);
        }
        world.gather(0, None, &mut tray);
        world.begin(&mut tray);
        Ok(world)
    }

    /// The seed of the run.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }
    /// The moment reached.
    #[must_use]
    pub const fn now(&self) -> SimTime {
        self.agenda.now()
    }
    /// The scenario as it stands now, changes included.
    #[must_use]
    pub fn plan(&self) -> &Scenario {
        &self.plan
    }
    /// The services.
    #[must_use]
    pub const fn services(&self) -> &Services {
        &self.services
    }
    /// What is on the wire.
    #[must_use]
    pub const fn wire(&self) -> &Wire {
        &self.wire
    }
    /// When the next entry of the agenda is due; it may turn out to be stale.
    #[must_use]
    pub fn due(&self) -> Option<SimTime> {
        self.agenda.due()
    }
    /// How much there is, in entries that wait: what a snapshot costs.
    #[must_use]
    pub fn weight(&self) -> usize {
        64 + self.agenda.len()
    }

    /// Performs the next thing due up to `limit`; whether there was one.
    pub fn step(&mut self, limit: SimTime, tray: &mut Tray) -> bool {
        let Some(due) = self.agenda.pop(limit) else {
            self.agenda.rest_until(limit);
            return false;
        };
        match due {
            Due::Service(timer) => {
                let first = tray.sink.next;
                let turn = Turn {
                    now: self.agenda.now(),
                    quotas: &self.quotas,
                    region: &self.plan.region,
                    cause: None,
                    leniency: self.leniency,
                };
                self.services.due(timer, turn, tray);
                self.gather(first, None, tray);
            }
            Due::Parcel(slot) => self.unpack(slot, tray),
            Due::GiveUp(id) => self.arrive(id, None, None, tray),
            Due::Wake { who, wake, epoch } => {
                self.act(who, None, &mut tray.sink, |member, id, desk| member.wake(id, (wake, epoch), desk));
            }
        }
        true
    }

    /// Something on the wire arrives.
    fn unpack(&mut self, slot: u32, tray: &mut Tray) {
        match self.wire.take(slot) {
            Some(Parcel::Request { id, from, call, cause }) => self.serve((id, &from), call, cause, tray),
            Some(Parcel::Errand { id, errand }) => self.carry(id, *errand, tray),
            Some(Parcel::Reply { id, answer, cause, .. }) => self.arrive(id, Some(Word::Answer(answer)), cause, tray),
            Some(Parcel::Outcome { id, outcome, cause }) => self.arrive(id, Some(Word::Outcome(*outcome)), cause, tray),
            None => {}
        }
    }

    /// An actor's call reaches its service, unless the resource is ill or IAM says no.
    fn serve(&mut self, (id, from): (CallId, &Name), call: Call, cause: Option<u64>, tray: &mut Tray) {
        let (first, now) = (tray.sink.next, self.now());
        if !self.ills.is_empty()
            && let Some(access) = self.services.access(&call)
            && self.ills.strikes(&access.resource, now)
        {
            let at = self.wire.patience(id).unwrap_or(now);
            return self.agenda.push(at, Due::GiveUp(id));
        }
        match self.gate(&By::Role { of: from.clone() }, &call, cause, tray) {
            Ok(()) => {
                let turn =
                    Turn { now, quotas: &self.quotas, region: &self.plan.region, cause, leniency: self.leniency };
                self.services.call((id, from), call, turn, tray);
            }
            Err(denied) => tray.replies.push((id, call.denied(&denied))),
        }
        self.gather(first, cause, tray);
    }

    fn begin(&mut self, tray: &mut Tray) {
        let (plan, producers, mut fleets) =
            (self.plan.clone(), std::mem::take(&mut self.producers), std::mem::take(&mut self.fleets));
        let mut started = vec![];
        for (nth, (mut producer, spec)) in (0..).zip(producers.into_iter().zip(&plan.producers)) {
            producer.begin(ActorId::Producer(nth), spec, &mut self.desk(None, &mut tray.sink));
            started.push(producer);
        }
        for (nth, (fleet, spec)) in (0..).zip(fleets.iter_mut().zip(&plan.consumers)) {
            fleet.begin(nth, spec, &mut self.desk(None, &mut tray.sink));
        }
        (self.producers, self.fleets) = (started, fleets);
        let crews = std::mem::take(&mut self.crews);
        for (nth, (crew, spec)) in (0..).zip(crews.iter().zip(&plan.clients)) {
            crew.begin(nth, spec, &mut self.desk(None, &mut tray.sink));
        }
        self.crews = crews;
        let readers = std::mem::take(&mut self.readers);
        for (nth, app) in (0..).zip(&readers) {
            app.begin(nth, &mut self.desk(None, &mut tray.sink));
        }
        self.readers = readers;
    }

    /// Timers to the agenda, answers to the wire. An answer's cause is the last event its caller had a part in.
    fn gather(&mut self, first: u64, cause: Option<u64>, tray: &mut Tray) {
        for (at, timer) in tray.timers.drain(..) {
            self.agenda.push(at, Due::Service(timer));
        }
        let sink = &mut tray.sink;
        let last = (sink.next > first).then(|| sink.next - 1).or(cause);
        for (id, answer) in tray.replies.drain(..) {
            if self.wire.caller(id) == Some(Sender::Guest) {
                if !answer.goes_on() {
                    self.wire.close(id);
                }
                self.guests.hear(id, Some(answer), self.agenda.now(), sink);
                continue;
            }
            let cause = if sink.off {
                None
            } else {
                let name = self.wire.caller(id).and_then(|who| self.name_of(who));
                let fresh = sink.events.iter().rev().take_while(|e| e.seq >= first);
                fresh.clone().find(|e| e.actor.is_some() && e.actor == name).map(|e| e.seq).or(last)
            };
            self.wire.reply(&self.plan.network, &mut self.agenda, id, (Word::Answer(answer), cause));
        }
        if !tray.errands.is_empty() {
            for (kind, errand) in std::mem::take(&mut tray.errands) {
                self.dispatch(kind, errand, last);
            }
        }
    }

    /// An answer (or that there is none) reaches whoever waits for it.
    fn arrive(&mut self, id: CallId, word: Option<Word>, cause: Option<u64>, tray: &mut Tray) {
        match self.wire.close(id) {
            None => {}
            Some(Sender::Actor(who)) => self.act(who, cause, &mut tray.sink, |member, actor, desk| match word {
                Some(word) => member.answer(actor, (id, word), desk),
                None => member.unanswered(actor, id, desk),
            }),
            // Answers to guests never travel.
            Some(Sender::Guest) => {}
            Some(who) => {
                let outcome = match word {
                    Some(Word::Outcome(outcome)) => outcome,
                    Some(Word::Answer(answer)) => answer.outcome(),
                    None => Outcome::NoAnswer,
                };
                self.tell(who, outcome, cause, tray);
            }
        }
    }

    fn name_of(&self, who: Sender) -> Option<Name> {
        let Sender::Actor(who) = who else { return None };
        match who {
            ActorId::Producer(nth) => self.producers.get(nth as usize).map(|p| p.name.clone()),
            ActorId::Worker(fleet, nth) => {
                self.fleets.get(fleet as usize)?.members.get(nth as usize).map(|w| w.name.clone())
            }
            ActorId::Client(crew, nth) => {
                self.crews.get(crew as usize)?.members.get(nth as usize).map(|c| c.name.clone())
            }
            ActorId::Reader(app, nth) => {
                self.readers.get(app as usize)?.members.get(nth as usize).map(|w| w.name.clone())
            }
        }
    }

    fn desk<'a>(&'a mut self, cause: Option<u64>, sink: &'a mut Sink) -> Desk<'a> {
        Desk {
            plan: &self.plan,
            quotas: &self.quotas,
            agenda: &mut self.agenda,
            wire: &mut self.wire,
            ledger: &mut self.ledger,
            sink,
            cause,
        }
    }

    /// Lets one actor act at a desk of its own.
    fn act(
        &mut self,
        who: ActorId,
        cause: Option<u64>,
        sink: &mut Sink,
        act: impl for<'x, 'd> FnOnce(Member<'x>, ActorId, &'x mut Desk<'d>),
    ) {
        let mut desk = Desk {
            plan: &self.plan,
            quotas: &self.quotas,
            agenda: &mut self.agenda,
            wire: &mut self.wire,
            ledger: &mut self.ledger,
            sink,
            cause,
        };
        let member = match who {
            ActorId::Producer(nth) => self.producers.get_mut(nth as usize).map(Member::Producer),
            ActorId::Worker(fleet, nth) => {
                self.fleets.get_mut(fleet as usize).map(|fleet| Member::Worker(fleet, nth as usize))
            }
            ActorId::Client(crew, nth) => {
                self.crews.get_mut(crew as usize).map(|crew| Member::Client(crew, nth as usize))
            }
            ActorId::Reader(app, nth) => {
                self.readers.get_mut(app as usize).map(|app| Member::Reader(app, nth as usize))
            }
        };
        if let Some(member) = member {
            act(member, who, &mut desk);
        }
    }
}

/// The measures of fleets (`requests`, `empty`, `finished`, `repeats`, `members`, `busy`) and producers (`sent`, `accepted`).
/// Stream readers have those of fleets, and `throttled` and `behind` (milliseconds of their slowest shard).
pub const ACTOR_METRICS: &[&str] =
    &["requests", "empty", "finished", "repeats", "members", "busy", "sent", "accepted", "throttled", "behind"];
