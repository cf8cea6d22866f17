//! The whole simulated world as plain data: clone it, compare it, serialise it.
use super::{
    actors::{ActorId, Wake, desk::Desk, desk::Ledger, fleet::Fleet, producer::Producer, worker},
    agenda::Agenda,
    command::{Act, Fault},
    panel::Panel,
    quotas::Quotas,
    scenario::{Scenario, ScenarioError},
    services::{Answer, Services, Timer, Tray},
    trace::{Name, Weight},
    turn::{CallId, Draft, Sink, Turn},
    wire::{Parcel, Wire},
};
use crate::base::time::SimTime;
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
    wire: Wire,
    ledger: Ledger,
}

impl World {
    /// The world of a checked scenario at 0:00.
    ///
    /// # Errors
    /// What AWS itself refuses, with its code; facts the ledger lacks.
    pub fn start(scenario: &Scenario, seed: u64, quotas: &Quotas) -> Result<Self, Vec<ScenarioError>> {
        let mut world = Self {
            seed,
            quotas: Arc::new(quotas.clone()),
            plan: Arc::new(scenario.clone()),
            agenda: Agenda::default(),
            services: Services::new(seed, quotas).map_err(|e| vec![e])?,
            producers: scenario.producers.iter().map(|spec| Producer::new(spec, seed)).collect(),
            fleets: scenario.consumers.iter().map(|spec| Fleet::new(spec, seed)).collect(),
            wire: Wire::new(seed),
            ledger: Ledger::default(),
        };
        let mut tray = Tray::new(0, true);
        let turn = Turn { now: SimTime::ZERO, quotas, cause: None };
        let errors = world.services.create(scenario, turn, &mut tray);
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

    /// What there is to see now: producers, resources, consumers, in the scenario's order.
    #[must_use]
    pub fn panels(&self) -> Vec<Panel> {
        let now = self.now();
        let producers = self.producers.iter().zip(&self.plan.producers).map(|(p, spec)| p.panel(spec, now));
        let fleets = self.fleets.iter().zip(&self.plan.consumers).map(|(f, spec)| f.panel(spec, now));
        let mut resources = self.services.panels(now);
        let place = |p: &Panel| self.plan.queues.iter().position(|q| q.name == p.name);
        resources.sort_by_key(place);
        producers.chain(resources).chain(fleets).collect()
    }

    /// The value of a CloudWatch metric now, by resource and exact metric name; `None` where there is no such metric.
    /// Fleets and producers have measures of their own: see [`ACTOR_METRICS`].
    #[must_use]
    pub fn metric(&self, resource: &str, name: &str) -> Option<u64> {
        if let Some(fleet) = self.fleets.iter().find(|f| &*f.name == resource) {
            return match name {
                "requests" => Some(fleet.tally.requests),
                "empty" => Some(fleet.tally.empty),
                "finished" => Some(fleet.tally.finished),
                "repeats" => Some(fleet.tally.repeats),
                "members" => Some(fleet.members.iter().filter(|w| !w.leaving).count() as u64),
                "busy" => Some(fleet.members.iter().filter(|w| !w.hands.is_empty()).count() as u64),
                _ => None,
            };
        }
        if let Some(producer) = self.producers.iter().find(|p| &*p.name == resource) {
            return match name {
                "sent" => Some(producer.sent),
                "accepted" => Some(producer.accepted),
                _ => None,
            };
        }
        self.services.metric(resource, name, self.now())
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
                let turn = Turn { now: self.agenda.now(), quotas: &self.quotas, cause: None };
                self.services.due(timer, turn, tray);
                self.gather(first, None, tray);
            }
            Due::Parcel(slot) => match self.wire.take(slot) {
                Some(Parcel::Request { id, from, call, cause }) => {
                    let first = tray.sink.next;
                    let turn = Turn { now: self.agenda.now(), quotas: &self.quotas, cause };
                    self.services.call(id, &from, call, turn, tray);
                    self.gather(first, cause, tray);
                }
                Some(Parcel::Reply { id, answer, cause, .. }) => self.arrive(id, Some(answer), cause, tray),
                None => {}
            },
            Due::GiveUp(id) => self.arrive(id, None, None, tray),
            Due::Wake { who, wake, epoch } => {
                self.act(who, None, &mut tray.sink, |member, id, desk| member.wake(id, (wake, epoch), desk));
            }
        }
        true
    }

    /// Performs a command now. On an error nothing has changed.
    ///
    /// # Errors
    /// Unknown names and paths, values out of range, AWS's refusals.
    pub fn perform(&mut self, act: &Act, tray: &mut Tray) -> Result<(), ScenarioError> {
        match act {
            Act::Inject(fault) => self.inject(fault, tray),
            Act::Set { path, value } => self.set(path, value, tray),
        }
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
    }

    /// Timers to the agenda, answers to the wire. An answer's cause is the last event its caller had a part in.
    fn gather(&mut self, first: u64, cause: Option<u64>, tray: &mut Tray) {
        for (at, timer) in tray.timers.drain(..) {
            self.agenda.push(at, Due::Service(timer));
        }
        let sink = &tray.sink;
        let last = (sink.next > first).then(|| sink.next - 1).or(cause);
        for (id, answer) in tray.replies.drain(..) {
            let cause = if sink.off {
                None
            } else {
                let name = self.wire.caller(id).and_then(|who| name_of(&self.producers, &self.fleets, who));
                let fresh = sink.events.iter().rev().take_while(|e| e.seq >= first);
                fresh.clone().find(|e| e.actor.is_some() && e.actor == name).map(|e| e.seq).or(last)
            };
            self.wire.reply(&self.plan.network, &mut self.agenda, id, (answer, cause));
        }
    }

    fn arrive(&mut self, id: CallId, answer: Option<Answer>, cause: Option<u64>, tray: &mut Tray) {
        let Some(who) = self.wire.close(id) else { return };
        self.act(who, cause, &mut tray.sink, |member, actor, desk| match answer {
            Some(answer) => member.answer(actor, (id, answer), desk),
            None => member.unanswered(actor, id, desk),
        });
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
        act: impl FnOnce(Member<'_>, ActorId, &mut Desk<'_>),
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
        };
        if let Some(member) = member {
            act(member, who, &mut desk);
        }
    }

    fn inject(&mut self, fault: &Fault, tray: &mut Tray) -> Result<(), ScenarioError> {
        let whom = self.find(fault)?;
        let now = self.now();
        let cause = tray.sink.emit(now, None, || {
            let mut draft = Draft::new(fault.kind(), fault.who());
            (draft.note, draft.weight) = (Some(fault.to_string().into()), Weight::Yours);
            draft
        });
        if let Fault::Duplicate { queue } = fault {
            let first = tray.sink.next;
            let turn = Turn { now, quotas: &self.quotas, cause };
            self.services.duplicate(queue, turn, tray);
            self.gather(first, cause, tray);
        }
        for who in whom {
            match fault {
                Fault::LoseReply { .. } => self.wire.lose_next_reply(who),
                Fault::Partition { during, .. } => self.wire.partition(who, now + *during),
                _ => self.act(who, cause, &mut tray.sink, |member, id, desk| member.suffer(id, fault, desk)),
            }
        }
        Ok(())
    }

    /// Whom a fault means; a fleet's name means its busiest member, or all where slowness or a partition spreads over it.
    fn find(&self, fault: &Fault) -> Result<Vec<ActorId>, ScenarioError> {
        let who: &str = fault.who();
        let no = |message: String| Err(ScenarioError::new(who, message));
        match fault {
            Fault::Duplicate { .. } => {
                return match self.plan.queues.iter().find(|q| &*q.name == who) {
                    Some(queue) if !queue.is_fifo() => Ok(vec![]),
                    Some(_) => no(format!("`{who}` is FIFO: it never delivers twice by itself")),
                    None => no(format!("there is no queue `{who}`")),
                };
            }
            Fault::Burst { .. } | Fault::Silence { .. } | Fault::Resend { .. } | Fault::Poison { .. } => {}
            _ => {
                for (at, fleet) in (0..).zip(&self.fleets) {
                    let all = &*fleet.name == who && matches!(fault, Fault::Slow { .. } | Fault::Partition { .. });
                    let worker = |nth: usize| ActorId::Worker(at, u32::try_from(nth).unwrap_or(u32::MAX));
                    if all {
                        return Ok((0..fleet.members.len()).map(worker).collect());
                    }
                    if let Some(nth) = fleet.find(who) {
                        return Ok(vec![worker(nth)]);
                    }
                }
            }
        }
        let for_workers = matches!(fault, Fault::Crash { .. } | Fault::Slow { .. });
        match (0..).zip(&self.producers).find(|(_, p)| &*p.name == who) {
            Some((nth, _)) if !for_workers => Ok(vec![ActorId::Producer(nth)]),
            _ if for_workers => no(format!("there is no consumer `{who}` that is up")),
            _ => no(format!("there is no `{who}` this fault could reach")),
        }
    }

    fn set(&mut self, path: &str, value: &str, tray: &mut Tray) -> Result<(), ScenarioError> {
        let mut plan = (*self.plan).clone();
        plan.set(path, value)?;
        let (room, rest) = path.split_once('.').unwrap_or((path, ""));
        let reaches = |name: &str| rest.strip_prefix(name).is_some_and(|r| r.starts_with('.'));
        let mut changed = self.services.clone();
        let now = self.now();
        let mark = (tray.sink.events.len(), tray.sink.next, tray.timers.len());
        let cause = tray.sink.emit(now, None, || {
            let mut draft = Draft::new("change.set", &path.into());
            (draft.note, draft.weight) = (Some(value.into()), Weight::Yours);
            draft
        });
        if room == "queues" {
            let name = plan.queues.iter().map(|q| &q.name).filter(|n| reaches(n)).max_by_key(|n| n.len()).cloned();
            let turn = Turn { now, quotas: &self.quotas, cause };
            if let Some(Err(mut error)) = name.map(|name| changed.change(&plan, &name, turn, tray)) {
                tray.sink.events.truncate(mark.0);
                tray.sink.next = mark.1;
                tray.timers.truncate(mark.2);
                error.path = path.into();
                return Err(error);
            }
        }
        (self.services, self.plan) = (changed, Arc::new(plan));
        self.gather(mark.1, cause, tray);
        self.retune(room, reaches, cause, tray);
        Ok(())
    }

    /// Lets the actors a change reaches take it up.
    fn retune(&mut self, room: &str, reaches: impl Fn(&str) -> bool, cause: Option<u64>, tray: &mut Tray) {
        let plan = self.plan.clone();
        let sink = &mut tray.sink;
        if room == "producers" {
            for (nth, _) in (0..).zip(&plan.producers).filter(|(_, p)| reaches(&p.name)) {
                self.act(ActorId::Producer(nth), cause, sink, |member, id, desk| member.retune(id, desk));
            }
        } else if room == "consumers" {
            for (nth, _) in (0..).zip(&plan.consumers).filter(|(_, c)| reaches(&c.name)) {
                self.act(ActorId::Worker(nth, 0), cause, sink, |member, id, desk| member.retune(id, desk));
            }
        }
    }
}

