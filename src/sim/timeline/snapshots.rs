//! Snapshots of a run, spaced by events and thinned to a budget.
use crate::base::time::SimTime;
use crate::sim::world::World;
use std::sync::Arc;

/// Events between two snapshots of a small world.
const SPACING: usize = 256;
/// What all snapshots together may weigh, in entries of the agenda (a small lab weighs about a hundred).
const BUDGET: usize = 400_000;
/// Heavier worlds wait this many events more per entry, so that copying never dominates a run.
const PER_ENTRY: usize = 1;

/// A world as it was.
#[derive(Debug)]
pub(super) struct Snapshot {
    /// The world.
    pub world: World,
    /// Events until then.
    pub events: usize,
    /// Commands performed until then.
    pub commands: usize,
}

impl Snapshot {
    /// When.
    pub(super) const fn at(&self) -> SimTime {
        self.world.now()
    }
}

/// The snapshots of a run, oldest first; the first is the start.
#[derive(Clone, Debug)]
pub(super) struct Snapshots {
    kept: Vec<Arc<Snapshot>>,
    spacing: usize,
    more: bool,
}

impl Snapshots {
    /// None yet; without `more` only the start is kept.
    pub(super) const fn new(more: bool) -> Self {
        Self { kept: vec![], spacing: SPACING, more }
    }

    /// Keeps the world as it is, where enough has happened since the last one. Only between two moments.
    pub(super) fn offer(&mut self, world: &World, events: usize, commands: usize) {
        if let Some(last) = self.kept.last() {
            let enough = events >= last.events + self.spacing + world.weight() * PER_ENTRY && world.now() > last.at();
            // Not in the middle of a moment: what is due now must have been done.
            let between = world.due().is_none_or(|due| due > world.now());
            if !(self.more && enough && between) {
                return;
            }
        }
        self.kept.push(Arc::new(Snapshot { world: world.clone(), events, commands }));
        while self.kept.len() > 3 && self.kept.iter().map(|s| s.world.weight()).sum::<usize>() > BUDGET {
            let mut nth = 0;
            self.kept.retain(|_| {
                nth += 1;
                nth % 2 == 1
            });
            self.spacing *= 2;
        }
    }

    /// The last snapshot not later than `t`.
    pub(super) fn before(&self, t: SimTime) -> Option<&Snapshot> {
        let after = self.kept.partition_point(|s| s.at() <= t);
        // The start stands for 0:00 before anything was done, so it serves every moment.
        self.kept.get(after.saturating_sub(1)).map(|s| &**s)
    }

    /// Drops those that lie right of what is kept.
    pub(super) fn cut(&mut self, events: usize, now: SimTime) {
        self.kept.retain(|s| s.events <= events && s.at() <= now);
    }
}
