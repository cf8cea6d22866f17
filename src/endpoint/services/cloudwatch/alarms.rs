//! Alarms and their history as CloudWatch's model has them.
use super::data::{dimensions, number};
use crate::base::time::SimTime;
use crate::endpoint::{command::Command, input::Input, page::Page, refusal::Refusal};
use crate::sim::{
    epoch,
    region::Region,
    services::cloudwatch::model::{
        Past,
        alarm::{Alarm, By, Query, Watch, What},
        alarm_arn,
        metric::Stat,
    },
    trace::Name,
};
use serde_json::{Map, Value, json};

/// A moment of the run as a timestamp with milliseconds.
fn stamp(at: SimTime) -> Value {
    let millis = epoch::epoch_millis(at);
    format!("{}.{:03}", millis / 1_000, millis % 1_000).parse().map_or(Value::Null, Value::Number)
}

/// DescribeAlarms.
pub(super) fn described(command: &Command, all: &[Alarm]) -> Result<Value, Refusal> {
    let page = Page::next("MaxRecords", 100).of(
        command.input(),
        "All",
        all.iter().map(|a| alarm(&command.region, a)).collect(),
    )?;
    let (mut metric, mut composite) = (vec![], vec![]);
    for alarm in page.get("All").and_then(Value::as_array).into_iter().flatten() {
        let to = if alarm.get("AlarmRule").is_some() { &mut composite } else { &mut metric };
        to.push(alarm.clone());
    }
    Ok(json!({ "MetricAlarms": metric, "CompositeAlarms": composite, "NextToken": page.get("NextToken") }))
}

/// DescribeAlarmsForMetric.
pub(super) fn plain(region: &Region, all: &[Alarm]) -> Value {
    json!({ "MetricAlarms": all.iter().map(|a| alarm(region, a)).collect::<Vec<_>>() })
}

fn alarm(region: &Region, alarm: &Alarm) -> Value {
    let config = &alarm.config;
    let texts = |all: &[Name]| all.iter().map(|t| json!(&**t)).collect::<Vec<_>>();
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| out.insert(name.into(), value);
    put("AlarmName", json!(&*config.name));
    put("AlarmArn", json!(&*alarm_arn(region, &config.name)));
    put("AlarmDescription", json!(config.description.as_deref()));
    put("AlarmConfigurationUpdatedTimestamp", stamp(alarm.updated));
    put("ActionsEnabled", json!(config.enabled));
    put("OKActions", texts(&config.actions.ok).into());
    put("AlarmActions", texts(&config.actions.alarm).into());
    put("InsufficientDataActions", texts(&config.actions.insufficient).into());
    put("StateValue", json!(alarm.state.name()));
    put("StateReason", json!(&*alarm.reason));
    put("StateUpdatedTimestamp", stamp(alarm.since));
    put("StateTransitionedTimestamp", stamp(alarm.since));
    match &config.by {
        By::Rule(text, _) => {
            put("AlarmRule", json!(&**text));
        }
        By::Metric(watch) => watched(watch, &mut out),
    }
    Value::Object(out)
}

fn watched(watch: &Watch, out: &mut Map<String, Value>) {
    let mut put = |name: &str, value: Value| out.insert(name.into(), value);
    match watch.queries.first().map(|q| &q.what) {
        Some(What::Metric { key, stat, period }) if watch.single => {
            put("Namespace", json!(&*key.namespace));
            put("MetricName", json!(&*key.name));
            put("Dimensions", dimensions(key));
            put("Period", json!(period));
            let extended = matches!(stat, Stat::Percentile(_));
            put(if extended { "ExtendedStatistic" } else { "Statistic" }, json!(stat.name()));
        }
        _ => {
            put("Metrics", watch.queries.iter().map(query).collect());
        }
    }
    put("EvaluationPeriods", json!(watch.evaluation_periods));
    put("DatapointsToAlarm", json!(watch.datapoints_to_alarm));
    put("Threshold", number(watch.threshold));
    put("ComparisonOperator", json!(watch.comparison.name()));
    put("TreatMissingData", json!(watch.missing.name()));
}

fn query(query: &Query) -> Value {
    let mut out = match &query.what {
        What::Metric { key, stat, period } => json!({
            "MetricStat": {
                "Metric": { "Namespace": &*key.namespace, "MetricName": &*key.name, "Dimensions": dimensions(key) },
                "Period": period,
                "Stat": stat.name(),
            },
        }),
        What::Math { text, period, .. } => json!({ "Expression": &**text, "Period": period }),
    };
    if let Some(fields) = out.as_object_mut() {
        fields.insert("Id".into(), json!(&*query.id));
        fields.insert("ReturnData".into(), json!(query.returns));
        fields.insert("Label".into(), json!(query.label.as_deref()));
    }
    out
}

/// DescribeAlarmHistory: newest first unless asked otherwise.
pub(super) fn history(input: Input<'_>, all: &[Past]) -> Result<Value, Refusal> {
    let types = input.texts("AlarmTypes");
    let has = |kind: &str| types.iter().any(|t| t == kind);
    let one = |past: &Past| {
        let kind = if past.composite { "CompositeAlarm" } else { "MetricAlarm" };
        let fits = if types.is_empty() { !past.composite } else { has(kind) };
        fits.then(|| {
            json!({
                "AlarmName": &*past.alarm, "AlarmType": kind, "Timestamp": stamp(past.at),
                "HistoryItemType": &*past.kind, "HistorySummary": &*past.summary, "HistoryData": &*past.data,
            })
        })
    };
    let mut items: Vec<Value> = all.iter().filter_map(one).collect();
    if input.text("ScanBy") == Some("TimestampAscending") {
        items.reverse();
    }
    Page::next("MaxRecords", 100).of(input, "AlarmHistoryItems", items).map(Value::Object)
}
