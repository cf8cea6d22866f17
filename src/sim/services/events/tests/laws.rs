//! Laws that hold whatever is called: no panic, deliveries that conserve, the same run from the same seed, state that survives
//! serialising; and texts of all kinds against the reader of rules and targets.
use super::table::{Bench, answer};
use crate::base::{id::FactId, time::SimTime};
use crate::sim::arn;
use crate::sim::quotas::MissingFact;
use crate::sim::services::events::api::{
    Request,
    request::{ArchiveInput, BusInput, Entry, Form, ReplayInput, RuleInput, TargetInput},
};
use crate::sim::services::events::quotas::{Limits, Settings};
use crate::sim::services::events::{Events, KINDS};
use crate::sim::trace::Name;
use crate::sim::turn::Service;
use proptest::prelude::*;
use std::collections::BTreeMap;

const BUSES: [&str; 3] = ["default", "orders", "nowhere"];
const PATTERNS: [&str; 5] = [
    r#"{"source":["shop"]}"#,
    r#"{"detail":{"n":[{"numeric":[">",3]}]}}"#,
    r#"{"detail-type":[{"prefix":"p"}]}"#,
    r#"{"source":[{"anything-but":"shop"}]}"#,
    "{",
];
const OUTCOMES: [&str; 8] = ["ok", "ok", "ok", "denied", "missing", "throttled", "server", "silent"];

type Step = (u8, u8, u8, u16);

fn target(how: u8, id: u8) -> TargetInput {
    TargetInput {
        id: format!("t{}", id % 6).into(),
        arn: match how % 4 {
            0 => arn::local("sqs", "q"),
            1 => arn::local("lambda", "function:f"),
            2 => arn::local("events", "event-bus/orders"),
            _ => "nonsense".into(),
        },
        dead_letter: how.is_multiple_of(3).then(|| arn::local("sqs", "dlq")),
        attempts: how.is_multiple_of(2).then_some(u64::from(how) % 4),
        age: how.is_multiple_of(5).then_some(60),
        ..TargetInput::default()
    }
}

fn request(step: Step) -> Request {
    let (what, which, how, much) = step;
    let bus: Name = BUSES[usize::from(which) % BUSES.len()].into();
    let rule: Name = format!("r{}", how % 4).into();
    let source = arn::local("events", &format!("event-bus/{bus}"));
    match what % 16 {
        0..=5 => {
            let entry = |n: u16| Entry {
                bus: bus.clone(),
                source: Some(if n.is_multiple_of(5) { "aws.x" } else { "shop" }.into()),
                kind: Some("placed".into()),
                detail: Some(if n.is_multiple_of(7) { "{".into() } else { format!("{{\"n\":{}}}", n % 9).into() }),
                ..Entry::default()
            };
            Request::PutEvents {
                entries: (0..u16::from(how) % 12).map(|n| entry(n.wrapping_add(much))).collect(),
                form: Form::Call,
            }
        }
        6 | 7 => Request::PutRule(Box::new(RuleInput {
            bus,
            name: rule,
            pattern: Some(PATTERNS[usize::from(how) % PATTERNS.len()].into()),
            schedule: how.is_multiple_of(4).then(|| "rate(1 minute)".into()),
            disabled: much.is_multiple_of(9),
            ..RuleInput::default()
        })),
        8 | 9 => Request::PutTargets { bus, rule, targets: vec![target(how, which)] },
        10 => Request::CreateArchive(Box::new(ArchiveInput {
            name: format!("a{}", how % 3).into(),
            source,
            retention: Some(u64::from(how) % 2),
            ..ArchiveInput::default()
        })),
        11 => Request::StartReplay(Box::new(ReplayInput {
            name: format!("p{}", much % 5).into(),
            archive: arn::local("events", &format!("archive/a{}", how % 3)),
            start: 0,
            end: i64::MAX,
            destination: source,
            ..ReplayInput::default()
        })),
        12 => Request::RemoveTargets { bus, rule, ids: vec![format!("t{}", which % 6).into()] },
        13 => match how % 4 {
            0 => Request::EnableRule { bus, name: rule },
            1 => Request::DisableRule { bus, name: rule },
            2 => Request::DeleteRule { bus, name: rule },
            _ => Request::CancelReplay { name: format!("p{}", much % 5).into() },
        },
        14 => Request::CreateEventBus(Box::new(BusInput { name: "orders".into(), ..BusInput::default() })),
        _ if how.is_multiple_of(30) => Request::DeleteEventBus { name: bus },
        _ => Request::DescribeEventBus { name: bus },
    }
}

