//! The numbers Lambda obeys: [`Limits`] come from the fact ledger, [`Settings`] stand for what AWS does not publish.
use crate::base::time::SimTime;
use crate::sim::quotas::{MissingFact, Quotas, Span};
use serde::{Deserialize, Serialize};

/// What holds of functions and their invocations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Functions {
    /// Timeout in seconds.
    pub timeout: Span,
    /// Memory in MB; the default is the least.
    pub memory: Span,
    /// Concurrent executions of the account in a Region.
    pub concurrency: u32,
    /// Of these so many cannot be reserved.
    pub unreserved_min: u32,
    /// So many new environments of one function ...
    pub scale_step: u64,
    /// ... in so long.
    pub scale_period: SimTime,
    /// Bytes of a synchronous request or answer.
    pub payload_sync: u64,
    /// Bytes of an asynchronous request.
    pub payload_async: u64,
    /// Bytes of a resource policy.
    pub policy: u64,
}

/// What holds of asynchronous invocations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Later {
    /// Retries after a function error, at most and unless said.
    pub retries: u32,
    /// Seconds an event is kept.
    pub age: Span,
    /// Wait before the first retry after a function error.
    pub first_retry: SimTime,
    /// Wait before the second.
    pub second_retry: SimTime,
    /// First wait after a throttle or a system error; it doubles ...
    pub backoff_first: SimTime,
    /// ... up to this.
    pub backoff_most: SimTime,
}

/// What holds of batches of event source mappings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batches {
    /// Batch size from a standard queue.
    pub standard: Span,
    /// From a FIFO queue.
    pub fifo: Span,
    /// From a stream.
    pub stream: Span,
    /// From a broker.
    pub broker: Span,
    /// Seconds of the batching window.
    pub window: Span,
    /// Above this batch size a queue needs a window ...
    pub window_needed_above: u64,
    /// ... of at least so many seconds.
    pub window_needed: u64,
    /// The window of a broker unless said.
    pub broker_window: SimTime,
    /// Bytes of a batch.
    pub payload: u64,
    /// Filters of a mapping.
    pub filters: u64,
    /// Messages of one receive.
    pub receive: u32,
    /// The longest long poll.
    pub long_poll: SimTime,
}

/// How a queue's pollers scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    /// Concurrent batches at the start.
    pub start: u32,
    /// As few as this after a quiet time.
    pub floor: u32,
    /// More per minute while messages are there.
    pub per_minute: u32,
    /// At most.
    pub maximum: u32,
    /// `ScalingConfig.MaximumConcurrency`.
    pub limit: Span,
    /// `ProvisionedPollerConfig.MinimumPollers`.
    pub min_pollers: Span,
    /// `ProvisionedPollerConfig.MaximumPollers`.
    pub max_pollers: Span,
    /// Concurrent invocations of one provisioned poller.
    pub poller_invokes: u32,
    /// Polls a second of one provisioned poller.
    pub poller_polls: u32,
    /// Provisioned: more concurrent invocations per minute.
    pub provisioned_per_minute: u32,
}

/// What holds of stream mappings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Streams {
    /// `ParallelizationFactor`.
    pub parallel: Span,
    /// `MaximumRetryAttempts`, at most.
    pub attempts: u64,
    /// `MaximumRecordAgeInSeconds`, at most.
    pub age: u64,
    /// A shard is polled each so often.
    pub poll: SimTime,
    /// No stream keeps its records shorter than this.
    pub kept: SimTime,
}

/// Every number Lambda takes from the ledger, read once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Functions.
    pub functions: Functions,
    /// Asynchronous invocations.
    pub later: Later,
    /// Batches.
    pub batches: Batches,
    /// Pollers.
    pub scale: Scale,
    /// Streams.
    pub streams: Streams,
}

impl Limits {
    /// Reads the ledger.
    ///
    /// # Errors
    /// The first fact that is missing or lacks a number.
    pub fn resolve(facts: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self {
            functions: functions(facts)?,
            later: later(facts)?,
            batches: batches(facts)?,
            scale: scale(facts)?,
            streams: Streams {
                parallel: up_to(facts, "lambda.esm.kinesis.parallel", 1)?,
                attempts: facts.max("lambda.esm.kinesis.retry:attempts")?,
                age: facts.max("lambda.esm.kinesis.retry:age")?,
                poll: facts.secs("lambda.esm.kinesis.poll")?,
                kept: SimTime::from_secs(facts.is("kinesis.retention.min")?.saturating_mul(3_600)),
            },
        })
    }
}

/// From the fact's least (or 1) to its most.
fn up_to(facts: &Quotas, id: &'static str, default: u64) -> Result<Span, MissingFact> {
    let number = facts.number(id)?;
    Ok(Span { min: number.min.unwrap_or(1), max: facts.max(id)?, default: number.default.unwrap_or(default) })
}

fn functions(facts: &Quotas) -> Result<Functions, MissingFact> {
    let mb = 1024 * 1024;
    let memory = facts.number("lambda.memory")?;
    let least = memory.min.ok_or(MissingFact { id: "lambda.memory", number: "min" })? / mb;
    Ok(Functions {
        timeout: up_to(facts, "lambda.timeout:function", 3)?,
        memory: Span { min: least, max: facts.max("lambda.memory")? / mb, default: least },
        concurrency: facts.small("lambda.concurrency:region")?,
        unreserved_min: facts.small("lambda.concurrency.unreserved")?,
        scale_step: facts.is("lambda.concurrency:scale_step")?,
        scale_period: facts.secs("lambda.concurrency:scale_period")?,
        payload_sync: facts.is("lambda.payload.sync")?,
        payload_async: facts.is("lambda.payload.async")?,
        policy: facts.is("lambda.policy.size")?,
    })
}

