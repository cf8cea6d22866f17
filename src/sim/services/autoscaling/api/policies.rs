//! Policies are put, deleted and executed.
use super::{AutoScalingError, Code, Reply, Response, groups::cooling};
use crate::sim::{
    errand::{Cargo, Task},
    services::autoscaling::{
        model::{
            Group, Kind, Under,
            policy::{self, How, Policy, Track},
            policy_arn,
        },
        step::{Ctx, capacity},
    },
    trace::{Name, Weight},
    turn::Draft,
};
use serde_json::{Value, json};
use std::sync::Arc;

type Done = Result<(), AutoScalingError>;

/// What an alarm or a caller says about the metric, in millionths.
pub(super) struct Breach {
    pub alarm: Option<Name>,
    pub value: Option<i64>,
    pub breach: i64,
}

/// PutScalingPolicy: target tracking makes its two alarms.
pub(super) fn put(group: &mut Group, ctx: &mut Ctx<'_>, mut policy: Policy) -> Reply {
    check(group, ctx, &policy)?;
    let old = group.policies.remove(&policy.name);
    policy.uuid = match &old {
        Some(old) => old.uuid.clone(),
        None => ctx.uuid(),
    };
    let kept = old.map(|p| p.alarms).unwrap_or_default();
    if let How::Track(track) = &policy.how {
        policy.alarms = alarms(group, ctx, &policy, track);
        if track.cpu {
            group.course.look.get_or_insert(ctx.now);
        }
    }
    drop_alarms(ctx, kept.into_iter().filter(|a| !policy.alarms.contains(a)).collect());
    let name = group.name.clone();
    ctx.emit(|| Draft {
        note: Some(policy.name.clone()),
        weight: Weight::Step,
        ..Draft::new("autoscaling.put_policy", &name)
    });
    let (arn, alarms) = (policy_arn(ctx.region, group, &policy), policy.alarms.clone());
    group.policies.insert(policy.name.clone(), policy);
    Ok(Response::Policy(arn, alarms))
}

fn check(group: &Group, ctx: &Ctx<'_>, policy: &Policy) -> Done {
    let [policies, steps, ..] = ctx.limits.most;
    if !group.policies.contains_key(&policy.name) && group.policies.len() as u64 >= policies {
        return Err(AutoScalingError::new(Code::LimitExceeded, format!("A group has at most {policies} policies.")));
    }
    match &policy.how {
        How::Simple(..) if group.kind == Kind::Ecs => {
            Err(AutoScalingError::invalid("Application Auto Scaling knows StepScaling and TargetTrackingScaling."))
        }
        How::Steps(_, all) if all.is_empty() || all.len() as u64 > steps => {
            Err(AutoScalingError::invalid(format!("A step policy has 1 to {steps} step adjustments.")))
        }
        How::Steps(_, all) if !policy::sound(all) => Err(AutoScalingError::invalid(
            "Step adjustments must neither overlap nor leave a gap, and reach outwards without end.",
        )),
        How::Track(track) if track.target <= 0 => Err(AutoScalingError::invalid("TargetValue must be greater than 0.")),
        _ => Ok(()),
    }
}

/// The alarms of target tracking: three minutes above the target, fifteen below nine tenths of it.
fn alarms(group: &Group, ctx: &mut Ctx<'_>, policy: &Policy, track: &Track) -> Vec<Name> {
    let of = match group.kind {
        Kind::Ec2 => group.name.to_string(),
        Kind::Ecs => format!("service/default/{}", group.name),
    };
    let arn = policy_arn(ctx.region, group, policy);
    let low = i128::from(track.target) * i128::from(ctx.limits.low_percent) / 100;
    let low = i64::try_from(low).unwrap_or(i64::MAX);
    let high = ("High", track.target, "GreaterThanThreshold", ctx.limits.high);
    let both = [Some(high), track.scales_in.then_some(("Low", low, "LessThanThreshold", ctx.limits.low))];
    let mut made = vec![];
    for (side, threshold, comparison, points) in both.into_iter().flatten() {
        let name: Name = format!("TargetTracking-{of}-Alarm{side}-{}", policy.uuid).into();
        let mut body: Value = serde_json::from_str(&track.watch).unwrap_or_else(|_| json!({}));
        if let Some(fields) = body.as_object_mut() {
            fields.insert("AlarmName".into(), json!(&*name));
            fields.insert("Threshold".into(), json!(decimal(threshold)));
            fields.insert("ComparisonOperator".into(), json!(comparison));
            fields.insert("EvaluationPeriods".into(), json!(points));
            fields.insert("AlarmActions".into(), json!([&*arn]));
            fields.insert("AlarmDescription".into(), json!("DO NOT EDIT OR DELETE. For TargetTrackingScaling policy."));
        }
        let cargo = Cargo { kind: Some("PutMetricAlarm".into()), ..Cargo::new(body.to_string()) };
        let to = ctx.region.arn("cloudwatch", &format!("alarm:{name}"));
        ctx.send(&group.name, to, Task::Invoke(Arc::new(cargo)), Under::Alarm(group.name.clone(), name.clone()));
        made.push(name);
    }
    made
}

fn decimal(n: i64) -> String {
    format!("{}.{:06}", n / policy::ONE, n % policy::ONE)
}

