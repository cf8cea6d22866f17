//! Groups, their instances, hooks and activities as Auto Scaling's model has them.
use crate::base::time::SimTime;
use crate::endpoint::input::Input;
use crate::sim::{
    epoch::epoch_secs,
    region::Region,
    services::autoscaling::model::{Activity, Group, Instance, LaunchConfiguration, Termination, group_arn, number},
    trace::Name,
};
use serde_json::{Map, Value, json};

fn stamp(at: SimTime) -> Value {
    json!(epoch_secs(at))
}

/// The zone of an instance, by name.
fn zone(region: &Region, group: &Group, instance: &Instance) -> String {
    let at = instance.zone as usize;
    let own = group.about.zones.get(at % group.about.zones.len().max(1)).map(ToString::to_string);
    own.unwrap_or_else(|| region.zone(u8::try_from(at % 6).unwrap_or(0)))
}

/// What instances are launched from, as members.
fn launch(group: &Group) -> Map<String, Value> {
    serde_json::from_str(&group.about.launch).unwrap_or_default()
}

/// An instance; `alone` as DescribeAutoScalingInstances tells it.
pub(super) fn instance(region: &Region, group: &Group, instance: &Instance, alone: bool) -> Value {
    let healthy = instance.sick.is_none();
    let health = match (alone, healthy) {
        (true, true) => "HEALTHY",
        (true, false) => "UNHEALTHY",
        (false, true) => "Healthy",
        (false, false) => "Unhealthy",
    };
    let mut out = launch(group);
    out.retain(|name, _| name != "MixedInstancesPolicy" && name != "InstanceId");
    out.insert("InstanceId".into(), json!(&*instance.id));
    out.insert("AvailabilityZone".into(), json!(zone(region, group, instance)));
    out.insert("LifecycleState".into(), json!(instance.word()));
    out.insert("HealthStatus".into(), json!(health));
    out.insert("ProtectedFromScaleIn".into(), json!(instance.protected));
    if alone {
        out.insert("AutoScalingGroupName".into(), json!(&*group.name));
    }
    Value::Object(out)
}

/// DescribeAutoScalingGroups.
pub(super) fn described(region: &Region, group: &Group) -> Value {
    let config = &group.config;
    let termination = match config.termination {
        Termination::Default => "Default",
        Termination::Oldest => "OldestInstance",
        Termination::Newest => "NewestInstance",
        Termination::Hour => "ClosestToNextInstanceHour",
    };
    let suspended =
        |p: &Name| json!({ "ProcessName": &**p, "SuspensionReason": "User suspended at the request of a caller" });
    let metrics = if config.metrics { METRICS } else { &[] };
    let said = json!({
        "AutoScalingGroupName": &*group.name,
        "AutoScalingGroupARN": &*group_arn(region, &group.name),
        "MinSize": config.min,
        "MaxSize": config.max,
        "DesiredCapacity": config.desired,
        "DefaultCooldown": config.cooldown,
        "AvailabilityZones": group.about.zones.iter().map(|z| json!(&**z)).collect::<Vec<_>>(),
        "LoadBalancerNames": [],
        "TargetGroupARNs": [],
        "HealthCheckType": if group.about.health.is_empty() { "EC2" } else { &*group.about.health },
        "HealthCheckGracePeriod": config.grace,
        "Instances": group.instances.iter().map(|i| instance(region, group, i, false)).collect::<Vec<_>>(),
        "CreatedTime": stamp(group.about.made),
        "SuspendedProcesses": group.plans.suspended.iter().map(suspended).collect::<Vec<_>>(),
        "VPCZoneIdentifier": &*group.about.subnets,
        "EnabledMetrics": metrics.iter().map(|m| json!({ "Metric": m, "Granularity": "1Minute" })).collect::<Vec<_>>(),
        "Status": group.course.leaving.then_some("Delete in progress"),
        "Tags": tags(group),
        "TerminationPolicies": [termination],
        "NewInstancesProtectedFromScaleIn": config.protect,
        "DefaultInstanceWarmup": config.warmup,
    });
    let mut out = launch(group);
    out.remove("InstanceId");
    if let Value::Object(said) = said {
        out.extend(said);
    }
    Value::Object(out)
}

/// The group metrics that are collected.
const METRICS: &[&str] = &[
    "GroupMinSize",
    "GroupMaxSize",
    "GroupDesiredCapacity",
    "GroupInServiceInstances",
    "GroupPendingInstances",
    "GroupStandbyInstances",
    "GroupTerminatingInstances",
    "GroupTotalInstances",
];

