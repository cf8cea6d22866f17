//! Scaling groups, by CreateAutoScalingGroup, PutScalingPolicy, PutLifecycleHook and PutScheduledUpdateGroupAction.
use super::Builder;
use crate::sim::{
    scenario::spec::autoscaling::{
        GroupKind, On, PolicySpec, ScalingSpec, ScheduledSpec, StepSpec, TargetSpec, Tracked,
    },
    services::{
        Answer, Call,
        autoscaling::{
            api::{
                Request, json,
                request::{Changes, Create},
            },
            model::{Config, Kind, Termination},
            quotas::Settings,
        },
    },
    trace::Name,
};
use serde_json::{Value, json};

/// The groups themselves.
pub(super) fn create(build: &mut Builder<'_>) {
    for spec in &build.plan.scaling_groups {
        let limits = build.services.autoscaling.limits;
        let whole = |span: Option<crate::sim::scenario::value::Span>, other: u64| span.map_or(other, |s| s.0.as_secs());
        let config = Config {
            min: spec.min,
            max: spec.max,
            desired: spec.desired.unwrap_or(spec.min),
            cooldown: whole(spec.cooldown, limits.cooldown),
            grace: whole(spec.instances.grace, limits.grace),
            warmup: spec.warmup.map(|s| s.0.as_secs()),
            termination: termination(spec),
            protect: spec.instances.protected,
            metrics: spec.instances.metrics,
            stop: whole(spec.instances.stop_timeout, limits.stop.default),
        };
        let create = Create {
            name: spec.name.clone(),
            kind: kind(spec),
            fleet: Some(spec.fleet.clone()),
            config,
            settings: settings(spec),
            about: None,
        };
        ask(build, spec, "", Request::CreateAutoScalingGroup(Box::new(create)));
    }
}

/// Policies, hooks and scheduled actions.
pub(super) fn wire(build: &mut Builder<'_>) {
    for spec in &build.plan.scaling_groups {
        details(build, spec, None);
    }
}

/// Sets one group to what the scenario says now.
pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    let Some(spec) = build.plan.scaling_groups.iter().find(|s| s.name == *name) else { return };
    let before = build.before.scaling_groups.iter().find(|s| s.name == *name);
    // Scaling and scheduled actions have moved the sizes: only what the change names is set.
    let changed = |size: fn(&ScalingSpec) -> Option<u64>| size(spec).filter(|_| before.and_then(size) != size(spec));
    let changes = Changes {
        min: changed(|s| Some(s.min)),
        max: changed(|s| Some(s.max)),
        desired: changed(|s| s.desired),
        cooldown: spec.cooldown.map(|s| s.0.as_secs()),
        grace: spec.instances.grace.map(|s| s.0.as_secs()),
        warmup: spec.warmup.map(|s| s.0.as_secs()),
        termination: Some(termination(spec)),
        protect: Some(spec.instances.protected),
        ..Changes::default()
    };
    if let Some(group) = build.services.autoscaling.groups.get_mut(name) {
        group.settings = settings(spec);
        group.config.metrics = spec.instances.metrics;
    }
    ask(build, spec, "", Request::UpdateAutoScalingGroup { group: name.clone(), changes: Box::new(changes) });
    details(build, spec, before);
}

