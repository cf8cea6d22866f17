//! Laws that hold whatever is called: no panic, counts that conserve, the same run from the same seed, state that survives
//! serialising. And what needs small limits or many messages.
use super::ledger;
use super::table::Bench;
use crate::base::{id::FactId, time::SimTime};
use crate::sim::quotas::MissingFact;
use crate::sim::services::sqs::Sqs;
use crate::sim::services::sqs::api::{
    Request, Response,
    handle::{Receipt, ReceiptHandle},
    request::{Change, Entry, Receive, Send},
};
use crate::sim::services::sqs::model::message::Message;
use crate::sim::services::sqs::quotas::{Limits, Settings};
use crate::sim::services::sqs::tests::local;
use crate::sim::trace::Name;
use proptest::prelude::*;
use std::collections::BTreeMap;

const QUEUES: [&str; 5] = ["dlq", "dlq.fifo", "orders", "orders.fifo", "nowhere"];

fn create(name: &str, attributes: &[(&str, String)]) -> Request {
    let mut all: BTreeMap<String, String> = attributes.iter().map(|(k, v)| ((*k).to_string(), v.clone())).collect();
    if name.ends_with(".fifo") {
        all.insert("FifoQueue".into(), "true".into());
    }
    Request::CreateQueue { name: name.into(), attributes: all, tags: BTreeMap::new() }
}

