//! The pollers of a queue's mapping: each reads a batch, has it worked on, deletes it, and reads on.
use super::{mapping::Tally, run::Entry};
use crate::base::time::SimTime;
use serde::{Deserialize, Serialize};

/// What a poller is at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum At {
    /// It does not exist now.
    #[default]
    Off,
    /// Its poll is open since then.
    Polling(SimTime),
    /// It waits with what it holds for the end of the window, or before the next poll.
    Waiting,
    /// The function has its batch.
    Running,
    /// It was throttled and tries again later.
    Throttled(SimTime),
}

/// A poller.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poller {
    /// What it is at.
    pub at: At,
    /// What it gathered.
    pub held: Vec<Entry>,
    /// Bytes of it.
    pub bytes: u64,
    /// When the first of it came: the window counts from here.
    pub opened: SimTime,
    /// Timers of an earlier wait carry an earlier number.
    pub epoch: u32,
    /// How often in a row it was throttled.
    pub tries: u32,
    /// When its last poll began.
    pub polled: SimTime,
    /// Its last poll found nothing.
    pub empty: bool,
}

impl Poller {
    /// Whether the function has its batch.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        matches!(self.at, At::Running)
    }
    /// Takes what it holds, as much as fits into a batch.
    pub fn take(&mut self, most: usize, bytes: u64, envelope: u64) -> Vec<Entry> {
        let mut size = 0u64;
        let fits = |e: &Entry| {
            size = size.saturating_add(weight(e, envelope));
            size <= bytes
        };
        let count = self.held.iter().take(most).take_while({
            let mut fits = fits;
            move |e| fits(e)
        });
        let count = count.count().max(1).min(self.held.len());
        let rest = self.held.split_off(count);
        let taken = std::mem::replace(&mut self.held, rest);
        self.bytes = self.held.iter().map(|e| weight(e, envelope)).sum();
        taken
    }
}

/// What an entry weighs in a batch.
#[must_use]
pub fn weight(entry: &Entry, envelope: u64) -> u64 {
    entry.cargo.size().saturating_add(envelope)
}

/// All pollers of a mapping.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pollers {
    /// By number; those beyond `target` end when they have finished.
    pub list: Vec<Poller>,
    /// How many there should be: concurrent batches.
    pub target: u32,
    /// Batches that went well since the last look.
    pub good: u32,
    /// Batches that failed or were throttled since the last look.
    pub bad: u32,
    /// Messages polled at the last look.
    pub polled: u64,
    /// Looks in a row without any message.
    pub quiet: u32,
    /// Since when `target` is what it is, for what provisioned pollers cost.
    pub since: SimTime,
}

impl Pollers {
    /// Sets how many there should be; what the time before cost is added to the tally.
    pub fn aim(&mut self, target: u32, now: SimTime, tally: &mut Tally) {
        tally.poller_us =
            tally.poller_us.saturating_add(now.since(self.since).0.saturating_mul(u64::from(self.target)));
        self.since = now;
        self.target = target;
        let target = usize::try_from(target).unwrap_or(usize::MAX);
        if self.list.len() < target {
            self.list.resize_with(target, Poller::default);
        }
    }
}
