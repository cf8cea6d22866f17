//! Calls from outside as entries of a run's log, so that a rewind replays them.
use super::Timeline;
use crate::sim::{
    command::{Act, Command, Visit},
    services::Answer,
    turn::CallId,
    world::World,
};

impl Timeline {
    /// A call from outside, now: drops whatever lay right of it. Its answer is among [`Timeline::answers`], at once or later.
    pub fn visit(&mut self, visit: Visit) -> CallId {
        self.enter(|world| (world.next_call(), Act::Visit(Box::new(visit))))
    }

    /// A caller from outside has gone before its answer came; drops whatever lay right of now, as a call does.
    pub fn leave(&mut self, id: CallId) {
        self.enter(|_| (id, Act::Leave(id)));
    }

    /// Logs an act that nothing can refuse, now, and does it.
    fn enter(&mut self, act: impl FnOnce(&World) -> (CallId, Act)) -> CallId {
        let at = self.now();
        self.advance_to(at);
        self.cut();
        let (id, act) = act(&self.world);
        self.log.push(Command { at, act });
        self.advance_to(at);
        id
    }

    /// Answers to calls from outside since they were last taken; a replay gives those again that lie right of where it began.
    pub fn answers(&mut self) -> Vec<(CallId, Option<Answer>)> {
        self.world.answers()
    }
}
