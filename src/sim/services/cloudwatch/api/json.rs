//! Reads calls in AWS's JSON form, as the SDKs, a scenario and other services write them.
use super::{
    CloudWatchError, Request,
    request::{Datum, GetData, GetStatistics, Select},
};
use crate::sim::services::cloudwatch::model::{
    alarm::{Actions, By, Comparison, Config, Missing, Query, State, Watch, What},
    math,
    metric::{Key, Sample, Stat},
    number::{self, Micro, ONE},
    rule,
};
use crate::sim::trace::Name;
use serde_json::Value;
use std::collections::BTreeMap;

type Read<T> = Result<T, CloudWatchError>;

/// Reads the parameters of an operation.
///
/// # Errors
/// AWS's refusal of what is no such call.
pub fn read(operation: &str, body: &Value) -> Read<Request> {
    let names = |key: &str| list(body, key).iter().filter_map(text).collect::<Vec<Name>>();
    Ok(match operation {
        "PutMetricAlarm" => Request::PutMetricAlarm(Box::new(metric_alarm(body)?)),
        "PutCompositeAlarm" => Request::PutCompositeAlarm(Box::new(composite(body)?)),
        "DeleteAlarms" => Request::DeleteAlarms(names("AlarmNames")),
        "EnableAlarmActions" => Request::EnableAlarmActions(names("AlarmNames")),
        "DisableAlarmActions" => Request::DisableAlarmActions(names("AlarmNames")),
        "DescribeAlarms" => {
            let types = names("AlarmTypes");
            let has = |kind: &str| types.iter().any(|t| &**t == kind);
            Request::DescribeAlarms(Box::new(Select {
                names: names("AlarmNames"),
                prefix: word(body, "AlarmNamePrefix"),
                action: word(body, "ActionPrefix"),
                state: word(body, "StateValue").map(|w| state(&w)).transpose()?,
                types: (types.is_empty() || has("MetricAlarm"), has("CompositeAlarm")),
                metric: None,
            }))
        }
        "DescribeAlarmsForMetric" => {
            Request::DescribeAlarms(Box::new(Select { metric: Some(Box::new(key(body)?)), ..Select::default() }))
        }
        "DescribeAlarmHistory" => Request::DescribeAlarmHistory {
            alarm: word(body, "AlarmName"),
            kind: word(body, "HistoryItemType"),
            from: whole(body, "StartDate")?,
            to: whole(body, "EndDate")?,
        },
        "TagResource" => Request::TagResource { alarm: tagged(body)?, tags: tags(body) },
        "UntagResource" => Request::UntagResource { alarm: tagged(body)?, keys: names("TagKeys") },
        "ListTagsForResource" => Request::ListTagsForResource(tagged(body)?),
        "SetAlarmState" => Request::SetAlarmState {
            name: needed(body, "AlarmName")?,
            state: state(&needed(body, "StateValue")?)?,
            reason: needed(body, "StateReason")?,
        },
        "PutMetricData" => {
            let namespace = needed(body, "Namespace")?;
            let all = list(body, "MetricData").iter().map(|d| datum(&namespace, d));
            Request::PutMetricData(all.collect::<Read<_>>()?)
        }
        "GetMetricData" => Request::GetMetricData(Box::new(GetData {
            queries: queries(list(body, "MetricDataQueries"), None)?,
            start: whole(body, "StartTime")?.unwrap_or(0),
            end: whole(body, "EndTime")?.ok_or_else(|| CloudWatchError::missing("EndTime"))?,
        })),
        "GetMetricStatistics" => Request::GetMetricStatistics(Box::new(statistics(body)?)),
        "ListMetrics" => Request::ListMetrics {
            namespace: word(body, "Namespace"),
            name: word(body, "MetricName"),
            dimensions: list(body, "Dimensions")
                .iter()
                .filter_map(|d| Some((word(d, "Name")?, word(d, "Value"))))
                .collect(),
        },
        _ => return Err(CloudWatchError::invalid(format!("{operation} is not an operation of CloudWatch"))),
    })
}

/// The alarm a ResourceARN names.
fn tagged(body: &Value) -> Read<Name> {
    let arn = needed(body, "ResourceARN")?;
    let place = crate::sim::arn::parse(&arn).filter(|p| p.service == "cloudwatch" && p.kind == "alarm");
    let bad = || CloudWatchError::value(format!("Invalid ARN: {arn}"));
    place
        .map(|p| if p.rest.is_empty() { p.name.into() } else { format!("{}:{}", p.name, p.rest).into() })
        .ok_or_else(bad)
}

fn tags(body: &Value) -> BTreeMap<Name, Name> {
    list(body, "Tags").iter().filter_map(|t| Some((word(t, "Key")?, word(t, "Value").unwrap_or_default()))).collect()
}

fn text(value: &Value) -> Option<Name> {
    match value {
        Value::String(text) => Some(text.as_str().into()),
        Value::Number(n) => Some(n.to_string().into()),
        _ => None,
    }
}

