//! The semantics of Pipes on text tables, and its laws under random calls.
mod table;

use super::api::{Code, Input, Request, Response, StageInput, Update};
use super::{Pipes, step::Timer};
use crate::base::time::SimTime;
use crate::sim::{
    arn,
    errand::{Cargo, Class, Outcome, Read, Received, Records, ShardInfo, StreamRecord, Task},
    testing::bench::{Bench, cases},
    turn::Service,
};
use proptest::prelude::*;
use std::sync::Arc;

#[test]
fn calls() {
    cases(include_str!("calls.txt"), table::run);
}

#[test]
fn queues() {
    cases(include_str!("queues.txt"), table::run);
}

#[test]
fn streams() {
    cases(include_str!("streams.txt"), table::run);
}

#[test]
fn stages() {
    cases(include_str!("stages.txt"), table::run);
}

#[test]
fn what_the_world_holds_inline_stays_small() {
    assert!(size_of::<Request>() <= 160 && size_of::<Timer>() <= 32);
    assert_eq!(Code::Quota.http_status(), 402);
}

fn input(source: u8) -> Input {
    let from = ["sqs orders", "sqs orders.fifo", "kinesis stream/s", "mq broker:b"][usize::from(source % 4)];
    let (service, rest) = from.split_once(' ').unwrap();
    let mut input = Input {
        name: format!("p{source}").into(),
        source: arn::local(service, rest),
        role: "arn:aws:iam::123456789012:role/r".into(),
        target: StageInput { arn: arn::local("sqs", "out"), ..StageInput::default() },
        ..Input::default()
    };
    input.set.filters = vec![r#"{"eventSource":[{"exists":true}]}"#.into()];
    if source % 4 == 2 {
        input.set.start = Some("TRIM_HORIZON".into());
        input.set.attempts = Some(1);
        input.set.parallel = Some(2);
        input.set.on_partial = Some("AUTOMATIC_BISECT".into());
    }
    input
}

fn outcome(task: &Task, luck: u8, no: &mut u64) -> Outcome {
    let mut cargo = |key: u64| {
        *no += 1;
        let cargo = Cargo { key: Some(format!("k{key}").into()), ..Cargo::new(format!("{{\"no\":{no}}}")) };
        (format!("{no:05}"), Arc::new(cargo))
    };
    match (task, luck) {
        (_, 0) => Outcome::NoAnswer,
        (_, 1) => Outcome::refused("ThrottlingException", Class::Throttled, ""),
        (Task::Receive { max, .. }, n) => {
            let message = |nth: u32| {
                let (id, cargo) = cargo(u64::from(nth % 2));
                let handle = id.as_str().into();
                Received { id: id.into(), handle, receives: 1, sent: SimTime::ZERO, until: SimTime::NEVER, cargo }
            };
            Outcome::Messages((0..(*max).min(u32::from(n) - 2)).map(message).collect())
        }
        (Task::Read(Read::Shards), _) => {
            let shard = |n: u8, parents: Vec<_>| ShardInfo { id: format!("s{n}").into(), parents, closed: n == 0 };
            Outcome::Shards(vec![shard(0, vec![]), shard(1, vec!["s0".into()]), shard(2, vec!["s0".into()])])
        }
        (Task::Read(Read::Iterator { .. }), _) => Outcome::Iterator("i".into()),
        (Task::Read(Read::Records { .. }), n) => {
            let record = |nth: u8| {
                let (sequence, cargo) = cargo(u64::from(nth));
                StreamRecord { sequence: sequence.into(), arrived: SimTime::ZERO, cargo }
            };
            let records = (2..n).map(record).collect();
            let next = (n != 7).then(|| "i".into());
            Outcome::Records(Records { records, next, behind_millis: 0, children: vec![] })
        }
        (Task::Batch(all), n) => {
            let one = |at| if n == 3 && at % 2 == 0 { Err("InternalFailure".into()) } else { Ok("x".into()) };
            Outcome::Each((0..all.len()).map(one).collect())
        }
        (Task::Invoke(_), n) if n % 2 == 0 => Outcome::Failed("Error".into(), "".into()),
        _ => Outcome::Taken("x".into()),
    }
}

#[test]
fn a_pipe_is_told_as_it_was_put_and_an_update_changes_what_it_says() {
    let mut bench = Bench::<Pipes>::new(7);
    let mut first = input(0);
    (first.description, first.set.filters) = ("one".into(), vec![r#"{"body":["x"]}"#.into()]);
    first.tags.insert("team".into(), "shop".into());
    let name = first.name.clone();
    bench.call(Request::CreatePipe(Box::new(first.clone()))).unwrap().unwrap();
    let told = |bench: &mut Bench<Pipes>| match bench.call(Request::DescribePipe { name: name.clone() }).unwrap() {
        Ok(Response::Described(told)) => told,
        other => panic!("{other:?}"),
    };
    let before = told(&mut bench);
    assert_eq!((before["Description"].as_str(), before["Tags"]["team"].as_str()), (Some("one"), Some("shop")));
    assert_eq!(before["SourceParameters"]["FilterCriteria"]["Filters"][0]["Pattern"], r#"{"body":["x"]}"#);
    let now = bench.now + SimTime::from_secs(10);
    bench.advance(now);
    let role = first.role.clone();
    let update = Update { name: name.clone(), role, description: Some("two".into()), ..Update::default() };
    bench.call(Request::UpdatePipe(Box::new(update))).unwrap().unwrap();
    let after = told(&mut bench);
    assert_eq!((after["Description"].as_str(), after["CurrentState"].as_str()), (Some("two"), Some("UPDATING")));
    for same in ["SourceParameters", "Target", "Source", "CreationTime"] {
        assert_eq!(before[same], after[same], "{same}");
    }
    let Ok(Response::Listed(page)) = bench.call(Request::ListPipes(Box::default())).unwrap() else { panic!() };
    assert_eq!((page.entries.len(), page.entries[0]["CurrentState"].as_str()), (1, Some("UPDATING")));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_pipes_balance_and_runs_repeat(steps in prop::collection::vec((0u8..10, 0u8..4, 0u8..8), 1..120)) {
        let play = |round_trip: bool| {
            let mut bench = Bench::<Pipes>::new(7);
            let mut no = 0;
            for (at, &(what, which, luck)) in steps.iter().enumerate() {
                let name: crate::sim::trace::Name = format!("p{which}").into();
                let request = match what {
                    0 | 1 => Some(Request::CreatePipe(Box::new(input(which)))),
                    2 => Some(Request::StopPipe { name }),
                    3 => Some(Request::StartPipe { name }),
                    4 if luck == 0 => Some(Request::DeletePipe { name }),
                    4 => Some(Request::UpdatePipe(Box::new(input(which).into()))),
                    _ => None,
                };
                match request {
                    Some(request) => drop(bench.call(request)),
                    None => {
                        for _ in 0..what {
                            if bench.open.is_empty() {
                                break;
                            }
                            let nth = usize::from(luck) % bench.open.len();
                            let answer = outcome(&bench.open[nth].1.task.clone(), luck, &mut no);
                            bench.answer_nth(nth, answer);
                        }
                    }
                }
                let to = bench.now + SimTime::from_secs(u64::from(luck));
                bench.advance(to);
                if round_trip && at % 8 == 0 {
                    let text = serde_json::to_string(&bench.service).unwrap();
                    let again: Pipes = serde_json::from_str(&text).unwrap();
                    assert_eq!(again, bench.service);
                    bench.service = again;
                }
            }
            let _ = bench.service.panels(bench.now);
            serde_json::to_string(&bench.service).unwrap()
        };
        let straight = play(false);
        prop_assert_eq!(&straight, &play(false));
        prop_assert_eq!(&straight, &play(true));
    }
}
