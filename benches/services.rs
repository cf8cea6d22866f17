//! How fast each service is in a whole world, what a live item costs, and how the cost grows: `cargo bench --bench services`.
//! Numbers and the machine they were taken on: benches/README.md.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::pedantic)]
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use inflight::{
    base::time::SimTime,
    sim::{agenda::Agenda, headless::Headless, quotas::Quotas, scenario::Scenario, timeline::Timeline, world::World},
};
use serde_json::{Value, json};
use std::{hint::black_box, time::Instant};

fn world(scenario: &Value) -> World {
    let quotas: Quotas = serde_json::from_str(include_str!("../src/sim/testing/quotas.json")).expect("numbers");
    let scenario: Scenario = serde_json::from_value(scenario.clone()).expect("scenario");
    scenario.start(7, &quotas).expect("world")
}

fn headless(start: &World, seconds: u64) -> Headless {
    let mut run = Headless::new(start.clone(), vec![], false);
    run.advance_to(SimTime::from_secs(seconds), |_| true).expect("no commands");
    run
}

/// The sum of these metrics over all resources.
fn total(world: &World, metrics: &[&str]) -> u64 {
    let all = world.measured();
    let values = all
        .iter()
        .flat_map(|(name, known)| known.iter().filter(|m| metrics.contains(m)).filter_map(|m| world.metric(name, m)));
    values.sum()
}

/// One topic to so many queues.
fn fan_out(queues: usize, rate: &str) -> Value {
    let names: Vec<String> = (0..queues).map(|n| format!("q{n}")).collect();
    json!({
        "topics": [{"name": "news", "subscriptions": names.iter().map(|n| json!({"to": n, "raw": true})).collect::<Vec<_>>()}],
        "queues": names.iter().map(|n| json!({"name": n, "allow": ["news"], "hosts": 1, "sampled": 1})).collect::<Vec<_>>(),
        "producers": [{"name": "P", "to": "news", "rate": rate}]
    })
}

/// So many shards, and 100,000 records a second.
fn shards(count: u32) -> Value {
    let producers =
        (0..10).map(|n| json!({"name": format!("P{n}"), "to": "clicks", "rate": "10000/s", "key": "{label}"}));
    json!({"streams": [{"name": "clicks", "shards": count}], "producers": producers.collect::<Vec<_>>()})
}

/// What is run: a name, a scenario, how long, and the metrics whose sum are its operations.
fn cases() -> Vec<(&'static str, Value, u64, &'static [&'static str])> {
    let pass = json!({"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Choice",
        "Choices": [{"Variable": "$.id", "IsPresent": true, "Next": "C"}]}, "C": {"Type": "Succeed"}}});
    let rules: Vec<Value> = (0..5)
        .map(|n| json!({"name": format!("r{n}"), "pattern": {"source": ["shop"]}, "targets": [{"to": "orders"}]}))
        .collect();
    vec![
        (
            "SQS FIFO: send, receive, delete",
            json!({"queues": [{"name": "o.fifo"}],
                "producers": [{"name": "P", "to": "o.fifo", "rate": "250/s", "groups": ["A", "B", "C", "D", "E", "F", "G", "H"]}],
                "consumers": [{"name": "C", "count": 8, "from": "o.fifo", "work": "1ms", "poll": {"wait": "20s", "batch": 10}}]}),
            120,
            &["Requests"],
        ),
        (
            "SNS: one topic to 100 queues",
            fan_out(100, "500/s"),
            10,
            &["NumberOfMessagesPublished", "NumberOfNotificationsDelivered", "NumberOfMessagesSent"],
        ),
        ("Kinesis: 100,000 records a second on 1,000 shards", shards(1_000), 5, &["IncomingRecords"]),
        (
            "Kinesis: put and get, 10 shards",
            json!({"streams": [{"name": "clicks", "shards": 10}],
                "producers": [{"name": "P", "to": "clicks", "rate": "5000/s", "key": "{label}"}],
                "readers": [{"name": "app", "from": "clicks", "position": "TRIM_HORIZON", "count": 10, "work": "1us", "limit": 1000}]}),
            20,
            &["IncomingRecords", "GetRecords.Records"],
        ),
        (
            "Firehose: put, buffer, deliver to S3",
            json!({"buckets": [{"name": "lake"}], "delivery_streams": [{"name": "hose", "to": "lake"}],
                "producers": [{"name": "P", "to": "hose", "rate": "1000/s"}]}),
            120,
            &["IncomingRecords", "DeliveryToS3.Records"],
        ),
        (
            "EventBridge: five rules each with a queue",
            json!({"buses": [{"name": "bus", "rules": rules}], "queues": [{"name": "orders", "allow": ["bus"]}],
                "producers": [{"name": "P", "to": "bus", "rate": "400/s", "subject": "shop", "detail_type": "order"}]}),
            30,
            &["MatchedEvents", "Invocations", "NumberOfMessagesSent"],
        ),
        (
            "Step Functions: three states an execution",
            json!({"state_machines": [{"name": "flow", "type": "EXPRESS", "definition": pass}],
                "producers": [{"name": "P", "to": "flow", "rate": "1000/s"}]}),
            20,
            &["ExecutionsStarted"],
        ),
        (
            "Lambda: a mapping on a queue",
            json!({"queues": [{"name": "orders"}], "functions": [{"name": "work", "duration": "20ms", "event_sources": [{"from": "orders", "batch": 10}]}],
                "producers": [{"name": "P", "to": "orders", "rate": "2000/s"}]}),
            60,
            &["Requests", "Invocations"],
        ),
        (
            "Amazon MQ: produce, deliver, acknowledge in memory",
            json!({"brokers": [{"name": "broker", "queues": ["jobs"]}],
                "producers": [{"name": "P", "to": "broker", "rate": "2000/s", "attributes": {"DeliveryMode": "NON_PERSISTENT"}}],
                "clients": [{"name": "C", "count": 4, "broker": "broker", "from": "jobs", "work": "1ms"}]}),
            30,
            &["EnqueueCount", "DispatchCount", "DequeueCount"],
        ),
    ]
}

