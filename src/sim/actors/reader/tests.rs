//! What the Kinesis Client Library does, seen from outside: leases, checkpoints, what a crash repeats, parents before children.
use crate::base::time::SimTime;
use crate::sim::{
    testing::{inject, run, set},
    timeline::Timeline,
};
use std::collections::{BTreeMap, BTreeSet};

/// A stream, a producer with eight keys, and an application.
fn scenario(stream: &str, rate: &str, reader: &str) -> String {
    format!(
        r#"{{"streams": [{{"name": "clicks", {stream}}}],
            "producers": [{{"name": "web", "to": "clicks", "rate": "{rate}", "groups": ["A","B","C","D","E","F","G","H"]}}],
            "readers": [{{"name": "app", "from": "clicks", "position": "TRIM_HORIZON", {reader}}}]}}"#
    )
}

fn play(json: &str, until: u64) -> Timeline {
    let mut run = run(json, 7);
    run.advance_to(SimTime::from_secs(until));
    run
}

fn count(run: &Timeline, kind: &str) -> usize {
    run.trace().iter().filter(|e| e.kind == kind).count()
}

/// Who took which shard, in order.
fn owners(run: &Timeline) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for event in run.trace().iter().filter(|e| matches!(e.kind, "reader.lease" | "reader.steal")) {
        let shard = event.note.as_deref().unwrap().trim_start_matches("shardId-").trim_start_matches('0').to_string();
        all.entry(if shard.is_empty() { "0".into() } else { shard })
            .or_default()
            .push(event.actor.clone().unwrap().to_string());
    }
    all
}

