//! Amazon CloudWatch: metrics and alarms.
//!
//! Modelled: metrics of AWS's services at their real period and delay, collected for what somebody watches; PutMetricData with
//! values, statistic sets and high resolution; GetMetricData and GetMetricStatistics with Sum, Average, Minimum, Maximum,
//! SampleCount and percentiles; metric math ([`model::math`]); metric alarms with M out of N data points, the evaluation range
//! and the four ways to treat missing data ([`model::alarm::judge`]); composite alarms; actions on topics, scaling policies and
//! functions, and the event on the default bus. A queue that nobody uses publishes nothing. Values are whole millionths.
//!
//! # Events ([`KINDS`])
//! `place` is the alarm unless said otherwise.
//!
//! | kind | says |
//! |---|---|
//! | `cloudwatch.put_alarm`, `cloudwatch.delete_alarm` | an alarm was made or changed, or is gone (note: what it watches) |
//! | `cloudwatch.put_data` | a metric was put; place its namespace, note its name, `amount` samples |
//! | `cloudwatch.collect` | a minute's metrics of AWS's services were read; `amount` data points |
//! | `cloudwatch.alarm`, `cloudwatch.ok`, `cloudwatch.insufficient` | the alarm went into this state; note the reason, `amount` the value |
//! | `cloudwatch.action` | an action is invoked (note: whom) |
//! | `cloudwatch.action_failed` | it did not work; `actor` whom, note the code |
//! | `cloudwatch.refused` | a call was refused; note the code |
//!
//! # Meters
//! `cloudwatch.alarm_hours`, `.high_resolution`, `.composite`: hours of alarm metrics, begun ones whole.
//! `cloudwatch.metric_hours`: hours of metrics that were put. `cloudwatch.requests`: API calls.
//! `cloudwatch.metrics_queried`: metrics asked of GetMetricData.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

/// Calls and answers.
pub mod api;
/// Data.
pub mod model;
/// What a learner sees.
pub mod panel;
/// Numbers.
pub mod quotas;
/// What time does.
pub mod step;
#[cfg(test)]
#[allow(clippy::too_many_lines)]
mod tests;

use super::super::{
    errand::{Outcome, Task, Ticket},
    panel::Panel,
    quotas::{MissingFact, Quotas},
    trace::Name,
    turn::{Access, Balance, CallId, Denied, OutOf, Service, Turn, Usage},
};
use crate::base::time::SimTime;
pub use model::CloudWatch;

impl Service for CloudWatch {
    const NAME: &'static str = "cloudwatch";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = &["StateValue", "AlarmValue"];
    const SUMS: &'static [&'static str] = &[];
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::CloudWatchError;
    type Timer = step::Timer;

    fn new(_: u64, quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self::with(quotas::Limits::resolve(quotas)?, quotas::Settings::default()))
    }
    fn call(&mut self, who: (CallId, &Name), request: api::Request, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.handle(who, request, turn, out);
    }
    fn due(&mut self, step::Timer::Tick: step::Timer, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.wake(&mut step::Ctx::new(turn, out));
    }
    fn told(&mut self, ticket: Ticket, outcome: Outcome, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.hear(ticket.0, outcome, &mut step::Ctx::new(turn, out));
    }
    fn accept(&self, to: &str, task: Task) -> Result<api::Request, Outcome> {
        api::errand::accept(to, task)
    }
    fn outcome(reply: api::Reply) -> Outcome {
        api::errand::outcome(reply)
    }
    fn access(&self, request: &api::Request) -> Option<Access> {
        let resource = request.alarm().cloned().unwrap_or_else(|| "*".into());
        Some(Access { action: request.action(), resource, policy: None, key: None })
    }
    fn denied(why: &Denied) -> api::CloudWatchError {
        api::errand::denied(why)
    }
    fn panels(&self, now: SimTime) -> Vec<Panel> {
        self.views(now)
    }
    /// Of an alarm: `StateValue` (0 OK, 1 ALARM, 2 INSUFFICIENT_DATA) and `AlarmValue`, the last value judged, in whole units.
    fn metric(&self, resource: &str, name: &str, _: SimTime) -> Option<u64> {
        let alarm = self.alarms.get(resource)?;
        match name {
            "StateValue" => Some(match alarm.state {
                model::alarm::State::Ok => 0,
                model::alarm::State::Alarm => 1,
                model::alarm::State::Insufficient => 2,
            }),
            "AlarmValue" => u64::try_from(alarm.value? / model::number::ONE).ok(),
            _ => None,
        }
    }
    fn resources(&self) -> Vec<Name> {
        self.alarms.keys().cloned().collect()
    }
    fn usage(&self, now: SimTime) -> Vec<Usage> {
        let mut hours = self.bill.gone;
        for alarm in self.alarms.values() {
            let (class, amount) = step::bill(alarm, now);
            if let Some(sum) = hours.get_mut(class) {
                *sum += amount;
            }
        }
        let custom = self.metrics.values().filter_map(|s| s.custom);
        let metric_hours = custom.map(|since| now.since(since).as_secs().div_ceil(3_600)).sum();
        let [standard, high, composite] = hours;
        let all = [
            ("cloudwatch.alarm_hours", standard),
            ("cloudwatch.alarm_hours.high_resolution", high),
            ("cloudwatch.alarm_hours.composite", composite),
            ("cloudwatch.metric_hours", metric_hours),
            ("cloudwatch.requests", self.bill.requests),
            ("cloudwatch.metrics_queried", self.bill.queried),
        ];
        let used = all.into_iter().filter(|(_, amount)| *amount > 0);
        used.map(|(meter, amount)| Usage { resource: "cloudwatch".into(), meter, amount }).collect()
    }
    fn balances(&self) -> Vec<Balance> {
        vec![]
    }
}

/// Every kind of event CloudWatch makes.
pub const KINDS: &[&str] = &[
    "cloudwatch.put_alarm",
    "cloudwatch.delete_alarm",
    "cloudwatch.put_data",
    "cloudwatch.collect",
    "cloudwatch.alarm",
    "cloudwatch.ok",
    "cloudwatch.insufficient",
    "cloudwatch.action",
    "cloudwatch.action_failed",
    "cloudwatch.refused",
];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "In a lab metrics of AWS's services are collected from the moment somebody watches them, not from the beginning of time.",
    "How late a minute's metrics come is an assumption of the lab (a minute): AWS publishes no figure.",
    "A gauge is read once at the end of each minute; AWS samples it more often and averages.",
    "How many data points an alarm looks back beyond EvaluationPeriods is an assumption (two): AWS says only that it is more.",
    "Longer periods slide minute by minute; data older than three hours is kept only where an alarm looks that far.",
    "Anomaly detection, Metrics Insights, PromQL, SEARCH, dashboards, metric streams and logs do not exist here.",
    "Of metric math, what needs logarithms or roots (STDDEV, LOG, EXP) and the time functions are left out.",
    "Percentiles are exact ranks; EvaluateLowSampleCountPercentile is not modelled.",
    "Units are shown and never choose among data points; values have six decimal places.",
    "A composite alarm has no actions suppressor.",
    "The history of alarms keeps its last thousand entries; on AWS 30 days.",
];
