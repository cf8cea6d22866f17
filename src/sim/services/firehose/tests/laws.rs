//! Laws that hold whatever comes: every record has one place or one fate, the same seed gives the same run, state survives
//! serialising. And what needs many partitions.
use super::table::cargo;
use crate::base::time::SimTime;
use crate::sim::errand::{Class, Outcome, Task};
use crate::sim::services::firehose::Firehose;
use crate::sim::services::firehose::api::{Request, Tags};
use crate::sim::services::firehose::model::config::{Bucket, BufferingHints, Destination, Processing, Source, Target};
use crate::sim::testing::bench::Bench;
use crate::sim::turn::Service;
use crate::sim::{arn, trace::Name};
use proptest::prelude::*;

const TARGETS: [&str; 4] = ["s3", "redshift", "opensearch", "http"];

fn destination(which: usize, function: bool) -> Destination {
    let to = || arn::local("outside", "x");
    let target = match which {
        0 => Target::S3,
        1 => Target::Redshift(to()),
        2 => Target::OpenSearch(to()),
        _ => Target::Http(to()),
    };
    Destination {
        target,
        hints: BufferingHints { size_mbs: Some(1), interval_seconds: Some(10) },
        bucket: Bucket { arn: "arn:aws:s3:::lake".into(), ..Bucket::default() },
        backup_all: which.is_multiple_of(2),
        retry_seconds: Some(5),
        processing: function.then(|| Processing {
            lambda: arn::local("lambda", "function:f"),
            buffer_seconds: Some(3),
            ..Processing::default()
        }),
        ..Destination::default()
    }
}

fn bench(seed: u64) -> Bench<Firehose> {
    let mut bench = Bench::new(seed);
    for (which, name) in TARGETS.iter().enumerate() {
        let destination = Box::new(destination(which, which != 1));
        let create = Request::CreateDeliveryStream {
            name: (*name).into(),
            source: Source::DirectPut,
            destination,
            tags: Tags::new(),
            encryption: None,
        };
        bench.call(create).unwrap().unwrap();
    }
    bench
}

fn answer(bench: &mut Bench<Firehose>, how: u8, nth: usize) {
    let nth = nth % bench.open.len();
    let size = match &bench.open[nth].1.task {
        Task::Batch(all) => all.len(),
        _ => 0,
    };
    let outcome = match how % 6 {
        0 => Outcome::refused("503", Class::Server, "ill"),
        1 => Outcome::Failed("E".into(), "boom".into()),
        2 => Outcome::Returned("{}".into()),
        3 if size > 0 => {
            Outcome::Each((0..size).map(|n| if n % 2 == 0 { Ok("".into()) } else { Err("x".into()) }).collect())
        }
        _ if size > 0 => Outcome::Each(vec![Ok("".into()); size]),
        _ => Outcome::Taken("id".into()),
    };
    bench.answer_nth(nth, outcome);
}

fn play(seed: u64, steps: &[(u8, u8, u16)], roundtrip: bool) -> String {
    let mut bench = bench(seed);
    for (no, (what, which, much)) in steps.iter().enumerate() {
        bench.advance(bench.now + SimTime::from_millis(u64::from(much % 3_000)));
        let name: Name = TARGETS[usize::from(*which) % 4].into();
        match what % 8 {
            0..=2 => {
                let record = cargo(&format!("m{no}"), None, u64::from(*much) * 20);
                bench.call(Request::PutRecord { name, record });
            }
            3 => {
                let records = (0..which % 20).map(|n| cargo(&format!("b{n}"), None, u64::from(*much))).collect();
                bench.call(Request::PutRecordBatch { name, records });
            }
            4 if which % 16 == 0 => bench.advance(bench.now + SimTime::from_secs(90_000)),
            _ if bench.open.is_empty() => {}
            _ => answer(&mut bench, *which, usize::from(*much)),
        }
        if roundtrip && no % 16 == 0 {
            let text = serde_json::to_string(&bench.service).unwrap();
            let again: Firehose = serde_json::from_str(&text).unwrap();
            assert_eq!(again, bench.service);
            bench.service = again;
        }
        bench.service.panels(bench.now);
    }
    serde_json::to_string(&bench.service).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_every_record_has_one_fate(
        seed in 0u64..1_000,
        steps in prop::collection::vec(any::<(u8, u8, u16)>(), 1..120),
    ) {
        let straight = play(seed, &steps, false);
        prop_assert_eq!(&straight, &play(seed, &steps, false), "the same seed gives the same run");
        prop_assert_eq!(&straight, &play(seed, &steps, true), "a snapshot survives serialising");
    }
}

#[test]
fn the_partition_beyond_the_limit_goes_to_its_error_prefix() {
    let mut bench = Bench::<Firehose>::new(1);
    let mut to = destination(0, false);
    to.hints = BufferingHints { size_mbs: None, interval_seconds: Some(60) };
    (to.partitioning, to.query, to.backup_all) = (true, Some("{k: .k}".into()), false);
    to.bucket.prefix = "!{partitionKeyFromQuery:k}/".into();
    to.bucket.error_prefix = "bad/".into();
    let create = Request::CreateDeliveryStream {
        name: "s3".into(),
        source: Source::DirectPut,
        destination: Box::new(to),
        tags: Tags::new(),
        encryption: None,
    };
    bench.call(create).unwrap().unwrap();
    for n in 0..502 {
        let body = format!("{{\"k\":\"{n}\"}}");
        let record = cargo(&format!("m{n}"), Some(&body), 0);
        bench.advance(SimTime::from_millis(n * 10));
        bench.call(Request::PutRecord { name: "s3".into(), record }).unwrap().unwrap();
    }
    let metric = |bench: &Bench<Firehose>, name| bench.service.metric("s3", name, bench.now);
    assert_eq!(metric(&bench, "PartitionCount"), Some(500));
    assert_eq!(metric(&bench, "PartitionCountExceeded"), Some(2));
    bench.advance(SimTime::from_secs(70));
    let failed = bench.open.iter().filter(|(_, e)| matches!(&e.task, Task::Send(c) if c.key.as_deref().is_some_and(|k| k.starts_with("bad/activePartitionExceeded/"))));
    assert_eq!(failed.count(), 1);
}
