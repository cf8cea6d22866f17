//! `alarms:` of a scenario.
//!
//! ```yaml
//! alarms:
//!   - { name: deep, metric: orders.ApproximateNumberOfMessagesVisible, when: "> 100", points: 2/3, actions: [ops] }
//!   - { name: page, rule: "ALARM(deep) AND NOT ALARM(known)", actions: [pager] }
//!   - { name: own, attributes: { Namespace: App, MetricName: Load, Statistic: Sum, Period: 60, ... } }   # PutMetricAlarm's own
//! ```
use super::super::value::Span;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A CloudWatch alarm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlarmSpec {
    /// Its name.
    pub name: Name,
    /// What it watches: a resource of the scenario and a metric of its service, `orders.ApproximateNumberOfMessagesVisible`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<Name>,
    /// Statistic; Average unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stat: Option<Name>,
    /// Comparison and threshold: `> 100`, `>= 1`, `< 0.5`, `<= 3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Name>,
    /// EvaluationPeriods, or DatapointsToAlarm of EvaluationPeriods: `3`, `2/3`. 1 unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Value>,
    /// Period; 60 s unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Span>,
    /// TreatMissingData.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Name>,
    /// AlarmActions: topics and functions by name, policies as `GROUP/POLICY`, or ARNs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Name>,
    /// OKActions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ok_actions: Vec<Name>,
    /// AlarmRule: makes it a composite alarm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Name>,
    /// Parameters of PutMetricAlarm under AWS's own names; they go before the short forms above.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Value>,
}
