//! The numbers EventBridge Scheduler obeys: [`Limits`] come from the fact ledger, [`Settings`] stand for what AWS does not publish.
use crate::base::time::SimTime;
use crate::sim::{
    delivery::Backoff,
    quotas::{MissingFact, Quotas},
};
use serde::{Deserialize, Serialize};

/// Every number the Scheduler takes from the ledger, read once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Schedules in a Region.
    pub schedules: u64,
    /// Schedule groups in a Region.
    pub groups: u64,
    /// Bytes of a target's input.
    pub input: u64,
    /// Invocations a second; what is more waits.
    pub invocations: u64,
    /// CreateSchedule calls a second.
    pub creates: u64,
    /// `MaximumRetryAttempts`, least and most.
    pub attempts: (u64, u64),
    /// `MaximumEventAgeInSeconds`, least and most.
    pub age: (u64, u64),
    /// `MaximumWindowInMinutes`, least and most.
    pub window: (u64, u64),
}

impl Limits {
    /// Reads the ledger.
    ///
    /// # Errors
    /// The first fact that is missing or lacks a number.
    pub fn resolve(facts: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self {
            schedules: facts.is("scheduler.schedules")?,
            groups: facts.is("scheduler.groups")?,
            input: facts.is("scheduler.input")?,
            invocations: facts.is("scheduler.invocations:large")?,
            creates: facts.is("scheduler.create_rate:primary")?,
            attempts: facts.range("scheduler.retry:attempts")?,
            age: facts.range("scheduler.retry:age")?,
            window: facts.range("scheduler.window")?,
        })
    }
}

/// What AWS does not publish: assumptions of the scenario, each with a stated default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The pauses between attempts.
    pub backoff: Backoff,
    /// How long a target may take to answer. Default 30 s.
    pub patience: SimTime,
}

impl Default for Settings {
    fn default() -> Self {
        Self { backoff: Backoff::default(), patience: SimTime::from_secs(30) }
    }
}
