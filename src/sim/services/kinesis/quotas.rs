//! The numbers Kinesis obeys: [`Limits`] come from the fact ledger, [`Settings`] stand for what AWS does not publish.
use crate::base::time::SimTime;
use crate::sim::quotas::{MissingFact, Quotas, Span};
use serde::{Deserialize, Serialize};

/// What one shard carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    /// Bytes a second in.
    pub write_bytes: u64,
    /// Records a second in.
    pub write_records: u64,
    /// Bytes a second out, shared by all GetRecords callers.
    pub read_bytes: u64,
    /// GetRecords calls a second, shared by all callers.
    pub read_calls: u64,
    /// Bytes a second out to each registered consumer.
    pub fan_out: u64,
}

/// How much fits in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    /// Bytes of a record, key included, unless the stream was raised.
    pub record_default: u64,
    /// The highest that can be set.
    pub record_most: u64,
    /// Characters of a partition key.
    pub key: u64,
    /// Records of a PutRecords call.
    pub put_records: u64,
    /// Bytes of a PutRecords call.
    pub put_bytes: u64,
    /// `Limit` of GetRecords.
    pub get_records: Span,
    /// Bytes GetRecords returns at most.
    pub get_bytes: u64,
    /// Characters of the name of a stream or a consumer.
    pub name: u64,
    /// Bytes of a PUT payload unit, for the bill.
    pub put_unit: u64,
}

/// How many there may be, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Shards of an account.
    pub account_shards: u64,
    /// Shards UpdateShardCount can reach.
    pub update_shards: u64,
    /// UpdateShardCount calls in 24 hours.
    pub updates_per_day: u64,
    /// Times the present count it may at most reach.
    pub up_factor: u64,
    /// The part of the present count it must at least keep.
    pub down_factor: u64,
    /// Changes of the capacity mode in 24 hours.
    pub mode_switches: u64,
    /// Changes of the key in 24 hours.
    pub key_changes: u64,
    /// Registered consumers of a stream.
    pub consumers: u64,
    /// Consumers in status CREATING.
    pub consumers_creating: u64,
    /// Streams in status CREATING.
    pub streams_creating: u64,
    /// On-demand streams of an account.
    pub on_demand_streams: u64,
}

/// What on-demand mode does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnDemand {
    /// Bytes a second a new stream takes.
    pub start_bytes: u64,
    /// Records a second a new stream takes.
    pub start_records: u64,
    /// Times the peak that it holds ready.
    pub headroom: u64,
    /// Days a peak is remembered.
    pub peak_days: u64,
    /// It at most doubles within this time.
    pub window: SimTime,
    /// Bytes a second it can reach.
    pub most_bytes: u64,
}

/// Everything from the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// What a shard carries.
    pub rates: Rates,
    /// How much fits in.
    pub sizes: Sizes,
    /// How many.
    pub counts: Counts,
    /// On-demand mode.
    pub on_demand: OnDemand,
    /// Retention in hours.
    pub retention: Span,
    /// How long an iterator is good.
    pub iterator: SimTime,
    /// How long a subscription lasts.
    pub subscription: SimTime,
    /// How long nobody may take a subscription over.
    pub resubscribe: SimTime,
    /// From the arrival of a record to its push.
    pub push_latency: SimTime,
}

impl Limits {
    /// Reads the ledger.
    ///
    /// # Errors
    /// A fact it lacks.
    pub fn resolve(q: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self {
            rates: Rates {
                write_bytes: q.is("kinesis.shard.write:write_bytes")?,
                write_records: q.is("kinesis.shard.write:write_records")?,
                read_bytes: q.is("kinesis.shard.read.shared")?,
                read_calls: q.is("kinesis.shard.read.calls")?,
                fan_out: q.is("kinesis.efo.rate")?,
            },
            sizes: sizes(q)?,
            counts: counts(q)?,
            on_demand: OnDemand {
                start_bytes: q.is("kinesis.ondemand.default:write_bytes")?,
                start_records: q.is("kinesis.ondemand.default:write_records")?,
                headroom: q.is("kinesis.ondemand.scale_rule:headroom_factor")?,
                peak_days: q.is("kinesis.ondemand.scale_rule:peak")?,
                window: q.secs("kinesis.ondemand.scale_rule:window")?,
                most_bytes: q.is("kinesis.ondemand.max:write_large")?,
            },
            retention: Span {
                min: q.is("kinesis.retention.min")?,
                max: q.is("kinesis.retention.max")?,
                default: q.is("kinesis.retention.default")?,
            },
            iterator: q.secs("kinesis.iterator.expiry")?,
            subscription: q.secs("kinesis.efo.subscription")?,
            resubscribe: q.secs("kinesis.efo.resubscribe_wait")?,
            push_latency: SimTime::from_millis(q.is("kinesis.latency.efo")?),
        })
    }
}

fn sizes(q: &Quotas) -> Result<Sizes, MissingFact> {
    Ok(Sizes {
        record_default: q.is("kinesis.record.max_default")?,
        record_most: q.is("kinesis.record.max")?,
        key: q.is("kinesis.partition_key.max")?,
        put_records: q.is("kinesis.putrecords.max_records")?,
        put_bytes: q.is("kinesis.putrecords.max_size")?,
        get_records: q.span("kinesis.getrecords.limit", None)?,
        get_bytes: q.is("kinesis.getrecords.max:bytes")?,
        name: q.is("kinesis.name_max")?,
        put_unit: q.is("price.kinesis.put:unit")?,
    })
}

fn counts(q: &Quotas) -> Result<Counts, MissingFact> {
    Ok(Counts {
        account_shards: q.is("kinesis.provisioned.shard_quota:large")?,
        update_shards: q.is("kinesis.scale.api:shards")?,
        updates_per_day: q.is("kinesis.scale.api:per_24_hours")?,
        up_factor: q.is("kinesis.scale.api:up_factor")?,
        down_factor: q.is("kinesis.scale.api:down_factor")?,
        mode_switches: q.is("kinesis.mode_switch")?,
        key_changes: q.is("kinesis.sse")?,
        consumers: q.is("kinesis.efo.consumers:standard")?,
        consumers_creating: q.is("kinesis.efo.creating_max")?,
        streams_creating: q.is("kinesis.creating_max")?,
        on_demand_streams: q.is("kinesis.streams.quota")?,
    })
}

/// What AWS does not publish. All spans are how long a status lasts before the change is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// CREATING of a new stream. Default 0: the scenario begins with finished resources.
    pub create_takes: SimTime,
    /// UPDATING of a split, a merge or an UpdateShardCount (AWS: up to a few minutes). Default 30 s.
    pub update_takes: SimTime,
    /// DELETING of a stream. Default 0.
    pub delete_takes: SimTime,
    /// CREATING of a consumer. Default 0.
    pub register_takes: SimTime,
    /// How much of a shard's time one GetRecords call looks through; longer gaps give empty answers. Default 1 h.
    pub scan: SimTime,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            create_takes: SimTime::ZERO,
            update_takes: SimTime::from_secs(30),
            delete_takes: SimTime::ZERO,
            register_takes: SimTime::ZERO,
            scan: SimTime::from_secs(3_600),
        }
    }
}

impl Settings {
    /// The same with every number inside its bounds.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.scan = self.scan.max(SimTime::from_millis(1));
        self
    }
}
