//! Archives, which keep what passes, and replays, which send it again.
use super::{event::Event, filter::Filter};
use crate::base::time::SimTime;
use crate::sim::{members::Members, trace::Name};
use serde::{Deserialize, Serialize};
use std::{collections::VecDeque, sync::Arc};

/// An archive of a bus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// Its name.
    pub name: Name,
    /// Its ARN.
    pub arn: Name,
    /// The bus.
    pub bus: Name,
    /// Its description.
    pub description: Name,
    /// What is kept as given: KmsKeyIdentifier.
    pub more: Members,
    /// Which events it keeps; all where there is none.
    pub pattern: Option<Filter>,
    /// How long in days; 0 = for ever.
    pub retention: u64,
    /// When it was made.
    pub created: SimTime,
    /// When each event came in, and the event; oldest first.
    pub events: VecDeque<(SimTime, Arc<Event>)>,
    /// Their bytes.
    pub bytes: u64,
    /// Bytes that ever came in: what archiving is billed by.
    pub taken: u64,
    /// Events that ever came in, and those whose retention ran out.
    pub counts: (u64, u64),
}

impl Archive {
    /// Keeps an event from a moment on.
    pub fn keep(&mut self, from: SimTime, event: Arc<Event>) {
        let size = event.size();
        (self.bytes, self.taken) = (self.bytes + size, self.taken + size);
        self.counts.0 += 1;
        self.events.push_back((from, event));
    }
    /// Lets go what is too old.
    pub fn expire(&mut self, now: SimTime) {
        if self.retention == 0 {
            return;
        }
        let age = SimTime::from_secs(self.retention * 86_400);
        while let Some((_, event)) = self.events.front().filter(|(at, _)| now.since(*at) >= age) {
            self.bytes = self.bytes.saturating_sub(event.size());
            self.counts.1 += 1;
            self.events.pop_front();
        }
    }
    /// How many events lie in it now.
    #[must_use]
    pub fn held(&self, now: SimTime) -> u64 {
        let age = SimTime::from_secs(self.retention.saturating_mul(86_400));
        let there = |at: SimTime| at <= now && (self.retention == 0 || now.since(at) < age);
        self.events.iter().filter(|(at, _)| there(*at)).count() as u64
    }
}

/// `STARTING`, `RUNNING` ...
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReplayState {
    /// Asked for.
    Starting,
    /// Sends.
    Running,
    /// Was told to stop.
    Cancelling,
    /// Has sent everything.
    Completed,
    /// Stopped.
    Cancelled,
}

impl ReplayState {
    /// AWS's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Starting => "STARTING",
            Self::Running => "RUNNING",
            Self::Cancelling => "CANCELLING",
            Self::Completed => "COMPLETED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// A replay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// Its name.
    pub name: Name,
    /// Its own number; timers carry it.
    pub no: u64,
    /// Its description.
    pub description: Name,
    /// The archive.
    pub archive: Name,
    /// The bus its events go to: the one they came from.
    pub bus: Name,
    /// From and to, in epoch seconds of the events' own time.
    pub span: (i64, i64),
    /// Only these rules see the events; all where empty.
    pub filters: Vec<Name>,
    /// How far it is.
    pub state: ReplayState,
    /// What is still to be sent: minute by minute of event time.
    pub ahead: VecDeque<Vec<Arc<Event>>>,
    /// The time of the last event sent.
    pub last: Option<i64>,
    /// When it began and ended.
    pub when: (SimTime, Option<SimTime>),
    /// Events sent so far.
    pub sent: u64,
}
