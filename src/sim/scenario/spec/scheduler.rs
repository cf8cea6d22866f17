//! `schedules:` of a scenario.
use crate::sim::{scenario::value::Span, trace::Name};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A schedule of EventBridge Scheduler.
///
/// ```yaml
/// schedules:
///   - { name: nightly, expression: "cron(0 2 * * ? *)", zone: Europe/Berlin, to: report, window: 15m }
///   - { name: once, expression: "at(2026-11-21T08:00:00)", to: jobs, Input: { task: 7 }, vanishes: true }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleSpec {
    /// Its name.
    pub name: Name,
    /// ScheduleExpression: `at(...)`, `rate(...)`, `cron(...)`.
    pub expression: Name,
    /// ScheduleExpressionTimezone; UTC unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Name>,
    /// The resource it invokes.
    pub to: Name,
    /// The flexible time window, whole minutes; off unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Span>,
    /// State.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// ActionAfterCompletion is DELETE.
    #[serde(default)]
    pub vanishes: bool,
    /// What the target gets, JSON.
    #[serde(default, rename = "Input", skip_serializing_if = "Option::is_none")]
    pub input: Option<Value>,
    /// MessageGroupId; needed for a FIFO queue.
    #[serde(default, rename = "MessageGroupId", skip_serializing_if = "Option::is_none")]
    pub group: Option<Name>,
    /// PartitionKey; needed for a stream.
    #[serde(default, rename = "PartitionKey", skip_serializing_if = "Option::is_none")]
    pub key: Option<Name>,
    /// Source of the event; needed for a bus.
    #[serde(default, rename = "Source", skip_serializing_if = "Option::is_none")]
    pub source: Option<Name>,
    /// DetailType of the event; needed for a bus.
    #[serde(default, rename = "DetailType", skip_serializing_if = "Option::is_none")]
    pub kind: Option<Name>,
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

const fn yes() -> bool {
    true
}
