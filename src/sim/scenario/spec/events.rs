//! `buses:` of a scenario.
use crate::sim::{scenario::value::Span, services::events::quotas::Settings, trace::Name};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// An event bus with its rules and archives. The bus `default` is always there; it is named here to give it rules.
///
/// ```yaml
/// buses:
///   - name: orders
///     rules:
///       - name: big
///         pattern: { source: [shop], detail: { total: [{ numeric: [">", 100] }] } }
///         targets: [{ to: big-orders, dead_letter: lost }, { to: audit, InputPath: $.detail }]
///     archives: [{ name: all, RetentionDays: 7 }]
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BusSpec {
    /// Its name.
    pub name: Name,
    /// Its rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleSpec>,
    /// Its archives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub archives: Vec<ArchiveSpec>,
    /// A replay that begins when this is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay: Option<ReplaySpec>,
    /// Resources of the scenario that may put events on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Name>,
    /// Its resource policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Value>,
    /// From PutEvents to the invocation of a target. AWS promises nothing: a setting of the scenario.
    #[serde(default = "half_a_second")]
    pub latency: Span,
    /// How much longer it may take by chance, so that events overtake each other: a setting of the scenario.
    #[serde(default)]
    pub shuffle: Span,
    /// How many of a million deliveries happen twice. AWS publishes no rate: a setting of the scenario.
    #[serde(default)]
    pub duplicates_per_million: u32,
    /// PutEvents requests a second of its Region, where not the quota of the largest Regions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub puts_per_second: Option<u64>,
    /// Invocations a second of its Region, where not the quota of the largest Regions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invocations_per_second: Option<u64>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSpec {
    /// Its name.
    pub name: Name,
    /// EventPattern.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Value>,
    /// ScheduleExpression; on the default bus only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Name>,
    /// State.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Its targets, at most five.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<TargetSpec>,
}

/// A target of a rule; AWS's own names but for names of the scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetSpec {
    /// A resource of the scenario, a fleet (an ECS task), or an `https://` address (an API destination).
    pub to: Name,
    /// A constant, JSON.
    #[serde(default, rename = "Input", skip_serializing_if = "Option::is_none")]
    pub input: Option<Value>,
    /// `$.detail`.
    #[serde(default, rename = "InputPath", skip_serializing_if = "Option::is_none")]
    pub path: Option<Name>,
    /// InputPathsMap of an input transformer.
    #[serde(default, rename = "InputPathsMap", skip_serializing_if = "BTreeMap::is_empty")]
    pub paths: BTreeMap<Name, Name>,
    /// InputTemplate of an input transformer.
    #[serde(default, rename = "InputTemplate", skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// MessageGroupId; needed for a FIFO queue.
    #[serde(default, rename = "MessageGroupId", skip_serializing_if = "Option::is_none")]
    pub group: Option<Name>,
    /// PartitionKeyPath; the event's id unless said.
    #[serde(default, rename = "PartitionKeyPath", skip_serializing_if = "Option::is_none")]
    pub key: Option<Name>,
    /// Its dead-letter queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dead_letter: Option<Name>,
    /// MaximumRetryAttempts, 0 to 185.
    #[serde(default, rename = "MaximumRetryAttempts", skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u64>,
    /// MaximumEventAgeInSeconds: 60s to 24h.
    #[serde(default, rename = "MaximumEventAgeInSeconds", skip_serializing_if = "Option::is_none")]
    pub age: Option<Span>,
}

/// An archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveSpec {
    /// Its name.
    pub name: Name,
    /// EventPattern; all events unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Value>,
    /// RetentionDays; 0 keeps them for ever.
    #[serde(default, rename = "RetentionDays")]
    pub retention: u64,
}

/// A replay of what an archive took in the last while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplaySpec {
    /// Its name; each replay needs its own.
    pub name: Name,
    /// The archive.
    pub archive: Name,
    /// How far back.
    pub last: Span,
}

impl BusSpec {
    /// What AWS does not publish, as the service takes it.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings {
            latency: self.latency.0,
            shuffle: self.shuffle.0,
            duplicates_per_million: self.duplicates_per_million,
            ..Settings::default()
        }
    }
}

const fn half_a_second() -> Span {
    Span(crate::base::time::SimTime::from_millis(500))
}
const fn yes() -> bool {
    true
}