fn name_of(producers: &[Producer], fleets: &[Fleet], who: ActorId) -> Option<Name> {
    match who {
        ActorId::Producer(nth) => producers.get(nth as usize).map(|p| p.name.clone()),
        ActorId::Worker(fleet, nth) => fleets.get(fleet as usize)?.members.get(nth as usize).map(|w| w.name.clone()),
    }
}

/// The measures of fleets (`requests`, `empty`, `finished`, `repeats`, `members`, `busy`) and producers (`sent`, `accepted`).
pub const ACTOR_METRICS: &[&str] = &["requests", "empty", "finished", "repeats", "members", "busy", "sent", "accepted"];

/// An actor of either kind with its description looked up.
enum Member<'a> {
    Producer(&'a mut Producer),
    Worker(&'a mut Fleet, usize),
}

impl Member<'_> {
    fn wake(self, id: ActorId, wake: (Wake, u32), desk: &mut Desk<'_>) {
        self.with(id, desk, |p, spec, desk| p.wake(id, spec, wake, desk), |worker, act| worker.wake(wake, act));
    }
    fn answer(self, id: ActorId, (call, answer): (CallId, Answer), desk: &mut Desk<'_>) {
        match self {
            Self::Producer(p) => p.answer(id, call, answer, desk),
            worker @ Self::Worker(..) => worker.with(id, desk, |_, _, _| {}, |w, act| w.answer(call, answer, act)),
        }
    }
    fn unanswered(self, id: ActorId, call: CallId, desk: &mut Desk<'_>) {
        self.with(id, desk, |p, _, desk| p.unanswered(id, call, desk), |w, act| w.unanswered(call, act));
    }
    fn suffer(self, id: ActorId, fault: &Fault, desk: &mut Desk<'_>) {
        let now = desk.now();
        self.with(
            id,
            desk,
            |p, spec, desk| match fault {
                Fault::Burst { messages, over, .. } => {
                    p.burst(id, spec, (*messages, SimTime(over.0 / u64::from((*messages).max(1)))), desk);
                }
                Fault::Silence { during, .. } => p.silent_until = now + *during,
                Fault::Resend { .. } => p.resend(id, spec, desk),
                Fault::Poison { .. } => p.poison_next(),
                _ => {}
            },
            |worker, act| match fault {
                Fault::Crash { down, .. } => worker.crash(*down, act),
                Fault::Slow { factor, during, .. } => worker.slow(*factor, *during, act),
                _ => {}
            },
        );
    }
    fn retune(self, id: ActorId, desk: &mut Desk<'_>) {
        let plan = desk.plan;
        match (self, id) {
            (Self::Producer(p), ActorId::Producer(nth)) => {
                if let Some(spec) = plan.producers.get(nth as usize) {
                    p.retune(id, spec, desk);
                }
            }
            (Self::Worker(fleet, _), ActorId::Worker(at, _)) => {
                if let Some(spec) = plan.consumers.get(at as usize) {
                    fleet.resize(at, spec, desk);
                }
            }
            _ => {}
        }
    }
    fn with<'d>(
        self,
        id: ActorId,
        desk: &mut Desk<'d>,
        producer: impl FnOnce(&mut Producer, &super::scenario::spec::ProducerSpec, &mut Desk<'d>),
        work: impl FnOnce(&mut worker::Worker, &mut worker::Act<'_, 'd>),
    ) {
        let plan = desk.plan;
        match (self, id) {
            (Self::Producer(p), ActorId::Producer(nth)) => {
                if let Some(spec) = plan.producers.get(nth as usize) {
                    producer(p, spec, desk);
                }
            }
            (Self::Worker(fleet, nth), ActorId::Worker(at, _)) => {
                if let (Some(spec), Some(member)) = (plan.consumers.get(at as usize), fleet.members.get_mut(nth)) {
                    work(member, &mut worker::Act { id, spec, tally: &mut fleet.tally, desk });
                }
            }
            _ => {}
        }
    }
}
