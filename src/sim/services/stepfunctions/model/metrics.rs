//! Values under CloudWatch's own names, per state machine.
use super::States;
use crate::base::time::SimTime;
use serde::{Deserialize, Serialize};

macro_rules! sums {
    ($($(#[$doc:meta])* $kind:ident $name:literal;)*) => {
        /// What is counted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Sum { $($(#[$doc])* $kind,)* }

        /// Metrics that count up from the start of the run.
        pub const SUMS: &[&str] = &[$($name,)*];

        /// Every metric; times are averages in milliseconds, `OpenExecutionCount` is a gauge.
        pub const METRICS: &[&str] = &[$($name,)* "OpenExecutionCount", "ExecutionTime"];
    };
}

sums! {
    /// Executions.
    Started "ExecutionsStarted";
    /// Executions.
    Succeeded "ExecutionsSucceeded";
    /// Executions.
    Failed "ExecutionsFailed";
    /// Executions.
    TimedOut "ExecutionsTimedOut";
    /// Executions.
    Aborted "ExecutionsAborted";
    /// Transitions that had to wait for a token.
    Throttled "ExecutionThrottled";
    /// Starts that were refused for their rate.
    Refused "ThrottledEvents";
    /// Redrives.
    Redriven "ExecutionsRedriven";
    /// State transitions: states entered and retries.
    Transitions "StateTransitions";
    /// Functions.
    FunctionsScheduled "LambdaFunctionsScheduled";
    /// Functions.
    FunctionsSucceeded "LambdaFunctionsSucceeded";
    /// Functions.
    FunctionsFailed "LambdaFunctionsFailed";
    /// Functions.
    FunctionsTimedOut "LambdaFunctionsTimedOut";
    /// Integrations.
    TasksScheduled "ServiceIntegrationsScheduled";
    /// Integrations.
    TasksSucceeded "ServiceIntegrationsSucceeded";
    /// Integrations.
    TasksFailed "ServiceIntegrationsFailed";
    /// Integrations.
    TasksTimedOut "ServiceIntegrationsTimedOut";
    /// Activities.
    ActivitiesScheduled "ActivitiesScheduled";
    /// Activities.
    ActivitiesSucceeded "ActivitiesSucceeded";
    /// Activities.
    ActivitiesFailed "ActivitiesFailed";
    /// Activities.
    ActivitiesTimedOut "ActivitiesTimedOut";
}

/// The counts of one state machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    sums: Vec<u64>,
    /// Closed executions, and how long all of them took.
    pub closed: (u64, u64),
    /// Express: requests, and what is billed in MB times milliseconds.
    pub billed: (u64, u64),
}

impl Default for Tally {
    fn default() -> Self {
        Self { sums: vec![0; SUMS.len()], closed: (0, 0), billed: (0, 0) }
    }
}

impl Tally {
    /// Counts one.
    pub fn count(&mut self, what: Sum) {
        if let Some(n) = self.sums.get_mut(what as usize) {
            *n += 1;
        }
    }
    /// A sum.
    #[must_use]
    pub fn get(&self, what: Sum) -> u64 {
        self.sums.get(what as usize).copied().unwrap_or(0)
    }
}

impl States {
    /// A metric of one state machine: a sum since the start, a gauge now, times as an average in milliseconds.
    #[must_use]
    pub fn measure(&self, resource: &str, name: &str, _: SimTime) -> Option<u64> {
        let machine = self.machines.get(resource)?;
        let tally = &machine.tally;
        match name {
            "OpenExecutionCount" => Some(machine.open.len() as u64),
            "ExecutionTime" => Some(tally.closed.1.checked_div(tally.closed.0).unwrap_or(0) / 1_000),
            _ => SUMS.iter().position(|s| *s == name).and_then(|at| tally.sums.get(at).copied()),
        }
    }
}
