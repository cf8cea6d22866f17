//! The parameters of a mapping, checked as AWS checks them.
use super::{LambdaError, functions::within, request::Parameters};
use crate::base::time::SimTime;
use crate::sim::quotas::Span;
use crate::sim::services::lambda::{
    model::{
        filter::Filter,
        mapping::{Set, Source, Start, StreamSet},
    },
    quotas::Limits,
};
use crate::sim::{arn, trace::Name};
use serde_json::Value;
use std::sync::Arc;

/// What the parameters come to: on those of before, where the mapping already is.
pub(super) fn checked(
    limits: &Limits,
    source: (Source, &str),
    p: &Parameters,
    old: Option<&Set>,
) -> Result<Set, LambdaError> {
    let kind = source.0;
    let (batch, window) = batch_and_window(limits, kind, p, old)?;
    let reports = match &p.function_response_types {
        None => old.is_some_and(|o| o.reports),
        Some(types) => response_types(types)?,
    };
    let filters = match &p.filter_criteria {
        None => old.map(|o| o.filters.clone()).unwrap_or_default(),
        Some(criteria) => filters(limits, criteria.filters.iter().map(|f| &f.pattern))?,
    };
    let (max_concurrency, pollers) = scaling(limits, kind, p, old)?;
    let stream = match kind {
        Source::Stream => {
            let before = old.and_then(|o| o.stream.as_deref());
            Some(Box::new(stream(limits, source.1, p, before)?))
        }
        _ if p.stream != super::request::StreamParameters::default() => {
            return Err(LambdaError::value("Unsupported parameter for this event source: streams alone take it."));
        }
        _ => None,
    };
    Ok(Set { batch, window, max_concurrency, pollers, reports, filters, stream })
}

fn batch_and_window(
    limits: &Limits,
    kind: Source,
    p: &Parameters,
    old: Option<&Set>,
) -> Result<(u32, SimTime), LambdaError> {
    let b = &limits.batches;
    let span = match kind {
        Source::Queue => b.standard,
        Source::Fifo => b.fifo,
        Source::Stream => b.stream,
        Source::Broker => b.broker,
    };
    let batch = match (p.batch_size, old) {
        (None, Some(old)) => u64::from(old.batch),
        (Some(value), _) if u64::try_from(value).is_ok_and(|n| n > span.max && n <= b.standard.max) => {
            // The shape of the API allows it; this source does not.
            return Err(LambdaError::value(format!(
                "BatchSize {value} is too large for this event source: at most {}.",
                span.max
            )));
        }
        (value, _) => within("batchSize", value, span)?,
    };
    let default = if kind == Source::Broker { b.broker_window } else { SimTime::from_secs(b.window.default) };
    let window = match (p.maximum_batching_window_in_seconds, old) {
        (None, Some(old)) => old.window,
        (None, None) => default,
        (value, _) => SimTime::from_secs(within("maximumBatchingWindowInSeconds", value, b.window)?),
    };
    if kind == Source::Fifo && window > SimTime::ZERO {
        return Err(LambdaError::value("Batching window is not supported for FIFO queues."));
    }
    if kind == Source::Queue && batch > b.window_needed_above && window < SimTime::from_secs(b.window_needed) {
        return Err(LambdaError::value(format!(
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than {}",
            b.window_needed_above
        )));
    }
    Ok((u32::try_from(batch).unwrap_or(u32::MAX), window))
}

fn response_types(types: &[Name]) -> Result<bool, LambdaError> {
    match types.iter().find(|t| &***t != "ReportBatchItemFailures") {
        Some(odd) => Err(LambdaError::value(format!("{odd} is no FunctionResponseType: ReportBatchItemFailures is."))),
        None => Ok(!types.is_empty()),
    }
}

/// Patterns as text, each parsed once so that a wrong one is refused here.
fn filters<'a>(limits: &Limits, all: impl Iterator<Item = &'a Value>) -> Result<Vec<Filter>, LambdaError> {
    let mut out = vec![];
    for pattern in all {
        let text: Arc<str> = match pattern {
            Value::String(text) => text.as_str().into(),
            other => other.to_string().into(),
        };
        let bad = |why| LambdaError::value(format!("Invalid filter pattern definition. {why}"));
        out.push(Filter::read(text).map_err(bad)?);
    }
    if out.len() as u64 > limits.batches.filters {
        let message = format!("A mapping takes at most {} filters.", limits.batches.filters);
        return Err(LambdaError::value(message));
    }
    Ok(out)
}

type Scaling = (Option<u32>, Option<(u32, u32)>);