/// Plays steps; [`Bench`] checks the balance after every one. Returns the state's text at the end.
fn play(seed: u64, steps: &[Step], roundtrip: bool) -> String {
    let mut bench = Bench::new(seed);
    let _ = bench.call(Request::CreateEventBus(Box::new(BusInput { name: "orders".into(), ..BusInput::default() })));
    let chance = Settings { duplicates_per_million: 200_000, shuffle: SimTime::from_secs(2), ..Settings::default() };
    bench.events.set_settings("orders", chance);
    for (no, step) in steps.iter().enumerate() {
        bench.advance(SimTime(bench.now.0 + u64::from(step.3 % 7) * 400_000));
        let _ = bench.call(request(*step));
        for (_, errand) in std::mem::take(&mut bench.sent) {
            bench.tell(&errand, answer(OUTCOMES[usize::from(step.2) % OUTCOMES.len()]));
        }
        if roundtrip && no % 16 == 0 {
            let again: Events = serde_json::from_str(&serde_json::to_string(&bench.events).unwrap()).unwrap();
            assert_eq!(again, bench.events);
            bench.events = again;
        }
    }
    bench.auto = Some(answer("ok"));
    bench.advance(SimTime(bench.now.0 + 100_000_000));
    serde_json::to_string(&bench.events).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_called_deliveries_conserve_and_runs_repeat(
        seed in 0u64..1_000,
        steps in prop::collection::vec(any::<Step>(), 1..120),
    ) {
        let straight = play(seed, &steps, false);
        prop_assert_eq!(&straight, &play(seed, &steps, false), "the same seed gives the same run");
        prop_assert_eq!(&straight, &play(seed, &steps, true), "a snapshot survives serialising");
    }

    #[test]
    fn no_text_breaks_rules_and_targets(
        pattern in "[\\[\\]{}\":,a-z0-9$<> ]{0,60}", template in "[<>{}\":,a-z. ]{0,60}", path in "[$.a\\[\\]0*]{0,20}",
        detail in "[\\[\\]{}\":,a-z0-9 ]{0,40}",
    ) {
        let mut bench = Bench::new(7);
        bench.auto = Some(answer("ok"));
        let put = |bench: &mut Bench, pattern: &str| {
            let rule = RuleInput { name: "r".into(), pattern: Some(pattern.into()), ..RuleInput::default() };
            bench.call(Request::PutRule(Box::new(rule)))
        };
        let _ = put(&mut bench, &pattern);
        let _ = put(&mut bench, r#"{"source":["shop"]}"#);
        let variables = BTreeMap::from([("a".into(), Name::from("$.detail.a"))]);
        for (id, input_path, transformer) in
            [("1", Some(Name::from(&*path)), None), ("2", None, Some((variables, template.as_str().into())))]
        {
            let arn = arn::local("sqs", "q");
            let input = TargetInput { id: id.into(), arn, input_path, transformer, ..TargetInput::default() };
            let _ = bench.call(Request::PutTargets { bus: "".into(), rule: "r".into(), targets: vec![input] });
        }
        for text in [&*detail, "{}"] {
            let entry = Entry {
                source: Some("shop".into()), kind: Some("x".into()), detail: Some(text.into()), ..Entry::default()
            };
            let _ = bench.call(Request::PutEvents { entries: vec![entry], form: Form::Call });
        }
        bench.advance(SimTime::from_secs(5));
        prop_assert_eq!(bench.events.live(), 0);
    }
}

/// Found by the law above: a bus is deleted while its deliveries are on their way, and made again.
#[test]
fn a_bus_that_is_made_again_takes_over_what_is_on_its_way() {
    let steps: [Step; 9] = [
        (22, 46, 185, 5743),
        (24, 43, 169, 0),
        (16, 46, 5, 5228),
        (115, 180, 82, 49009),
        (199, 26, 158, 32110),
        (231, 25, 79, 6099),
        (207, 196, 191, 29462),
        (159, 145, 90, 19099),
        (142, 38, 252, 27659),
    ];
    assert_eq!(play(72, &steps, false), play(72, &steps, true));
}

#[test]
fn a_missing_fact_is_named() {
    let mut quotas = crate::sim::testing::quotas();
    quotas.numbers.remove(&FactId::from("eb.targets"));
    assert_eq!(Limits::resolve(&quotas), Err(MissingFact { id: "eb.targets", number: "value" }));
}

#[test]
fn names_of_kinds_and_metrics_are_their_own() {
    assert!(KINDS.iter().all(|k| k.starts_with("events.")));
    for sum in Events::SUMS {
        assert!(Events::METRICS.contains(sum), "{sum}");
    }
}

#[test]
fn calls_and_timers_are_small_enough_for_wire_and_agenda() {
    assert!(size_of::<Request>() <= 160, "{}", size_of::<Request>());
    assert!(size_of::<super::super::step::Timer>() <= 32);
}

#[test]
fn deliveries_overtake_each_other_and_come_twice_where_the_lab_says_so() {
    let mut bench = Bench::new(7);
    bench.auto = Some(answer("ok"));
    for line in [
        "t=0 settings shuffle=1000 duplicates=100000",
        r#"t=0 rule r pattern={"source":["shop"]}"#,
        "t=0 target r to=sqs:q",
    ] {
        bench.line(line).unwrap();
    }
    for no in 0..200u64 {
        bench.line(&format!("t={no}0ms put detail={{\"n\":{no}}}")).unwrap();
    }
    bench.advance(SimTime::from_secs(10));
    let count = bench.sent.len();
    assert!((205..240).contains(&count), "{count}");
    let bodies: Vec<String> = bench.sent.iter().map(|(_, e)| format!("{:?}", e.task)).collect();
    let order: Vec<usize> = bodies
        .iter()
        .map(|b| b.split("\\\"n\\\":").nth(1).unwrap().split('}').next().unwrap().parse().unwrap())
        .collect();
    assert!(!order.is_sorted(), "{order:?}");
}
