//! `pipes:` of a scenario.
use crate::sim::{scenario::value::Span, trace::Name};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// An EventBridge pipe.
///
/// ```yaml
/// pipes:
///   - { name: big, from: orders, filters: [{ body: { total: [{ numeric: [">", 100] }] } }], enrichment: { to: look-up }, target: { to: flow } }
///   - name: clicks
///     from: events
///     StartingPosition: TRIM_HORIZON
///     MaximumRetryAttempts: 2
///     dead_letter: poison
///     target: { to: jobs, InputTemplate: "<$.data>" }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PipeSpec {
    /// Its name.
    pub name: Name,
    /// Source: a queue, a stream or a broker.
    pub from: Name,
    /// DesiredState is RUNNING.
    #[serde(default = "yes")]
    pub running: bool,
    /// FilterCriteria: event patterns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Value>,
    /// BatchSize.
    #[serde(default, rename = "BatchSize", skip_serializing_if = "Option::is_none")]
    pub batch: Option<u64>,
    /// MaximumBatchingWindowInSeconds.
    #[serde(default, rename = "MaximumBatchingWindowInSeconds", skip_serializing_if = "Option::is_none")]
    pub window: Option<u64>,
    /// StartingPosition of a stream.
    #[serde(default, rename = "StartingPosition", skip_serializing_if = "Option::is_none")]
    pub start: Option<Name>,
    /// StartingPositionTimestamp: a moment of the run.
    #[serde(default, rename = "StartingPositionTimestamp", skip_serializing_if = "Option::is_none")]
    pub start_at: Option<Span>,
    /// ParallelizationFactor of a stream.
    #[serde(default, rename = "ParallelizationFactor", skip_serializing_if = "Option::is_none")]
    pub parallel: Option<u64>,
    /// MaximumRetryAttempts of a stream; -1 is without end.
    #[serde(default, rename = "MaximumRetryAttempts", skip_serializing_if = "Option::is_none")]
    pub attempts: Option<i64>,
    /// MaximumRecordAgeInSeconds of a stream; -1 is without end.
    #[serde(default, rename = "MaximumRecordAgeInSeconds", skip_serializing_if = "Option::is_none")]
    pub age: Option<i64>,
    /// OnPartialBatchItemFailure of a stream.
    #[serde(default, rename = "OnPartialBatchItemFailure", skip_serializing_if = "Option::is_none")]
    pub on_partial: Option<Name>,
    /// Dead-letter queue or topic of a stream's records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dead_letter: Option<Name>,
    /// Enrichment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrichment: Option<StageSpec>,
    /// Target.
    pub target: StageSpec,
}

/// Enrichment or target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageSpec {
    /// The resource.
    pub to: Name,
    /// InputTemplate.
    #[serde(default, rename = "InputTemplate", skip_serializing_if = "Option::is_none")]
    pub template: Option<Name>,
    /// InvocationType: REQUEST_RESPONSE or FIRE_AND_FORGET.
    #[serde(default, rename = "InvocationType", skip_serializing_if = "Option::is_none")]
    pub invocation: Option<Name>,
    /// MessageGroupId, MessageDeduplicationId, PartitionKey, Source, DetailType: fixed or a path (`$.body.customer`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<Name, Name>,
}

const fn yes() -> bool {
    true
}
