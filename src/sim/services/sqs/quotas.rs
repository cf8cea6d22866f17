//! The numbers SQS obeys: [`Limits`] come from the fact ledger, [`Settings`] stand for what AWS does not publish.
use crate::base::time::SimTime;
use crate::sim::quotas::{MissingFact, Quotas, Span};
use serde::{Deserialize, Serialize};

/// Ranges of queue attributes and parameters; seconds and bytes as on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranges {
    /// `VisibilityTimeout`, seconds.
    pub visibility: Span,
    /// `MessageRetentionPeriod`, seconds.
    pub retention: Span,
    /// `DelaySeconds`.
    pub delay: Span,
    /// `WaitTimeSeconds` and `ReceiveMessageWaitTimeSeconds`.
    pub wait: Span,
    /// `MaximumMessageSize`, bytes.
    pub size: Span,
    /// `MaxNumberOfMessages` of a receive.
    pub receive: Span,
    /// `maxReceiveCount` of a redrive policy.
    pub max_receive: Span,
    /// `KmsDataKeyReusePeriodSeconds`.
    pub kms_reuse: Span,
}

/// How much fits in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    /// Entries of a batch.
    pub batch_entries: u64,
    /// Bytes of a batch.
    pub batch_bytes: u64,
    /// Message attributes of one message.
    pub attributes: u64,
    /// Characters of a queue name, suffix included.
    pub name: u64,
    /// Characters of a MessageDeduplicationId.
    pub dedup_id: u64,
    /// Characters of a MessageGroupId.
    pub group_id: u64,
    /// Characters of a ReceiveRequestAttemptId.
    pub attempt_id: u64,
    /// Tags of a queue.
    pub tags: u64,
    /// Queues of one ListQueues page.
    pub list: u64,
    /// Source queues of a RedriveAllowPolicy.
    pub sources: u64,
    /// Bytes of a queue policy.
    pub policy_bytes: u64,
    /// Actions of one statement made by AddPermission.
    pub policy_actions: u64,
    /// Statements of a queue policy.
    pub policy_statements: u64,
    /// Bytes of payload that are billed as one request.
    pub chunk: u64,
}

/// How much happens at once, and how fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    /// Messages in flight of a standard queue.
    pub inflight_standard: u64,
    /// Messages in flight of a FIFO queue.
    pub inflight_fifo: u64,
    /// FIFO calls a second per action, default mode.
    pub fifo_calls: u64,
    /// FIFO calls a second per action over all partitions, high throughput, largest Regions.
    pub fifo_high_calls: u64,
    /// FIFO calls a second per action and partition, high throughput.
    pub partition_calls: u64,
    /// Messages a second of a move task, at most.
    pub redrive: u64,
}

/// Spans of time, and the poison rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spans {
    /// The longest a message may be hidden, counted from its receive.
    pub visibility_cap: SimTime,
    /// How long a deduplication id is remembered.
    pub dedup_window: SimTime,
    /// How long a ReceiveRequestAttemptId is remembered.
    pub attempt_window: SimTime,
    /// How long the name of a deleted queue stays blocked.
    pub recreate_wait: SimTime,
    /// How long after a PurgeQueue another one is refused, and the longest it may take.
    pub purge: SimTime,
    /// A standard message received at least so often ...
    pub poison_received: u32,
    /// ... goes to the back of the queue where maxReceiveCount is above this.
    pub poison_max_above: u32,
}

/// Every number SQS takes from the ledger, read once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Ranges of attributes and parameters.
    pub ranges: Ranges,
    /// How much fits in.
    pub sizes: Sizes,
    /// How much at once, how fast.
    pub rates: Rates,
    /// Spans of time.
    pub spans: Spans,
}

impl Limits {
    /// Reads the ledger.
    ///
    /// # Errors
    /// The first fact that is missing or lacks a number.
    pub fn resolve(quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self { ranges: ranges(quotas)?, sizes: sizes(quotas)?, rates: rates(quotas)?, spans: spans(quotas)? })
    }
}

fn ranges(facts: &Quotas) -> Result<Ranges, MissingFact> {
    Ok(Ranges {
        visibility: facts.span("sqs.visibility.range", Some("sqs.visibility.default"))?,
        retention: facts.span("sqs.retention.range", Some("sqs.retention.default"))?,
        delay: facts.span("sqs.delay.range", None)?,
        wait: facts.span("sqs.longpoll.max", None)?,
        size: facts.span("sqs.message.max_size.range", Some("sqs.message.max_size.default"))?,
        receive: facts.span("sqs.receive.max_messages", None)?,
        max_receive: facts.span("sqs.dlq.max_receive_range", Some("sqs.dlq.max_receive_default"))?,
        kms_reuse: facts.span("sqs.sse.kms_reuse", None)?,
    })
}

