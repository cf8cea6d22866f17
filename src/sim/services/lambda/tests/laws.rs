//! Whatever is called and whenever things fail, nothing is lost count of, and the same run comes out again.
use super::super::{
    Lambda,
    api::request::{Configure, EventInvoke, Facts, Kind, NewFunction, NewMapping, Parameters, Request},
    model::code::{Code, Faults, OnError, Pace},
};
use super::table::{Table, arn_of};
use crate::base::{random::Stream, time::SimTime};
use crate::sim::{testing::bench::words, trace::Name};
use proptest::prelude::*;
use serde_json::json;
use std::sync::Arc;

fn code(draw: &mut Stream) -> Arc<Code> {
    let on_error = [OnError::Throw, OnError::Report, OnError::ReportRest][draw.below(3) as usize];
    let percent = [0, 30, 100][draw.below(3) as usize];
    let duration = Pace::Uniform(SimTime::ZERO, SimTime::from_millis(draw.below(4_000)));
    Arc::new(Code { duration, faults: Faults { percent, on_error, ..Faults::default() }, ..Code::default() })
}

fn mapping(draw: &mut Stream, function: &Name, source: &str) -> NewMapping {
    let mut set = json!({ "BatchSize": 1 + draw.below(9) });
    if draw.below(2) == 0 {
        set["FunctionResponseTypes"] = json!(["ReportBatchItemFailures"]);
    }
    if source == "s" {
        set["StartingPosition"] = json!("TRIM_HORIZON");
        set["ParallelizationFactor"] = json!(1 + draw.below(3));
        set["BisectBatchOnFunctionError"] = json!(draw.below(2) == 0);
        set["MaximumRetryAttempts"] = json!(draw.below(4));
        set["DestinationConfig"] = json!({ "OnFailure": { "Destination": &*arn_of("dead") } });
    } else if draw.below(2) == 0 {
        set["ScalingConfig"] = json!({ "MaximumConcurrency": 2 + draw.below(5) });
    }
    let set: Parameters = serde_json::from_value(set).unwrap();
    NewMapping { function: function.clone(), source: arn_of(source), set, facts: Facts::default() }
}

/// A run of random calls; the bench holds the law of conservation against every turn.
fn play(seed: u64) -> Lambda {
    let mut draw = Stream::new(seed, "lambda/laws");
    let mut t = Table::new();
    t.outside.shard("0", None);
    t.outside.visibility = SimTime::from_secs(10);
    let function: Name = "f".into();
    let name = function.to_string();
    t.call(Request::CreateFunction(Box::new(NewFunction { name, code: code(&mut draw), ..NewFunction::default() })));
    for source in ["q", "s"] {
        let new = mapping(&mut draw, &function, source);
        assert!(t.call(Request::CreateEventSourceMapping(Box::new(new))).is_some_and(|r| r.is_ok()));
    }
    let uuids: Vec<Name> = t.bench.service.mappings.values().map(|m| m.uuid.clone()).collect();
    let none = words("");
    for nth in 0..120 {
        let to = t.bench.now + SimTime::from_millis(draw.below(20_000));
        t.advance(to);
        let (function, now) = (function.clone(), t.bench.now);
        let payload = Arc::new(t.cargo("x", &none));
        let uuid = uuids[draw.below(2) as usize].clone();
        match draw.below(12) {
            0 => drop(t.call(Request::Invoke { function, kind: Kind::RequestResponse, payload })),
            1 | 2 => drop(t.call(Request::Invoke { function, kind: Kind::Event, payload })),
            3 => drop(t.call(Request::PutFunctionConcurrency { function, reserved: draw.below(4) as i64 })),
            4 => drop(t.call(Request::DeleteFunctionConcurrency { function })),
            5 => drop(t.call(Request::UpdateFunctionCode { function, code: code(&mut draw) })),
            6 => {
                let set = EventInvoke {
                    retries: Some(draw.below(3) as i64),
                    age: Some(60 + draw.below(600) as i64),
                    on_failure: Some(arn_of("dead")),
                    ..EventInvoke::default()
                };
                t.call(Request::PutFunctionEventInvokeConfig { function, set: Box::new(set) });
            }
            7 => {
                let set = Parameters { enabled: Some(draw.below(3) > 0), ..Parameters::default() };
                t.call(Request::UpdateEventSourceMapping { uuid, set: Box::new(set) });
            }
            8 => {
                let set = Configure { timeout: Some(1 + draw.below(5) as i64), ..Configure::default() };
                t.call(Request::UpdateFunctionConfiguration { function, set: Box::new(set) });
            }
            9 => (0..draw.below(20)).for_each(|n| {
                let cargo = t.cargo("m", &none);
                t.outside.send(&format!("m{nth}-{n}"), cargo, now);
            }),
            _ => (0..draw.below(20)).for_each(|n| {
                let mut cargo = t.cargo("r", &none);
                cargo.key = Some(format!("k{}", n % 4).into());
                t.outside.put("0", cargo, now);
            }),
        }
    }
    t.bench.service
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn nothing_is_lost_count_of_and_runs_repeat(seed in any::<u64>()) {
        let (one, two) = (play(seed), play(seed));
        prop_assert!(one == two);
        let text = serde_json::to_string(&one).unwrap();
        let back: Lambda = serde_json::from_str(&text).unwrap();
        prop_assert!(back == one);
    }
}
