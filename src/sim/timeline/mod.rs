//! A run that can be advanced, rewound and forked: a log of commands, snapshots, and the trace so far.
//!
//! A moment of the run is *after* everything due at it. A command acts after what was due at its moment, and what it
//! causes at that moment follows; a replay does exactly the same, so that rewind and replay equal the straight run.
/// Where in the trace what stands, so that questions to a run stay cheap.
pub mod index;
mod snapshots;
#[cfg(test)]
mod tests;
mod visits;

use super::{
    command::{Act, Command, Fault},
    quotas::Quotas,
    scenario::{Scenario, ScenarioError},
    services::Tray,
    trace::{Event, Name},
    world::World,
};
use crate::base::time::SimTime;
use index::Index;
use serde::{Deserialize, Serialize};
use snapshots::Snapshots;

/// Events a run keeps. A run that reaches it stands still (see [`Timeline::full`]).
pub const MOST_EVENTS: usize = 1_000_000;
/// Steps that look for the next event may take.
const MOST_LOOKED: usize = 20_000;

/// A run as data: with the scenario it was made from, enough to make it again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The seed.
    pub seed: u64,
    /// Changes to the scenario before the start: path and value.
    pub overrides: Vec<(String, String)>,
    /// What was done during the run.
    pub commands: Vec<Command>,
}

impl Run {
    /// Makes the run again up to `t`; a command the scenario refuses is an error.
    ///
    /// # Errors
    /// Every fault of the scenario, or the first refused command.
    pub fn play(&self, base: &Scenario, quotas: &Quotas, t: SimTime) -> Result<Timeline, Vec<ScenarioError>> {
        let mut scenario = base.clone();
        for (path, value) in &self.overrides {
            scenario.set(path, value).map_err(|e| vec![e])?;
        }
        let mut run = Timeline::new(scenario.start(self.seed, quotas)?, false);
        for command in self.commands.iter().filter(|c| c.at <= t) {
            run.perform(command.clone()).map_err(|e| vec![e])?;
        }
        run.advance_to(t);
        Ok(run)
    }
}

/// How a metric moved: its value from each moment on, and the highest so far.
type Series = Vec<(SimTime, u64, u64)>;

/// A run.
#[derive(Debug)]
pub struct Timeline {
    world: World,
    tray: Tray,
    snapshots: Option<Snapshots>,
    events: Vec<Event>,
    index: Index,
    shown: usize,
    reached: SimTime,
    log: Vec<Command>,
    done: usize,
    watched: Vec<((Name, Name), Series)>,
}

impl Clone for Timeline {
    fn clone(&self) -> Self {
        Self {
            world: self.world.clone(),
            tray: Tray::new(self.tray.sink.next, self.tray.sink.off),
            snapshots: self.snapshots.clone(),
            events: self.events.clone(),
            index: self.index.clone(),
            shown: self.shown,
            reached: self.reached,
            log: self.log.clone(),
            done: self.done,
            watched: self.watched.clone(),
        }
    }
}

impl Timeline {
    /// A run from a world at 0:00. `keep_snapshots`: false for headless runs; they can rewind too, but from the start.
    #[must_use]
    pub fn new(world: World, keep_snapshots: bool) -> Self {
        Self::with(world, Some(Snapshots::new(keep_snapshots)), false)
    }

    /// A run without a trace, at full speed; it cannot go back.
    #[must_use]
    pub fn quiet(world: World) -> Self {
        Self::with(world, None, true)
    }

    fn with(world: World, snapshots: Option<Snapshots>, off: bool) -> Self {
        let mut run = Self {
            snapshots,
            tray: Tray::new(0, off),
            events: vec![],
            index: Index::default(),
            shown: 0,
            reached: SimTime::ZERO,
            log: vec![],
            done: 0,
            watched: vec![],
            world,
        };
        if let Some(snapshots) = &mut run.snapshots {
            snapshots.offer(&run.world, 0, 0);
        }
        run.advance_to(SimTime::ZERO);
        run
    }