#[test]
fn one_lease_per_shard_and_more_workers_than_shards_idle() {
    let run = play(&scenario(r#""shards": 2"#, "4/s", r#""count": 3"#), 60);
    let busy: BTreeSet<String> =
        run.trace().iter().filter(|e| e.kind == "reader.done").map(|e| e.actor.clone().unwrap().to_string()).collect();
    assert_eq!(busy.len(), 2, "{busy:?}");
    assert_eq!(run.world().metric("app", "busy"), Some(2));
    assert_eq!(run.world().metric("app", "members"), Some(3));
}

#[test]
fn everything_is_read_once_and_in_order_per_key() {
    let run = play(&scenario(r#""shards": 4"#, "20/s", r#""count": 1"#), 60);
    assert_eq!(count(&run, "reader.repeat"), 0);
    let done = count(&run, "reader.done");
    assert!(done > 1_100, "{done}");
    let mut last: BTreeMap<String, u64> = BTreeMap::new();
    for event in run.trace().iter().filter(|e| e.kind == "reader.done") {
        let item = event.item.clone().unwrap();
        let group = item.group.unwrap().to_string();
        assert!(last.insert(group, item.no).is_none_or(|before| before < item.no), "{}", item.label);
    }
}

#[test]
fn the_second_worker_steals_one_lease_at_a_time_until_both_have_their_share() {
    let mut run = run(&scenario(r#""shards": 4"#, "8/s", r#""count": 1"#), 7);
    run.advance_to(SimTime::from_secs(20));
    assert_eq!(owners(&run).values().map(Vec::len).sum::<usize>(), 4);
    set(&mut run, SimTime::from_secs(20), "readers.app.count", "2");
    run.advance_to(SimTime::from_secs(60));
    assert_eq!(count(&run, "reader.steal"), 2);
    assert_eq!(count(&run, "reader.lost"), 2, "the first worker notices");
    assert_eq!(run.world().metric("app", "busy"), Some(2));
}

#[test]
fn after_a_crash_the_lease_expires_and_the_next_worker_repeats_from_the_checkpoint() {
    let reader = r#""count": 2, "checkpoint": {"records": 50}, "work": "10ms""#;
    let mut run = run(&scenario(r#""shards": 1"#, "10/s", reader), 7);
    run.advance_to(SimTime::from_secs(23));
    assert_eq!(count(&run, "reader.repeat"), 0);
    inject(&mut run, "crash app @23s");
    run.advance_to(SimTime::from_secs(31));
    let taken = owners(&run);
    assert_eq!(taken["0"].len(), 1, "its lease is not free before the failover time: {taken:?}");
    run.advance_to(SimTime::from_secs(60));
    let taken = owners(&run);
    assert_eq!(taken["0"].len(), 2, "{taken:?}");
    assert_ne!(taken["0"][0], taken["0"][1]);
    let repeats = count(&run, "reader.repeat");
    assert!((1..50).contains(&repeats), "{repeats} records lay behind the last checkpoint");
    let done: BTreeSet<u64> =
        run.trace().iter().filter(|e| e.kind == "reader.done").filter_map(|e| e.item.as_ref()).map(|i| i.no).collect();
    let most = done.iter().max().copied().unwrap();
    assert_eq!(done.len() as u64, most, "nothing is missing");
}

#[test]
fn an_idempotent_application_skips_what_it_knows() {
    let reader = r#""count": 2, "checkpoint": {"records": 50}, "idempotent": true"#;
    let mut run = run(&scenario(r#""shards": 1"#, "10/s", reader), 7);
    inject(&mut run, "crash app @23s");
    run.advance_to(SimTime::from_secs(60));
    assert_eq!(count(&run, "reader.repeat"), 0);
    assert!(count(&run, "reader.skip") > 0);
}

#[test]
fn a_checkpoint_after_every_batch_repeats_little() {
    let mut run = run(&scenario(r#""shards": 1"#, "10/s", r#""count": 2"#), 7);
    inject(&mut run, "crash app @23s");
    run.advance_to(SimTime::from_secs(60));
    assert!(count(&run, "reader.repeat") <= 10, "{}", count(&run, "reader.repeat"));
    assert!(count(&run, "reader.checkpoint") > 30);
}

#[test]
fn parents_are_drained_before_their_children() {
    let mut run = run(
        &scenario(
            r#""shards": 1, "update_takes": 1s"#.replace("1s", "\"1s\"").as_str(),
            "50/s",
            r#""count": 1, "work": "15ms""#,
        ),
        7,
    );
    run.advance_to(SimTime::from_secs(20));
    set(&mut run, SimTime::from_secs(20), "streams.clicks.shards", "2");
    run.advance_to(SimTime::from_secs(60));
    let shard_of = |e: &crate::sim::trace::Event| e.note.as_deref().unwrap_or("").to_string();
    let ended = run.trace().iter().find(|e| e.kind == "reader.shard_end").expect("the parent ends").at;
    let first_child = run
        .trace()
        .iter()
        .find(|e| e.kind == "reader.start" && shard_of(e) != "shardId-000000000000")
        .expect("children are read")
        .at;
    assert!(ended <= first_child, "{ended} {first_child}");
    assert_eq!(count(&run, "reader.repeat"), 0);
    let mut last: BTreeMap<String, u64> = BTreeMap::new();
    for event in run.trace().iter().filter(|e| e.kind == "reader.done") {
        let item = event.item.clone().unwrap();
        let before = last.insert(item.group.unwrap().to_string(), item.no);
        assert!(before.is_none_or(|before| before < item.no), "order per key holds over the split: {}", item.label);
    }
}

#[test]
fn polling_waits_a_second_between_reads_enhanced_fan_out_does_not() {
    let lag = |run: &Timeline| {
        let put: BTreeMap<u64, SimTime> = run
            .trace()
            .iter()
            .filter(|e| e.kind == "kinesis.put")
            .map(|e| (e.item.as_ref().unwrap().no, e.at))
            .collect();
        let started = run.trace().iter().filter(|e| e.kind == "reader.start");
        started.map(|e| (e.at - put[&e.item.as_ref().unwrap().no]).as_millis()).filter(|ms| *ms < 5_000).max().unwrap()
    };
    let polled = play(&scenario(r#""shards": 1"#, "2/s", r#""work": "1ms""#), 120);
    let pushed =
        play(&scenario(r#""shards": 1, "consumers": ["fast"]"#, "2/s", r#""consumer": "fast", "work": "1ms""#), 120);
    assert!((500..=1_000).contains(&lag(&polled)), "{}", lag(&polled));
    assert!((60..200).contains(&lag(&pushed)), "{}", lag(&pushed));
    assert!(count(&pushed, "kinesis.push") > 200);
    assert_eq!(count(&pushed, "kinesis.get"), 0);
}

#[test]
fn a_subscription_is_renewed_after_five_minutes() {
    let json = scenario(r#""shards": 1, "consumers": ["fast"]"#, "1/s", r#""consumer": "fast", "work": "1ms""#);
    let run = play(&json, 700);
    assert_eq!(count(&run, "kinesis.subscribe"), 3);
    assert_eq!(count(&run, "reader.repeat"), 0);
    assert!(count(&run, "reader.done") >= 697, "{}", count(&run, "reader.done"));
}

#[test]
fn five_applications_that_poll_share_five_calls_a_second() {
    let readers: Vec<String> = (0..6)
        .map(|n| {
            format!(
                r#"{{"name": "app{n}-", "from": "clicks", "position": "TRIM_HORIZON", "idle": "500ms", "work": "1ms"}}"#
            )
        })
        .collect();
    let json = format!(
        r#"{{"streams": [{{"name": "clicks"}}], "producers": [{{"name": "web", "to": "clicks", "rate": "2/s"}}], "readers": [{}]}}"#,
        readers.join(",")
    );
    let run = play(&json, 30);
    assert!(count(&run, "reader.throttled") > 10, "{}", count(&run, "reader.throttled"));
}

#[test]
fn who_is_cut_off_loses_its_leases_and_repeats_are_seen() {
    let reader = r#""count": 2, "checkpoint": {"every": "60s"}, "work": "50ms""#;
    let mut run = run(&scenario(r#""shards": 1"#, "5/s", reader), 7);
    run.advance_to(SimTime::from_secs(20));
    let owner = owners(&run)["0"][0].clone();
    inject(&mut run, &format!("partition {owner} 30s @20s"));
    run.advance_to(SimTime::from_secs(60));
    assert!(count(&run, "reader.lost") >= 1);
    assert!(count(&run, "reader.repeat") > 0, "no checkpoint was written");
    let last = owners(&run)["0"].last().unwrap().clone();
    assert_ne!(owner, last);
}

#[test]
fn a_slow_reader_falls_behind_and_a_crashed_one_comes_back() {
    let mut run = run(&scenario(r#""shards": 1"#, "20/s", r#""work": "10ms", "limit": 10, "idle": "250ms""#), 7);
    inject(&mut run, "slow app x20 60s @10s");
    run.advance_to(SimTime::from_secs(69));
    assert!(run.world().metric("app", "behind").unwrap() > 10_000);
    inject(&mut run, "crash app1 5s @70s");
    run.advance_to(SimTime::from_secs(200));
    assert_eq!(count(&run, "reader.back"), 1);
    assert!(run.world().metric("app", "behind").unwrap() < 5_000, "{:?}", run.world().metric("app", "behind"));
}

#[test]
fn latest_skips_what_came_before_the_application() {
    let json = scenario(r#""shards": 1"#, "10/s", r#""count": 0"#).replace("TRIM_HORIZON", "LATEST");
    let mut run = run(&json, 7);
    set(&mut run, SimTime::from_secs(10), "readers.app.count", "1");
    run.advance_to(SimTime::from_secs(20));
    let first = run.trace().iter().find(|e| e.kind == "reader.start").unwrap().item.clone().unwrap();
    assert!(first.no >= 100, "{}", first.no);
}

#[test]
fn a_reader_needs_its_stream_and_its_consumer() {
    let faults = |json: &str| {
        let all = crate::sim::testing::scenario(json).check();
        all.into_iter().map(|e| format!("{}: {}", e.path, e.message)).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(
        faults(r#"{"readers": [{"name": "r", "from": "nowhere"}]}"#),
        "readers.r.from: there is no stream `nowhere` in this scenario"
    );
    assert_eq!(
        faults(r#"{"streams": [{"name": "s"}], "readers": [{"name": "r", "from": "s", "consumer": "c"}]}"#),
        "readers.r.consumer: `s` has no registered consumer `c`: name it in its `consumers`"
    );
}

#[test]
fn a_stream_is_changed_during_a_run_as_aws_allows() {
    let mut run = run(&scenario(r#""shards": 2, "update_takes": "0s""#, "1/s", r#""count": 1"#), 7);
    set(&mut run, SimTime::from_secs(5), "streams.clicks.shards", "4");
    set(&mut run, SimTime::from_secs(6), "streams.clicks.retention", "48h");
    set(&mut run, SimTime::from_secs(7), "streams.clicks.mode", "ON_DEMAND");
    run.advance_to(SimTime::from_secs(8));
    assert_eq!(run.world().metric("clicks", "OpenShardCount"), Some(4));
    let act = crate::sim::command::Act::Set { path: "streams.clicks.retention".into(), value: "23h".into() };
    let refused = run.perform(crate::sim::command::Command { at: SimTime::from_secs(9), act }).unwrap_err();
    assert_eq!(refused.code, "InvalidArgumentException");
}