fn scaling(limits: &Limits, kind: Source, p: &Parameters, old: Option<&Set>) -> Result<Scaling, LambdaError> {
    let scale = &limits.scale;
    let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let most = match p.scaling_config {
        None => old.and_then(|o| o.max_concurrency),
        Some(config) => match config.maximum_concurrency {
            None => None,
            given => Some(small(within("scalingConfig.maximumConcurrency", given, scale.limit)?)),
        },
    };
    let pollers = match p.provisioned_poller_config {
        None => old.and_then(|o| o.pollers),
        Some(config) if config.minimum_pollers.is_none() && config.maximum_pollers.is_none() => None,
        Some(config) => {
            let least = within("provisionedPollerConfig.minimumPollers", config.minimum_pollers, scale.min_pollers)?;
            let span = Span { default: scale.max_pollers.default.max(least), ..scale.max_pollers };
            let most = within("provisionedPollerConfig.maximumPollers", config.maximum_pollers, span)?;
            if most < least {
                return Err(LambdaError::value("MaximumPollers must not be less than MinimumPollers."));
            }
            Some((small(least), small(most)))
        }
    };
    if most.is_some() && pollers.is_some() {
        return Err(LambdaError::value("ProvisionedPollerConfig and ScalingConfig exclude each other."));
    }
    if (most.is_some() || pollers.is_some()) && !matches!(kind, Source::Queue | Source::Fifo) {
        return Err(LambdaError::value("ScalingConfig and ProvisionedPollerConfig are for queues only here."));
    }
    Ok((most, pollers))
}

fn stream(limits: &Limits, source: &str, p: &Parameters, old: Option<&StreamSet>) -> Result<StreamSet, LambdaError> {
    let s = &p.stream;
    let start = match (s.starting_position.as_deref(), old) {
        (None, Some(old)) => old.start,
        (Some(_), Some(_)) => return Err(LambdaError::value("StartingPosition cannot be changed.")),
        (Some("TRIM_HORIZON"), None) => Start::TrimHorizon,
        (Some("LATEST"), None) => Start::Latest,
        (Some("AT_TIMESTAMP"), None) => match s.starting_position_timestamp {
            Some(secs) => Start::At(SimTime::from_secs(secs)),
            None => return Err(LambdaError::value("Timestamp must be specified for StartingPosition AT_TIMESTAMP.")),
        },
        (None, None) => {
            let message = "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.";
            return Err(LambdaError::value(message));
        }
        (Some(odd), None) => {
            return Err(LambdaError::value(format!(
                "Unsupported StartingPosition {odd}: TRIM_HORIZON, LATEST or AT_TIMESTAMP."
            )));
        }
    };
    let parallel = match (s.parallelization_factor, old) {
        (None, Some(old)) => u64::from(old.parallel),
        (value, _) => within("parallelizationFactor", value, limits.streams.parallel)?,
    };
    let attempts = endless("maximumRetryAttempts", s.maximum_retry_attempts, limits.streams.attempts)?;
    let age = endless("maximumRecordAgeInSeconds", s.maximum_record_age_in_seconds, limits.streams.age)?;
    let on_failure = match &s.destination_config {
        None => old.and_then(|o| o.on_failure.clone()),
        Some(config) => on_failure(config.on_failure.as_ref().and_then(|d| d.destination.clone()))?,
    };
    Ok(StreamSet {
        start,
        parallel: u32::try_from(parallel).unwrap_or(1),
        bisect: s.bisect_batch_on_function_error.or(old.map(|o| o.bisect)).unwrap_or(false),
        attempts: attempts.map_or(old.and_then(|o| o.attempts), |n| n.and_then(|n| u32::try_from(n).ok())),
        age: age.map_or(old.and_then(|o| o.age), |n| n.map(SimTime::from_secs)),
        on_failure,
        consumer: source.contains("/consumer/").then(|| source.into()),
    })
}

/// -1 is without end; `None` is not said.
#[allow(clippy::option_option)] // not said, without end, a number: three things
fn endless(field: &str, value: Option<i64>, most: u64) -> Result<Option<Option<u64>>, LambdaError> {
    match value {
        None => Ok(None),
        Some(-1) => Ok(Some(None)),
        Some(n) if n < -1 => Err(LambdaError::range(field, n, 0, false)),
        value => within(field, value, Span { min: 0, max: most, default: 0 }).map(|n| Some(Some(n))),
    }
}

fn on_failure(destination: Option<Name>) -> Result<Option<Name>, LambdaError> {
    let fits = |arn: &Name| {
        arn::parse(arn)
            .is_some_and(|p| matches!(p.service, "sqs" | "sns" | "s3") && !p.name.ends_with(super::functions::FIFO))
    };
    match destination {
        Some(arn) if !fits(&arn) => {
            Err(LambdaError::value(format!("The destination {arn} is not valid: SQS, SNS or S3 take failed batches.")))
        }
        other => Ok(other),
    }
}