fn later(facts: &Quotas) -> Result<Later, MissingFact> {
    let age = facts.number("lambda.async.age")?;
    let default = facts.is("lambda.async.retry:age")?;
    let lacks = |number| MissingFact { id: "lambda.async.age", number };
    Ok(Later {
        retries: facts.small("lambda.async.retry:retries")?,
        age: Span { min: age.min.ok_or(lacks("min"))?, max: age.max.ok_or(lacks("max"))?, default },
        first_retry: facts.secs("lambda.async.backoff:first_retry")?,
        second_retry: facts.secs("lambda.async.backoff:second_retry")?,
        backoff_first: facts.secs("lambda.async.backoff:throttle_first")?,
        backoff_most: facts.secs("lambda.async.backoff:throttle_most")?,
    })
}

fn batches(facts: &Quotas) -> Result<Batches, MissingFact> {
    Ok(Batches {
        standard: up_to(facts, "lambda.esm.sqs.batch:standard", 10)?,
        fifo: up_to(facts, "lambda.esm.sqs.batch:fifo", 10)?,
        stream: up_to(facts, "lambda.esm.stream.batch", 100)?,
        broker: up_to(facts, "lambda.esm.mq.batch:batch", 100)?,
        window: facts.span("lambda.esm.window", None)?,
        window_needed_above: facts.is("lambda.esm.sqs.batch:window_needed_above")?,
        window_needed: facts.is("lambda.esm.sqs.batch:window_needed")?,
        broker_window: SimTime::from_millis(facts.default_of("lambda.esm.mq.batch:window")?),
        payload: facts.is("lambda.esm.payload")?,
        filters: facts.is("lambda.esm.filters")?,
        receive: u32::try_from(facts.max("sqs.receive.max_messages")?).unwrap_or(u32::MAX),
        long_poll: SimTime::from_secs(facts.max("sqs.longpoll.max")?),
    })
}

fn scale(facts: &Quotas) -> Result<Scale, MissingFact> {
    Ok(Scale {
        start: facts.small("lambda.esm.sqs.scale:start")?,
        floor: facts.small("lambda.esm.sqs.scale_floor")?,
        per_minute: facts.small("lambda.esm.sqs.scale:per_minute")?,
        maximum: facts.small("lambda.esm.sqs.scale:maximum")?,
        limit: up_to(facts, "lambda.esm.sqs.max_concurrency", 1)?,
        min_pollers: facts.span("lambda.esm.sqs.provisioned:min_pollers", None)?,
        max_pollers: facts.span("lambda.esm.sqs.provisioned:max_pollers", None)?,
        poller_invokes: facts.small("lambda.esm.sqs.provisioned:poller_invokes")?,
        poller_polls: facts.small("lambda.esm.sqs.provisioned:poller_polls")?,
        provisioned_per_minute: facts.small("lambda.esm.sqs.provisioned:scale_per_minute")?,
    })
}

/// What AWS does not publish: assumptions of the scenario, each with a stated default. One value per function, which its
/// mappings share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// How long a cold start takes before the handler runs. Default 250 ms.
    pub init: SimTime,
    /// How long an idle environment is kept. Default 10 min.
    pub keep_warm: SimTime,
    /// How long provisioned concurrency takes until it is ready. Default 0.
    pub provision_takes: SimTime,
    /// How long a mapping is Creating, Updating, Disabling or Deleting. Default 0.
    pub mapping_takes: SimTime,
    /// First wait of a poller whose invocation was throttled, and of a stream whose batch failed; it doubles. Default 1 s.
    pub retry_first: SimTime,
    /// The longest such wait. Default 30 s.
    pub retry_most: SimTime,
    /// How soon a shard is read again while records wait there. Default 200 ms: five reads a second are allowed.
    pub behind_poll: SimTime,
    /// Wait after a source refused a poll. Default 10 s.
    pub ill_wait: SimTime,
    /// Bytes the envelope of a record adds to a batch. Default 500.
    pub envelope: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            init: SimTime::from_millis(250),
            keep_warm: SimTime::from_secs(600),
            provision_takes: SimTime::ZERO,
            mapping_takes: SimTime::ZERO,
            retry_first: SimTime::from_secs(1),
            retry_most: SimTime::from_secs(30),
            behind_poll: SimTime::from_millis(200),
            ill_wait: SimTime::from_secs(10),
            envelope: 500,
        }
    }
}

impl Settings {
    /// The wait before try number `tries` (1 = the first retry).
    #[must_use]
    pub fn backoff(&self, tries: u32) -> SimTime {
        doubled(self.retry_first, self.retry_most, tries)
    }
}

/// `first`, doubled with each further try, up to `most`; never nothing, so that no run stands still.
#[must_use]
pub fn doubled(first: SimTime, most: SimTime, tries: u32) -> SimTime {
    let factor = 1u64 << tries.saturating_sub(1).min(40);
    SimTime(first.0.max(1_000).saturating_mul(factor).min(most.0.max(1_000)))
}
