//! Commands reach a world: faults their victims, changed values the scenario and everybody it describes.
use super::{World, resources};
use crate::sim::{
    actors::ActorId,
    command::{Act, Fault},
    scenario::ScenarioError,
    services::Tray,
    trace::Weight,
    turn::{Draft, Turn},
};
use std::sync::Arc;

/// Messages one burst may have.
const MOST_IN_BURST: u32 = 100_000;

impl World {
    /// Performs a command now. On an error nothing has changed.
    ///
    /// # Errors
    /// Unknown names and paths, values out of range, AWS's refusals.
    pub fn perform(&mut self, act: &Act, tray: &mut Tray) -> Result<(), ScenarioError> {
        match act {
            Act::Inject(fault) => self.inject(fault, tray),
            Act::Set { path, value } => self.set(path, value, tray),
            Act::Visit(visit) => {
                self.ask((**visit).clone(), tray);
                Ok(())
            }
            Act::Leave(id) => {
                self.leave(*id);
                Ok(())
            }
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
        self.break_resource(fault, cause, tray);
        for who in whom {
            match fault {
                Fault::LoseReply { .. } => self.wire.lose_next_reply(who),
                Fault::Partition { during, .. } => self.wire.partition(who, now + *during),
                _ => self.act(who, cause, &mut tray.sink, |member, id, desk| member.suffer(id, fault, desk)),
            }
        }
        Ok(())
    }

    /// What a fault does to a resource.
    fn break_resource(&mut self, fault: &Fault, cause: Option<u64>, tray: &mut Tray) {
        let (now, first) = (self.now(), tray.sink.next);
        let turn = Turn { now, quotas: &self.quotas, region: &self.plan.region, cause, leniency: self.leniency };
        match fault {
            Fault::Duplicate { queue } => self.services.duplicate(queue, turn, tray),
            Fault::Outage { who, during } => self.ills.outage(who, now + *during),
            Fault::Errors { who, percent, during } => self.ills.errors(who, *percent, now + *during),
            Fault::Fail { who } => {
                self.services.fail(who, turn, tray);
            }
            _ => {}
        }
        self.gather(first, cause, tray);
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
            Fault::Outage { .. } | Fault::Errors { .. } | Fault::Fail { .. } => {
                let known = self.plan.sections().iter().any(|s| !s.2.is_empty() && s.1.iter().any(|n| &***n == who));
                let runs = |w: &crate::sim::actors::worker::Worker| {
                    w.instance.is_some() && (&*w.name == who || w.instance.as_deref() == Some(who))
                };
                let member = matches!(fault, Fault::Fail { .. })
                    && self.fleets.iter().any(|f| f.members.iter().any(|w| runs(w) && !w.leaving));
                return if known || member { Ok(vec![]) } else { no(format!("there is no resource `{who}`")) };
            }
            Fault::Burst { messages, .. } if *messages > MOST_IN_BURST => {
                return no(format!("a burst has at most {MOST_IN_BURST} messages"));
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
        if !matches!(fault, Fault::Burst { .. } | Fault::Silence { .. } | Fault::Resend { .. } | Fault::Poison { .. }) {
            let found = (0..).zip(&self.crews).find_map(|(at, crew)| crew.find(who).map(|nth| (at, nth)));
            if let Some((at, nth)) = found {
                return Ok(vec![ActorId::Client(at, u32::try_from(nth).unwrap_or(u32::MAX))]);
            }
        }
        if let Some(found) = self.find_reader(fault) {
            return Ok(found);
        }
        let for_workers = matches!(fault, Fault::Crash { .. } | Fault::Slow { .. });
        match (0..).zip(&self.producers).find(|(_, p)| &*p.name == who) {
            Some((nth, _)) if !for_workers => Ok(vec![ActorId::Producer(nth)]),
            _ if for_workers => no(format!("there is no consumer `{who}` that is up")),
            _ => no(format!("there is no `{who}` this fault could reach")),
        }
    }

    /// The workers of a stream reader a fault means: all where slowness or a partition spreads over its name.
    fn find_reader(&self, fault: &Fault) -> Option<Vec<ActorId>> {
        let reaches = matches!(
            fault,
            Fault::Crash { .. } | Fault::Slow { .. } | Fault::Partition { .. } | Fault::LoseReply { .. }
        );
        let who: &str = fault.who();
        for (at, app) in (0..).zip(&self.readers).filter(|_| reaches) {
            let worker = |nth: usize| ActorId::Reader(at, u32::try_from(nth).unwrap_or(u32::MAX));
            if &*app.name == who && matches!(fault, Fault::Slow { .. } | Fault::Partition { .. }) {
                return Some((0..app.members.len()).map(worker).collect());
            }
            if let Some(nth) = app.find(who) {
                return Some(vec![worker(nth)]);
            }
        }
        None
    }

    fn set(&mut self, path: &str, value: &str, tray: &mut Tray) -> Result<(), ScenarioError> {
        let before = self.plan.clone();
        let mut plan = (*before).clone();
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
        let named = plan.sections().into_iter().find(|s| s.0 == room && !s.2.is_empty());
        let name = named.and_then(|s| s.1.into_iter().filter(|n| reaches(n)).max_by_key(|n| n.len()).cloned());
        if let Some(name) = name {
            let turn = Turn { now, quotas: &self.quotas, region: &self.plan.region, cause, leniency: self.leniency };
            let mut build =
                resources::Builder { services: &mut changed, plan: &plan, before: &before, turn, tray, errors: vec![] };
            resources::change(&mut build, room, &name);
            if let Some(mut error) = build.errors.into_iter().next() {
                tray.sink.events.truncate(mark.0);
                tray.sink.next = mark.1;
                tray.timers.truncate(mark.2);
                tray.errands.clear();
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
    // The bare method's lifetime is not general enough.
    #[allow(clippy::redundant_closure_for_method_calls)]
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
        } else if room == "readers" {
            for (nth, _) in (0..).zip(&plan.readers).filter(|(_, r)| reaches(&r.name)) {
                self.act(ActorId::Reader(nth, 0), cause, sink, |member, id, desk| member.retune(id, desk));
            }
        }
    }
}
