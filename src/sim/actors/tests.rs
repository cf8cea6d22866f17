//! Text tables of what actors do.
use crate::base::time::SimTime;
use crate::sim::testing::{expect, inject, run};

const fn s(n: u64) -> SimTime {
    SimTime::from_secs(n)
}

fn lab(work: &str, more: &str) -> String {
    format!(
        r#"{{"queues": [{{"name": "orders", "hosts": 1, "sampled": 1}}],
          "producers": [{{"name": "checkout", "to": "orders", "every": "5s", "count": 1}}],
          "consumers": [{{"name": "C", "count": 2, "from": "orders", "work": {work}{more}}}]}}"#
    )
}

const STORY: &[&str] = &[
    "producer",
    "worker.start",
    "worker.done",
    "worker.repeat",
    "worker.skip",
    "worker.late",
    "worker.fail",
    "worker.forget",
    "worker.orphan",
    "worker.crash",
    "worker.back",
    "worker.beat",
    "worker.timeout",
    "sqs.delete",
    "sqs.timeout",
    "fault",
];

#[test]
fn work_longer_than_the_timeout_is_done_twice() {
    let mut a = run(&lab("\"54s\"", ""), 7);
    a.advance_to(s(100));
    expect(
        &a,
        STORY,
        "
        0:05 producer.send checkout m1
        0:05 worker.start C1 m1
        0:35 sqs.timeout C1 m1
        0:35 worker.late C1 m1
        0:35 worker.start C2 m1
        0:59 worker.done C1 m1
        0:59 sqs.delete C1 m1
        1:05 worker.late C2 m1
        1:29 worker.repeat C2 m1",
    );
}

