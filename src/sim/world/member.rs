//! An actor of either kind, with its description looked up.
use crate::base::time::SimTime;
use crate::sim::{
    actors::{ActorId, Wake, desk::Desk, fleet::Fleet, producer::Producer, worker},
    command::Fault,
    scenario::spec::ProducerSpec,
    turn::CallId,
    wire::Word,
};

/// An actor of either kind with its description looked up.
pub(super) enum Member<'a> {
    Producer(&'a mut Producer),
    Worker(&'a mut Fleet, usize),
}

impl Member<'_> {
    pub(super) fn wake(self, id: ActorId, wake: (Wake, u32), desk: &mut Desk<'_>) {
        self.with(id, desk, |p, spec, desk| p.wake(id, spec, wake, desk), |worker, act| worker.wake(wake, act));
    }
    pub(super) fn answer(self, id: ActorId, (call, answer): (CallId, Word), desk: &mut Desk<'_>) {
        match self {
            Self::Producer(p) => p.answer(id, call, answer, desk),
            worker @ Self::Worker(..) => worker.with(id, desk, |_, _, _| {}, |w, act| w.answer(call, answer, act)),
        }
    }
    pub(super) fn unanswered(self, id: ActorId, call: CallId, desk: &mut Desk<'_>) {
        self.with(id, desk, |p, _, desk| p.unanswered(id, call, desk), |w, act| w.unanswered(call, act));
    }
    pub(super) fn suffer(self, id: ActorId, fault: &Fault, desk: &mut Desk<'_>) {
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
    /// It leaves its fleet: with what it holds, or when it has finished that.
    pub(super) fn dismiss(self, id: ActorId, gently: bool, desk: &mut Desk<'_>) {
        self.with(id, desk, |_, _, _| {}, |worker, act| worker.leave(gently, act));
    }
    pub(super) fn retune(self, id: ActorId, desk: &mut Desk<'_>) {
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
        producer: impl FnOnce(&mut Producer, &ProducerSpec, &mut Desk<'d>),
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
