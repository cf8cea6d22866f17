//! `streams:` of a scenario.
use crate::sim::{
    scenario::value::Span,
    services::kinesis::{model::stream::Mode, quotas::Settings},
    trace::Name,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A Kinesis data stream.
///
/// ```yaml
/// streams:
///   - { name: clicks, shards: 2, retention: 7d, consumers: [fraud] }
///   - { name: events, mode: ON_DEMAND }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamSpec {
    /// Its name.
    pub name: Name,
    /// ShardCount in provisioned mode, 1 unless said; a change is UpdateShardCount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shards: Option<u32>,
    /// `PROVISIONED` or `ON_DEMAND`.
    #[serde(default)]
    pub mode: Mode,
    /// How long records stay: whole hours, 24h to 365d; the stream's default unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<Span>,
    /// Registered consumers: enhanced fan-out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consumers: Vec<Name>,
    /// The largest record that is taken.
    #[serde(default, rename = "MaxRecordSizeInKiB", skip_serializing_if = "Option::is_none")]
    pub max_record_kib: Option<u32>,
    /// The KMS key it is encrypted with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Name>,
    /// Resources of the scenario whose service may use the stream.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Name>,
    /// Its resource policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Value>,
    /// How long a change of the shards takes. AWS says up to some minutes: a setting of the scenario.
    #[serde(default = "half_a_minute")]
    pub update_takes: Span,
    /// How much of a shard's time one GetRecords call looks through. AWS publishes no number: a setting of the scenario.
    #[serde(default = "hour")]
    pub scan: Span,
}

impl StreamSpec {
    /// What AWS does not publish, as the service takes it.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings { update_takes: self.update_takes.0, scan: self.scan.0, ..Settings::default() }
    }
    /// RetentionPeriodHours.
    #[must_use]
    pub fn hours(&self) -> Option<u64> {
        self.retention.map(|span| span.0.as_secs() / 3_600)
    }
}

const fn half_a_minute() -> Span {
    Span::secs(30)
}
const fn hour() -> Span {
    Span::secs(3_600)
}
