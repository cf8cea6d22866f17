//! Laws that hold whatever is called: no panic, counts that conserve, the same run from the same calls, state that survives
//! serialising. And that the hot path stays cheap.
use super::table::Bench;
use crate::base::time::SimTime;
use crate::sim::errand::{Cargo, Position};
use crate::sim::services::kinesis::Kinesis;
use crate::sim::services::kinesis::api::{
    Request, Response,
    request::{Entry, Subscribe, Tags, Token},
};
use crate::sim::services::kinesis::model::{hash::HashKey, sequence::ShardIterator, shard::shard_id, stream::Mode};
use crate::sim::services::kinesis::step::Timer;
use crate::sim::trace::Name;
use proptest::prelude::*;
use std::sync::Arc;

/// One random step: a number picks what, the others how.
type Step = (u8, u8, u8, u16);

fn entry(how: u8, much: u16) -> Entry {
    let data = Cargo { key: Some(format!("k{}", how % 20).into()), bytes: u64::from(much) * 40, ..Cargo::new("x") };
    Entry { data: Arc::new(data), hash: None }
}

fn position(how: u8, much: u16) -> Position {
    match how % 4 {
        0 => Position::TrimHorizon,
        1 => Position::Latest,
        2 => Position::Timestamp(SimTime::from_secs(u64::from(much))),
        _ => Position::After("17".into()),
    }
}

fn request((what, which, how, much): Step, seen: &[ShardIterator]) -> Request {
    let stream: Name = ["clicks", "demand", "nowhere"][usize::from(which) % 3].into();
    let shard = shard_id(u32::from(how) % 12);
    match what % 20 {
        0..=5 => Request::PutRecord { stream, entry: entry(how, much), ordering: None },
        6 | 7 => Request::PutRecords { stream, entries: (0..how % 9).map(|n| entry(n, much)).collect() },
        8 => Request::GetShardIterator { stream, shard, from: position(how, much) },
        9..=11 => {
            let token = |n: usize| Token::Made(seen[usize::from(much) % n]);
            let iterator = if seen.is_empty() { Token::Text("x".into()) } else { token(seen.len()) };
            Request::GetRecords { iterator, limit: Some(i64::from(how)) }
        }
        12 => {
            Request::SplitShard { stream, shard, at: HashKey(u128::MAX / 7 * u128::from(how % 7)).to_string().into() }
        }
        13 => Request::MergeShards { stream, shard, adjacent: shard_id(u32::from(much) % 12) },
        14 => Request::UpdateShardCount { stream, target: i64::from(how % 7) },
        15 => Request::UpdateStreamMode {
            stream,
            mode: if how.is_multiple_of(2) { Mode::OnDemand } else { Mode::Provisioned },
        },
        16 => Request::IncreaseStreamRetentionPeriod { stream, hours: i64::from(how) },
        17 => Request::RegisterStreamConsumer { stream, consumer: format!("c{}", how % 3).into(), tags: Tags::new() },
        18 if how.is_multiple_of(9) => Request::DeregisterStreamConsumer { stream, consumer: "c1".into() },
        _ => Request::SubscribeToShard(Box::new(Subscribe {
            stream,
            consumer: format!("c{}", how % 3).into(),
            shard,
            from: position(how, much),
            stays: how.is_multiple_of(2),
        })),
    }
}

/// Plays steps; [`Bench`] checks the balance after every one. Returns the state's text at the end.
fn play(steps: &[Step], roundtrip: bool) -> String {
    let mut bench = Bench::new();
    for (name, shards, mode) in [("clicks", Some(3), Mode::Provisioned), ("demand", None, Mode::OnDemand)] {
        bench.call(
            "T",
            Request::CreateStream { name: name.into(), shards, mode, max_record_kib: None, tags: Tags::new() },
        );
    }
    let mut seen: Vec<ShardIterator> = vec![];
    for (no, step) in steps.iter().enumerate() {
        let pause = if step.3 % 50 == 0 { 3_600_000_000 * 5 } else { u64::from(step.3 % 7) * 40_000 };
        bench.advance(SimTime(bench.now.0 + pause));
        match bench.call(&format!("C{}", step.1 % 4), request(*step, &seen)) {
            Some(Ok(Response::Iterator(iterator))) => seen.push(iterator),
            Some(Ok(Response::Records(read))) => seen.extend(read.next),
            _ => {}
        }
        if roundtrip && no % 16 == 0 {
            let text = serde_json::to_string(&bench.kinesis).unwrap();
            let again: Kinesis = serde_json::from_str(&text).unwrap();
            assert_eq!(again, bench.kinesis);
            bench.kinesis = again;
        }
    }
    bench.advance(SimTime(bench.now.0 + 2_000_000_000));
    for name in ["clicks", "demand"] {
        // Open shards cover the whole space without gaps.
        let open: Vec<_> = bench.kinesis.stream(name).unwrap().open().map(|s| s.range).collect();
        assert_eq!((open[0].0, open[open.len() - 1].1), (HashKey::LEAST, HashKey::MOST));
        assert!(open.windows(2).all(|w| w[0].1.0 + 1 == w[1].0.0), "{open:?}");
    }
    serde_json::to_string(&bench.kinesis).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_called_counts_conserve_and_runs_repeat(steps in prop::collection::vec(any::<Step>(), 1..200)) {
        let straight = play(&steps, false);
        prop_assert_eq!(&straight, &play(&steps, false), "the same calls give the same run");
        prop_assert_eq!(&straight, &play(&steps, true), "a snapshot survives serialising");
    }
}

#[test]
fn what_is_carried_inline_stays_small() {
    assert!(std::mem::size_of::<Timer>() <= 32, "{}", std::mem::size_of::<Timer>());
    assert!(std::mem::size_of::<Request>() <= 160, "{}", std::mem::size_of::<Request>());
    assert!(std::mem::size_of::<Response>() <= 96, "{}", std::mem::size_of::<Response>());
}

#[test]
fn a_thousand_shards_carry_a_hundred_thousand_records_a_second() {
    let mut bench = Bench::new();
    let shards = Some(1_000);
    bench.call(
        "T",
        Request::CreateStream {
            name: "big".into(),
            shards,
            mode: Mode::Provisioned,
            max_record_kib: None,
            tags: Tags::new(),
        },
    );
    let data: Vec<Entry> = (0..1_000)
        .map(|n| Entry {
            data: Arc::new(Cargo { key: Some(format!("k{n}").into()), ..Cargo::new("x") }),
            hash: Some(HashKey::share(n, 1_000).to_string().into()),
        })
        .collect();
    for round in 0..100_u64 {
        bench.advance(SimTime::from_millis(round * 10));
        for part in data.chunks(500) {
            let reply = bench.call("P", Request::PutRecords { stream: "big".into(), entries: part.to_vec() });
            let Some(Ok(Response::PutBatch(all, _))) = reply else { panic!("{reply:?}") };
            assert!(all.iter().all(Result::is_ok));
        }
    }
    assert_eq!(bench.kinesis.stream("big").unwrap().held(), 100_000);
}
