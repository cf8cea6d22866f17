//! Resources that do not answer, or fail so many of a hundred calls, for a while.
use crate::base::{random::Stream, time::SimTime};
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which resources are ill now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ills {
    down: BTreeMap<Name, SimTime>,
    failing: BTreeMap<Name, (u32, SimTime)>,
    draws: Stream,
}

impl Ills {
    pub(super) fn new(seed: u64) -> Self {
        Self { down: BTreeMap::new(), failing: BTreeMap::new(), draws: Stream::new(seed, "ills") }
    }
    /// It does not answer until then.
    pub(super) fn outage(&mut self, who: &Name, until: SimTime) {
        self.down.insert(who.clone(), until);
    }
    /// It fails so many of a hundred calls until then.
    pub(super) fn errors(&mut self, who: &Name, percent: u32, until: SimTime) {
        self.failing.insert(who.clone(), (percent, until));
    }
    /// Whether anything is ill at all: the common case costs nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.down.is_empty() && self.failing.is_empty()
    }
    /// Whether a call to this resource fails now.
    pub(super) fn strikes(&mut self, who: &str, now: SimTime) -> bool {
        self.down.retain(|_, until| *until > now);
        self.failing.retain(|_, (_, until)| *until > now);
        if self.down.contains_key(who) {
            return true;
        }
        let percent = self.failing.get(who).map(|f| f.0);
        percent.is_some_and(|percent| self.draws.below(100) < u64::from(percent))
    }
}
