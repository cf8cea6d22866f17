//! The way of an errand: from a service (or an actor) over the wire to the resource its address names, there read as a call,
//! past the gate, and its outcome back. Three addresses belong to the world itself: `metrics://` (values of metrics),
//! `fleet://NAME` (members of a fleet), and whatever else has no ARN, which is a receiver outside AWS.
use super::World;
use crate::base::time::SimTime;
use crate::sim::{
    actors::ActorId,
    arn,
    errand::{By, Class, Errand, Outcome, Reading, Task},
    services::{Kind, SUMS, Tray},
    trace::Name,
    turn::{CallId, Turn},
    wire::{Sender, Word},
};

/// The name in an address: of the resource an ARN names, or the address itself.
fn name_in(address: &str) -> &str {
    arn::parse(address).map_or(address, |place| place.name)
}

/// Which service an address belongs to, by the name in its ARNs; receivers outside AWS have a service of their own.
fn service_of(address: &str) -> &str {
    arn::parse(address).map_or("outside", |place| place.service)
}

impl By {
    /// The resource or actor that asks, by name.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Service { source, .. } => name_in(source),
            Self::Role { of } => name_in(of),
        }
    }
}

impl World {
    /// Sends a service's errand on its way.
    pub(super) fn dispatch(&mut self, kind: Kind, mut errand: Errand, cause: Option<u64>) {
        let way = self.way(errand.by.name(), &errand.to);
        errand.cause = errand.cause.or(cause);
        self.wire.hand(&mut self.agenda, Sender::Service(kind, errand.ticket), errand, way);
    }

    /// How long it takes from one resource to another.
    fn way(&self, from: &str, to: &str) -> SimTime {
        let net = &self.plan.network;
        if self.plan.elsewhere.is_empty() {
            return net.inside.0;
        }
        let region = |name: &str| self.plan.elsewhere.get(name).and_then(|e| e.region.as_deref());
        let there = arn::parse(to).map(|p| p.region).filter(|r| !r.is_empty() && *r != self.plan.region.name());
        let apart = region(from) != region(name_in(to)).or(there);
        net.inside.0 + if apart { net.between_regions.0 } else { SimTime::ZERO }
    }

    /// An errand arrives at its target.
    pub(super) fn carry(&mut self, id: CallId, errand: Errand, tray: &mut Tray) {
        let Errand { by, to, task, cause, .. } = errand;
        let first = tray.sink.next;
        match self.take_in(id, &by, &to, task, cause, tray) {
            Some(outcome) => {
                self.gather(first, cause, tray);
                self.wire.reply(&self.plan.network, &mut self.agenda, id, (Word::Outcome(outcome), cause));
            }
            None => {
                let answered = tray.replies.iter().any(|(reply, _)| *reply == id);
                self.gather(first, cause, tray);
                if let Some(at) = self.wire.patience(id).filter(|_| !answered) {
                    self.agenda.push(at, super::Due::GiveUp(id));
                }
            }
        }
    }

    /// The outcome where it is known at once; `None` where a service answers, now or later.
    #[allow(clippy::too_many_arguments)] // one errand taken apart
    fn take_in(
        &mut self,
        id: CallId,
        by: &By,
        to: &str,
        task: Task,
        cause: Option<u64>,
        tray: &mut Tray,
    ) -> Option<Outcome> {
        if let Task::Measure(wanted) = &task {
            return Some(Outcome::Measured(wanted.iter().map(|(of, metric)| self.reading(of, metric)).collect()));
        }
        if task == Task::Survey {
            return Some(Outcome::Surveyed(self.services.survey()));
        }
        let now = self.now();
        let name = name_in(to);
        if !self.ills.is_empty() && self.ills.strikes(name, now) {
            return Some(Outcome::refused("ServiceUnavailable", Class::Server, "The service is unavailable."));
        }
        if let Some(fleet) = to.strip_prefix("fleet://") {
            return Some(self.enlist(fleet, task, cause, tray));
        }
        let call = match self.services.accept(service_of(to), to, task) {
            Ok(call) => call,
            Err(outcome) => return Some(outcome),
        };
        if let Err(denied) = self.gate(by, &call, cause, tray) {
            return Some(call.denied(&denied).outcome());
        }
        let from: Name = by.name().into();
        let turn = Turn { now, quotas: &self.quotas, region: &self.plan.region, cause, leniency: self.leniency };
        self.services.call((id, &from), call, turn, tray);
        None
    }

    /// What came of an errand reaches the service that sent it.
    pub(super) fn tell(&mut self, who: Sender, outcome: Outcome, cause: Option<u64>, tray: &mut Tray) {
        match who {
            Sender::Actor(_) | Sender::Guest => {}
            Sender::Service(kind, ticket) => {
                let first = tray.sink.next;
                let turn = Turn {
                    now: self.agenda.now(),
                    quotas: &self.quotas,
                    region: &self.plan.region,
                    cause,
                    leniency: self.leniency,
                };
                self.services.told((kind, ticket), outcome, turn, tray);
                self.gather(first, cause, tray);
            }
        }
    }

    /// What a scaling group wants of a fleet.
    fn enlist(&mut self, fleet: &str, task: Task, cause: Option<u64>, tray: &mut Tray) -> Outcome {
        let plan = self.plan.clone();
        let unknown = || Outcome::refused("ValidationError", Class::Client, "There is no such fleet or instance.");
        let Some(at) = self.fleets.iter().position(|f| &*f.name == fleet) else { return unknown() };
        let (Some(spec), nth) = (plan.consumers.get(at), u32::try_from(at).unwrap_or(u32::MAX)) else {
            return unknown();
        };
        match task {
            Task::Launch(instance) => {
                let mut fleets = std::mem::take(&mut self.fleets);
                let mut desk = self.desk(cause, &mut tray.sink);
                let name = fleets.get_mut(at).map(|f| f.launch(nth, spec, &instance, &mut desk));
                self.fleets = fleets;
                name.map_or_else(unknown, Outcome::Taken)
            }
            Task::Terminate(instance, gently) => {
                let Some(member) = self.fleets.get(at).and_then(|f| f.instance(&instance)) else { return unknown() };
                let who = ActorId::Worker(nth, u32::try_from(member).unwrap_or(u32::MAX));
                self.act(who, cause, &mut tray.sink, |member, id, desk| member.dismiss(id, gently, desk));
                Outcome::Taken(instance)
            }
            _ => Outcome::senseless("fleet"),
        }
    }

    fn reading(&self, of: &str, metric: &str) -> Option<Reading> {
        let sum = SUMS.iter().any(|list| list.contains(&metric));
        let value = match of.split_once("://") {
            Some((service, name)) => self.services.metric_of(service, name, metric, self.now()),
            None => self.metric(of, metric),
        };
        value.map(|value| Reading { value, sum })
    }
}