/// What differs from before; all of it in the beginning.
fn details(build: &mut Builder<'_>, spec: &ScalingSpec, before: Option<&ScalingSpec>) {
    let gone = |p: &&PolicySpec| !spec.policies.iter().any(|now| policy_name(now) == policy_name(p));
    for policy in before.iter().flat_map(|b| &b.policies).filter(gone) {
        let name = policy_name(policy);
        let body = json!({ "AutoScalingGroupName": &*spec.name, "PolicyName": &*name });
        by_json(build, spec, &format!(".policies.{name}"), ("DeletePolicy", &body));
    }
    let fresh = |p: &&PolicySpec| !before.is_some_and(|b| b.policies.contains(p));
    for policy in spec.policies.iter().filter(fresh) {
        let body = policy_json(build, spec, policy);
        let path = format!(".policies.{}", policy_name(policy));
        by_json(build, spec, &path, ("PutScalingPolicy", &body));
    }
    for hook in spec.hooks.iter().filter(|h| !before.is_some_and(|b| b.hooks.contains(h))) {
        let transition = match hook.on {
            On::Launch => "autoscaling:EC2_INSTANCE_LAUNCHING",
            On::Terminate => "autoscaling:EC2_INSTANCE_TERMINATING",
        };
        let mut body = json!({
            "AutoScalingGroupName": &*spec.name, "LifecycleHookName": &*hook.name, "LifecycleTransition": transition,
        });
        let notify = hook.notify.as_deref().map(|name| build.arn(name));
        put(&mut body, "HeartbeatTimeout", hook.heartbeat.map(|s| json!(s.0.as_secs())));
        put(&mut body, "DefaultResult", hook.result.as_deref().map(Value::from));
        put(&mut body, "NotificationTargetARN", notify.as_deref().map(Value::from));
        by_json(build, spec, &format!(".hooks.{}", hook.name), ("PutLifecycleHook", &body));
    }
    let now = build.turn.now;
    let due = |a: &&ScheduledSpec| a.at.0 > now && !before.is_some_and(|b| b.scheduled.contains(a));
    for action in spec.scheduled.iter().filter(due) {
        let mut body = json!({
            "AutoScalingGroupName": &*spec.name, "ScheduledActionName": &*action.name, "StartTime": action.at.0.as_secs(),
        });
        put(&mut body, "MinSize", action.min.map(Value::from));
        put(&mut body, "MaxSize", action.max.map(Value::from));
        put(&mut body, "DesiredCapacity", action.desired.map(Value::from));
        by_json(build, spec, &format!(".scheduled.{}", action.name), ("PutScheduledUpdateGroupAction", &body));
    }
}

fn put(body: &mut Value, key: &str, value: Option<Value>) {
    if let (Some(fields), Some(value)) = (body.as_object_mut(), value) {
        fields.insert(key.into(), value);
    }
}

fn by_json(build: &mut Builder<'_>, spec: &ScalingSpec, path: &str, (operation, body): (&str, &Value)) {
    let limits = build.services.autoscaling.limits;
    match json::read(operation, body, &limits) {
        Ok(request) => ask(build, spec, path, request),
        Err(error) => build.refuse(format!("scaling_groups.{}{path}", spec.name), error.code.name(), error.message),
    }
}

fn ask(build: &mut Builder<'_>, spec: &ScalingSpec, path: &str, request: Request) {
    if let Some(Answer::AutoScaling(Err(error))) = build.ask(Call::AutoScaling(request)) {
        build.refuse(format!("scaling_groups.{}{path}", spec.name), error.code.name(), error.message);
    }
}

fn kind(spec: &ScalingSpec) -> Kind {
    match spec.kind {
        GroupKind::Ec2 => Kind::Ec2,
        GroupKind::Ecs => Kind::Ecs,
    }
}

fn termination(spec: &ScalingSpec) -> Termination {
    match spec.instances.termination.as_deref() {
        Some("OldestInstance") => Termination::Oldest,
        Some("NewestInstance") => Termination::Newest,
        Some("ClosestToNextInstanceHour") => Termination::Hour,
        _ => Termination::Default,
    }
}

fn settings(spec: &ScalingSpec) -> Settings {
    let base = match spec.kind {
        GroupKind::Ec2 => Settings::default(),
        GroupKind::Ecs => Settings::of_tasks(),
    };
    Settings {
        pending: spec.instances.pending.map_or(base.pending, |s| s.0),
        boot: spec.instances.boot.map_or(base.boot, |s| s.0),
        spot: spec.instances.spot,
        in_percent: spec.instances.scale_in_percent,
        ..base
    }
}

/// The name a policy goes by.
pub(super) fn policy_name(policy: &PolicySpec) -> Name {
    let short = if policy.target.is_some() {
        "target"
    } else if policy.step.is_some() {
        "step"
    } else {
        "simple"
    };
    policy.name.clone().unwrap_or_else(|| short.into())
}

