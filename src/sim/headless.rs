//! A run without a screen: forward only, nothing kept, however long it is. Events go to whoever listens, as they happen.
use super::{command::Command, scenario::ScenarioError, services::Tray, trace::Event, world::World};
use crate::base::time::SimTime;
use std::collections::VecDeque;

/// A headless run.
#[derive(Debug)]
pub struct Headless {
    world: World,
    tray: Tray,
    commands: VecDeque<Command>,
    steps: u64,
}

impl Headless {
    /// From a world at 0:00, with what is to be done during the run; `listens`: whether events are made at all.
    #[must_use]
    pub fn new(world: World, mut commands: Vec<Command>, listens: bool) -> Self {
        commands.sort_by_key(|c| c.at);
        Self { world, tray: Tray::new(0, !listens), commands: commands.into(), steps: 0 }
    }
    /// The world now.
    #[must_use]
    pub const fn world(&self) -> &World {
        &self.world
    }
    /// Entries of the agenda performed so far: the events of a discrete-event simulation.
    #[must_use]
    pub const fn steps(&self) -> u64 {
        self.steps
    }

    /// Runs up to and including `t`, and hands each event over in order. `hear` returns whether to go on.
    ///
    /// # Errors
    /// A command that the world refuses; the run stands at its moment.
    pub fn advance_to(&mut self, t: SimTime, mut hear: impl FnMut(&Event) -> bool) -> Result<bool, ScenarioError> {
        while let Some(command) = self.commands.front().filter(|c| c.at <= t).cloned() {
            if !self.run_to(command.at, &mut hear) {
                return Ok(false);
            }
            self.commands.pop_front();
            self.world.perform(&command.act, &mut self.tray)?;
        }
        Ok(self.run_to(t, &mut hear))
    }

    fn run_to(&mut self, t: SimTime, hear: &mut impl FnMut(&Event) -> bool) -> bool {
        loop {
            for event in self.tray.sink.events.drain(..) {
                if !hear(&event) {
                    return false;
                }
            }
            if !self.world.step(t, &mut self.tray) {
                return self.tray.sink.events.drain(..).all(|event| hear(&event));
            }
            self.steps += 1;
        }
    }
}
