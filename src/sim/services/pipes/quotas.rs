//! The numbers EventBridge Pipes obeys: [`Limits`] come from the fact ledger, [`Settings`] stand for what AWS does not publish.
use crate::base::time::SimTime;
use crate::sim::{
    delivery::Backoff,
    quotas::{MissingFact, Quotas, Span},
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
    /// Characters of a pipe's name.
    pub name: u64,
    /// `BatchSize` of a queue where it says nothing.
    pub queue_batch: u64,
    /// `BatchSize` of a FIFO queue at most.
    pub fifo_batch: u64,
    /// `BatchSize` of a stream or a broker where it says nothing.
    pub stream_batch: u64,
    /// Above this `BatchSize` a queue needs a window, of so many seconds at least.
    pub window_needed: (u64, u64),
    /// `ParallelizationFactor`.
    pub parallel: Span,
    /// `MaximumRetryAttempts` at most.
    pub attempts: u64,
    /// `MaximumRecordAgeInSeconds`, least and most.
    pub age: (u64, u64),
    /// Bytes of one request of the bill.
    pub request: u64,
    /// What other services take at once.
    pub takes: Takes,
    /// How long a stream keeps records: a blocked batch is given up then.
    pub retention: SimTime,
}

/// How much the services around a pipe take in one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Takes {
    /// Messages of a ReceiveMessage.
    pub receive: u64,
    /// Entries of a queue's batch.
    pub sqs: u64,
    /// Entries of a topic's batch.
    pub sns: u64,
    /// Entries of PutEvents.
    pub events: u64,
    /// Records of PutRecords.
    pub kinesis: u64,
    /// Records of PutRecordBatch.
    pub firehose: u64,
}

impl Limits {
    /// Reads the ledger.
    ///
    /// # Errors
    /// The first fact that is missing or lacks a number.
    pub fn resolve(facts: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self {
            name: facts.max("pipes.name")?,
            queue_batch: facts.default_of("pipes.batch:queue")?,
            fifo_batch: facts.max("pipes.batch:fifo")?,
            stream_batch: facts.default_of("pipes.batch:stream")?,
            window_needed: (facts.is("pipes.batch:window_needed_above")?, facts.is("pipes.batch:window_needed")?),
            parallel: facts.span("pipes.stream:parallel", None)?,
            attempts: facts.max("pipes.stream:attempts")?,
            age: facts.range("pipes.stream:age")?,
            request: facts.is("pipes.request")?,
            takes: Takes {
                receive: facts.max("sqs.receive.max_messages")?,
                sqs: facts.is("sqs.batch.max_entries")?,
                sns: facts.is("sns.batch.max")?,
                events: facts.is("eb.putevents.entries")?,
                kinesis: facts.is("kinesis.putrecords.max_records")?,
                firehose: facts.is("firehose.batch.max:records")?,
            },
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