fn speed(c: &mut Criterion) {
    let mut group = c.benchmark_group("services");
    group.sample_size(10);
    for (name, scenario, seconds, metrics) in cases() {
        let start = world(&scenario);
        let operations = total(headless(&start, seconds).world(), metrics);
        assert!(operations > 1_000, "{name}: {operations} operations only");
        group.throughput(Throughput::Elements(operations));
        group.bench_function(name, |b| b.iter(|| black_box(headless(&start, seconds).steps())));
    }
    group.finish();
}

/// Bytes resident.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split(' ').nth(1).and_then(|p| p.parse::<u64>().ok()).unwrap_or(0) * 4_096
}

/// What an item costs that waits: a record, a buffered record, a message on a broker, a waiting execution.
fn memory(_: &mut Criterion) {
    let wait = json!({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 10_000_000, "End": true}}});
    let ten = |to: &str, rate: &str| -> Vec<Value> {
        (0..4).map(|n| json!({"name": format!("P{n}"), "to": to, "rate": rate, "key": "{label}"})).collect()
    };
    let cases = [
        (
            "Kinesis record",
            json!({"streams": [{"name": "clicks", "shards": 100}], "producers": ten("clicks", "10000/s")}),
            10,
            &["IncomingRecords"][..],
        ),
        (
            "waiting Step Functions execution",
            json!({"state_machines": [{"name": "flow", "definition": wait}], "producers": ten("flow", "300/s")}),
            60,
            &["ExecutionsStarted"],
        ),
        (
            "message on a broker",
            json!({"brokers": [{"name": "b", "storage": "EBS", "queues": ["q"]}], "producers": ten("b", "100/s")}),
            200,
            &["QueueSize"],
        ),
        (
            "object in S3",
            json!({"buckets": [{"name": "box"}], "producers": ten("box", "2000/s")}),
            10,
            &["NumberOfObjects"],
        ),
    ];
    for (name, scenario, seconds, metrics) in cases {
        let start = world(&scenario);
        let (before, began) = (resident(), Instant::now());
        let run = headless(&start, seconds);
        let items = total(run.world(), metrics).max(1);
        println!(
            "{name}: {items} live, {} bytes each, made in {:?}",
            resident().saturating_sub(before) / items,
            began.elapsed()
        );
        // Kept until here, so that the next case does not reuse its memory.
        std::mem::forget(run);
    }
}

/// How the cost grows: with the length of a run, with the number of live timers, with the length of the history.
fn growth(_: &mut Criterion) {
    let busy = json!({"queues": [{"name": "orders", "hosts": 1, "sampled": 1}],
        "producers": [{"name": "P", "to": "orders", "rate": "5000/s"}],
        "consumers": [{"name": "C", "count": 20, "from": "orders", "work": "2ms", "poll": {"wait": "20s"}}]});
    let start = world(&busy);
    for seconds in [15, 30, 60, 120, 240] {
        let began = Instant::now();
        let steps = headless(&start, seconds).steps();
        println!("run of {steps} events: {:.0} ns an event", began.elapsed().as_nanos() as f64 / steps as f64);
    }
    for timers in [1_000u64, 10_000, 100_000, 1_000_000] {
        let mut agenda = Agenda::default();
        for n in 0..timers {
            agenda.push(SimTime(1 + n * 7_919 % 1_000_003), n);
        }
        let began = Instant::now();
        for n in 0..1_000_000u64 {
            let entry = agenda.pop(SimTime::NEVER).expect("live");
            agenda.push(agenda.now() + SimTime(1 + n * 104_729 % 1_000_003), entry);
        }
        println!("{timers} live timers: {:.0} ns a timer set and due", began.elapsed().as_nanos() as f64 / 1e6);
    }
    let began = Instant::now();
    let run = headless(&start, 240);
    println!("{} events headless in {:?}", run.steps(), began.elapsed());
    history();
}

fn history() {
    let lab = json!({"queues": [{"name": "orders"}], "producers": [{"name": "checkout", "to": "orders", "every": "1s"}],
        "consumers": [{"name": "C", "count": 8, "from": "orders", "work": {"uniform": ["2s", "12s"]}, "heartbeat": "5s"}]});
    for events in [1_000, 10_000, 100_000] {
        let mut run = Timeline::new(world(&lab), true);
        let mut end = 0;
        while run.trace().len() < events {
            end += 10;
            run.advance_to(SimTime::from_secs(end));
        }
        let timed = |what: &str, work: &mut dyn FnMut()| {
            let began = Instant::now();
            for _ in 0..20 {
                work();
            }
            print!("{what} {:?}  ", began.elapsed() / 20);
        };
        print!("history of {events} events: ");
        timed("clone", &mut || drop(black_box(run.clone())));
        timed("fork in the middle", &mut || drop(black_box(run.fork(SimTime::from_secs(end / 2)))));
        let mut nth = 0;
        timed("rewind", &mut || {
            nth = (nth + 7) % 20;
            run.seek(SimTime::from_secs(end * nth / 20));
        });
        println!();
    }
}

criterion_group!(benches, speed, memory, growth);
criterion_main!(benches);