    /// The moment shown: everything up to and including it has happened.
    #[must_use]
    pub const fn now(&self) -> SimTime {
        self.world.now()
    }
    /// The world at that moment.
    #[must_use]
    pub const fn world(&self) -> &World {
        &self.world
    }
    /// What happened up to now, oldest first.
    #[must_use]
    pub fn trace(&self) -> &[Event] {
        &self.events[..self.shown]
    }
    /// Where in the trace what stands.
    #[must_use]
    pub const fn index(&self) -> &Index {
        &self.index
    }
    /// The furthest moment this run has reached (later than `now` after a rewind).
    #[must_use]
    pub const fn reached(&self) -> SimTime {
        self.reached
    }
    /// Events already known beyond `now` (after a rewind), oldest first; empty at the newest moment.
    #[must_use]
    pub fn ahead(&self) -> &[Event] {
        &self.events[self.shown..]
    }
    /// Events loud enough for the track up to the furthest moment known: marks, alarms, faults.
    pub fn marks(&self) -> impl Iterator<Item = &Event> {
        self.index.marks().iter().filter_map(|&at| self.events.get(at as usize))
    }
    /// Whether the run has made as many events as it may keep; it goes no further.
    #[must_use]
    pub const fn full(&self) -> bool {
        self.events.len() >= MOST_EVENTS
    }

    /// Runs forward to `t`, performing logged commands on the way.
    pub fn advance_to(&mut self, t: SimTime) {
        while let Some(command) = self.log.get(self.done).filter(|c| c.at <= t) {
            let (at, act) = (command.at, command.act.clone());
            self.run_to(at);
            self.done += 1;
            // It was accepted when it was logged, in this same state, so it is again.
            let _ = self.world.perform(&act, &mut self.tray);
            self.settle();
            self.run_to(at);
        }
        self.run_to(t);
        self.reached = self.reached.max(self.now());
    }

    fn run_to(&mut self, t: SimTime) {
        let stop = self.events.len().max(MOST_EVENTS);
        while self.shown + self.tray.sink.events.len() < stop {
            let before = self.world.now();
            let went = self.world.step(t, &mut self.tray);
            if self.world.now() > before || !went {
                self.settle();
            }
            if !went {
                break;
            }
        }
        self.settle();
    }

    /// Takes over what the last steps recorded; after a rewind it is known already.
    fn settle(&mut self) {
        let fresh = &mut self.tray.sink.events;
        if !fresh.is_empty() {
            let known = self.events.len() - self.shown;
            debug_assert!(
                fresh.iter().zip(&self.events[self.shown..]).all(|(new, old)| new == old),
                "a replay differs from the straight run"
            );
            self.shown += fresh.len();
            for event in fresh.drain(..).skip(known) {
                self.index.add(&event);
                self.events.push(event);
            }
        }
        for ((resource, name), series) in &mut self.watched {
            let now = self.world.now();
            let last = series.last().copied();
            if last.is_some_and(|l| l.0 > now) {
                continue;
            }
            let value = self.world.metric(resource, name).unwrap_or(0);
            match last {
                Some((at, old, peak)) if at < now && old != value => series.push((now, value, peak.max(value))),
                Some((at, _, peak)) if at == now => {
                    if let Some(last) = series.last_mut() {
                        *last = (now, value, peak.max(value));
                    }
                }
                None => series.push((now, value, value)),
                Some(_) => {}
            }
        }
        if let Some(snapshots) = &mut self.snapshots {
            snapshots.offer(&self.world, self.shown, self.done);
        }
    }

    /// Goes to any moment, back or forward: nearest snapshot, then replay. A run without a trace only goes forward.
    pub fn seek(&mut self, t: SimTime) {
        if t < self.now() && self.snapshots.is_none() {
            return;
        }
        // Forward over known ground, a snapshot nearer to the goal saves the way.
        let from = if t < self.now() { None } else { Some(self.now()) };
        if let Some(at) = self.snapshots.as_ref().and_then(|s| s.before(t)).filter(|s| from.is_none_or(|f| s.at() > f))
        {
            self.world = at.world.clone();
            (self.shown, self.done) = (at.events, at.commands);
            self.tray.sink.next = self.shown as u64;
        }
        self.advance_to(t);
    }

    /// The next moment at which something happens, if anything does before long.
    #[must_use]
    pub fn next_moment(&self) -> Option<SimTime> {
        self.coming(1).first().map(|e| e.at)
    }

    /// The last moment before now at which something happened.
    #[must_use]
    pub fn last_moment(&self) -> Option<SimTime> {
        self.trace().iter().rev().map(|e| e.at).find(|&at| at < self.now())
    }