fn word(body: &Value, key: &str) -> Option<Name> {
    body.get(key).and_then(text)
}

fn needed(body: &Value, key: &str) -> Read<Name> {
    word(body, key).ok_or_else(|| CloudWatchError::missing(key))
}

fn list<'a>(body: &'a Value, key: &str) -> &'a [Value] {
    body.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn decimal(body: &Value, key: &str) -> Read<Option<Micro>> {
    let Some(text) = word(body, key) else { return Ok(None) };
    number::parse(&text).map(Some).ok_or_else(|| CloudWatchError::invalid(format!("{key} `{text}` is not a number")))
}

/// A whole number; times may be written `5m`.
fn whole(body: &Value, key: &str) -> Read<Option<u64>> {
    let Some(text) = word(body, key) else { return Ok(None) };
    let bad = || CloudWatchError::invalid(format!("{key} `{text}` is not a whole number"));
    crate::base::time::SimTime::parse(&text).map(|t| Some(t.as_secs())).map_err(|_| bad())
}

fn small(body: &Value, key: &str) -> Read<Option<u32>> {
    Ok(whole(body, key)?.map(|n| u32::try_from(n).unwrap_or(u32::MAX)))
}

fn state(word: &str) -> Read<State> {
    State::parse(word)
        .ok_or_else(|| CloudWatchError::invalid(format!("`{word}` is none of OK, ALARM, INSUFFICIENT_DATA")))
}

fn stat(word: &str) -> Read<Stat> {
    Stat::parse(word).ok_or_else(|| CloudWatchError::invalid(format!("`{word}` is not a statistic known here")))
}

/// Dimensions as AWS writes them, or plainly `{QueueName: orders}`.
fn dimensions(body: &Value) -> Vec<(Name, Name)> {
    let mut all: Vec<(Name, Name)> = match body.get("Dimensions") {
        Some(Value::Array(all)) => all.iter().filter_map(|d| Some((word(d, "Name")?, word(d, "Value")?))).collect(),
        Some(Value::Object(all)) => all.iter().filter_map(|(k, v)| Some((k.as_str().into(), text(v)?))).collect(),
        _ => vec![],
    };
    all.sort();
    all
}

fn key(body: &Value) -> Read<Key> {
    Ok(Key { namespace: needed(body, "Namespace")?, name: needed(body, "MetricName")?, dimensions: dimensions(body) })
}

fn queries(all: &[Value], default: Option<u64>) -> Read<Vec<Query>> {
    all.iter().map(|q| query(q, default)).collect()
}

fn query(body: &Value, default: Option<u64>) -> Read<Query> {
    let what = match (word(body, "Expression"), body.get("MetricStat")) {
        (Some(text), None) => {
            let expr = math::parse(&text)
                .map_err(|why| CloudWatchError::invalid(format!("Error in expression `{text}`: {why}")))?;
            What::Math { text, expr, period: whole(body, "Period")?.or(default) }
        }
        (None, Some(metric)) => What::Metric {
            key: key(metric.get("Metric").unwrap_or(&Value::Null))?,
            stat: stat(&needed(metric, "Stat")?)?,
            period: whole(metric, "Period")?.or(default).ok_or_else(|| CloudWatchError::missing("Period"))?,
        },
        _ => return Err(CloudWatchError::invalid("A query has either MetricStat or Expression.")),
    };
    Ok(Query {
        id: needed(body, "Id")?,
        what,
        returns: body.get("ReturnData").and_then(Value::as_bool).unwrap_or(true),
        label: word(body, "Label"),
    })
}

fn actions(body: &Value) -> Actions {
    let of = |key: &str| list(body, key).iter().filter_map(text).collect();
    Actions { alarm: of("AlarmActions"), ok: of("OKActions"), insufficient: of("InsufficientDataActions") }
}

fn metric_alarm(body: &Value) -> Read<Config> {
    Ok(Config {
        name: needed(body, "AlarmName")?,
        description: word(body, "AlarmDescription"),
        enabled: body.get("ActionsEnabled").and_then(Value::as_bool).unwrap_or(true),
        actions: actions(body),
        by: By::Metric(Box::new(watch(body)?)),
        tags: tags(body),
    })
}

