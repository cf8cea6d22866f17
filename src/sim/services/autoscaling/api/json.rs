//! Reads calls in AWS's JSON form, as the SDKs, a scenario and other services write them.
use super::{
    AutoScalingError, Request,
    request::{Changes, Create},
};
use crate::base::time::SimTime;
use crate::sim::services::autoscaling::{
    model::{
        About, Config, Hook, Kind, Scheduled, Termination,
        policy::{Adjust, AdjustKind, How, ONE, Policy, Step, Track},
    },
    quotas::{Limits, Settings},
};
use crate::sim::trace::Name;
use serde_json::{Value, json};
use std::collections::BTreeMap;

type Read<T> = Result<T, AutoScalingError>;

/// Reads the parameters of an operation.
///
/// # Errors
/// AWS's refusal of what is no such call.
pub fn read(operation: &str, body: &Value, limits: &Limits) -> Read<Request> {
    let group = || needed(body, "AutoScalingGroupName").or_else(|e| needed(body, "service").map_err(|_| e));
    Ok(match operation {
        "CreateAutoScalingGroup" => Request::CreateAutoScalingGroup(Box::new(create(body, limits)?)),
        "UpdateAutoScalingGroup" | "UpdateService" => {
            Request::UpdateAutoScalingGroup { group: group()?, changes: Box::new(changes(body)?) }
        }
        "RegisterScalableTarget" => Request::UpdateAutoScalingGroup {
            group: service(body)?,
            changes: Box::new(Changes {
                min: whole(body, "MinCapacity")?,
                max: whole(body, "MaxCapacity")?,
                ..Changes::default()
            }),
        },
        "DeleteAutoScalingGroup" => {
            Request::DeleteAutoScalingGroup { group: group()?, force: yes(body, "ForceDelete") }
        }
        "DescribeAutoScalingGroups" => Request::DescribeAutoScalingGroups(names(body, "AutoScalingGroupNames")),
        "SetDesiredCapacity" => Request::SetDesiredCapacity {
            group: group()?,
            desired: whole(body, "DesiredCapacity")?.ok_or_else(|| missing("DesiredCapacity"))?,
            honor: yes(body, "HonorCooldown"),
        },
        "TerminateInstanceInAutoScalingGroup" => Request::TerminateInstanceInAutoScalingGroup {
            instance: needed(body, "InstanceId")?,
            decrement: yes(body, "ShouldDecrementDesiredCapacity"),
        },
        "PutScalingPolicy" => {
            let group = if body.get("ResourceId").is_some() { service(body)? } else { group()? };
            Request::PutScalingPolicy { policy: Box::new(policy(body, &group)?), group }
        }
        "DeletePolicy" => Request::DeletePolicy { group: group()?, policy: needed(body, "PolicyName")? },
        "ExecutePolicy" => {
            let (value, threshold) = (decimal(body, "MetricValue")?, decimal(body, "BreachThreshold")?);
            Request::ExecutePolicy {
                group: group()?,
                policy: needed(body, "PolicyName")?,
                honor: yes(body, "HonorCooldown"),
                value,
                breach: value.unwrap_or(0).saturating_sub(threshold.unwrap_or(0)),
            }
        }
        "SetInstanceProtection" => Request::SetInstanceProtection {
            group: group()?,
            instances: names(body, "InstanceIds"),
            on: yes(body, "ProtectedFromScaleIn"),
        },
        "CreateLaunchConfiguration" => Request::CreateLaunchConfiguration {
            name: needed(body, "LaunchConfigurationName")?,
            said: body.to_string().into(),
        },
        "DeleteLaunchConfiguration" => Request::DeleteLaunchConfiguration(needed(body, "LaunchConfigurationName")?),
        "DescribeLaunchConfigurations" => {
            Request::DescribeLaunchConfigurations(names(body, "LaunchConfigurationNames"))
        }
        "CreateOrUpdateTags" => Request::CreateOrUpdateTags { group: tagged(body)?, tags: tags(body)? },
        "DeleteTags" => Request::DeleteTags { group: tagged(body)?, keys: tags(body)?.into_keys().collect() },
        "SetInstanceHealth" => Request::SetInstanceHealth {
            instance: needed(body, "InstanceId")?,
            healthy: &*needed(body, "HealthStatus")? == "Healthy",
        },
        "EnableMetricsCollection" => Request::EnableMetricsCollection(group()?),
        "DisableMetricsCollection" => Request::DisableMetricsCollection(group()?),
        "SuspendProcesses" => Request::SuspendProcesses { group: group()?, processes: names(body, "ScalingProcesses") },
        "ResumeProcesses" => Request::ResumeProcesses { group: group()?, processes: names(body, "ScalingProcesses") },
        _ => return plans(operation, body, &group()?, limits),
    })
}

