//! Alarms, by PutMetricAlarm and PutCompositeAlarm.
use super::Builder;
use crate::sim::{
    arn,
    scenario::spec::cloudwatch::AlarmSpec,
    services::{Answer, Call, autoscaling::model::policy_arn, cloudwatch::api::json},
    trace::Name,
};
use serde_json::{Map, Value, json};

/// Metric alarms first, then composite ones, as AWS demands.
pub(super) fn wire(build: &mut Builder<'_>) {
    let (composite, metric): (Vec<_>, Vec<_>) = build.plan.alarms.iter().partition(|a| a.rule.is_some());
    for spec in metric.into_iter().chain(composite) {
        make(build, spec);
    }
}

/// Sets one alarm to what the scenario says now.
pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    if let Some(spec) = build.plan.alarms.iter().find(|a| a.name == *name) {
        make(build, spec);
    }
}

fn make(build: &mut Builder<'_>, spec: &AlarmSpec) {
    let path = format!("alarms.{}", spec.name);
    let operation = if spec.rule.is_some() { "PutCompositeAlarm" } else { "PutMetricAlarm" };
    let body = body(build, spec);
    match json::read(operation, &body) {
        Err(error) => build.refuse(path, error.code.name(), error.message),
        Ok(request) => {
            if let Some(Answer::CloudWatch(Err(error))) = build.ask(Call::CloudWatch(request)) {
                build.refuse(path, error.code.name(), error.message);
            }
        }
    }
}

fn body(build: &Builder<'_>, spec: &AlarmSpec) -> Value {
    let mut body = Map::new();
    let mut put = |key: &str, value: Value| {
        body.insert(key.into(), value);
    };
    put("AlarmName", json!(&*spec.name));
    let targets = |all: &[Name]| all.iter().map(|t| json!(&*target(build, t))).collect::<Vec<Value>>();
    put("AlarmActions", targets(&spec.actions).into());
    put("OKActions", targets(&spec.ok_actions).into());
    if let Some(rule) = &spec.rule {
        put("AlarmRule", json!(&**rule));
        return Value::Object(body);
    }
    if let Some((resource, metric)) = spec.metric.as_deref().and_then(|m| m.rsplit_once('.')) {
        let (namespace, dimensions) = place(build, resource);
        put("Namespace", json!(namespace));
        put("MetricName", json!(metric));
        put("Dimensions", dimensions);
        let stat = spec.stat.as_deref().unwrap_or("Average");
        put(if stat.starts_with('p') { "ExtendedStatistic" } else { "Statistic" }, json!(stat));
        put("Period", json!(spec.period.map_or(60, |p| p.0.as_secs())));
    }
    if let Some((comparison, threshold)) = spec.when.as_deref().and_then(condition) {
        put("ComparisonOperator", json!(comparison));
        put("Threshold", json!(threshold));
    }
    let points = spec.points.as_ref().map_or_else(|| "1".into(), |v| v.to_string().replace('"', ""));
    let (m, n) = points.split_once('/').map_or((None, &*points), |(m, n)| (Some(m), n));
    put("EvaluationPeriods", json!(n));
    if let Some(m) = m {
        put("DatapointsToAlarm", json!(m));
    }
    if let Some(missing) = &spec.missing {
        put("TreatMissingData", json!(&**missing));
    }
    for (key, value) in &spec.attributes {
        body.insert(key.clone(), value.clone());
    }
    Value::Object(body)
}

/// `> 100` in AWS's words.
fn condition(when: &str) -> Option<(&'static str, &str)> {
    let words = [
        (">=", "GreaterThanOrEqualToThreshold"),
        ("<=", "LessThanOrEqualToThreshold"),
        (">", "GreaterThanThreshold"),
        ("<", "LessThanThreshold"),
    ];
    words.into_iter().find_map(|(sign, word)| Some((word, when.trim().strip_prefix(sign)?.trim())))
}

/// A topic or a function by name, a policy as `GROUP/POLICY`, or an ARN.
fn target(build: &Builder<'_>, name: &str) -> Name {
    let policy = name.split_once('/').and_then(|(group, policy)| {
        let group = build.services.autoscaling.groups.get(group)?;
        Some(policy_arn(&build.plan.region, group, group.policies.get(policy)?))
    });
    policy.unwrap_or_else(|| build.arn(name))
}

/// Namespace and dimensions of a resource's metrics.
fn place(build: &Builder<'_>, resource: &str) -> (&'static str, Value) {
    let whole = build.arn(resource);
    let service = arn::parse(&whole).map_or("", |p| p.service);
    let ecs = build
        .services
        .autoscaling
        .groups
        .get(resource)
        .is_some_and(|g| g.kind == crate::sim::services::autoscaling::model::Kind::Ecs);
    if ecs {
        let all = json!([{ "Name": "ClusterName", "Value": "default" }, { "Name": "ServiceName", "Value": resource }]);
        return ("ECS/ContainerInsights", all);
    }
    let (namespace, dimension) = match service {
        "sqs" => ("AWS/SQS", "QueueName"),
        "sns" => ("AWS/SNS", "TopicName"),
        "kinesis" => ("AWS/Kinesis", "StreamName"),
        "firehose" => ("AWS/Firehose", "DeliveryStreamName"),
        "events" => ("AWS/Events", "EventBusName"),
        "scheduler" => ("AWS/Scheduler", "ScheduleName"),
        "pipes" => ("AWS/EventBridge/Pipes", "PipeName"),
        "states" => ("AWS/States", "StateMachineArn"),
        "lambda" => ("AWS/Lambda", "FunctionName"),
        "mq" => ("AWS/AmazonMQ", "Broker"),
        "autoscaling" => ("AWS/AutoScaling", "AutoScalingGroupName"),
        "s3" => ("AWS/S3", "BucketName"),
        "rds" => ("AWS/RDS", "DBClusterIdentifier"),
        _ => ("AWS/ApiGateway", "ApiName"),
    };
    let value = if service == "states" { &*whole } else { resource };
    (namespace, json!([{ "Name": dimension, "Value": value }]))
}