fn sizes(facts: &Quotas) -> Result<Sizes, MissingFact> {
    Ok(Sizes {
        batch_entries: facts.is("sqs.batch.max_entries")?,
        batch_bytes: facts.is("sqs.batch.max_payload")?,
        attributes: facts.is("sqs.message.attributes_max")?,
        name: facts.is("sqs.queue.name_max")?,
        dedup_id: facts.is("sqs.fifo.dedup_id_max")?,
        group_id: facts.is("sqs.fifo.group_id_required")?,
        attempt_id: facts.is("sqs.fifo.receive_attempt_id:length")?,
        tags: facts.is("sqs.queue.tags")?,
        list: facts.is("sqs.queue.list_max")?,
        sources: facts.is("sqs.dlq.allow_policy")?,
        policy_bytes: facts.is("sqs.policy.limits:size")?,
        policy_actions: facts.is("sqs.policy.limits:actions")?,
        policy_statements: facts.is("sqs.policy.limits:statements")?,
        chunk: facts.is("price.sqs.chunk")?,
    })
}

fn rates(facts: &Quotas) -> Result<Rates, MissingFact> {
    Ok(Rates {
        inflight_standard: facts.is("sqs.standard.inflight")?,
        inflight_fifo: facts.is("sqs.fifo.inflight")?,
        fifo_calls: facts.is("sqs.fifo.throughput.default")?,
        fifo_high_calls: facts.is("sqs.fifo.ht.tps.large")?,
        partition_calls: facts.is("sqs.fifo.partition_rate")?,
        redrive: facts.is("sqs.dlq.redrive_rate")?,
    })
}

fn spans(facts: &Quotas) -> Result<Spans, MissingFact> {
    Ok(Spans {
        visibility_cap: facts.secs("sqs.visibility.total_cap")?,
        dedup_window: facts.secs("sqs.fifo.dedup_window")?,
        attempt_window: facts.secs("sqs.fifo.receive_attempt_id:window")?,
        recreate_wait: facts.secs("sqs.queue.recreate_wait")?,
        purge: facts.secs("sqs.purge.duration")?,
        poison_received: facts.small("sqs.dlq.back_of_queue:received_at_least")?,
        poison_max_above: facts.small("sqs.dlq.back_of_queue:max_receive_above")?,
    })
}

/// What AWS does not publish: assumptions of the scenario, each with a stated default. One value per queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Servers a standard queue is spread over; 1 to 64. Default 8.
    pub hosts: u32,
    /// Servers a short poll asks; 1 to `hosts`. Default 3.
    pub sampled: u32,
    /// Of a million deletes on a standard queue, how many miss a copy that comes back. Default 0: labs switch it on.
    pub duplicates_per_million: u32,
    /// How many places a message of a standard queue may fall behind later ones. Default 0: labs switch it on.
    pub shuffle: u32,
    /// How long PurgeQueue works before the messages are gone; AWS says only "up to" `sqs.purge.duration`. Default 0.
    pub purge_takes: SimTime,
    /// How long a changed attribute takes to act; AWS says only "up to" `sqs.retention.propagation`. Default 0.
    pub attributes_take: SimTime,
    /// The same for MessageRetentionPeriod. Default 0.
    pub retention_takes: SimTime,
    /// Partitions of a FIFO queue in high-throughput mode; AWS adds them as traffic grows. Default 4.
    pub partitions: u32,
    /// Messages a second a move task handles when no rate is asked for. Default 50.
    pub redrive_rate: u32,
    /// Fair queues: more than this percentage of the messages in flight makes a tenant noisy (AWS: about 10) ...
    pub noisy_percent: u32,
    /// ... if it has at least this many in flight (AWS: about 30).
    pub noisy_least: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            hosts: 8,
            sampled: 3,
            duplicates_per_million: 0,
            shuffle: 0,
            purge_takes: SimTime::ZERO,
            attributes_take: SimTime::ZERO,
            retention_takes: SimTime::ZERO,
            partitions: 4,
            redrive_rate: 50,
            noisy_percent: 10,
            noisy_least: 30,
        }
    }
}

impl Settings {
    /// The same with every number inside its bounds, so that no later step has to ask.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.hosts = self.hosts.clamp(1, 64);
        self.sampled = self.sampled.clamp(1, self.hosts);
        self.partitions = self.partitions.clamp(1, 1_000);
        self.redrive_rate = self.redrive_rate.max(1);
        self
    }
}
