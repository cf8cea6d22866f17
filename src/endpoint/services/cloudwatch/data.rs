//! Metrics and their data points as CloudWatch's model has them.
use crate::endpoint::{input::Input, page::Page, refusal::Refusal};
use crate::sim::{
    epoch::EPOCH_MILLIS,
    services::cloudwatch::{
        api::response::Results,
        model::{
            metric::{Key, Stat},
            number::{Micro, show},
        },
    },
    trace::Name,
};
use serde_json::{Map, Number, Value, json};

/// Seconds of the run as a timestamp.
pub(super) const fn stamp(at: u64) -> u64 {
    EPOCH_MILLIS / 1_000 + at
}

/// A value as JSON has numbers.
pub(super) fn number(value: Micro) -> Value {
    show(value).parse::<Number>().map_or(Value::Null, Value::Number)
}

/// Dimensions.
pub(super) fn dimensions(key: &Key) -> Value {
    key.dimensions.iter().map(|(name, value)| json!({ "Name": &**name, "Value": &**value })).collect()
}

/// GetMetricData: newest first unless asked otherwise.
pub(super) fn results(input: Input<'_>, all: &[Results]) -> Result<Value, Refusal> {
    let ascending = input.text("ScanBy") == Some("TimestampAscending");
    let one = |found: &Results| {
        let mut points: Vec<&(u64, Micro)> = found.points.iter().collect();
        if !ascending {
            points.reverse();
        }
        json!({
            "Id": &*found.id,
            "Label": label(input, &found.id),
            "Timestamps": points.iter().map(|p| stamp(p.0)).collect::<Vec<_>>(),
            "Values": points.iter().map(|p| number(p.1)).collect::<Vec<_>>(),
            "StatusCode": "Complete",
        })
    };
    let page = Page::next("MaxResults", 500).of(input, "MetricDataResults", all.iter().map(one).collect())?;
    Ok(Value::Object(page))
}

/// What a query is called: its Label, the metric's name, else its Id.
fn label(input: Input<'_>, id: &str) -> String {
    let query = input.list("MetricDataQueries").find(|q| q.text("Id") == Some(id));
    let said = query.and_then(|q| q.text("Label"));
    let metric = || query?.object("MetricStat")?.object("Metric")?.text("MetricName");
    said.or_else(metric).unwrap_or(id).to_owned()
}

/// GetMetricStatistics.
pub(super) fn statistics(input: Input<'_>, unit: &str, all: &[(u64, Vec<(Stat, Micro)>)]) -> Value {
    let one = |(at, stats): &(u64, Vec<(Stat, Micro)>)| {
        let mut point = Map::from_iter([("Timestamp".into(), json!(stamp(*at))), ("Unit".into(), json!(unit))]);
        let mut extended = Map::new();
        for (stat, value) in stats {
            let to = if matches!(stat, Stat::Percentile(_)) { &mut extended } else { &mut point };
            to.insert(stat.name(), number(*value));
        }
        if !extended.is_empty() {
            point.insert("ExtendedStatistics".into(), extended.into());
        }
        Value::Object(point)
    };
    json!({ "Label": input.text("MetricName"), "Datapoints": all.iter().map(one).collect::<Vec<_>>() })
}

/// ListMetrics.
pub(super) fn metrics(input: Input<'_>, all: &[Key]) -> Result<Value, Refusal> {
    let one = |key: &Key| {
        let (namespace, name): (&Name, &Name) = (&key.namespace, &key.name);
        json!({ "Namespace": &**namespace, "MetricName": &**name, "Dimensions": dimensions(key) })
    };
    let page = Page::next("", 500).of(input, "Metrics", all.iter().map(one).collect())?;
    Ok(Value::Object(page))
}
