//! Laws that hold whatever is called: no panic, sizes kept, instances conserved, the same run again, state that survives serialising.
use super::table::{Bench, Words};
use crate::base::time::SimTime;
use crate::sim::services::autoscaling::{
    AutoScaling,
    model::policy::{Adjust, AdjustKind, Step, proportional, sound, step},
    step::Timer,
};
use crate::sim::turn::Service;
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn timers_and_requests_are_small() {
    assert!(size_of::<Timer>() <= 32);
    assert!(size_of::<crate::sim::services::autoscaling::api::Request>() <= 160);
}

type Play = (u8, u8, u16);

fn call(bench: &Bench, (what, which, much): Play) -> (&'static str, Value) {
    let instances = bench.me.groups.get("g").map(|g| g.instances.clone()).unwrap_or_default();
    let id = match instances.len() {
        0 => "i-none".to_string(),
        n => instances[usize::from(which) % n].id.to_string(),
    };
    let g = "g";
    match what % 10 {
        0 => (
            "SetDesiredCapacity",
            json!({ "AutoScalingGroupName": g, "DesiredCapacity": much % 12, "HonorCooldown": which % 2 == 0 }),
        ),
        1 => (
            "TerminateInstanceInAutoScalingGroup",
            json!({ "InstanceId": id, "ShouldDecrementDesiredCapacity": which % 2 == 0 }),
        ),
        2 => (
            "SetInstanceProtection",
            json!({ "AutoScalingGroupName": g, "InstanceIds": [id], "ProtectedFromScaleIn": which % 3 > 0 }),
        ),
        3 => ("SetInstanceHealth", json!({ "InstanceId": id, "HealthStatus": "Unhealthy" })),
        4 => (
            "PutLifecycleHook",
            json!({
                "AutoScalingGroupName": g, "LifecycleHookName": format!("h{}", which % 3), "HeartbeatTimeout": 30 + much % 60,
                "LifecycleTransition": if which % 2 == 0 { "autoscaling:EC2_INSTANCE_LAUNCHING" } else { "autoscaling:EC2_INSTANCE_TERMINATING" },
                "DefaultResult": if much % 2 == 0 { "CONTINUE" } else { "ABANDON" },
            }),
        ),
        5 => (
            "CompleteLifecycleAction",
            json!({ "AutoScalingGroupName": g, "LifecycleHookName": format!("h{}", which % 3), "InstanceId": id, "LifecycleActionResult": "CONTINUE" }),
        ),
        6 => (
            "ExecutePolicy",
            json!({ "AutoScalingGroupName": g, "PolicyName": (["s", "p", "t"][usize::from(which % 3)]), "MetricValue": much % 400, "BreachThreshold": 100 }),
        ),
        7 => (
            "UpdateAutoScalingGroup",
            json!({ "AutoScalingGroupName": g, "MinSize": which % 4, "MaxSize": 4 + much % 9 }),
        ),
        8 => (
            "SuspendProcesses",
            json!({ "AutoScalingGroupName": g, "ScalingProcesses": [(["Launch", "Terminate"][usize::from(which % 2)])] }),
        ),
        _ => ("ResumeProcesses", json!({ "AutoScalingGroupName": g })),
    }
}

fn play(steps: &[Play], roundtrip: bool) -> String {
    let mut bench = Bench::new();
    bench.group(&Words::of("min=1 max=8 desired=2 cooldown=60 warmup=60 metrics")).unwrap();
    let group = |mut body: Value| {
        body["AutoScalingGroupName"] = json!("g");
        body
    };
    bench
        .json(
            "PutScalingPolicy",
            &group(json!({ "PolicyName": "s", "AdjustmentType": "ChangeInCapacity", "ScalingAdjustment": 2 })),
        )
        .unwrap();
    bench.json("PutScalingPolicy", &group(json!({ "PolicyName": "p", "PolicyType": "StepScaling", "AdjustmentType": "PercentChangeInCapacity",
        "StepAdjustments": [{ "MetricIntervalLowerBound": 0, "ScalingAdjustment": 50 }, { "MetricIntervalUpperBound": 0, "ScalingAdjustment": -30 }] }))).unwrap();
    bench.json("PutScalingPolicy", &group(json!({ "PolicyName": "t", "PolicyType": "TargetTrackingScaling", "TargetTrackingConfiguration": { "TargetValue": 100,
        "PredefinedMetricSpecification": { "PredefinedMetricType": "ASGAverageCPUUtilization" } } }))).unwrap();
    for (no, step) in steps.iter().enumerate() {
        bench.advance(SimTime(bench.now.0 + u64::from(step.2 % 50) * 1_000_000));
        let (operation, body) = call(&bench, *step);
        let _ = bench.json(operation, &body);
        let g = &bench.me.groups["g"];
        assert!(g.config.min <= g.config.desired && g.config.desired <= g.config.max);
        if roundtrip && no % 8 == 0 {
            let text = serde_json::to_string(&bench.me).unwrap();
            let again: AutoScaling = serde_json::from_str(&text).unwrap();
            assert_eq!(again, bench.me);
            bench.me = again;
        }
        let _ = bench.me.panels(bench.now);
    }
    bench.advance(SimTime(bench.now.0 + 900_000_000));
    serde_json::to_string(&bench.me).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_called_instances_conserve_and_runs_repeat(steps in prop::collection::vec(any::<Play>(), 0..60)) {
        prop_assert_eq!(play(&steps, false), play(&steps, true));
    }

    #[test]
    fn steps_that_are_sound_answer_every_breach_beyond_the_first_bound(bounds in prop::collection::btree_set(1i64..1_000, 1..6), breach in 0i64..2_000) {
        let mut all: Vec<Step> = vec![];
        let mut lower = 0;
        for upper in bounds {
            all.push(Step { lower: Some(lower), upper: Some(upper), by: 1 });
            lower = upper;
        }
        all.push(Step { lower: Some(lower), upper: None, by: 2 });
        prop_assert!(sound(&all));
        prop_assert!(step(&all, breach).is_some());
    }

    #[test]
    fn the_proportional_capacity_meets_the_target(now in 1u64..500, value in 1i64..1_000_000, target in 1i64..100_000) {
        let to = proportional(now, value * 1_000_000, target * 1_000_000);
        let total = i128::from(now) * i128::from(value);
        prop_assert!(i128::from(to) * i128::from(target) >= total);
        prop_assert!((i128::from(to) - 1) * i128::from(target) < total);
    }
}

#[test]
fn percentages_round_as_aws_does() {
    let percent = |now, by, least| Adjust { kind: AdjustKind::Percent, least }.apply(now, by);
    assert_eq!(percent(10, 10, 0), 11);
    assert_eq!(percent(4, 10, 0), 5, "between 0 and 1 it is one");
    assert_eq!(percent(4, -10, 0), 3, "between 0 and -1 it is minus one");
    assert_eq!(percent(10, 125, 0), 22, "12.5 is 12");
    assert_eq!(percent(10, -67, 0), 4, "-6.7 is -6");
    assert_eq!(percent(4, 25, 2), 6, "at least two");
    assert_eq!(percent(3, -100, 0), 0);
}
