//! Values under CloudWatch's own names: sums since the start, latencies as the average in milliseconds.
use super::Events;
use serde::{Deserialize, Serialize};

macro_rules! meters {
    ($($(#[$doc:meta])* $meter:ident $name:literal,)*) => {
        /// What is counted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Meter {
            $($(#[$doc])* $meter,)*
        }
        /// Those that count up, in the order of [`Meter`].
        pub const SUMS: &[&str] = &[$($name,)*];
        /// Every metric under CloudWatch's name.
        pub const METRICS: &[&str] = &[$($name,)* LATENCY, START_LATENCY];
    };
}

/// From the event's arrival to the answer of its target, average in milliseconds.
pub const LATENCY: &str = "IngestionToInvocationSuccessLatency";
/// From the event's arrival to the first attempt, average in milliseconds.
pub const START_LATENCY: &str = "IngestionToInvocationStartLatency";

meters! {
    /// Requests.
    PutCalls "PutEventsApproximateCallCount",
    /// Requests that succeeded.
    PutSuccesses "PutEventsApproximateSuccessCount",
    /// Requests that failed as a whole.
    PutFailures "PutEventsApproximateFailedCount",
    /// Requests over the quota.
    PutThrottles "PutEventsApproximateThrottledCount",
    /// Entries asked for.
    PutEntries "PutEventsEntriesCount",
    /// Entries refused one by one.
    PutFailedEntries "PutEventsFailedEntriesCount",
    /// Bytes of requests.
    PutSize "PutEventsRequestSize",
    /// Events that at least one rule took.
    Matched "MatchedEvents",
    /// Rules that took an event.
    Triggered "TriggeredRules",
    /// Targets to be invoked.
    Created "InvocationsCreated",
    /// Invocations that ended, well or not.
    Invocations "Invocations",
    /// Attempts.
    Attempts "InvocationAttempts",
    /// Attempts that succeeded.
    Successes "SuccessfulInvocationAttempts",
    /// Attempts after the first.
    Retries "RetryInvocationAttempts",
    /// Invocations that failed for good.
    Failed "FailedInvocations",
    /// Invocations held back by the quota.
    Throttled "ThrottledRules",
    /// Invocations that were not made, to break a loop or because a hop too many was found.
    Dead "DeadLetterInvocations",
    /// Dead letters that arrived.
    Sent "InvocationsSentToDlq",
    /// Dead letters the queue refused.
    Unsent "InvocationsFailedToBeSentToDlq",
    /// Events sent again from an archive; the simulator's own.
    Replayed "EventsReplayed",
    /// 64 KB of published events; the simulator's own.
    Chunks "EventChunksPublished",
    /// Deliveries to another bus; the simulator's own.
    CrossBus "CrossBusDeliveries",
    /// Deliveries to API destinations; the simulator's own.
    ApiCalls "ApiDestinationInvocations",
}

/// Counts of one bus or rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    counts: Vec<u64>,
    /// Milliseconds to success, and how often.
    success: (u64, u64),
    /// Milliseconds to the first attempt, and how often.
    start: (u64, u64),
}

impl Default for Tally {
    fn default() -> Self {
        Self { counts: vec![0; SUMS.len()], success: (0, 0), start: (0, 0) }
    }
}

impl Tally {
    /// Counts so many.
    pub fn add(&mut self, meter: Meter, count: u64) {
        if let Some(slot) = self.counts.get_mut(meter as usize) {
            *slot += count;
        }
    }
    /// Notes how long a success took.
    pub const fn succeeded(&mut self, millis: u64) {
        self.success = (self.success.0 + millis, self.success.1 + 1);
    }
    /// Notes how long the first attempt took.
    pub const fn started(&mut self, millis: u64) {
        self.start = (self.start.0 + millis, self.start.1 + 1);
    }
    /// A count so far.
    #[must_use]
    pub fn of(&self, meter: Meter) -> u64 {
        self.counts.get(meter as usize).copied().unwrap_or(0)
    }
    /// A metric by name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<u64> {
        match name {
            LATENCY => Some(self.success.0.checked_div(self.success.1).unwrap_or(0)),
            START_LATENCY => Some(self.start.0.checked_div(self.start.1).unwrap_or(0)),
            _ => self.counts.get(SUMS.iter().position(|n| *n == name)?).copied(),
        }
    }
}

impl Events {
    /// A metric of a bus, or of a rule as `BUS/RULE`.
    #[must_use]
    pub fn measure(&self, resource: &str, name: &str) -> Option<u64> {
        if let Some(bus) = self.buses.get(resource) {
            return bus.tally.get(name);
        }
        let (bus, rule) = resource.rsplit_once('/')?;
        self.buses.get(bus)?.rules.get(rule)?.tally.get(name)
    }
}
