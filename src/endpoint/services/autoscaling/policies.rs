//! Scaling policies as the models of Auto Scaling and Application Auto Scaling have them.
use crate::endpoint::input::Input;
use crate::sim::services::cloudwatch::model::alarm_arn;
use crate::sim::{
    region::Region,
    services::autoscaling::model::{
        Group,
        policy::{Adjust, AdjustKind, How, ONE, Policy, Step, Track},
        policy_arn,
    },
    trace::Name,
};
use serde_json::{Map, Number, Value, json};

/// PutScalingPolicy.
pub(in crate::endpoint::services) fn made(region: &Region, arn: &str, made: &[Name]) -> Value {
    json!({ "PolicyARN": arn, "Alarms": alarms(region, made) })
}

/// The alarms of a policy.
pub(in crate::endpoint::services) fn alarms(region: &Region, all: &[Name]) -> Vec<Value> {
    all.iter().map(|name| json!({ "AlarmName": &**name, "AlarmARN": &*alarm_arn(region, name) })).collect()
}

/// DescribePolicies of one group.
pub(super) fn described(region: &Region, input: Input<'_>, group: &Group) -> Vec<Value> {
    let (names, types) = (input.texts("PolicyNames"), input.texts("PolicyTypes"));
    let one = |policy: &Policy| {
        let arn = policy_arn(region, group, policy);
        let named = names.is_empty() || names.iter().any(|n| **n == *policy.name || **n == *arn);
        (named && (types.is_empty() || types.iter().any(|t| t == kind(policy)))).then(|| whole(region, group, policy))
    };
    group.policies.values().filter_map(one).collect()
}

/// PolicyType.
pub(in crate::endpoint::services) const fn kind(policy: &Policy) -> &'static str {
    match policy.how {
        How::Simple(..) => "SimpleScaling",
        How::Steps(..) => "StepScaling",
        How::Track(_) => "TargetTrackingScaling",
    }
}

fn whole(region: &Region, group: &Group, policy: &Policy) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| out.insert(name.into(), value);
    put("AutoScalingGroupName", json!(&*group.name));
    put("PolicyName", json!(&*policy.name));
    put("PolicyARN", json!(&*policy_arn(region, group, policy)));
    put("PolicyType", json!(kind(policy)));
    put("EstimatedInstanceWarmup", json!(policy.warmup));
    put("Enabled", json!(policy.enabled));
    put("Alarms", alarms(region, &policy.alarms).into());
    match &policy.how {
        How::Simple(how, by, cooldown) => {
            put("ScalingAdjustment", json!(by));
            put("Cooldown", json!(cooldown));
            adjusts(*how, &mut out);
        }
        How::Steps(how, all) => {
            put("MetricAggregationType", json!("Average"));
            put("StepAdjustments", steps(all));
            adjusts(*how, &mut out);
        }
        How::Track(track) => {
            put("TargetTrackingConfiguration", tracking(track, "ASGAverageCPUUtilization"));
        }
    }
    Value::Object(out)
}

fn adjusts(how: Adjust, out: &mut Map<String, Value>) {
    let kind = match how.kind {
        AdjustKind::Change => "ChangeInCapacity",
        AdjustKind::Exact => "ExactCapacity",
        AdjustKind::Percent => "PercentChangeInCapacity",
    };
    out.insert("AdjustmentType".into(), json!(kind));
    if how.least > 0 {
        out.insert("MinAdjustmentMagnitude".into(), json!(how.least));
    }
}

/// Millionths as a number.
fn number(millionths: i64) -> Value {
    let (whole, rest) = (millionths / ONE, (millionths % ONE).abs());
    let sign = if millionths < 0 && whole == 0 { "-" } else { "" };
    format!("{sign}{whole}.{rest:06}").parse::<Number>().map_or(Value::Null, Value::Number)
}

fn steps(all: &[Step]) -> Value {
    let one = |step: &Step| {
        json!({
            "MetricIntervalLowerBound": step.lower.map(number),
            "MetricIntervalUpperBound": step.upper.map(number),
            "ScalingAdjustment": step.by,
        })
    };
    all.iter().map(one).collect()
}

/// StepScalingPolicyConfiguration.
pub(in crate::endpoint::services) fn step_configuration(how: Adjust, all: &[Step]) -> Value {
    let mut out = Map::new();
    out.insert("StepAdjustments".into(), steps(all));
    adjusts(how, &mut out);
    Value::Object(out)
}

/// What target tracking follows; `ready` names the predefined metric it may be.
pub(in crate::endpoint::services) fn tracking(track: &Track, ready: &str) -> Value {
    let mut out = json!({ "TargetValue": number(track.target), "DisableScaleIn": !track.scales_in });
    let Some(fields) = out.as_object_mut() else { return out };
    if track.cpu {
        fields.insert("PredefinedMetricSpecification".into(), json!({ "PredefinedMetricType": ready }));
        return out;
    }
    let mut watch: Map<String, Value> = serde_json::from_str(&track.watch).unwrap_or_default();
    watch.remove("Period");
    fields.insert("CustomizedMetricSpecification".into(), Value::Object(watch));
    out
}
