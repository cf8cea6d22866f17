//! The numbers Step Functions obeys: [`Limits`] come from the fact ledger, [`Settings`] stand for what AWS does not publish.
use crate::base::time::SimTime;
use crate::sim::quotas::{MissingFact, Quotas};
use serde::{Deserialize, Serialize};

/// What a retrier takes where it says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defaults {
    /// IntervalSeconds.
    pub interval: u64,
    /// MaxAttempts.
    pub attempts: u64,
    /// BackoffRate.
    pub rate: u64,
}

/// A token bucket: how many it holds, how many a second come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Size.
    pub bucket: u64,
    /// Refill per second.
    pub refill: u64,
}

/// Spans of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spans {
    /// The longest a Standard execution runs.
    pub standard: SimTime,
    /// The longest an Express execution runs.
    pub express: SimTime,
    /// How long a closed execution is kept.
    pub kept: SimTime,
    /// How long after its close the name of an execution stays taken.
    pub name: SimTime,
    /// How long after its close an execution can be redriven.
    pub redrive: SimTime,
    /// How long GetActivityTask waits for a task.
    pub poll: SimTime,
}

/// How much fits in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    /// Bytes of an input, an output, a result.
    pub payload: u64,
    /// Bytes of a definition.
    pub definition: u64,
    /// Events of an execution's history.
    pub history: u64,
    /// Characters of a name.
    pub name: u64,
    /// State machines.
    pub machines: u64,
    /// Open Standard executions.
    pub open: u64,
    /// Iterations an inline Map runs at once.
    pub inline: u64,
    /// Child executions a Distributed Map runs at once.
    pub children: u64,
    /// Open Map Runs.
    pub runs: u64,
    /// Versions of a state machine.
    pub versions: u64,
    /// Aliases of a state machine.
    pub aliases: u64,
}

/// How fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    /// StartExecution, Standard.
    pub standard: Rate,
    /// StartExecution, Express.
    pub express: Rate,
    /// State transitions, Standard.
    pub transitions: Rate,
}

/// Every number Step Functions takes from the ledger, read once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Spans of time.
    pub spans: Spans,
    /// How much fits in.
    pub sizes: Sizes,
    /// How fast.
    pub rates: Rates,
    /// Of a retrier.
    pub retry: Defaults,
}

impl Limits {
    /// Reads the ledger.
    ///
    /// # Errors
    /// The first fact that is missing or lacks a number.
    pub fn resolve(facts: &Quotas) -> Result<Self, MissingFact> {
        let days = |id| facts.is(id).map(|n| SimTime::from_secs(n.saturating_mul(86_400)));
        let rate = |bucket, refill| Ok::<_, MissingFact>(Rate { bucket: facts.is(bucket)?, refill: facts.is(refill)? });
        Ok(Self {
            spans: Spans {
                standard: days("sfn.std.duration")?,
                express: facts.secs("sfn.exp.duration")?,
                kept: days("sfn.std.history_retention")?,
                name: days("sfn.name_reuse")?,
                redrive: days("sfn.redrive")?,
                poll: facts.secs("sfn.activity.poll")?,
            },
            sizes: Sizes {
                payload: facts.is("sfn.payload")?,
                definition: facts.is("sfn.definition")?,
                history: facts.is("sfn.std.history")?,
                name: facts.is("sfn.name_max")?,
                machines: facts.is("sfn.state_machines")?,
                open: facts.is("sfn.open_executions")?,
                inline: facts.is("sfn.map.inline")?,
                children: facts.is("sfn.map.children:children")?,
                runs: facts.is("sfn.map.children:map_runs")?,
                versions: facts.is("sfn.versions")?,
                aliases: facts.is("sfn.aliases")?,
            },
            rates: Rates {
                standard: rate("sfn.std.start_rate:bucket_large", "sfn.std.start_rate:refill_large")?,
                express: rate("sfn.exp.start_rate:bucket", "sfn.exp.start_rate:refill")?,
                transitions: rate("sfn.std.transitions:bucket_large", "sfn.std.transitions:refill_large_per_second")?,
            },
            retry: Defaults {
                interval: facts.is("sfn.retry.defaults:interval")?,
                attempts: facts.is("sfn.retry.defaults:attempts")?,
                rate: facts.is("sfn.retry.defaults:backoff_rate")?,
            },
        })
    }
}

/// What AWS does not publish: assumptions of the scenario, each with a stated default. One value per state machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// How long a state transition takes, so that no loop stands still in time; 1 ms to 10 s. Default 20 ms.
    pub transition: SimTime,
    /// The same for Express. Default 5 ms.
    pub express_transition: SimTime,
    /// Of a million asynchronous Express starts, how many run twice (at least once). Default 0: labs switch it on.
    pub duplicates_per_million: u32,
    /// How long a service integration waits for its target's answer where the state has no TimeoutSeconds. Default 15 min.
    pub patience: SimTime,
    /// Memory an Express execution is billed for, MB; a multiple of 64. Default 64.
    pub express_memory: u32,
    /// Closed executions kept with their history; AWS keeps all for 90 days. Default 1,000.
    pub keep: u32,
    /// Branches and iterations one execution may run at once, all levels together. Default 10,000.
    pub branches: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            transition: SimTime::from_millis(20),
            express_transition: SimTime::from_millis(5),
            duplicates_per_million: 0,
            patience: SimTime::from_secs(900),
            express_memory: 64,
            keep: 1_000,
            branches: 10_000,
        }
    }
}

impl Settings {
    /// The same with every number inside its bounds, so that no later step has to ask.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        let (least, most) = (SimTime::from_millis(1), SimTime::from_secs(10));
        self.transition = self.transition.clamp(least, most);
        self.express_transition = self.express_transition.clamp(least, most);
        self.duplicates_per_million = self.duplicates_per_million.min(1_000_000);
        self.patience = self.patience.clamp(SimTime::from_secs(1), SimTime::from_secs(31_622_400));
        self.express_memory = self.express_memory.clamp(64, 16_384).next_multiple_of(64);
        self.keep = self.keep.clamp(1, 1_000_000);
        self.branches = self.branches.clamp(1, 100_000);
        self
    }
}
