//! `functions:` of a scenario.
use crate::base::time::SimTime;
use crate::sim::{
    scenario::{
        spec::{Percent, Work},
        value::Span,
    },
    services::lambda::{
        api::request::Parameters,
        model::code::{OnError, Pace},
        quotas::Settings,
    },
    trace::Name,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

/// A Lambda function with its event source mappings.
///
/// ```yaml
/// functions:
///   - name: charge
///     duration: 200ms
///     Timeout: 10
///     ReservedConcurrentExecutions: 5
///     poison: [m3]
///     does: [{ write: orders-db }]
///     event_sources: [{ from: orders, batch: 10, FunctionResponseTypes: [ReportBatchItemFailures] }]
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionSpec {
    /// Its name.
    pub name: Name,
    /// How long an invocation works, whatever its batch.
    #[serde(default = "moment")]
    pub duration: Work,
    /// How much longer for each item.
    #[serde(default = "nothing")]
    pub per_item: Work,
    /// Of a hundred invocations so many fail.
    #[serde(default)]
    pub error_percent: Percent,
    /// Items of these labels make it fail.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub poison: BTreeSet<Name>,
    /// A poisoned body makes it fail.
    #[serde(default = "yes")]
    pub fails_on_poison: bool,
    /// `throw`, `report` (batchItemFailures) or `report_rest` (this one and all behind it).
    #[serde(default)]
    pub on_error: OnError,
    /// What it does outside for each item, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub does: Vec<EffectSpec>,
    /// What it returns: `nothing`, `echo`, `{fixed: VALUE}` or `{transform: {...}}`.
    #[serde(default)]
    pub returns: ReturnsSpec,
    /// It remembers what it finished and does it once only.
    #[serde(default)]
    pub idempotent: bool,
    /// It answers the state machine whose task token is in the payload.
    #[serde(default)]
    pub answers_token: bool,
    /// Timeout, seconds.
    #[serde(default, rename = "Timeout", skip_serializing_if = "Option::is_none")]
    pub timeout: Option<i64>,
    /// MemorySize, MB.
    #[serde(default, rename = "MemorySize", skip_serializing_if = "Option::is_none")]
    pub memory: Option<i64>,
    /// ReservedConcurrentExecutions.
    #[serde(default, rename = "ReservedConcurrentExecutions", skip_serializing_if = "Option::is_none")]
    pub reserved: Option<i64>,
    /// ProvisionedConcurrentExecutions.
    #[serde(default, rename = "ProvisionedConcurrentExecutions", skip_serializing_if = "Option::is_none")]
    pub provisioned: Option<i64>,
    /// What becomes of asynchronous events.
    #[serde(default, skip_serializing_if = "is_default")]
    pub later: LaterSpec,
    /// Services that may invoke it, by the names of their resources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Name>,
    /// Its whole resource policy, as written; `allow` adds to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Value>,
    /// What it polls.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub event_sources: Vec<SourceSpec>,
    /// What AWS does not publish.
    #[serde(default, skip_serializing_if = "is_default")]
    pub assume: Assume,
}

/// Asynchronous invocation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LaterSpec {
    /// MaximumRetryAttempts.
    #[serde(rename = "MaximumRetryAttempts", skip_serializing_if = "Option::is_none")]
    pub retries: Option<i64>,
    /// MaximumEventAgeInSeconds.
    #[serde(rename = "MaximumEventAgeInSeconds", skip_serializing_if = "Option::is_none")]
    pub age: Option<i64>,
    /// Destination of successes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_success: Option<Name>,
    /// Destination of failures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_failure: Option<Name>,
    /// The function's dead-letter queue or topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead_letter: Option<Name>,
}

/// Something it does outside: `{write: db}`, `{send: topic}`, `{call: function}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EffectSpec {
    /// A database it writes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write: Option<Name>,
    /// A resource it sends the item to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub send: Option<Name>,
    /// A resource it calls, waiting for the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<Name>,
    /// A failure is no matter.
    pub ignore: bool,
    /// The message group given to the target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Name>,
    /// How long it waits for an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patience: Option<Span>,
}

impl EffectSpec {
    /// Whom it asks; exactly one is said.
    #[must_use]
    pub fn target(&self) -> Option<&Name> {
        let mut all = [&self.write, &self.send, &self.call].into_iter().flatten();
        all.next().filter(|_| all.next().is_none())
    }
}

/// What a function returns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnsSpec {
    /// `null`.
    #[default]
    Nothing,
    /// Its input.
    Echo,
    /// Always this.
    Fixed(Value),
    /// A Firehose transformation.
    Transform(TransformReturns),
}

/// How a transformation treats records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TransformReturns {
    /// So many are `Dropped`.
    pub dropped_percent: Percent,
    /// So many are `ProcessingFailed`.
    pub failed_percent: Percent,
    /// Items of these labels are `Dropped`.
    pub dropped: BTreeSet<Name>,
    /// Items of these labels are `ProcessingFailed`.
    pub failed: BTreeSet<Name>,
}

/// An event source mapping: `{from: orders, batch: 10}` and AWS's own parameters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceSpec {
    /// A queue, a stream, a consumer of a stream (`clicks/fraud`), a broker.
    pub from: Name,
    /// BatchSize, shorter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<i64>,
    /// The parameters of AWS under their names.
    #[serde(flatten)]
    pub set: Parameters,
}

/// Assumptions; see the service's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Assume {
    /// A cold start.
    pub init: Span,
    /// How long an idle environment is kept.
    pub keep_warm: Span,
    /// How long provisioned concurrency takes.
    pub provision_takes: Span,
    /// How long a mapping takes to change its state.
    pub mapping_takes: Span,
}

impl Default for Assume {
    fn default() -> Self {
        let s = Settings::default();
        Self {
            init: Span(s.init),
            keep_warm: Span(s.keep_warm),
            provision_takes: Span(s.provision_takes),
            mapping_takes: Span(s.mapping_takes),
        }
    }
}

impl Assume {
    /// As the service takes them.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings {
            init: self.init.0,
            keep_warm: self.keep_warm.0,
            provision_takes: self.provision_takes.0,
            mapping_takes: self.mapping_takes.0,
            ..Settings::default()
        }
    }
}

/// A work time as the service takes it.
#[must_use]
pub fn pace(work: &Work) -> Pace {
    match work {
        Work::Fixed(span) => Pace::Fixed(span.0),
        Work::Uniform { uniform: [least, most] } => Pace::Uniform(least.0, most.0),
        Work::Pick { pick } => Pace::Pick(pick.iter().map(|s| s.0).collect()),
        Work::Script { script, otherwise } => {
            let told = script.iter().map(|(label, span)| (label.as_str().into(), span.0));
            Pace::Script(told.collect(), Box::new(pace(otherwise)))
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
fn moment() -> Work {
    Work::Fixed(Span(SimTime::from_millis(100)))
}
fn nothing() -> Work {
    Work::Fixed(Span(SimTime::ZERO))
}
const fn yes() -> bool {
    true
}
