//! Laws that hold whatever is called: no panic, the same run again, state that survives serialising; parsers answer anything.
use super::table::Bench;
use crate::base::time::SimTime;
use crate::sim::services::cloudwatch::{
    CloudWatch,
    model::{math, number, rule},
    step::Timer,
};
use crate::sim::turn::Service;
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn timers_and_requests_are_small() {
    assert!(size_of::<Timer>() <= 32);
    assert!(size_of::<crate::sim::services::cloudwatch::api::Request>() <= 160);
}

type Step = (u8, u8, u16);

fn call((what, which, much): Step) -> (&'static str, Value) {
    let name = ["a", "b", "c"][usize::from(which % 3)];
    match what % 8 {
        0..=2 => {
            let value = number::show(i64::from(much) * 1_000 - 20_000_000);
            let datum =
                json!({ "MetricName": name, "Value": value, "StorageResolution": if much % 2 == 0 { 1 } else { 60 } });
            ("PutMetricData", json!({ "Namespace": "App", "MetricData": [datum] }))
        }
        3 | 4 => {
            let period = [10, 30, 60, 120, 15][usize::from(which % 5)];
            let missing = ["missing", "ignore", "breaching", "notBreaching"][usize::from(which % 4)];
            let body = json!({
                "AlarmName": name, "Namespace": if much % 3 == 0 { "AWS/SQS" } else { "App" }, "MetricName": name,
                "Dimensions": if much % 3 == 0 { json!([{ "Name": "QueueName", "Value": "q" }]) } else { json!([]) },
                "Statistic": "Average", "Period": period, "EvaluationPeriods": much % 4, "Threshold": which,
                "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": missing,
                "AlarmActions": ["arn:aws:autoscaling:us-east-1:1:scalingPolicy:u:autoScalingGroupName/g:policyName/p"],
            });
            ("PutMetricAlarm", body)
        }
        5 => {
            let rule = format!("ALARM({}) OR NOT OK(b)", ["a", "b", "c", "z"][usize::from(much % 4)]);
            ("PutCompositeAlarm", json!({ "AlarmName": format!("{name}{}", much % 2), "AlarmRule": rule }))
        }
        6 => ("SetAlarmState", json!({ "AlarmName": name, "StateValue": "ALARM", "StateReason": "x" })),
        _ => ("DeleteAlarms", json!({ "AlarmNames": [name] })),
    }
}

fn play(steps: &[Step], roundtrip: bool) -> String {
    let mut bench = Bench::new();
    for (no, step) in steps.iter().enumerate() {
        bench.advance(SimTime(bench.now.0 + u64::from(step.2 % 90) * 1_000_000));
        let (operation, body) = call(*step);
        let _ = bench.json(operation, &body);
        if roundtrip && no % 8 == 0 {
            let text = serde_json::to_string(&bench.cw).unwrap();
            let again: CloudWatch = serde_json::from_str(&text).unwrap();
            assert_eq!(again, bench.cw);
            bench.cw = again;
        }
        assert!(CloudWatch::balances(&bench.cw).is_empty());
        let _ = bench.cw.panels(bench.now);
    }
    bench.advance(SimTime(bench.now.0 + 600_000_000));
    serde_json::to_string(&bench.cw).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_called_runs_repeat(steps in prop::collection::vec(any::<Step>(), 0..60)) {
        prop_assert_eq!(play(&steps, false), play(&steps, true));
    }

    #[test]
    fn expressions_answer_anything(text in "[-a-zA-Z0-9_+*/()\\[\\]<>=!&|.,\"' ]{0,60}") {
        let _ = math::parse(&text);
    }

    #[test]
    fn rules_answer_anything(text in "(ALARM|OK|AND|OR|NOT|TRUE|FALSE|[a-z\"() ]|\u{e9}){0,30}") {
        let _ = rule::parse(&text);
    }

    #[test]
    fn any_text_at_all(text in "\\PC{0,80}") {
        let _ = (math::parse(&text), rule::parse(&text), number::parse(&text));
    }

    #[test]
    fn numbers_written_are_read_again(n in any::<i64>()) {
        prop_assume!(n != i64::MIN);
        prop_assert_eq!(number::parse(&number::show(n)), Some(n));
    }
}

#[test]
fn deep_nesting_is_refused_not_followed() {
    for text in ["(".repeat(1_000), "-".repeat(1_000), "ABS(".repeat(400), "[".repeat(900)] {
        assert!(math::parse(&text).is_err());
    }
    assert!(rule::parse(&"NOT ".repeat(2_000)).is_err());
    assert!(rule::parse(&"(".repeat(2_000)).is_err());
}
