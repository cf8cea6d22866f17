//! How fast the simulator is: `cargo bench --bench sim`. Numbers and the machine they were taken on: benches/README.md.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::pedantic)]
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use inflight::{
    base::time::SimTime,
    sim::{quotas::Quotas, scenario::Scenario, timeline::Timeline},
};
use std::hint::black_box;

fn quotas() -> Quotas {
    serde_json::from_str(include_str!("../src/sim/testing/quotas.json")).expect("numbers")
}

fn world(json: &str) -> inflight::sim::world::World {
    let scenario: Scenario = serde_json::from_str(json).expect("scenario");
    scenario.start(7, &quotas()).expect("world")
}

/// SQS operations a run has made: sends, receives (empty ones too), deletes, expiries.
fn operations(run: &Timeline) -> u64 {
    let metric = |name| run.world().metric("orders", name).unwrap_or(0);
    metric("Requests") + run.world().services().sqs.ledger("orders").map_or(0, |c| c.expired)
}

/// Send, receive, delete through the wire, by actors, without a trace.
const BUSY: &str = r#"{"queues": [{"name": "orders", "hosts": 1, "sampled": 1}],
  "producers": [{"name": "P", "to": "orders", "rate": "5000/s"}],
  "consumers": [{"name": "C", "count": 20, "from": "orders", "work": "2ms", "poll": {"wait": "20s", "batch": 1}}]}"#;

/// Sends that nobody receives and that expire.
const EXPIRING: &str = r#"{"queues": [{"name": "orders", "attributes": {"MessageRetentionPeriod": 60}}],
  "producers": [{"name": "P", "to": "orders", "rate": "5000/s"}]}"#;

/// A lab of the size a learner sees, 10,000 events long.
const LAB: &str = r#"{"queues": [{"name": "orders"}],
  "producers": [{"name": "checkout", "to": "orders", "every": "1s"}],
  "consumers": [{"name": "C", "count": 8, "from": "orders", "work": {"uniform": ["2s", "12s"]}, "heartbeat": "5s"}],
  "network": {"latency": "20ms"}}"#;

fn headless(c: &mut Criterion) {
    let mut group = c.benchmark_group("headless");
    group.sample_size(10);
    for (name, text) in [("send receive delete", BUSY), ("send expire", EXPIRING)] {
        let start = world(text);
        let end = SimTime::from_secs(120);
        let mut run = Timeline::quiet(start.clone());
        run.advance_to(end);
        group.throughput(Throughput::Elements(operations(&run)));
        group.bench_function(name, |b| {
            b.iter(|| {
                let mut run = Timeline::quiet(start.clone());
                run.advance_to(end);
                black_box(run.now())
            });
        });
    }
    group.finish();
}

fn direct(c: &mut Criterion) {
    use inflight::sim::{
        services::{Call, Tray, sqs::api::Request, sqs::api::request},
        turn::{CallId, Turn},
    };
    let quotas = quotas();
    let start = world(r#"{"queues": [{"name": "orders", "hosts": 1, "sampled": 1}]}"#).services().clone();
    let (queue, from): (std::sync::Arc<str>, std::sync::Arc<str>) = ("orders".into(), "bench".into());
    let body: std::sync::Arc<str> = "m1".into();
    let mut group = c.benchmark_group("calls");
    group.throughput(Throughput::Elements(30_000));
    group.bench_function("send receive delete", |b| {
        b.iter(|| {
            let (mut services, mut tray) = (start.clone(), Tray::new(0, true));
            for n in 0..10_000u64 {
                let turn = Turn::strict(SimTime::from_micros(n), &quotas);
                let mut ask = |request| {
                    services.call((CallId(n), &from), Call::Sqs(request), turn, &mut tray);
                    tray.timers.clear();
                    tray.replies.pop()
                };
                let message = request::Send { body: body.clone(), ..request::Send::default() };
                ask(Request::SendMessage { queue: queue.clone(), message });
                let answer =
                    ask(Request::ReceiveMessage { queue: queue.clone(), receive: request::Receive::default() });
                let Some((
                    _,
                    inflight::sim::services::Answer::Sqs(Ok(inflight::sim::services::sqs::api::Response::Messages(
                        got,
                    ))),
                )) = answer
                else {
                    continue;
                };
                ask(Request::DeleteMessage { queue: queue.clone(), receipt_handle: got[0].receipt.into() });
            }
            black_box(services)
        });
    });
    group.finish();
}

fn seek(c: &mut Criterion) {
    let mut run = Timeline::new(world(LAB), true);
    let mut end = 0;
    while run.trace().len() < 10_000 {
        end += 10;
        run.advance_to(SimTime::from_secs(end));
    }
    let mut at = 0;
    c.bench_function("seek anywhere in 10,000 events", |b| {
        b.iter(|| {
            at = (at + end * 618 / 1_000 + 1) % end;
            run.seek(SimTime::from_secs(at));
            black_box(run.now())
        });
    });
    let worst = (0..=end).map(|s| {
        let began = std::time::Instant::now();
        run.seek(SimTime::from_secs(end - s));
        began.elapsed()
    });
    println!("worst of {} seeks: {:?}", end + 1, worst.max().unwrap_or_default());
    run.seek(SimTime::from_secs(end));
    let expr = inflight::sim::probe::Expr::parse(
        "count(worker.repeat) == 0 and count(sqs.receive, actor=C3) > 10 and longest(sqs.send, worker.done) < 60s",
    )
    .expect("expression");
    c.bench_function("a goal over 10,000 events", |b| b.iter(|| black_box(expr.value(&run))));
}

fn million(_: &mut Criterion) {
    let resident = || {
        let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
        text.split(' ').nth(1).and_then(|p| p.parse::<u64>().ok()).unwrap_or(0) * 4_096
    };
    for millions in [1u64, 2] {
        let text =
            r#"{"queues": [{"name": "orders"}], "producers": [{"name": "P", "to": "orders", "rate": "10000/s"}]}"#;
        let (before, began) = (resident(), std::time::Instant::now());
        let mut run = Timeline::quiet(world(text));
        run.advance_to(SimTime::from_secs(100 * millions));
        let live = run.world().metric("orders", "ApproximateNumberOfMessagesVisible").unwrap_or(0);
        let bytes = (resident() - before) / live.max(1);
        println!("{live} live messages: {bytes} bytes each, made in {:?}", began.elapsed());
    }
}

criterion_group!(benches, headless, direct, seek, million);
criterion_main!(benches);
