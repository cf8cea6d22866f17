//! The numbers EventBridge Pipes obeys: [`Limits`] come from the fact ledger, [`Settings`] stand for what AWS does not publish.
use crate::base::time::SimTime;
use crate::sim::{
    delivery::Backoff,
    quotas::{MissingFact, Quotas},
};
use serde::{Deserialize, Serialize};

/// Every number Pipes takes from the ledger, read once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Pipes in a Region.
    pub pipes: u64,
    /// Executions at once.
    pub concurrent: u64,
    /// `MaximumBatchingWindowInSeconds` at most.
    pub window: u64,
    /// `BatchSize` at most.
    pub batch: u64,
    /// Filter patterns.
    pub filters: u64,
    /// How long a stream keeps records: a blocked batch is given up then.
    pub retention: SimTime,
}

impl Limits {
    /// Reads the ledger.
    ///
    /// # Errors
    /// The first fact that is missing or lacks a number.
    pub fn resolve(facts: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self {
            pipes: facts.is("pipes.count:pipes")?,
            concurrent: facts.is("pipes.count:concurrent_large")?,
            window: facts.is("pipes.limits:window")?,
            batch: facts.is("pipes.limits:batch")?,
            filters: facts.is("pipes.limits:filters")?,
            retention: SimTime::from_secs(facts.is("kinesis.retention.default")?.saturating_mul(3_600)),
        })
    }
}

/// What AWS does not publish: assumptions of the scenario, each with a stated default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// How long CREATING, UPDATING, STARTING, STOPPING and DELETING last. Default 5 s.
    pub changes: SimTime,
    /// Pollers of a standard queue. Default 5; a FIFO queue and a broker are read by one.
    pub pollers: u32,
    /// How often an idle shard is read. Default 1 s.
    pub reads: SimTime,
    /// The pauses between attempts at a batch of a stream. Default 1 s, doubling up to 60 s.
    pub backoff: Backoff,
    /// How long enrichment and target may take to answer. Default 5 minutes.
    pub patience: SimTime,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            changes: SimTime::from_secs(5),
            pollers: 5,
            reads: SimTime::from_secs(1),
            backoff: Backoff { first: SimTime::from_secs(1), most: SimTime::from_secs(60) },
            patience: SimTime::from_secs(300),
        }
    }
}
