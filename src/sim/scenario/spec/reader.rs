//! `readers:` of a scenario.
use super::Work;
use crate::sim::{scenario::value::Span, trace::Name};
use serde::{Deserialize, Serialize};

/// An application that reads a stream with the Kinesis Client Library: a fleet of workers that share the shards by leases.
///
/// ```yaml
/// readers:
///   - { name: fraud, from: clicks, count: 2, position: TRIM_HORIZON, work: 20ms, checkpoint: { records: 100 } }
///   - { name: live, from: clicks, consumer: live }      # enhanced fan-out, as the consumer the stream has registered
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReaderSpec {
    /// Its name; workers are numbered from 1.
    pub name: Name,
    /// The stream it reads.
    pub from: Name,
    /// How many workers.
    #[serde(default = "one")]
    pub count: u32,
    /// Where it begins in a shard nobody has a checkpoint of: `LATEST` (the library's default) or `TRIM_HORIZON`. Children of
    /// a shard it has read begin at their trim horizon.
    #[serde(default)]
    pub position: Start,
    /// Enhanced fan-out: the registered consumer it subscribes as; without it the workers poll.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer: Option<Name>,
    /// maxRecords of a GetRecords call.
    #[serde(default = "ten_thousand")]
    pub limit: u32,
    /// Between two GetRecords calls for a shard. The library's own default differs by version: a setting of the scenario.
    #[serde(default = "second")]
    pub idle: Span,
    /// How long one record takes.
    #[serde(default = "ten_millis")]
    pub work: Work,
    /// When progress is written down; after every batch unless said.
    #[serde(default)]
    pub checkpoint: Checkpoint,
    /// failoverTimeMillis: a lease that was not renewed for so long is free; the library's default unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failover: Option<Span>,
    /// shardSyncIntervalMillis; the library's default unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard_sync: Option<Span>,
    /// Remembers what it finished and does it once only (`reader.skip`).
    #[serde(default)]
    pub idempotent: bool,
}

/// Where an application begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Start {
    /// Behind the newest record.
    #[default]
    Latest,
    /// At the oldest record.
    TrimHorizon,
}

/// When a worker writes down how far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Checkpoint {
    /// After so many records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<u32>,
    /// After the first record that ends so long after the last checkpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub every: Option<Span>,
}

const fn one() -> u32 {
    1
}
const fn ten_thousand() -> u32 {
    10_000
}
const fn second() -> Span {
    Span::secs(1)
}
const fn ten_millis() -> Work {
    Work::Fixed(Span(crate::base::time::SimTime::from_millis(10)))
}
