//! Laws that hold whatever is called and whatever is written: no panic, executions that conserve, the same run from the same
//! seed, state that survives serialising.
use super::table::Bench;
use crate::base::time::SimTime;
use crate::sim::errand::{Class, Outcome};
use crate::sim::services::stepfunctions::States;
use crate::sim::services::stepfunctions::api::Request;
use crate::sim::services::stepfunctions::api::request::{Create, Start};
use crate::sim::services::stepfunctions::model::intrinsic::Expr;
use crate::sim::services::stepfunctions::model::parse;
use crate::sim::services::stepfunctions::step::Timer;
use proptest::prelude::*;
use std::collections::BTreeMap;

const MACHINE: &str = r#"{"StartAt":"C","States":{
"C":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericLessThan":3,"Next":"T"},{"Variable":"$.n","NumericLessThan":6,"Next":"M"},{"Variable":"$.n","NumericEquals":9,"Next":"D"}],"Default":"P"},
"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f","Payload.$":"$"},"TimeoutSeconds":5,"Retry":[{"ErrorEquals":["States.ALL"],"JitterStrategy":"FULL"}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"P"}],"ResultPath":"$.r","End":true},
"M":{"Type":"Map","ItemsPath":"$.all","MaxConcurrency":2,"ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:g","End":true}}},"End":true},
"D":{"Type":"Map","ItemsPath":"$.all","ToleratedFailureCount":1,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":2,"Next":"K"},"K":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:h","End":true}}},"End":true},
"P":{"Type":"Parallel","Branches":[{"StartAt":"X","States":{"X":{"Type":"Wait","Seconds":3,"End":true}}},{"StartAt":"Y","States":{"Y":{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a","HeartbeatSeconds":4,"End":true}}}],"End":true}}}"#;

/// One random step: what, which, how.
type Step = (u8, u8, u8);

fn act(bench: &mut Bench, (what, which, how): Step) {
    let name = format!("e{}", which % 6);
    let execution = format!("m:{name}").into();
    match what % 10 {
        0..=3 => {
            let input = format!(r#"{{"n":{},"all":[1,2,{how}]}}"#, how % 10);
            let start = Start {
                name: Some(name.into()),
                input: Some(input.into()),
                until_end: which > 200,
                ..Start::default()
            };
            bench.call(Request::StartExecution { machine: "m".into(), start: Box::new(start) });
        }
        4..=6 => {
            let Some(errand) = bench.errands.pop_front() else { return };
            let outcome = match how % 6 {
                0 => Outcome::Failed("Oops".into(), "".into()),
                1 => Outcome::NoAnswer,
                2 => Outcome::refused("TooManyRequestsException", Class::Throttled, ""),
                _ => Outcome::Returned(format!("{{\"x\":{how}}}").into()),
            };
            bench.tell(errand.ticket, outcome);
        }
        7 => {
            bench.call(Request::GetActivityTask { activity: "a".into(), worker: None });
        }
        8 if how % 2 == 0 => {
            bench.call(Request::StopExecution { execution, error: None, cause: None });
        }
        8 => {
            bench.call(Request::RedriveExecution { execution });
        }
        _ => {
            let to = bench.now + SimTime::from_millis(u64::from(how) * 37);
            bench.advance(to);
        }
    }
}

fn play(seed: u64, steps: &[Step], off: bool) -> Bench {
    let mut bench = Bench::new(seed, off);
    bench.call(Request::CreateActivity { name: "a".into(), encryption: None, tags: BTreeMap::new() });
    let create = Create { name: "m".into(), definition: MACHINE.into(), ..Create::default() };
    let made = bench.call(Request::CreateStateMachine(Box::new(create)));
    assert!(bench.came[&made].is_ok(), "{:?}", bench.came[&made]);
    for step in steps {
        act(&mut bench, *step);
    }
    bench
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_called_it_conserves_repeats_and_survives(seed in 0u64..4, steps in prop::collection::vec(any::<Step>(), 0..120)) {
        let one = play(seed, &steps, false);
        let two = play(seed, &steps, false);
        prop_assert_eq!(&one.states, &two.states);
        prop_assert_eq!(&one.events, &two.events);
        let text = serde_json::to_string(&one.states).unwrap();
        let back: States = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&one.states, &back);
        let mut quiet = play(seed, &steps, true);
        prop_assert!(quiet.events.is_empty());
        // Left alone, all of it ends but what waits for an answer.
        let later = quiet.now + SimTime::from_secs(3_600);
        quiet.advance(later);
        prop_assert!(quiet.states.machine("m").is_some());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        let _ = parse::program(&text, false);
        let _ = Expr::parse(&text);
    }

    #[test]
    fn any_expression_is_read_or_refused(text in "(States\\.(Format|Array|MathAdd|Hash|UUID)\\(|\\$|\\$\\$|\\.|\\.\\.|\\[|\\]|'|\\*|\\?|@|a|1|,|:|-|\\(|\\)|\\\\|\\{\\}| |==|&&){0,24}") {
        let _ = Expr::parse(&text);
    }

    #[test]
    fn a_definition_with_a_hole_is_read_or_refused(at in 0usize..2_000, len in 1usize..40, with in "[a-zA-Z0-9\"{}:,.$]{0,5}") {
        let mut text: Vec<char> = MACHINE.chars().collect();
        let from = at.min(text.len());
        let to = (from + len).min(text.len());
        text.splice(from..to, with.chars());
        let text: String = text.into_iter().collect();
        let mut bench = Bench::new(1, true);
        let create = Create { name: "m".into(), definition: text.into(), ..Create::default() };
        let made = bench.call(Request::CreateStateMachine(Box::new(create)));
        if bench.came[&made].is_ok() {
            let start = Start { input: Some(r#"{"n":4,"all":[1]}"#.into()), ..Start::default() };
            bench.call(Request::StartExecution { machine: "m".into(), start: Box::new(start) });
            bench.advance(SimTime::from_secs(10));
        }
    }
}

#[test]
fn what_travels_is_small() {
    assert!(size_of::<Timer>() <= 32, "{}", size_of::<Timer>());
    assert!(size_of::<Request>() <= 160, "{}", size_of::<Request>());
}

#[test]
fn deep_definitions_are_refused_and_hostile_paths_end() {
    let mut inner = r#"{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#.to_string();
    for _ in 0..20 {
        inner = format!(r#"{{"StartAt":"A","States":{{"A":{{"Type":"Parallel","Branches":[{inner}],"End":true}}}}}}"#);
    }
    assert!(parse::program(&inner, false).is_err());
    let wide = serde_json::json!((0..20_000).collect::<Vec<_>>());
    let path = crate::sim::services::stepfunctions::model::path::Path::parse("$..*..*..*").unwrap();
    let _ = path.follow(&wide, &wide);
}
