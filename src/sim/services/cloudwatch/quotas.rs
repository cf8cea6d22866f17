//! What CloudWatch takes from the ledger, and what AWS does not publish.
use crate::base::time::SimTime;
use crate::sim::{
    quotas::{MissingFact, Quotas},
    trace::Name,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// AWS's limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The period of the metrics AWS publishes itself, in seconds.
    pub minute: u64,
    /// Actions an alarm may have per state.
    pub actions: u64,
    /// Characters of an alarm's name.
    pub name: u64,
    /// Dimensions of a metric.
    pub dimensions: u64,
    /// Queries in one GetMetricData.
    pub queries: u64,
    /// Metrics and expressions in one alarm of metric math.
    pub alarm_metrics: u64,
    /// Data points one GetMetricStatistics returns.
    pub datapoints: u64,
    /// Period times EvaluationPeriods with periods below an hour.
    pub range_short: SimTime,
    /// The same with longer periods.
    pub range_long: SimTime,
    /// How long SQS publishes metrics of a queue nobody uses.
    pub queue_active: SimTime,
    /// Metrics in one PutMetricData.
    pub put: u64,
    /// Tags of an alarm.
    pub tags: u64,
    /// Different values of one metric in one PutMetricData.
    pub values: u64,
}

impl Limits {
    /// Reads all numbers from the ledger.
    ///
    /// # Errors
    /// The first fact that is missing or lacks a number.
    pub fn resolve(facts: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self {
            minute: facts.is("cw.sqs.period")?,
            actions: facts.is("cw.alarm.actions")?,
            name: facts.is("cw.alarm.name_max")?,
            dimensions: facts.is("cw.metric.dimensions")?,
            queries: facts.is("cw.get_metric_data.queries")?,
            alarm_metrics: facts.is("cw.alarm.math_metrics")?,
            datapoints: facts.is("cw.get_statistics.datapoints")?,
            range_short: facts.secs("cw.alarm.range:below_an_hour")?,
            range_long: facts.secs("cw.alarm.range:from_an_hour")?,
            queue_active: facts.secs("cw.sqs.active")?,
            put: facts.is("cw.put_metric_data.metrics")?,
            tags: facts.is("cw.tags")?,
            values: facts.is("cw.put_metric_data.values")?,
        })
    }
}

/// What AWS does not publish: assumptions of the scenario, each with a stated default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// How long after a minute has ended the metrics of AWS's services for it can be seen. Default 60 s: seldom less for SQS.
    pub delay: SimTime,
    /// The same per namespace, where it differs.
    pub delays: BTreeMap<Name, SimTime>,
    /// The same for metrics that somebody puts himself. Default 0.
    pub custom_delay: SimTime,
    /// How many data points beyond EvaluationPeriods an alarm looks back where some are missing. AWS says "a higher number",
    /// in its examples 5 for 3. Default 2.
    pub extra_datapoints: u32,
    /// Whether a queue that was never used counts as used at the start. Default no: it is taken to have been idle for long.
    pub fresh_queues_active: bool,
    /// How long SQS takes to publish again when a queue wakes up; AWS says "up to 15 minutes". Default 0.
    pub wake_up: SimTime,
    /// Whether the metrics of all resources are collected, as AWS does, or only what somebody watches. Default no: it is
    /// switched on by the first caller from outside.
    pub everything: bool,
    /// How long data points are kept, where no alarm looks further back. Default 3 h.
    pub keep: SimTime,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            delay: SimTime::from_secs(60),
            delays: BTreeMap::new(),
            custom_delay: SimTime::ZERO,
            extra_datapoints: 2,
            fresh_queues_active: false,
            wake_up: SimTime::ZERO,
            everything: false,
            keep: SimTime::from_secs(3 * 3_600),
        }
    }
}

impl Settings {
    /// When data of a period that ended at `end` can be seen.
    #[must_use]
    pub fn seen(&self, namespace: &str, end: SimTime) -> SimTime {
        if namespace.starts_with("AWS/") || namespace.starts_with("ECS/") {
            end + self.delays.get(namespace).copied().unwrap_or(self.delay)
        } else {
            end + self.delays.get(namespace).copied().unwrap_or(self.custom_delay)
        }
    }
}
