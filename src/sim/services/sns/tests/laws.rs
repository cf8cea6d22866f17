//! The laws under random calls: conservation after every turn (the bench asks), the same seed the same run, a snapshot
//! survives serialising; and what a wide fan-out shares.
use super::table::{Bench, message, outcome};
use crate::base::time::SimTime;
use crate::sim::arn;
use crate::sim::errand::Task;
use crate::sim::services::sns::api::{Request, request::Subscribe};
use crate::sim::services::sns::quotas::Settings;
use crate::sim::services::sns::{KINDS, Sns};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Clone, Debug)]
enum Step {
    Publish(u8, u8),
    Answer(u8, u8),
    Wait(u16),
    Subscribe(u8),
    Unsubscribe(u8),
    Filter(u8, bool),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..4_u8, any::<u8>()).prop_map(|(g, d)| Step::Publish(g, d)),
        2 => (0..4_u8, 0..6_u8).prop_map(|(q, o)| Step::Answer(q, o)),
        2 => any::<u16>().prop_map(Step::Wait),
        1 => (0..4_u8).prop_map(Step::Subscribe),
        1 => (0..4_u8).prop_map(Step::Unsubscribe),
        1 => (0..4_u8, any::<bool>()).prop_map(|(q, f)| Step::Filter(q, f)),
    ];
    prop::collection::vec(step, 1..60)
}

fn subscribe(bench: &mut Bench, topic: &str, queue: &str) {
    let attributes = if queue.starts_with("q1") {
        BTreeMap::from([(
            "RedrivePolicy".into(),
            format!("{{\"deadLetterTargetArn\":\"{}\"}}", arn::local("sqs", "dead.fifo")),
        )])
    } else {
        BTreeMap::new()
    };
    let what = Subscribe { protocol: "sqs".into(), endpoint: arn::local("sqs", queue), attributes, return_arn: true };
    let _ = bench.call(Request::Subscribe { topic: topic.into(), what: Box::new(what) });
}

fn play(steps: &[Step], seed: u64, off: bool) -> Bench {
    const OUTCOMES: [&str; 6] = ["ok", "Server", "Throttled", "Client", "Denied", "none"];
    let mut bench = Bench::new(seed, off);
    let attributes = BTreeMap::from([
        ("FifoTopic".to_string(), "true".to_string()),
        ("ArchivePolicy".to_string(), "{\"MessageRetentionPeriod\":\"1\"}".to_string()),
    ]);
    bench.call(Request::CreateTopic { name: "t.fifo".into(), attributes, tags: BTreeMap::new() }).unwrap();
    let queue = |n: u8| format!("q{n}.fifo");
    for step in steps {
        match step {
            Step::Publish(group, dedup) => {
                let (group, dedup) = (format!("g{group}"), format!("d{dedup}"));
                let options = BTreeMap::from([("group", group.as_str()), ("dedup", dedup.as_str())]);
                bench.call(Request::Publish { topic: "t.fifo".into(), message: message("A", &options) }).unwrap();
            }
            Step::Answer(to, what) => {
                bench.auto.insert(queue(*to), outcome(OUTCOMES[*what as usize]));
            }
            Step::Wait(secs) => bench.advance(bench.now + SimTime::from_secs(u64::from(*secs % 300))),
            Step::Subscribe(to) => subscribe(&mut bench, "t.fifo", &queue(*to)),
            Step::Unsubscribe(to) => {
                let found = bench.sns.topic("t.fifo").unwrap().subscriptions.values().find(|s| s.short() == queue(*to));
                if let Some(arn) = found.map(|s| s.arn.clone()) {
                    bench.call(Request::Unsubscribe { subscription: arn }).unwrap();
                }
            }
            Step::Filter(to, narrow) => {
                let found = bench.sns.topic("t.fifo").unwrap().subscriptions.values().find(|s| s.short() == queue(*to));
                if let Some(subscription) = found.map(|s| s.arn.clone()) {
                    let value = if *narrow { "{\"x\":[{\"exists\":true}]}" } else { "" }.to_string();
                    let name = "FilterPolicy".to_string();
                    bench.call(Request::SetSubscriptionAttributes { subscription, name, value }).unwrap();
                }
            }
        }
    }
    bench
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn random_calls_keep_the_laws(steps in steps(), seed in any::<u64>()) {
        let once = play(&steps, seed, false);
        let again = play(&steps, seed, false);
        prop_assert_eq!(&once.sns, &again.sns);
        let back: Sns = serde_json::from_str(&serde_json::to_string(&once.sns).unwrap()).unwrap();
        prop_assert_eq!(&back, &once.sns);
    }
}

#[test]
fn kinds_are_distinct() {
    assert_eq!(KINDS.iter().collect::<BTreeSet<_>>().len(), KINDS.len());
}

#[test]
fn a_fan_out_to_a_hundred_queues_shares_one_body() {
    let mut bench = Bench::new(1, true);
    bench.call(Request::CreateTopic { name: "t".into(), attributes: BTreeMap::new(), tags: BTreeMap::new() }).unwrap();
    bench.sns.set_settings("t", Settings { plain: true, ..Settings::default() });
    for n in 0..100 {
        subscribe(&mut bench, "t", &format!("w{n}"));
    }
    bench.call(Request::Publish { topic: "t".into(), message: message("A", &BTreeMap::new()) }).unwrap();
    assert_eq!(bench.log.len(), 100);
    let cargo = |n: usize| match &bench.log[n].2.task {
        Task::Send(cargo) => cargo.clone(),
        _ => panic!("not a send"),
    };
    assert!((1..100).all(|n| Arc::ptr_eq(&cargo(0), &cargo(n))));
}

#[test]
fn timers_and_requests_stay_small() {
    use crate::sim::services::sns::step::Timer;
    assert!(size_of::<Timer>() <= 32, "{}", size_of::<Timer>());
    assert!(size_of::<Request>() <= 160, "{}", size_of::<Request>());
}