fn watch(body: &Value) -> Read<Watch> {
    let comparison = needed(body, "ComparisonOperator")?;
    let comparison = Comparison::parse(&comparison)
        .ok_or_else(|| CloudWatchError::invalid(format!("ComparisonOperator `{comparison}` is not supported")))?;
    let missing = word(body, "TreatMissingData").unwrap_or_else(|| "missing".into());
    let missing = Missing::parse(&missing).ok_or_else(|| {
        CloudWatchError::invalid(format!(
            "TreatMissingData `{missing}` is none of breaching, notBreaching, ignore, missing"
        ))
    })?;
    let n = small(body, "EvaluationPeriods")?.ok_or_else(|| CloudWatchError::missing("EvaluationPeriods"))?;
    let many = list(body, "Metrics");
    let single = many.is_empty();
    let queries = if single { vec![single_metric(body)?] } else { queries(many, whole(body, "Period")?)? };
    if !single && word(body, "MetricName").is_some() {
        return Err(CloudWatchError::new(
            super::Code::InvalidParameterCombination,
            "Metrics and MetricName exclude each other.",
        ));
    }
    let periods = queries.iter().filter_map(|q| match &q.what {
        What::Metric { period, .. } => Some(*period),
        What::Math { period, .. } => *period,
    });
    Ok(Watch {
        period: periods.max().unwrap_or(60),
        queries,
        single,
        evaluation_periods: n,
        datapoints_to_alarm: small(body, "DatapointsToAlarm")?.unwrap_or(n),
        threshold: decimal(body, "Threshold")?.ok_or_else(|| CloudWatchError::missing("Threshold"))?,
        comparison,
        missing,
    })
}

fn single_metric(body: &Value) -> Read<Query> {
    let by = match (word(body, "Statistic"), word(body, "ExtendedStatistic")) {
        (Some(plain), None) if !plain.starts_with('p') => stat(&plain)?,
        (None, Some(percentile)) if percentile.starts_with('p') => stat(&percentile)?,
        (None, None) => return Err(CloudWatchError::missing("Statistic")),
        _ => return Err(CloudWatchError::invalid("Either Statistic or ExtendedStatistic, with a percentile.")),
    };
    let period = whole(body, "Period")?.ok_or_else(|| CloudWatchError::missing("Period"))?;
    Ok(Query { id: "m1".into(), what: What::Metric { key: key(body)?, stat: by, period }, returns: true, label: None })
}

fn composite(body: &Value) -> Read<Config> {
    let written = needed(body, "AlarmRule")?;
    let read = rule::parse(&written).map_err(|why| CloudWatchError::invalid(format!("AlarmRule: {why}")))?;
    Ok(Config {
        name: needed(body, "AlarmName")?,
        description: word(body, "AlarmDescription"),
        enabled: body.get("ActionsEnabled").and_then(Value::as_bool).unwrap_or(true),
        actions: actions(body),
        by: By::Rule(written, Box::new(read)),
        tags: tags(body),
    })
}

fn datum(namespace: &Name, body: &Value) -> Read<Datum> {
    let key = Key { namespace: namespace.clone(), name: needed(body, "MetricName")?, dimensions: dimensions(body) };
    let high = whole(body, "StorageResolution")? == Some(1);
    let unit = word(body, "Unit");
    Ok(Datum { key, at: whole(body, "Timestamp")?, sample: sample(body)?, high, unit })
}

fn sample(body: &Value) -> Read<Sample> {
    if let Some(value) = decimal(body, "Value")? {
        return Ok(Sample::of(value, 1));
    }
    if let Some(set) = body.get("StatisticValues") {
        let field = |key: &str| decimal(set, key)?.ok_or_else(|| CloudWatchError::missing(key));
        let count = u64::try_from(field("SampleCount")? / ONE).unwrap_or(0);
        let (sum, min, max) = (field("Sum")?, field("Minimum")?, field("Maximum")?);
        return Ok(Sample { count, sum, min, max, values: vec![], blind: true });
    }
    let values = list(body, "Values");
    if values.is_empty() {
        return Err(CloudWatchError::missing("Value"));
    }
    let counts = list(body, "Counts");
    if !counts.is_empty() && counts.len() != values.len() {
        return Err(CloudWatchError::value("Values and Counts have the same length."));
    }
    let mut all = Sample::default();
    for (nth, value) in values.iter().enumerate() {
        let bad = || CloudWatchError::value("Values and Counts are numbers.");
        let value = text(value).and_then(|t| number::parse(&t)).ok_or_else(bad)?;
        let count = match counts.get(nth) {
            Some(count) => text(count).and_then(|t| number::parse(&t)).map(|n| n / ONE).ok_or_else(bad)?,
            None => 1,
        };
        all.add(&Sample::of(value, u64::try_from(count).unwrap_or(0)));
    }
    Ok(all)
}

fn statistics(body: &Value) -> Read<GetStatistics> {
    let words = list(body, "Statistics").iter().chain(list(body, "ExtendedStatistics")).filter_map(text);
    let stats = words.map(|w| stat(&w)).collect::<Read<Vec<_>>>()?;
    if stats.is_empty() {
        return Err(CloudWatchError::missing("Statistics"));
    }
    Ok(GetStatistics {
        key: key(body)?,
        stats,
        period: whole(body, "Period")?.ok_or_else(|| CloudWatchError::missing("Period"))?,
        start: whole(body, "StartTime")?.ok_or_else(|| CloudWatchError::missing("StartTime"))?,
        end: whole(body, "EndTime")?.ok_or_else(|| CloudWatchError::missing("EndTime"))?,
    })
}