#[test]
fn a_heartbeat_keeps_it_and_a_crash_gives_it_back() {
    let mut a = run(&lab("\"54s\"", r#", "heartbeat": "20s""#), 7);
    a.advance_to(s(30));
    inject(&mut a, "crash C 20s @30s");
    a.advance_to(s(120));
    expect(
        &a,
        STORY,
        "
        0:05 producer.send checkout m1
        0:05 worker.start C1 m1
        0:25 worker.beat C1 m1
        0:30 fault.crash
        0:30 worker.crash C1
        0:30 worker.orphan C1 m1
        0:50 worker.back C1
        0:55 sqs.timeout C1 m1
        0:55 worker.start C1 m1
        1:15 worker.beat C1 m1
        1:35 worker.beat C1 m1
        1:49 worker.done C1 m1
        1:49 sqs.delete C1 m1",
    );
}

#[test]
fn an_idempotent_worker_charges_once() {
    let mut a = run(&lab("\"40s\"", r#", "idempotent": true"#), 7);
    a.advance_to(s(100));
    assert_eq!(a.world().metric("C", "repeats"), Some(0));
    assert_eq!(a.world().metric("C", "finished"), Some(1));
    assert!(a.trace().iter().any(|e| e.kind == "worker.skip"));
}

#[test]
fn slowness_stretches_the_work_at_hand() {
    let mut a = run(&lab("\"10s\"", ""), 7);
    a.advance_to(s(10));
    inject(&mut a, "slow C x3 6s @10s");
    a.advance_to(s(100));
    // 5 s were left: 2 of them done within the slow 6 s, 3 after.
    let done = a.trace().iter().find(|e| e.kind == "worker.done").unwrap();
    assert_eq!(done.at, s(19));
}

#[test]
fn a_lost_answer_makes_a_producer_send_twice() {
    let mut a = run(&lab("\"1s\"", ""), 7);
    inject(&mut a, "lose-reply checkout @1s");
    a.advance_to(s(30));
    expect(
        &a,
        &["producer", "worker.done", "worker.repeat"],
        "
        0:05 producer.send checkout m1
        0:06 worker.done C1 m1
        0:07 producer.resend checkout m1'
        0:08 worker.repeat C2 m1'",
    );
}

#[test]
fn poison_fails_and_comes_back() {
    let mut a = run(&lab("\"2s\"", ""), 7);
    inject(&mut a, "poison checkout @1s");
    a.advance_to(s(40));
    expect(
        &a,
        STORY,
        "
        0:01 fault.poison
        0:05 producer.send checkout m1
        0:05 worker.start C1 m1
        0:07 worker.fail C1 m1
        0:07 worker.orphan C1 m1
        0:35 sqs.timeout C1 m1
        0:35 worker.start C2 m1
        0:37 worker.fail C2 m1
        0:37 worker.orphan C2 m1",
    );
}

#[test]
fn a_script_sends_to_both_queues_and_repeats_with_a_prime() {
    let mut a = run(
        r#"{"queues": [{"name": "orders"}, {"name": "orders.fifo"}],
            "producers": [{"name": "P", "to": ["orders", "orders.fifo"], "every": "1s", "script": ["A1", "B1", "A1'"]}]}"#,
        7,
    );
    a.advance_to(s(10));
    expect(
        &a,
        &["sqs.send", "sqs.dedup"],
        "
        0:01 sqs.send P A1
        0:01 sqs.send P A1
        0:02 sqs.send P B1
        0:02 sqs.send P B1
        0:03 sqs.send P A1'
        0:03 sqs.deduplicated P A1'",
    );
}

#[test]
fn a_partition_cuts_off_and_ends() {
    let mut a = run(&lab("\"1s\"", r#", "poll": {"every": "1s"}"#), 7);
    inject(&mut a, "partition C 10s @3s");
    a.advance_to(s(20));
    let done = a.trace().iter().find(|e| e.kind == "worker.done").unwrap();
    assert!(done.at > s(13) && done.at < s(18), "{}", done.at);
    assert!(a.trace().iter().any(|e| e.kind == "worker.timeout"));
}

#[test]
fn a_producer_keeps_its_rate_without_drift() {
    let mut a = run(
        r#"{"queues": [{"name": "q"}], "producers": [{"name": "P", "to": "q", "rate": "9/s", "jitter": "20%"}]}"#,
        7,
    );
    a.advance_to(s(1_000));
    assert!((8_999..=9_001).contains(&a.world().metric("P", "sent").unwrap()));
    inject(&mut a, "silence P 10s @1000s");
    inject(&mut a, "burst P 50 1s @1000s");
    a.advance_to(s(1_010));
    assert!((9_048..=9_052).contains(&a.world().metric("P", "sent").unwrap()));
}

#[test]
fn panels_show_who_works_on_what() {
    let mut a = run(&lab("\"54s\"", ""), 7);
    a.advance_to(s(39));
    let panels = a.world().panels();
    let fleet = panels.iter().find(|p| p.role == "consumers").unwrap();
    assert_eq!(fleet.rows.len(), 3);
    assert!(fleet.spoken.contains("C1 34/54 s"), "{}", fleet.spoken);
    inject(&mut a, "crash C2 @39s");
    assert!(a.world().panels().iter().any(|p| p.spoken.contains("C2 crashed, 0:39")));
    assert_eq!(panels[0].role, "producer");
}

#[test]
fn aws_refuses_a_scenario_with_its_own_code() {
    let bad =
        crate::sim::testing::scenario(r#"{"queues": [{"name": "q", "attributes": {"VisibilityTimeout": 43201}}]}"#);
    let errors = bad.start(7, &crate::sim::testing::quotas()).unwrap_err();
    assert_eq!((errors[0].code, errors[0].path.as_str()), ("InvalidAttributeValue", "queues.q.VisibilityTimeout"));
}

#[test]
fn bodies_are_padded_to_their_size() {
    let text =
        r#"{"queues": [{"name": "q"}], "producers": [{"name": "P", "to": "q", "every": "1s", "size_bytes": 2000}]}"#;
    let mut a = run(text, 7);
    a.advance_to(s(3));
    assert_eq!(a.world().metric("q", "SentMessageSize"), Some(2_000));
}