fn policy_json(build: &Builder<'_>, spec: &ScalingSpec, policy: &PolicySpec) -> Value {
    let mut body = json!({ "AutoScalingGroupName": &*spec.name, "PolicyName": &*policy_name(policy) });
    if let Some(target) = &policy.target {
        put(&mut body, "PolicyType", Some("TargetTrackingScaling".into()));
        put(&mut body, "TargetTrackingConfiguration", Some(tracking(build, spec, target)));
    } else if let Some(step) = &policy.step {
        put(&mut body, "PolicyType", Some("StepScaling".into()));
        put(&mut body, "AdjustmentType", Some(Value::from(&*step.adjust)));
        put(&mut body, "StepAdjustments", Some(steps(step)));
    } else if let Some(simple) = &policy.simple {
        put(&mut body, "PolicyType", Some("SimpleScaling".into()));
        put(&mut body, "AdjustmentType", Some(Value::from(&*simple.adjust)));
        put(&mut body, "ScalingAdjustment", simple.steps.first().map(|s| json!(s.1)));
        put(&mut body, "Cooldown", simple.cooldown.map(|s| json!(s.0.as_secs())));
    }
    put(&mut body, "EstimatedInstanceWarmup", policy.warmup.map(|s| json!(s.0.as_secs())));
    for (key, value) in &policy.attributes {
        put(&mut body, key, Some(value.clone()));
    }
    body
}

/// From each bound up to the next one; adjustments downwards mean what lies below the threshold.
fn steps(spec: &StepSpec) -> Value {
    let one = |(nth, (bound, by)): (usize, &(i64, i64))| {
        let next = spec.steps.get(nth + 1).map(|s| s.0);
        let down = *by < 0 && *bound <= 0 && spec.adjust.as_ref() != "ExactCapacity";
        let mut step = json!({ "ScalingAdjustment": by });
        put(&mut step, if down { "MetricIntervalUpperBound" } else { "MetricIntervalLowerBound" }, Some(json!(bound)));
        put(
            &mut step,
            if down { "MetricIntervalLowerBound" } else { "MetricIntervalUpperBound" },
            next.map(Value::from),
        );
        step
    };
    spec.steps.iter().enumerate().map(one).collect()
}

fn tracking(build: &Builder<'_>, spec: &ScalingSpec, target: &TargetSpec) -> Value {
    let queue = target.queue.as_deref().unwrap_or("");
    let queue = json!({
        "Namespace": "AWS/SQS", "MetricName": "ApproximateNumberOfMessagesVisible",
        "Dimensions": [{ "Name": "QueueName", "Value": queue }],
    });
    let _ = build;
    let mut config = json!({ "TargetValue": target.value, "DisableScaleIn": !target.scale_in });
    let ecs = spec.kind == GroupKind::Ecs;
    match target.metric {
        Tracked::Cpu => {
            let kind = if ecs { "ECSServiceAverageCPUUtilization" } else { "ASGAverageCPUUtilization" };
            put(&mut config, "PredefinedMetricSpecification", Some(json!({ "PredefinedMetricType": kind })));
        }
        Tracked::QueueDepth => {
            let mut metric = queue;
            put(&mut metric, "Statistic", Some("Average".into()));
            put(&mut config, "CustomizedMetricSpecification", Some(metric));
        }
        Tracked::BacklogPerInstance => {
            let group = if ecs {
                json!({
                    "Namespace": "ECS/ContainerInsights", "MetricName": "RunningTaskCount",
                    "Dimensions": [{ "Name": "ClusterName", "Value": "default" }, { "Name": "ServiceName", "Value": &*spec.name }],
                })
            } else {
                json!({
                    "Namespace": "AWS/AutoScaling", "MetricName": "GroupInServiceInstances",
                    "Dimensions": [{ "Name": "AutoScalingGroupName", "Value": &*spec.name }],
                })
            };
            let metrics = json!([
                { "Id": "m1", "MetricStat": { "Metric": queue, "Stat": "Sum" }, "ReturnData": false },
                { "Id": "m2", "MetricStat": { "Metric": group, "Stat": "Average" }, "ReturnData": false },
                { "Id": "e1", "Expression": "m1 / m2", "Label": "backlog per instance", "ReturnData": true },
            ]);
            put(&mut config, "CustomizedMetricSpecification", Some(json!({ "Metrics": metrics })));
        }
    }
    config
}