fn drop_alarms(ctx: &mut Ctx<'_>, names: Vec<Name>) {
    let Some(first) = names.first() else { return };
    let to = ctx.region.arn("cloudwatch", &format!("alarm:{first}"));
    let names: Vec<&str> = names.iter().map(|n| &**n).collect();
    let cargo = Cargo { kind: Some("DeleteAlarms".into()), ..Cargo::new(json!({ "AlarmNames": names }).to_string()) };
    ctx.send("autoscaling", to, Task::Invoke(Arc::new(cargo)), Under::Other);
}

/// DeletePolicy, with the alarms it made.
pub(super) fn delete(group: &mut Group, ctx: &mut Ctx<'_>, name: &str) -> Done {
    let none = || AutoScalingError::invalid(format!("Policy {name} not found"));
    let policy = group.policies.remove(name).ok_or_else(none)?;
    drop_alarms(ctx, policy.alarms);
    let cpu = |p: &Policy| matches!(&p.how, How::Track(track) if track.cpu);
    if !group.policies.values().any(cpu) {
        group.course.look = None;
    }
    Ok(())
}

/// A policy is executed, by an alarm or by hand.
pub(super) fn execute(group: &mut Group, ctx: &mut Ctx<'_>, name: &str, honor: bool, breach: &Breach) -> Done {
    let none = || AutoScalingError::invalid(format!("PolicyName not found - Policy {name} not found"));
    let policy = group.policies.get(name).cloned().ok_or_else(none)?;
    if !policy.enabled
        || group.course.leaving
        || group.plans.suspended.contains("AlarmNotification") && breach.alarm.is_some()
    {
        return Ok(());
    }
    let warmup = policy.warmup.or(group.config.warmup).unwrap_or(group.config.cooldown);
    match &policy.how {
        How::Simple(adjust, by, cooldown) => {
            if honor && cooling(group, ctx.now) {
                let place = group.name.clone();
                let until = group.course.cool;
                ctx.emit(|| Draft {
                    note: Some(policy.name.clone()),
                    until: Some(until),
                    weight: Weight::Mark,
                    ..Draft::new("autoscaling.cooldown", &place)
                });
                if breach.alarm.is_none() {
                    let message = "There is already a cooldown in effect.";
                    return Err(AutoScalingError::new(Code::ScalingActivityInProgress, message));
                }
                return Ok(());
            }
            let to = adjust.apply(group.config.desired, *by);
            if capacity::want(group, ctx, to, &policy.name) {
                let cooldown = cooldown.unwrap_or(group.config.cooldown);
                group.course.cooling = Some(crate::base::time::SimTime::from_secs(cooldown));
            }
        }
        How::Steps(adjust, steps) => {
            let Some(by) = policy::step(steps, breach.breach) else {
                return Err(AutoScalingError::invalid(
                    "No step adjustment found for the metric value and breach threshold.",
                ));
            };
            let (out, inwards) = bases(group, ctx, warmup);
            let up = adjust.apply(out, by);
            if up > out {
                capacity::want(group, ctx, up.max(group.config.desired), &policy.name);
            } else if !busy_growing(group, ctx, warmup) {
                let down = adjust.apply(inwards, by);
                capacity::want(group, ctx, down.min(group.config.desired), &policy.name);
            }
        }
        How::Track(track) => follow(group, ctx, &policy, track, warmup, breach),
    }
    Ok(())
}

/// The capacity adjustments start from: scaling out does not count what warms up, scaling in counts what is leaving.
fn bases(group: &Group, ctx: &Ctx<'_>, warmup: u64) -> (u64, u64) {
    let serving = group.count(|i| i.serves() && i.taken.is_none());
    let leaving = group.count(super::super::model::Instance::leaving);
    (serving - group.warming(warmup, ctx.now).min(serving), serving + leaving)
}

/// Whether a scale-out is still under way: no scale-in begins before.
fn busy_growing(group: &Group, ctx: &Ctx<'_>, warmup: u64) -> bool {
    group.count(super::super::model::Instance::coming) + group.warming(warmup, ctx.now) > 0
}

fn follow(group: &mut Group, ctx: &mut Ctx<'_>, policy: &Policy, track: &Track, warmup: u64, breach: &Breach) {
    let Some(value) = breach.value else { return };
    let (out, inwards) = bases(group, ctx, warmup);
    let now = ctx.now;
    let rested = |nth: usize| {
        let pause = crate::base::time::SimTime::from_secs(track.cooldowns.get(nth).copied().unwrap_or(0));
        let last = group.course.scaled.get(nth).copied().flatten();
        group.kind == Kind::Ec2 || last.is_none_or(|last| now.since(last) >= pause)
    };
    let desired = group.config.desired;
    if value > track.target {
        let to = policy::proportional(out, value, track.target).max(desired);
        // A cooldown of Application Auto Scaling holds back only what does not go beyond the last step.
        if to > desired && rested(0) && capacity::want(group, ctx, to, &policy.name) {
            group.course.scaled[0] = Some(now);
        }
    } else if track.scales_in && !busy_growing(group, ctx, warmup) && rested(1) && rested(0) {
        let most = (desired * u64::from(group.settings.in_percent) / 100).max(1);
        let to = policy::proportional(inwards, value, track.target).max(desired.saturating_sub(most)).min(desired);
        if to < desired && capacity::want(group, ctx, to, &policy.name) {
            group.course.scaled[1] = Some(now);
        }
    }
}