fn plans(operation: &str, body: &Value, group: &Name, limits: &Limits) -> Read<Request> {
    let group = group.clone();
    let hook = || needed(body, "LifecycleHookName");
    Ok(match operation {
        "PutLifecycleHook" => {
            Request::PutLifecycleHook { group, name: hook()?, hook: Box::new(read_hook(body, limits)?) }
        }
        "DeleteLifecycleHook" => Request::DeleteLifecycleHook { group, name: hook()? },
        "CompleteLifecycleAction" => Request::CompleteLifecycleAction {
            group,
            hook: hook()?,
            instance: needed(body, "InstanceId")?,
            proceed: result(body, "LifecycleActionResult")?,
        },
        "RecordLifecycleActionHeartbeat" => {
            Request::RecordLifecycleActionHeartbeat { group, hook: hook()?, instance: needed(body, "InstanceId")? }
        }
        "PutScheduledUpdateGroupAction" => Request::PutScheduledUpdateGroupAction {
            group,
            name: needed(body, "ScheduledActionName")?,
            action: Box::new(Scheduled {
                at: time(body, "StartTime")?.ok_or_else(|| missing("StartTime"))?,
                sizes: [whole(body, "MinSize")?, whole(body, "MaxSize")?, whole(body, "DesiredCapacity")?],
            }),
        },
        "DeleteScheduledAction" => Request::DeleteScheduledAction { group, name: needed(body, "ScheduledActionName")? },
        _ => return Err(AutoScalingError::invalid(format!("{operation} is not an operation of Auto Scaling"))),
    })
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

fn missing(name: &str) -> AutoScalingError {
    AutoScalingError::invalid(format!("{name} is required."))
}

fn needed(body: &Value, key: &str) -> Read<Name> {
    word(body, key).ok_or_else(|| missing(key))
}

fn names(body: &Value, key: &str) -> Vec<Name> {
    body.get(key).and_then(Value::as_array).map(|all| all.iter().filter_map(text).collect()).unwrap_or_default()
}

fn yes(body: &Value, key: &str) -> bool {
    body.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// The name of the service in `service/CLUSTER/NAME`.
fn service(body: &Value) -> Read<Name> {
    let id = needed(body, "ResourceId")?;
    let name = id.strip_prefix("service/").and_then(|rest| rest.split_once('/')).map(|(_, name)| name);
    name.map(Name::from).ok_or_else(|| AutoScalingError::invalid(format!("Unsupported resource id {id}")))
}

fn time(body: &Value, key: &str) -> Read<Option<SimTime>> {
    let Some(text) = word(body, key) else { return Ok(None) };
    let bad = |_| AutoScalingError::invalid(format!("{key} `{text}` is not a time in seconds"));
    SimTime::parse(&text).map(Some).map_err(bad)
}

fn whole(body: &Value, key: &str) -> Read<Option<u64>> {
    Ok(time(body, key)?.map(SimTime::as_secs))
}

/// A decimal number in millionths; it may be negative.
fn decimal(body: &Value, key: &str) -> Read<Option<i64>> {
    let Some(text) = word(body, key) else { return Ok(None) };
    let bad = || AutoScalingError::invalid(format!("{key} `{text}` is not a number"));
    let (sign, digits) = text.strip_prefix('-').map_or((1, &*text), |rest| (-1, rest));
    let (units, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let units: i64 = units.parse().map_err(|_| bad())?;
    let fraction = format!("{fraction:0<6}");
    let fraction: i64 = fraction.get(..6).and_then(|f| f.parse().ok()).ok_or_else(bad)?;
    Ok(Some(sign * units.saturating_mul(ONE).saturating_add(fraction)))
}

fn signed(body: &Value, key: &str) -> Read<Option<i64>> {
    Ok(decimal(body, key)?.map(|n| n / ONE))
}

fn termination(body: &Value) -> Read<Option<Termination>> {
    let Some(first) = names(body, "TerminationPolicies").into_iter().next() else { return Ok(None) };
    Ok(Some(match &*first {
        "OldestInstance" => Termination::Oldest,
        "NewestInstance" => Termination::Newest,
        "ClosestToNextInstanceHour" => Termination::Hour,
        // All instances of a group have one template here, so these tell nothing apart.
        "Default" | "AllocationStrategy" | "OldestLaunchConfiguration" | "OldestLaunchTemplate" => Termination::Default,
        other => return Err(AutoScalingError::invalid(format!("Unknown termination policy {other}"))),
    }))
}

fn create(body: &Value, limits: &Limits) -> Read<Create> {
    let min = whole(body, "MinSize")?.ok_or_else(|| missing("MinSize"))?;
    Ok(Create {
        name: needed(body, "AutoScalingGroupName")?,
        kind: Kind::Ec2,
        fleet: None,
        config: Config {
            min,
            max: whole(body, "MaxSize")?.ok_or_else(|| missing("MaxSize"))?,
            desired: whole(body, "DesiredCapacity")?.unwrap_or(min),
            cooldown: whole(body, "DefaultCooldown")?.unwrap_or(limits.cooldown),
            grace: whole(body, "HealthCheckGracePeriod")?.unwrap_or(limits.grace),
            warmup: whole(body, "DefaultInstanceWarmup")?,
            termination: termination(body)?.unwrap_or(Termination::Default),
            protect: yes(body, "NewInstancesProtectedFromScaleIn"),
            metrics: false,
            stop: limits.stop.default,
        },
        // Nobody has waited yet: unlike those of a scenario, its first instances take their time.
        settings: Settings { warm_start: false, ..Settings::default() },
        about: Some(Box::new(about(body)?)),
    })
}

fn about(body: &Value) -> Read<About> {
    Ok(About {
        made: SimTime::ZERO,
        launch: launch(body).unwrap_or_default(),
        zones: names(body, "AvailabilityZones"),
        subnets: word(body, "VPCZoneIdentifier").unwrap_or_default(),
        health: word(body, "HealthCheckType").unwrap_or_else(|| "EC2".into()),
        tags: tags(body)?,
    })
}

/// What instances are launched from, where it is said.
fn launch(body: &Value) -> Option<Name> {
    let members = ["LaunchTemplate", "LaunchConfigurationName", "MixedInstancesPolicy", "InstanceId"];
    let said = members.into_iter().find_map(|m| Some((m, body.get(m).filter(|v| !v.is_null())?)))?;
    Some(json!({ said.0: said.1 }).to_string().into())
}

fn tags(body: &Value) -> Read<BTreeMap<Name, (Name, bool)>> {
    let all = body.get("Tags").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let one = |t: &Value| Ok((needed(t, "Key")?, (word(t, "Value").unwrap_or_default(), yes(t, "PropagateAtLaunch"))));
    all.iter().map(one).collect()
}

/// The group the tags of a request are for.
fn tagged(body: &Value) -> Read<Name> {
    let all = body.get("Tags").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let of: Vec<Name> = all.iter().filter_map(|t| word(t, "ResourceId")).collect();
    match of.as_slice() {
        [] => Err(missing("ResourceId")),
        [first, rest @ ..] if rest.iter().all(|r| r == first) => Ok(first.clone()),
        _ => Err(AutoScalingError::invalid("Tags of one group at a time, please.")),
    }
}

fn changes(body: &Value) -> Read<Changes> {
    Ok(Changes {
        min: whole(body, "MinSize")?,
        max: whole(body, "MaxSize")?,
        desired: whole(body, "DesiredCapacity")?.or(whole(body, "desiredCount")?),
        cooldown: whole(body, "DefaultCooldown")?,
        grace: whole(body, "HealthCheckGracePeriod")?,
        warmup: whole(body, "DefaultInstanceWarmup")?,
        termination: termination(body)?,
        protect: body.get("NewInstancesProtectedFromScaleIn").and_then(Value::as_bool),
        launch: launch(body),
        subnets: word(body, "VPCZoneIdentifier"),
        health: word(body, "HealthCheckType"),
    })
}

fn adjust(body: &Value) -> Read<Adjust> {
    let kind = match &*needed(body, "AdjustmentType")? {
        "ChangeInCapacity" => AdjustKind::Change,
        "ExactCapacity" => AdjustKind::Exact,
        "PercentChangeInCapacity" => AdjustKind::Percent,
        other => return Err(AutoScalingError::invalid(format!("Unknown AdjustmentType {other}"))),
    };
    let least = whole(body, "MinAdjustmentMagnitude")?.unwrap_or(0);
    if least > 0 && kind != AdjustKind::Percent {
        return Err(AutoScalingError::invalid("MinAdjustmentMagnitude goes with PercentChangeInCapacity only."));
    }
    Ok(Adjust { kind, least })
}

fn policy(body: &Value, group: &Name) -> Read<Policy> {
    let kind = word(body, "PolicyType").unwrap_or_else(|| "SimpleScaling".into());
    // Application Auto Scaling wraps its step policies.
    let steps = body.get("StepScalingPolicyConfiguration").unwrap_or(body);
    let how = match &*kind {
        "SimpleScaling" => {
            let by = signed(body, "ScalingAdjustment")?.ok_or_else(|| missing("ScalingAdjustment"))?;
            How::Simple(adjust(body)?, by, whole(body, "Cooldown")?)
        }
        "StepScaling" => How::Steps(adjust(steps)?, read_steps(steps)?),
        "TargetTrackingScaling" => How::Track(track(body, group)?),
        other => return Err(AutoScalingError::invalid(format!("PolicyType {other} is not supported here"))),
    };
    Ok(Policy {
        name: needed(body, "PolicyName")?,
        uuid: "".into(),
        enabled: body.get("Enabled").and_then(Value::as_bool).unwrap_or(true),
        warmup: whole(body, "EstimatedInstanceWarmup")?,
        how,
        alarms: vec![],
    })
}

fn read_steps(body: &Value) -> Read<Vec<Step>> {
    let all = body.get("StepAdjustments").and_then(Value::as_array).ok_or_else(|| missing("StepAdjustments"))?;
    let one = |s: &Value| {
        Ok(Step {
            lower: decimal(s, "MetricIntervalLowerBound")?,
            upper: decimal(s, "MetricIntervalUpperBound")?,
            by: signed(s, "ScalingAdjustment")?.ok_or_else(|| missing("ScalingAdjustment"))?,
        })
    };
    all.iter().map(one).collect()
}

fn track(body: &Value, group: &Name) -> Read<Track> {
    let long = body.get("TargetTrackingScalingPolicyConfiguration");
    let config =
        long.or(body.get("TargetTrackingConfiguration")).ok_or_else(|| missing("TargetTrackingConfiguration"))?;
    let target = decimal(config, "TargetValue")?.ok_or_else(|| missing("TargetValue"))?;
    let predefined = config.get("PredefinedMetricSpecification");
    let custom = config.get("CustomizedMetricSpecification");
    let (watch, cpu) = match (predefined, custom) {
        (Some(metric), None) => (ready_made(metric, group)?, true),
        (None, Some(metric)) => (own(metric)?, false),
        _ => {
            return Err(AutoScalingError::invalid(
                "Either PredefinedMetricSpecification or CustomizedMetricSpecification.",
            ));
        }
    };
    let cooldown = |key: &str| Ok::<u64, AutoScalingError>(whole(config, key)?.unwrap_or(300));
    Ok(Track {
        target,
        watch: watch.to_string().into(),
        scales_in: !yes(config, "DisableScaleIn"),
        cooldowns: [cooldown("ScaleOutCooldown")?, cooldown("ScaleInCooldown")?],
        cpu,
    })
}

fn ready_made(metric: &Value, group: &Name) -> Read<Value> {
    let kind = needed(metric, "PredefinedMetricType")?;
    let (namespace, dimensions) = match &*kind {
        "ASGAverageCPUUtilization" => ("AWS/EC2", json!([{ "Name": "AutoScalingGroupName", "Value": &**group }])),
        "ECSServiceAverageCPUUtilization" => (
            "AWS/ECS",
            json!([{ "Name": "ClusterName", "Value": "default" }, { "Name": "ServiceName", "Value": &**group }]),
        ),
        other => return Err(AutoScalingError::invalid(format!("PredefinedMetricType {other} has no data here"))),
    };
    Ok(json!({
        "Namespace": namespace, "MetricName": "CPUUtilization", "Dimensions": dimensions,
        "Statistic": "Average", "Period": 60,
    }))
}

fn own(metric: &Value) -> Read<Value> {
    if let Some(metrics) = metric.get("Metrics") {
        let mut metrics = metrics.clone();
        // Target tracking has one-minute data points; the queries name no period there.
        for stat in metrics.as_array_mut().into_iter().flatten().filter_map(|q| q.get_mut("MetricStat")) {
            if let Some(fields) = stat.as_object_mut() {
                fields.entry("Period").or_insert(json!(60));
            }
        }
        return Ok(json!({ "Metrics": metrics }));
    }
    Ok(json!({
        "Namespace": &*needed(metric, "Namespace")?,
        "MetricName": &*needed(metric, "MetricName")?,
        "Dimensions": metric.get("Dimensions").cloned().unwrap_or_else(|| json!([])),
        "Statistic": &*needed(metric, "Statistic")?,
        "Period": 60,
    }))
}

fn result(body: &Value, key: &str) -> Read<bool> {
    match word(body, key).as_deref() {
        Some("CONTINUE") => Ok(true),
        Some("ABANDON") => Ok(false),
        _ => Err(AutoScalingError::invalid(format!("{key} is CONTINUE or ABANDON."))),
    }
}

fn read_hook(body: &Value, limits: &Limits) -> Read<Hook> {
    let launching = match &*needed(body, "LifecycleTransition")? {
        "autoscaling:EC2_INSTANCE_LAUNCHING" => true,
        "autoscaling:EC2_INSTANCE_TERMINATING" => false,
        other => return Err(AutoScalingError::invalid(format!("Unknown LifecycleTransition {other}"))),
    };
    let heartbeat = whole(body, "HeartbeatTimeout")?.unwrap_or(limits.heartbeat.default);
    if !limits.heartbeat.holds(heartbeat) {
        let message = format!("HeartbeatTimeout is {} to {} seconds.", limits.heartbeat.min, limits.heartbeat.max);
        return Err(AutoScalingError::invalid(message));
    }
    let proceeds = body.get("DefaultResult").is_some() && result(body, "DefaultResult")?;
    Ok(Hook { launching, heartbeat, proceeds, notify: word(body, "NotificationTargetARN") })
}
