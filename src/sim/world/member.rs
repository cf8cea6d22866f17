//! An actor of any kind, with its description looked up: what happens to it is told in one shape.
use crate::base::time::SimTime;
use crate::sim::{
    actors::{
        ActorId, Wake,
        client::{self, Client, Crew},
        desk::Desk,
        fleet::Fleet,
        producer::Producer,
        reader::{self, Application},
        worker::{self, Worker},
    },
    command::Fault,
    scenario::spec::ProducerSpec,
    turn::CallId,
    wire::Word,
};

/// An actor of any kind.
pub(super) enum Member<'a> {
    Producer(&'a mut Producer),
    Worker(&'a mut Fleet, usize),
    Client(&'a mut Crew, usize),
    Reader(&'a mut Application, usize),
}

/// The same at its desk, with its description.
enum Role<'a, 'd> {
    Producer(&'a mut Producer, &'a ProducerSpec, &'a mut Desk<'d>),
    Worker(&'a mut Worker, worker::Act<'a, 'd>),
    Client(&'a mut Client, client::Act<'a, 'd>),
    Reader(&'a mut reader::Worker, reader::Act<'a, 'd>),
}

impl<'a> Member<'a> {
    fn role<'d: 'a>(self, id: ActorId, desk: &'a mut Desk<'d>) -> Option<Role<'a, 'd>> {
        let plan = desk.plan;
        match (self, id) {
            (Self::Producer(producer), ActorId::Producer(nth)) => {
                Some(Role::Producer(producer, plan.producers.get(nth as usize)?, desk))
            }
            (Self::Worker(fleet, member), ActorId::Worker(nth, _)) => {
                let spec = plan.consumers.get(nth as usize)?;
                let act = worker::Act { id, spec, tally: &mut fleet.tally, desk };
                Some(Role::Worker(fleet.members.get_mut(member)?, act))
            }
            (Self::Client(crew, member), ActorId::Client(nth, _)) => {
                let spec = plan.clients.get(nth as usize)?;
                let act = client::Act { id, spec, tally: &mut crew.tally, desk };
                Some(Role::Client(crew.members.get_mut(member)?, act))
            }
            (Self::Reader(app, member), ActorId::Reader(nth, _)) => {
                let worker = app.members.get_mut(member)?;
                let (spec, name) = (plan.readers.get(nth as usize)?, worker.name.clone());
                let id = (nth, u32::try_from(member).ok()?);
                Some(Role::Reader(worker, reader::Act { id, name, spec, shared: &mut app.shared, desk }))
            }
            _ => None,
        }
    }

    pub(super) fn wake<'d: 'a>(self, id: ActorId, wake: (Wake, u32), desk: &'a mut Desk<'d>) {
        match self.role(id, desk) {
            Some(Role::Producer(producer, spec, desk)) => producer.wake(id, spec, wake, desk),
            Some(Role::Worker(worker, mut act)) => worker.wake(wake, &mut act),
            Some(Role::Client(client, mut act)) => client.wake(wake, &mut act),
            Some(Role::Reader(worker, mut act)) => worker.wake(wake, &mut act),
            None => {}
        }
    }
    pub(super) fn answer<'d: 'a>(self, id: ActorId, (call, word): (CallId, Word), desk: &'a mut Desk<'d>) {
        match self.role(id, desk) {
            Some(Role::Producer(producer, _, desk)) => producer.answer(id, call, word, desk),
            Some(Role::Worker(worker, mut act)) => worker.answer(call, word, &mut act),
            Some(Role::Client(client, mut act)) => client.answer(call, word, &mut act),
            Some(Role::Reader(worker, mut act)) => worker.answer(call, word, &mut act),
            None => {}
        }
    }
    pub(super) fn unanswered<'d: 'a>(self, id: ActorId, call: CallId, desk: &'a mut Desk<'d>) {
        match self.role(id, desk) {
            Some(Role::Producer(producer, _, desk)) => producer.unanswered(id, call, desk),
            Some(Role::Worker(worker, mut act)) => worker.unanswered(call, &mut act),
            Some(Role::Client(client, mut act)) => client.unanswered(call, &mut act),
            Some(Role::Reader(worker, mut act)) => worker.unanswered(call, &mut act),
            None => {}
        }
    }
    pub(super) fn suffer<'d: 'a>(self, id: ActorId, fault: &Fault, desk: &'a mut Desk<'d>) {
        let now = desk.now();
        match self.role(id, desk) {
            Some(Role::Producer(producer, spec, desk)) => match fault {
                Fault::Burst { messages, over, .. } => {
                    producer.burst(id, spec, (*messages, SimTime(over.0 / u64::from((*messages).max(1)))), desk);
                }
                Fault::Silence { during, .. } => producer.silent_until = now + *during,
                Fault::Resend { .. } => producer.resend(id, spec, desk),
                Fault::Poison { .. } => producer.poison_next(),
                _ => {}
            },
            Some(Role::Worker(worker, mut act)) => match fault {
                Fault::Crash { down, .. } => worker.crash(*down, &mut act),
                Fault::Slow { factor, during, .. } => worker.slow(*factor, *during, &mut act),
                _ => {}
            },
            Some(Role::Client(client, mut act)) => Crew::suffer(client, fault, &mut act),
            Some(Role::Reader(worker, mut act)) => match fault {
                Fault::Crash { down, .. } => worker.crash(*down, &mut act),
                Fault::Slow { factor, during, .. } => worker.slow(*factor, *during, &mut act),
                _ => {}
            },
            None => {}
        }
    }
    /// It leaves its fleet: with what it holds, or when it has finished that.
    pub(super) fn dismiss<'d: 'a>(self, id: ActorId, gently: bool, desk: &'a mut Desk<'d>) {
        if let Some(Role::Worker(worker, mut act)) = self.role(id, desk) {
            worker.leave(gently, &mut act);
        }
    }
    /// It takes up a change of its description; clients read theirs anew with every message.
    pub(super) fn retune<'d: 'a>(self, id: ActorId, desk: &'a mut Desk<'d>) {
        let plan = desk.plan;
        match (self, id) {
            (Self::Producer(producer), ActorId::Producer(nth)) => {
                if let Some(spec) = plan.producers.get(nth as usize) {
                    producer.retune(id, spec, desk);
                }
            }
            (Self::Worker(fleet, _), ActorId::Worker(at, _)) => {
                if let Some(spec) = plan.consumers.get(at as usize) {
                    fleet.resize(at, spec, desk);
                }
            }
            (Self::Reader(app, _), ActorId::Reader(at, _)) => {
                if let Some(spec) = plan.readers.get(at as usize) {
                    app.resize(at, spec, desk);
                }
            }
            _ => {}
        }
    }
}
