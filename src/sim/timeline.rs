//! A run that can be advanced, rewound and forked: a log of commands, snapshots, and the trace so far.
use super::{command::Command, scenario::ScenarioError, trace::Event, world::World};
use crate::base::time::SimTime;

/// A run.
#[derive(Clone, Debug)]
pub struct Timeline {
    world: World,
}

impl Timeline {
    /// A run from a world at 0:00. `keep_snapshots`: false for headless runs that never rewind.
    #[must_use]
    pub fn new(world: World, _keep_snapshots: bool) -> Self {
        Self { world }
    }
    /// The moment shown: everything up to and including it has happened.
    #[must_use]
    pub fn now(&self) -> SimTime {
        SimTime::ZERO
    }
    /// The world at that moment.
    #[must_use]
    pub const fn world(&self) -> &World {
        &self.world
    }
    /// What happened up to now, oldest first.
    #[must_use]
    pub fn trace(&self) -> &[Event] {
        &[]
    }
    /// The furthest moment this run has reached (later than `now` after a rewind).
    #[must_use]
    pub fn reached(&self) -> SimTime {
        SimTime::ZERO
    }
    /// Events already known beyond `now` (after a rewind), oldest first; empty at the newest moment.
    #[must_use]
    pub fn ahead(&self) -> &[Event] {
        &[]
    }
    /// Runs forward to `t`, performing logged commands on the way.
    pub fn advance_to(&mut self, _t: SimTime) {}
    /// Goes to any moment, back or forward: nearest snapshot, then replay.
    pub fn seek(&mut self, _t: SimTime) {}
    /// The next moment at which something happens, if anything is due.
    #[must_use]
    pub fn next_moment(&self) -> Option<SimTime> {
        None
    }
    /// The last moment before now at which something happened.
    #[must_use]
    pub fn last_moment(&self) -> Option<SimTime> {
        None
    }
    /// Performs a command now: drops whatever lay right of now, logs it, applies it.
    ///
    /// # Errors
    /// Refused commands change nothing.
    pub fn perform(&mut self, _command: Command) -> Result<(), ScenarioError> {
        Ok(())
    }
    /// An independent run that shares this one's past up to `t`.
    #[must_use]
    pub fn fork(&self, _t: SimTime) -> Self {
        self.clone()
    }
    /// All commands performed so far.
    #[must_use]
    pub fn log(&self) -> &[Command] {
        &[]
    }
}