    /// The next events, at most `most` and perhaps fewer: what is known already, else what a copy of the world does.
    #[must_use]
    pub fn coming(&self, most: usize) -> Vec<Event> {
        if self.ahead().len() >= most || self.now() < self.reached {
            return self.ahead().iter().take(most).cloned().collect();
        }
        let mut world = self.world.clone();
        let mut tray = Tray::new(self.shown as u64, false);
        for _ in 0..MOST_LOOKED {
            if tray.sink.events.len() >= most || !world.step(SimTime(u64::MAX - 1), &mut tray) {
                break;
            }
        }
        tray.sink.events.truncate(most);
        tray.sink.events
    }

    /// Performs a command at its moment, or now where that lies behind: drops whatever lay right of it, logs it, applies it.
    ///
    /// # Errors
    /// Refused commands change nothing.
    pub fn perform(&mut self, command: Command) -> Result<(), ScenarioError> {
        let mut command = command;
        let at = command.at.max(self.now());
        command.at = at;
        let back = self.now();
        self.advance_to(at);
        // A refused command must leave no trace, not even a dropped future: it is tried on a copy.
        if let Err(error) = self.world.clone().perform(&command.act, &mut Tray::default()) {
            if back < at && self.snapshots.is_some() {
                self.seek(back);
            }
            return Err(error);
        }
        self.cut();
        self.log.push(command);
        self.advance_to(at);
        self.reached = at;
        Ok(())
    }

    /// Drops what lies right of now.
    fn cut(&mut self) {
        self.events.truncate(self.shown);
        self.index.cut(self.shown);
        self.log.truncate(self.done);
        let now = self.now();
        for (_, series) in &mut self.watched {
            series.retain(|s| s.0 <= now);
        }
        if let Some(snapshots) = &mut self.snapshots {
            snapshots.cut(self.shown, now);
        }
        self.reached = now;
    }

    /// An independent run that shares this one's past up to `t`.
    #[must_use]
    pub fn fork(&self, t: SimTime) -> Self {
        let mut twin = self.clone();
        twin.seek(t);
        twin.cut();
        twin
    }

    /// All commands of this run, those ahead of now included.
    #[must_use]
    pub fn log(&self) -> &[Command] {
        &self.log
    }

    /// Faults in words, with their moments: `crash C2 @31s`.
    #[must_use]
    pub fn faults(&self) -> Vec<(SimTime, &Fault)> {
        let fault = |c: &'_ Command| matches!(c.act, Act::Inject(_));
        self.log
            .iter()
            .filter(|c| fault(c))
            .filter_map(|c| match &c.act {
                Act::Inject(fault) => Some((c.at, fault)),
                Act::Set { .. } | Act::Visit(_) | Act::Leave(_) => None,
            })
            .collect()
    }

    /// The run as data.
    #[must_use]
    pub fn tuple(&self, overrides: Vec<(String, String)>) -> Run {
        Run { seed: self.world.seed(), overrides, commands: self.log.clone() }
    }

    /// Records how a metric moves from now on, for `peak(...)` and charts.
    pub fn watch(&mut self, resource: &str, name: &str) {
        let key = (Name::from(resource), Name::from(name));
        if !self.watched.iter().any(|(k, _)| *k == key) {
            let value = self.world.metric(resource, name).unwrap_or(0);
            self.watched.push((key, vec![(self.now(), value, value)]));
        }
    }

    /// How a watched metric moved up to now: from each moment on its value, and the highest so far.
    #[must_use]
    pub fn series(&self, resource: &str, name: &str) -> &[(SimTime, u64, u64)] {
        let found = self.watched.iter().find(|((r, n), _)| **r == *resource && **n == *name);
        found.map_or(&[], |(_, series)| &series[..series.partition_point(|s| s.0 <= self.now())])
    }

    /// A hash of what happened and was done up to now, the same on every machine: two equal runs have equal digests.
    #[must_use]
    pub fn digest(&self) -> u64 {
        let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
        for event in self.trace() {
            hash.add(&event.at.0.to_le_bytes());
            hash.add(event.kind.as_bytes());
            hash.add(event.place.as_bytes());
            hash.add(event.actor.as_deref().unwrap_or_default().as_bytes());
            hash.add(event.item.as_ref().map_or("", |i| &i.label).as_bytes());
            hash.add(&event.amount.to_le_bytes());
        }
        for command in &self.log[..self.done] {
            hash.add(&command.at.0.to_le_bytes());
            hash.add(format!("{:?}", command.act).as_bytes());
        }
        hash.0
    }
}

/// FNV-1a: small, stable, no secret.
struct Fnv(u64);

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
