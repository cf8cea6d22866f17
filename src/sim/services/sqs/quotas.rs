//! The numbers SQS obeys: [`Limits`] come from the fact ledger, [`Settings`] stand for what AWS does not publish.
use crate::base::{id::FactId, time::SimTime};
use crate::sim::quotas::{Number, Quotas};
use serde::{Deserialize, Serialize};

/// A fact the ledger lacks, or has without the number needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingFact {
    /// Which: `sqs.visibility.range`.
    pub id: &'static str,
    /// Which of its numbers: `is`, `min`, `max` or `default`.
    pub number: &'static str,
}

impl std::fmt::Display for MissingFact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the fact `{}` carries no `{}`: SQS cannot be simulated without it", self.id, self.number)
    }
}

/// A range of whole numbers with a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The least that is allowed.
    pub min: u64,
    /// The most that is allowed.
    pub max: u64,
    /// What applies when nothing is said.
    pub default: u64,
}

impl Span {
    /// Whether `n` lies inside.
    #[must_use]
    pub const fn holds(self, n: u64) -> bool {
        self.min <= n && n <= self.max
    }
}

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
        let facts = Facts(quotas);
        Ok(Self { ranges: facts.ranges()?, sizes: facts.sizes()?, rates: facts.rates()?, spans: facts.spans()? })
    }
}

struct Facts<'a>(&'a Quotas);

impl Facts<'_> {
    fn number(&self, id: &'static str) -> Result<Number, MissingFact> {
        let found = self.0.numbers.get(&FactId::from(id)).cloned();
        found.ok_or(MissingFact { id, number: "value" })
    }
    fn is(&self, id: &'static str) -> Result<u64, MissingFact> {
        self.number(id)?.is.ok_or(MissingFact { id, number: "is" })
    }
    fn secs(&self, id: &'static str) -> Result<SimTime, MissingFact> {
        self.is(id).map(SimTime::from_secs)
    }
    fn small(&self, id: &'static str) -> Result<u32, MissingFact> {
        self.is(id).map(|n| u32::try_from(n).unwrap_or(u32::MAX))
    }
    /// A range; its default from the same fact, or from a fact of its own.
    fn span(&self, id: &'static str, default: Option<&'static str>) -> Result<Span, MissingFact> {
        let number = self.number(id)?;
        let lacks = |number| MissingFact { id, number };
        Ok(Span {
            min: number.min.ok_or(lacks("min"))?,
            max: number.max.ok_or(lacks("max"))?,
            default: match default {
                Some(other) => self.is(other)?,
                None => number.default.ok_or(lacks("default"))?,
            },
        })
    }
    fn ranges(&self) -> Result<Ranges, MissingFact> {
        Ok(Ranges {
            visibility: self.span("sqs.visibility.range", Some("sqs.visibility.default"))?,
            retention: self.span("sqs.retention.range", Some("sqs.retention.default"))?,
            delay: self.span("sqs.delay.range", None)?,
            wait: self.span("sqs.longpoll.max", None)?,
            size: self.span("sqs.message.max_size.range", Some("sqs.message.max_size.default"))?,
            receive: self.span("sqs.receive.max_messages", None)?,
            max_receive: self.span("sqs.dlq.max_receive_range", Some("sqs.dlq.max_receive_default"))?,
            kms_reuse: self.span("sqs.sse.kms_reuse", None)?,
        })
    }
    fn sizes(&self) -> Result<Sizes, MissingFact> {
        Ok(Sizes {
            batch_entries: self.is("sqs.batch.max_entries")?,
            batch_bytes: self.is("sqs.batch.max_payload")?,
            attributes: self.is("sqs.message.attributes_max")?,
            name: self.is("sqs.queue.name_max")?,
            dedup_id: self.is("sqs.fifo.dedup_id_max")?,
            group_id: self.is("sqs.fifo.group_id_required")?,
            attempt_id: self.is("sqs.fifo.receive_attempt_id:length")?,
            tags: self.is("sqs.queue.tags")?,
            list: self.is("sqs.queue.list_max")?,
            sources: self.is("sqs.dlq.allow_policy")?,
            policy_bytes: self.is("sqs.policy.limits:size")?,
            policy_actions: self.is("sqs.policy.limits:actions")?,
            policy_statements: self.is("sqs.policy.limits:statements")?,
        })
    }
    fn rates(&self) -> Result<Rates, MissingFact> {
        Ok(Rates {
            inflight_standard: self.is("sqs.standard.inflight")?,
            inflight_fifo: self.is("sqs.fifo.inflight")?,
            fifo_calls: self.is("sqs.fifo.throughput.default")?,
            fifo_high_calls: self.is("sqs.fifo.ht.tps.large")?,
            partition_calls: self.is("sqs.fifo.partition_rate")?,
            redrive: self.is("sqs.dlq.redrive_rate")?,
        })
    }
    fn spans(&self) -> Result<Spans, MissingFact> {
        Ok(Spans {
            visibility_cap: self.secs("sqs.visibility.total_cap")?,
            dedup_window: self.secs("sqs.fifo.dedup_window")?,
            attempt_window: self.secs("sqs.fifo.receive_attempt_id:window")?,
            recreate_wait: self.secs("sqs.queue.recreate_wait")?,
            purge: self.secs("sqs.purge.duration")?,
            poison_received: self.small("sqs.dlq.back_of_queue:received_at_least")?,
            poison_max_above: self.small("sqs.dlq.back_of_queue:max_receive_above")?,
        })
    }
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