/// Tags of a group.
pub(super) fn tags(group: &Group) -> Vec<Value> {
    let one = |(key, (value, spread)): (&Name, &(Name, bool))| {
        json!({
            "ResourceId": &*group.name, "ResourceType": "auto-scaling-group",
            "Key": &**key, "Value": &**value, "PropagateAtLaunch": spread,
        })
    };
    group.about.tags.iter().map(one).collect()
}

/// DescribeLifecycleHooks.
pub(super) fn hooks(group: &Group, wanted: &[String]) -> Vec<Value> {
    let all = group.plans.hooks.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|w| **w == ***name));
    let one = |(name, hook): (&Name, &crate::sim::services::autoscaling::model::Hook)| {
        let moment =
            if hook.launching { "autoscaling:EC2_INSTANCE_LAUNCHING" } else { "autoscaling:EC2_INSTANCE_TERMINATING" };
        json!({
            "LifecycleHookName": &**name,
            "AutoScalingGroupName": &*group.name,
            "LifecycleTransition": moment,
            "NotificationTargetARN": hook.notify.as_deref(),
            "HeartbeatTimeout": hook.heartbeat,
            "GlobalTimeout": (hook.heartbeat * 100).min(172_800),
            "DefaultResult": if hook.proceeds { "CONTINUE" } else { "ABANDON" },
        })
    };
    all.map(one).collect()
}

/// DescribeScheduledActions.
pub(super) fn scheduled(region: &Region, group: &Group, wanted: &[String]) -> Vec<Value> {
    let all =
        group.plans.scheduled.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|w| **w == ***name));
    let one = |(name, action): (&Name, &crate::sim::services::autoscaling::model::Scheduled)| {
        let [min, max, desired] = action.sizes;
        let of = format!(
            "scheduledUpdateGroupAction:{}:autoScalingGroupName/{}:scheduledActionName/{name}",
            number(name),
            group.name
        );
        json!({
            "AutoScalingGroupName": &*group.name, "ScheduledActionName": &**name,
            "ScheduledActionARN": &*region.arn("autoscaling", &of),
            "Time": stamp(action.at), "StartTime": stamp(action.at),
            "MinSize": min, "MaxSize": max, "DesiredCapacity": desired,
        })
    };
    all.map(one).collect()
}

/// DescribeScalingActivities.
pub(super) fn activity(region: &Region, group: &Group, activity: &Activity) -> Value {
    let verb = if activity.launch { "Launching a new" } else { "Terminating" };
    let (code, progress) = match (activity.end, activity.launch) {
        (Some(_), _) => ("Successful", 100),
        (None, true) => ("InProgress", 30),
        (None, false) => ("InProgress", 50),
    };
    json!({
        "ActivityId": &*activity.id,
        "AutoScalingGroupName": &*group.name,
        "Description": format!("{verb} EC2 instance: {}", activity.instance),
        "Cause": format!("At {} an instance was {} in response to {}.",
            crate::sim::epoch::iso(epoch_secs(activity.start)),
            if activity.launch { "started" } else { "taken out of service" }, activity.cause),
        "StartTime": stamp(activity.start),
        "EndTime": activity.end.map(stamp),
        "StatusCode": code,
        "Progress": progress,
        "Details": "{}",
        "AutoScalingGroupARN": &*group_arn(region, &group.name),
    })
}

/// TerminateInstanceInAutoScalingGroup: the activity that has begun.
pub(super) fn terminating(input: Input<'_>, group: &str) -> Value {
    let id = input.text("InstanceId").unwrap_or_default();
    json!({
        "ActivityId": number(id), "AutoScalingGroupName": group, "StatusCode": "InProgress", "Progress": 0,
        "Description": format!("Terminating EC2 instance: {id}"), "Cause": "a user request", "StartTime": 0,
    })
}

/// DescribeLaunchConfigurations.
pub(super) fn launch_configuration(region: &Region, said: &LaunchConfiguration) -> Value {
    let mut out: Map<String, Value> = serde_json::from_str(&said.said).unwrap_or_default();
    let place = format!("launchConfiguration:{}:launchConfigurationName/{}", number(&said.name), said.name);
    out.insert("LaunchConfigurationARN".into(), json!(&*region.arn("autoscaling", &place)));
    out.insert("CreatedTime".into(), stamp(said.made));
    Value::Object(out)
}
