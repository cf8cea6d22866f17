//! One Region of the account: its world, and the callers who wait for it.
use crate::base::time::SimTime;
use crate::endpoint::{
    command::Command,
    refusal::Refusal,
    server::reply::Reply,
    services::{self, Ask},
};
use crate::sim::{
    command::{Command as Deed, Visit},
    services::{Answer, Tray},
    turn::CallId,
    world::World,
};
use std::{
    collections::{BTreeMap, VecDeque},
    mem,
};

/// Most things that happen before the answer that set them off leaves.
const AT_ONCE: u32 = 1_000;

/// A Region's world and its callers.
#[derive(Debug)]
pub(super) struct Realm {
    world: World,
    tray: Tray,
    /// What a lab's story does, by time.
    story: VecDeque<Deed>,
    held: BTreeMap<CallId, Held>,
}

/// A caller who waits.
#[derive(Debug)]
struct Held {
    command: Box<Command>,
    reply: Reply,
}

impl Realm {
    /// A Region from its world.
    pub(super) fn new(world: World, mut story: Vec<Deed>) -> Self {
        story.sort_by_key(|deed| deed.at);
        Self { world, tray: Tray::new(0, true), story: story.into(), held: BTreeMap::new() }
    }

    /// When something is due.
    pub(super) fn due(&self) -> Option<SimTime> {
        let told = self.story.front().map(|deed| deed.at);
        [self.world.due(), told].into_iter().flatten().min()
    }

    /// Lets happen what is due, at most `budget` things; whether that was all.
    pub(super) fn advance(&mut self, now: SimTime, budget: &mut u32) -> bool {
        let all = self.run(now, budget);
        self.deliver();
        all
    }

    fn run(&mut self, now: SimTime, budget: &mut u32) -> bool {
        while let Some(deed) = self.story.pop_front_if(|deed| deed.at <= now) {
            if !self.step_to(deed.at, budget) {
                self.story.push_front(deed);
                return false;
            }
            // A lab's own story fits its scenario: the linter has tried it.
            let _ = self.world.perform(&deed.act, &mut self.tray);
        }
        self.step_to(now, budget)
    }

    fn step_to(&mut self, now: SimTime, budget: &mut u32) -> bool {
        while *budget > 0 {
            if !self.world.step(now, &mut self.tray) {
                return true;
            }
            *budget -= 1;
        }
        false
    }

    /// Asks the world. The answer goes out at once, or when it comes.
    pub(super) fn ask(&mut self, mut command: Box<Command>, reply: Reply) {
        command.forgive(self.world.leniency());
        let held = Held { command, reply };
        match services::ask(&held.command) {
            Ok(Ask::Call(call)) => {
                let visit =
                    Visit { guest: held.command.client.clone(), operation: held.command.operation.into(), call: *call };
                let id = self.world.ask(visit, &mut self.tray);
                self.held.insert(id, held);
                // What a call sets off at once has happened when its answer leaves: a message that was published has arrived.
                let mut budget = AT_ONCE;
                self.step_to(self.world.now(), &mut budget);
                self.deliver();
            }
            Ok(Ask::Now(output)) => {
                held.reply.answer(Ok(output));
            }
            Err(refusal) => {
                held.reply.answer(Err(refusal));
            }
        }
    }

    /// Hands out the answers there are.
    fn deliver(&mut self) {
        for (id, answer) in self.world.answers() {
            let goes_on = answer.as_ref().is_some_and(Answer::goes_on);
            let Some(mut held) = self.held.remove(&id) else { continue };
            let told = answer.map_or_else(|| Err(down()), |answer| services::tell(&held.command, answer));
            if goes_on {
                held.reply.part(told);
                self.held.insert(id, held);
            } else {
                held.reply.answer(told);
            }
        }
    }

    /// Callers who have hung up leave the world too, so that nothing is handed to them.
    pub(super) fn sweep(&mut self) {
        let gone: Vec<CallId> = self.held.iter().filter(|(_, held)| held.reply.is_gone()).map(|(&id, _)| id).collect();
        for id in gone {
            self.held.remove(&id);
            self.world.leave(id);
        }
    }

    /// Everybody who waits is told that nothing will come.
    pub(super) fn dismiss(&mut self, why: &Refusal) {
        for held in mem::take(&mut self.held).into_values() {
            held.reply.answer(Err(why.clone()));
        }
    }
}

/// What a caller hears of a resource that does not answer.
fn down() -> Refusal {
    Refusal::new("ServiceUnavailable", "The resource does not answer: an outage of the lab.").status(503)
}
