//! The simulator's thread: waits for callers and for what is due, and for nothing else.
use super::{Account, Note, Plan, clock::Clock, realm::Realm};
use crate::base::time::SimTime;
use crate::endpoint::{
    command::Command,
    refusal::Refusal,
    server::{Incoming, Wish, reply::Reply},
};
use crate::sim::{
    ids::spread,
    region::Region,
    scenario::{Scenario, ScenarioError},
    world::World,
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError},
};

/// Most Regions of the account.
const MOST_REGIONS: usize = 40;
/// Most callers that are heard before what is due is looked at again.
const MOST_AT_ONCE: usize = 256;
/// Most things that happen before callers are heard again, so that a run at high speed does not shut them out.
const MOST_STEPS: u32 = 10_000;

/// Keeps the worlds.
#[derive(Debug)]
pub(super) struct Keeper {
    plan: Plan,
    clock: Clock,
    realms: BTreeMap<Region, Realm>,
    /// The worlds are behind the clock.
    late: bool,
}

impl Keeper {
    /// The account at its start.
    ///
    /// # Errors
    /// The scenario cannot be built.
    pub(super) fn new(plan: Plan) -> Result<Self, Vec<ScenarioError>> {
        let clock = Clock::start(plan.start, plan.speed);
        let mut keeper = Self { plan, clock, realms: BTreeMap::new(), late: false };
        keeper.begin()?;
        Ok(keeper)
    }

    fn begin(&mut self) -> Result<(), Vec<ScenarioError>> {
        self.realms.clear();
        let is_lab = self.plan.account == Account::Lab;
        if is_lab {
            self.clock = Clock::start(self.plan.start, self.plan.speed);
        }
        let home = self.plan.scenario.region.clone();
        // A lab begins at its 0:00 exactly, so that the same seed gives the same run.
        let now = if is_lab { self.plan.start } else { self.clock.now() };
        let realm = self.realm(&home, now)?;
        self.realms.insert(home, realm);
        Ok(())
    }

    fn realm(&self, region: &Region, now: SimTime) -> Result<Realm, Vec<ScenarioError>> {
        let plan = &self.plan;
        let is_home = *region == plan.scenario.region;
        // The same seed gives each Region identities of its own.
        let salt = |seed: u64, byte: u8| spread(seed ^ u64::from(byte));
        let seed = if is_home { plan.seed } else { region.name().bytes().fold(plan.seed, salt) };
        if is_home && plan.account == Account::Lab {
            let world = World::start_at(now, &plan.scenario, seed, &plan.quotas)?;
            return Ok(Realm::new(world, plan.story.clone()));
        }
        let empty = Scenario { region: region.clone(), ..Scenario::default() };
        let world = World::start_at(now, &empty, seed, &plan.quotas)?;
        let world = if plan.account == Account::Lenient { world.leniently() } else { world };
        Ok(Realm::new(world, vec![]))
    }

    /// Works until it is stopped or nobody can ask any more.
    pub(super) fn run(mut self, from: &Receiver<Note>) {
        while let Some(first) = self.wait(from) {
            self.catch_up();
            let rest = std::iter::from_fn(|| from.try_recv().ok()).take(MOST_AT_ONCE);
            for note in first.into_iter().chain(rest) {
                match note {
                    Note::Incoming(incoming) => self.hear(incoming),
                    Note::Stop => return self.dismiss(&going()),
                }
            }
        }
    }

    /// The next caller, `Some(None)` when something is due first, `None` when nobody can call any more.
    fn wait(&self, from: &Receiver<Note>) -> Option<Option<Note>> {
        if self.late {
            return match from.try_recv() {
                Ok(note) => Some(Some(note)),
                Err(TryRecvError::Empty) => Some(None),
                Err(TryRecvError::Disconnected) => None,
            };
        }
        let due = self.realms.values().filter_map(Realm::due).min();
        let Some(due) = due else { return from.recv().ok().map(Some) };
        match from.recv_timeout(self.clock.until(due)) {
            Ok(note) => Some(Some(note)),
            Err(RecvTimeoutError::Timeout) => Some(None),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    /// Brings every world to now. Who has hung up is out before anything can be handed to it.
    fn catch_up(&mut self) {
        let now = self.clock.now();
        self.late = false;
        for realm in self.realms.values_mut() {
            realm.sweep();
            // Each has its own: a Region with too much to do does not keep the others waiting for ever.
            self.late |= !realm.advance(now, &mut { MOST_STEPS });
        }
    }

    fn hear(&mut self, incoming: Incoming) {
        let Incoming { wish, reply } = incoming;
        match wish {
            Wish::Command(command) => self.ask(command, reply),
            Wish::Reset => {
                self.dismiss(&emptied());
                let done = self.begin().map(|()| Value::Null).map_err(|_| cannot());
                reply.answer(done);
            }
        }
    }

    fn ask(&mut self, command: Box<Command>, reply: Reply) {
        if !self.realms.contains_key(&command.region) {
            match self.found(&command.region) {
                Ok(realm) => drop(self.realms.insert(command.region.clone(), realm)),
                Err(refusal) => {
                    reply.answer(Err(refusal));
                    return;
                }
            }
        }
        if let Some(realm) = self.realms.get_mut(&command.region) {
            realm.ask(command, reply);
        }
    }

    /// A Region is used for the first time.
    fn found(&self, region: &Region) -> Result<Realm, Refusal> {
        if self.realms.len() >= MOST_REGIONS {
            let message =
                format!("inflight keeps {MOST_REGIONS} Regions at most: empty the account with POST /_inflight/reset.");
            return Err(Refusal::new("ServiceUnavailable", message).status(503));
        }
        self.realm(region, self.clock.now()).map_err(|_| cannot())
    }

    fn dismiss(&mut self, why: &Refusal) {
        self.realms.values_mut().for_each(|realm| realm.dismiss(why));
    }
}

fn going() -> Refusal {
    Refusal::new("ServiceUnavailable", "inflight is ending.").status(503)
}

fn emptied() -> Refusal {
    Refusal::new("ServiceUnavailable", "The account was emptied by /_inflight/reset.").status(503)
}

fn cannot() -> Refusal {
    Refusal::new("InternalFailure", "The account cannot be set up.").status(500)
}