fn redrive(to: &str, max: u32) -> (&'static str, String) {
    ("RedrivePolicy", format!(r#"{{"deadLetterTargetArn":"{}","maxReceiveCount":{max}}}"#, local(to)))
}

/// A bench with two queues of each kind, dead-letter queues that point at each other, and some chance.
fn bench(seed: u64) -> Bench {
    let mut bench = Bench::new(seed, false);
    let short = |extra: (&'static str, String)| {
        [("VisibilityTimeout", "5".into()), ("MessageRetentionPeriod", "60".into()), extra]
    };
    for name in ["dlq", "dlq.fifo"] {
        bench.call("T", create(name, &[]));
    }
    bench.call("T", create("orders", &short(redrive("dlq", 2))));
    let content = ("ContentBasedDeduplication", "true".to_string());
    let mut fifo = short(redrive("dlq.fifo", 2)).to_vec();
    fifo.push(content);
    bench.call("T", create("orders.fifo", &fifo));
    // A circle: the dead-letter queue's dead-letter queue is the source.
    let attributes = BTreeMap::from([("RedrivePolicy".to_string(), redrive("orders", 1).1)]);
    bench.call("T", Request::SetQueueAttributes { queue: "dlq".into(), attributes });
    let chance = Settings { hosts: 5, sampled: 2, duplicates_per_million: 200_000, shuffle: 3, ..Settings::default() };
    bench.sqs.set_settings("orders", chance);
    bench
}

/// One random step: a number picks what, the others how.
type Step = (u8, u8, u8, u16);

fn request(step: Step, receipts: &[Receipt]) -> Request {
    let (what, which, how, much) = step;
    let queue: Name = QUEUES[usize::from(which) % QUEUES.len()].into();
    let receipt = || match receipts.len() {
        0 => ReceiptHandle::from("garbage"),
        n => ReceiptHandle::Made(receipts[usize::from(much) % n]),
    };
    let named = queue.clone();
    let message = || Send {
        body: format!("m{}", how % 50).into(),
        delay: how.is_multiple_of(5).then(|| i64::from(much % 10)),
        group_id: (which.is_multiple_of(2) || named.ends_with(".fifo")).then(|| format!("g{}", how % 4).into()),
        dedup_id: named.ends_with("dlq.fifo").then(|| format!("d{}", how % 60).into()),
        ..Send::default()
    };
    match what % 16 {
        0..=3 => Request::SendMessage { queue, message: message() },
        4 => {
            let entries = (0..how % 12).map(|n| Entry { id: (n % 11).to_string(), body: message() }).collect();
            Request::SendMessageBatch { queue, entries }
        }
        5..=8 => Request::ReceiveMessage {
            queue,
            receive: Receive {
                max: Some(i64::from(how % 12)),
                visibility: how.is_multiple_of(3).then(|| i64::from(much % 20)),
                wait: how.is_multiple_of(2).then(|| i64::from(much % 22)),
                attempt_id: how.is_multiple_of(7).then(|| format!("t{}", much % 3).into()),
                ..Receive::default()
            },
        },
        9 | 10 => Request::DeleteMessage { queue, receipt_handle: receipt() },
        11 => {
            let change = Change { receipt_handle: receipt(), visibility: Some(i64::from(much) - 10) };
            Request::ChangeMessageVisibility { queue, change }
        }
        12 => Request::PurgeQueue { queue },
        13 => {
            let attributes = match how % 4 {
                0 => ("DelaySeconds", (much % 20).to_string()),
                1 => ("MessageRetentionPeriod", (60 + much % 60).to_string()),
                2 => ("VisibilityTimeout", (much % 30).to_string()),
                _ => ("DeduplicationScope", "messageGroup".into()),
            };
            Request::SetQueueAttributes { queue, attributes: BTreeMap::from([(attributes.0.into(), attributes.1)]) }
        }
        14 => Request::StartMessageMoveTask {
            source_arn: local(&queue),
            destination_arn: how.is_multiple_of(2).then(|| local(QUEUES[usize::from(how / 2) % 4])),
            rate: Some(i64::from(much % 100)),
        },
        _ if how.is_multiple_of(40) => Request::DeleteQueue { queue },
        _ => Request::GetQueueAttributes { queue, names: vec!["All".into()] },
    }
}

/// Plays steps; [`Bench`] checks the balance after every one. Returns the state's text at the end.
fn play(seed: u64, steps: &[Step], roundtrip: bool) -> String {
    let mut bench = bench(seed);
    let mut receipts: Vec<Receipt> = vec![];
    for (no, step) in steps.iter().enumerate() {
        let pause = u64::from(step.3 % 7) * 400_000;
        bench.advance(SimTime(bench.now.0 + pause));
        if let Some(Ok(Response::Messages(found))) = bench.call("C", request(*step, &receipts)) {
            receipts.extend(found.iter().map(|m| m.receipt));
        }
        if roundtrip && no % 16 == 0 {
            let text = serde_json::to_string(&bench.sqs).unwrap();
            let again: Sqs = serde_json::from_str(&text).unwrap();
            assert_eq!(again, bench.sqs);
            bench.sqs = again;
        }
    }
    bench.advance(SimTime(bench.now.0 + 200_000_000));
    serde_json::to_string(&bench.sqs).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_called_counts_conserve_and_runs_repeat(
        seed in 0u64..1_000,
        steps in prop::collection::vec(any::<Step>(), 1..200),
    ) {
        let straight = play(seed, &steps, false);
        prop_assert_eq!(&straight, &play(seed, &steps, false), "the same seed gives the same run");
        prop_assert_eq!(&straight, &play(seed, &steps, true), "a snapshot survives serialising");
    }
}

#[test]
fn a_missing_fact_is_named() {
    let mut quotas = ledger::quotas();
    quotas.numbers.remove(&FactId::from("sqs.purge.duration"));
    assert_eq!(Limits::resolve(&quotas), Err(MissingFact { id: "sqs.purge.duration", number: "value" }));
    quotas = ledger::quotas();
    quotas.numbers.get_mut(&FactId::from("sqs.visibility.range")).unwrap().max = None;
    let error = Limits::resolve(&quotas).unwrap_err();
    assert!(error.to_string().contains("`sqs.visibility.range` carries no `max`"), "{error}");
}

fn send(bench: &mut Bench, queue: &str, body: &str, group: Option<&str>) {
    let dedup = queue.ends_with(".fifo").then(|| body.into());
    let message = Send { body: body.into(), group_id: group.map(Into::into), dedup_id: dedup, ..Send::default() };
    let reply = bench.call("P", Request::SendMessage { queue: queue.into(), message });
    assert!(matches!(reply, Some(Ok(Response::Sent(_)))), "{reply:?}");
}

fn receive(bench: &mut Bench, queue: &str, max: i64, wait: i64) -> Option<Result<Vec<String>, String>> {
    let receive = Receive { max: Some(max), wait: Some(wait), ..Receive::default() };
    let reply = bench.call("C", Request::ReceiveMessage { queue: queue.into(), receive })?;
    Some(match reply {
        Ok(Response::Messages(found)) => Ok(found.iter().map(|m| m.payload.body.to_string()).collect()),
        other => Err(other.unwrap_err().code.to_string()),
    })
}

/// A bench whose in-flight limits are 3.
fn tight() -> Bench {
    let mut bench = Bench::new(7, false);
    let mut limits = Limits::resolve(&ledger::quotas()).unwrap();
    (limits.rates.inflight_standard, limits.rates.inflight_fifo) = (3, 3);
    bench.sqs = Sqs::with(7, limits, Settings { hosts: 1, sampled: 1, ..Settings::default() });
    bench.call("T", create("orders", &[]));
    bench.call("T", create("orders.fifo", &[]));
    bench
}

#[test]
fn in_flight_limit_standard_over_limit_on_short_empty_on_long() {
    let mut bench = tight();
    for body in ["a", "b", "c", "d"] {
        send(&mut bench, "orders", body, None);
    }
    assert_eq!(receive(&mut bench, "orders", 10, 0), Some(Ok(vec!["a".into(), "b".into(), "c".into()])));
    assert_eq!(receive(&mut bench, "orders", 1, 0), Some(Err("OverLimit".into())));
    assert_eq!(receive(&mut bench, "orders", 1, 5), None, "a long poll waits");
    bench.advance(SimTime::from_secs(5));
    assert_eq!(bench.sqs.measure("orders", "NumberOfEmptyReceives", bench.now), Some(1));
}

#[test]
fn in_flight_limit_fifo_returns_nothing_without_error() {
    let mut bench = tight();
    for body in ["a", "b", "c", "d"] {
        send(&mut bench, "orders.fifo", body, Some(body));
    }
    assert_eq!(receive(&mut bench, "orders.fifo", 10, 0).map(|r| r.map(|m| m.len())), Some(Ok(3)));
    assert_eq!(receive(&mut bench, "orders.fifo", 1, 0), Some(Ok(vec![])));
}

#[test]
fn short_polls_miss_and_in_the_end_find() {
    let mut bench = Bench::new(7, true);
    bench.call("T", create("orders", &[]));
    bench.sqs.set_settings("orders", Settings::default());
    let mut empty = 0;
    for no in 0..200 {
        send(&mut bench, "orders", &format!("m{no}"), None);
        while receive(&mut bench, "orders", 1, 0) == Some(Ok(vec![])) {
            empty += 1;
            assert!(empty < 5_000, "a message is never found");
        }
    }
    // Three of eight servers: about five misses to three finds.
    assert!((200..500).contains(&empty), "{empty}");
}

#[test]
fn shuffle_moves_messages_a_few_places_only() {
    let mut bench = Bench::new(7, true);
    bench.call("T", create("orders", &[]));
    bench.sqs.set_settings("orders", Settings { shuffle: 4, ..Settings::default() });
    for no in 0..500 {
        send(&mut bench, "orders", &no.to_string(), None);
    }
    let mut order: Vec<i64> = vec![];
    while let Some(Ok(found)) = receive(&mut bench, "orders", 10, 1) {
        order.extend(found.iter().map(|b| b.parse::<i64>().unwrap()));
    }
    assert_eq!(order.len(), 500);
    let far = (0i64..).zip(&order).map(|(at, no)| (at - no).abs()).max().unwrap();
    assert!((1..=5).contains(&far), "{far}");
}

#[test]
fn a_hundred_thousand_messages_come_and_go_and_leave_nothing_behind() {
    let mut bench = Bench::new(7, true);
    bench.call("T", create("orders", &[]));
    bench.call("T", create("orders.fifo", &[]));
    for no in 0..100_000u32 {
        send(&mut bench, "orders", &no.to_string(), None);
    }
    let mut got = 0;
    while got < 100_000 {
        let receive = Receive { max: Some(10), wait: Some(1), ..Receive::default() };
        let reply = bench.call("C", Request::ReceiveMessage { queue: "orders".into(), receive });
        let Some(Ok(Response::Messages(found))) = reply else { panic!("{reply:?}") };
        got += found.len();
        let entry = |(n, m): (usize, &super::super::api::response::Message)| Entry {
            id: n.to_string(),
            body: m.receipt.into(),
        };
        let entries = found.iter().enumerate().map(entry).collect();
        bench.call("C", Request::DeleteMessageBatch { queue: "orders".into(), entries });
    }
    assert_eq!(bench.sqs.ledger("orders").unwrap().deleted, 100_000);
    let text = serde_json::to_string(bench.sqs.queue("orders").unwrap()).unwrap();
    assert!(text.len() < 10_000, "an empty queue keeps {} bytes", text.len());
}

#[test]
fn a_live_message_costs_less_than_a_kilobyte() {
    // The slab's slot, the payload behind its pointer, and about three index entries of 24 bytes, half full.
    let bytes = size_of::<Option<Message>>() + size_of::<Send>() + 16 + 3 * 48;
    assert!(bytes < 640, "{bytes}");
}
