//! Schedules: a table of expressions with the moments they give, and random texts that must never break the reader.
use super::{Schedule, Zone};
use crate::sim::epoch::{EPOCH_MILLIS, iso, parse};
use proptest::prelude::*;

fn start() -> i64 {
    i64::try_from(EPOCH_MILLIS / 1_000).unwrap()
}

/// The next moments after `after`, without their year where it is that of the run.
fn next(text: &str, zone: &str, after: &str, count: usize) -> Vec<String> {
    let schedule = Schedule::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    let zone = Zone::named(zone).unwrap();
    let begin = parse(after).unwrap();
    let (mut at, mut all) = (begin, vec![]);
    while let Some(moment) = schedule.next(at, begin, zone).filter(|_| all.len() < count) {
        assert!(moment > at, "{text}: {moment} after {at}");
        all.push(iso(moment).trim_end_matches(":00Z").to_string());
        at = moment;
    }
    all
}

#[test]
fn expressions_come_when_aws_says() {
    for (text, zone, wanted) in [
        ("rate(1 minute)", "UTC", "2026-11-21T00:01 2026-11-21T00:02"),
        ("rate(5 minutes)", "UTC", "2026-11-21T00:05 2026-11-21T00:10"),
        ("rate(1 hour)", "UTC", "2026-11-21T01:00 2026-11-21T02:00"),
        ("rate(7 days)", "UTC", "2026-11-28T00:00 2026-12-05T00:00"),
        ("at(2026-11-21T08:00:00)", "UTC", "2026-11-21T08:00"),
        ("at(2026-11-20T08:00:00)", "UTC", ""),
        ("at(2026-11-21T08:00:00)", "Asia/Tokyo", ""),
        ("at(2026-11-21T10:00:00)", "Asia/Tokyo", "2026-11-21T01:00"),
        ("at(2026-11-21T08:00:00)", "Europe/Berlin", "2026-11-21T07:00"),
        ("cron(0 10 * * ? *)", "UTC", "2026-11-21T10:00 2026-11-22T10:00"),
        ("cron(15 12 * * ? *)", "UTC", "2026-11-21T12:15 2026-11-22T12:15"),
        ("cron(0 18 ? * MON-FRI *)", "UTC", "2026-11-23T18:00 2026-11-24T18:00"),
        ("cron(0 8 1 * ? *)", "UTC", "2026-12-01T08:00 2027-01-01T08:00"),
        ("cron(0/15 * * * ? *)", "UTC", "2026-11-21T00:15 2026-11-21T00:30"),
        ("cron(*/20 0,12 * * ? *)", "UTC", "2026-11-21T00:20 2026-11-21T00:40 2026-11-21T12:00"),
        ("cron(0/10 * ? * MON-FRI *)", "UTC", "2026-11-23T00:00 2026-11-23T00:10"),
        ("cron(0/5 8-17 ? * MON-FRI *)", "UTC", "2026-11-23T08:00 2026-11-23T08:05"),
        ("cron(0 9 ? * 2#1 *)", "UTC", "2026-12-07T09:00 2027-01-04T09:00"),
        ("cron(0 9 ? * MON#5 *)", "UTC", "2026-11-30T09:00 2027-03-29T09:00"),
        ("cron(0 9 L * ? *)", "UTC", "2026-11-30T09:00 2026-12-31T09:00"),
        ("cron(0 9 LW * ? *)", "UTC", "2026-11-30T09:00 2026-12-31T09:00 2027-01-29T09:00"),
        ("cron(0 9 ? * 6L *)", "UTC", "2026-11-27T09:00 2026-12-25T09:00"),
        ("cron(0 9 ? * L *)", "UTC", "2026-11-21T09:00 2026-11-28T09:00"),
        ("cron(0 9 22W * ? *)", "UTC", "2026-11-23T09:00 2026-12-22T09:00"),
        ("cron(0 9 1W 8 ? 2027)", "UTC", "2027-08-02T09:00"),
        ("cron(0 9 31W 1 ? 2027)", "UTC", "2027-01-29T09:00"),
        ("cron(0 9 ? * FRI-MON *)", "UTC", "2026-11-21T09:00 2026-11-22T09:00 2026-11-23T09:00 2026-11-27T09:00"),
        ("cron(0 0 29 2 ? *)", "UTC", "2028-02-29T00:00 2032-02-29T00:00"),
        ("cron(0 0 1 JAN ? 2027/2)", "UTC", "2027-01-01T00:00 2029-01-01T00:00"),
        ("cron(0 0 1 1 ? 2020)", "UTC", ""),
        ("cron(0 0 31 2 ? *)", "UTC", ""),
        ("cron(0 8 * * ? *)", "Asia/Kolkata", "2026-11-21T02:30 2026-11-22T02:30"),
        ("cron(0 8 * * ? *)", "America/New_York", "2026-11-21T13:00 2026-11-22T13:00"),
        ("cron(0 8 * * ? *)", "Etc/GMT+5", "2026-11-21T13:00"),
        ("cron(0 8 * * ? *)", "UTC+01:00", "2026-11-21T07:00"),
        ("cron(0 8 1 8 ? *)", "Europe/Berlin", "2027-08-01T06:00"),
    ] {
        let wanted: Vec<&str> = wanted.split_whitespace().collect();
        let count = wanted.len().max(1);
        assert_eq!(next(text, zone, "2026-11-21T00:00:00", count), wanted, "{text} in {zone}");
    }
}

#[test]
fn clocks_that_change_skip_an_hour_and_never_repeat_one() {
    // Berlin: 2027-03-28 02:00 becomes 03:00; 2027-10-31 03:00 becomes 02:00.
    let spring = next("cron(30 2 * * ? *)", "Europe/Berlin", "2027-03-27T00:00:00", 2);
    assert_eq!(spring, ["2027-03-27T01:30", "2027-03-29T00:30"]);
    let autumn = next("cron(30 2 * * ? *)", "Europe/Berlin", "2027-10-30T12:00:00", 2);
    assert_eq!(autumn, ["2027-10-31T00:30", "2027-11-01T01:30"]);
    let america = next("cron(30 2 * * ? *)", "America/New_York", "2027-03-13T00:00:00", 2);
    assert_eq!(america, ["2027-03-13T07:30", "2027-03-15T06:30"]);
}

#[test]
fn what_aws_refuses_is_refused() {
    for bad in [
        "",
        "rate()",
        "rate(5)",
        "rate(1 minutes)",
        "rate(5 minute)",
        "rate(0 minutes)",
        "rate(-1 minutes)",
        "rate(1.5 hours)",
        "rate(5 seconds)",
        "rate(1 week)",
        "rate( 5 minutes)",
        "rate(5  minutes)",
        "rate(05 minutes)",
        "rate(99999999999999999999 minutes)",
        "Rate(5 minutes)",
        "cron()",
        "cron(0 10 * * *)",
        "cron(0 10 * * ? * *)",
        "cron(0 10 * * * *)",
        "cron(0 10 ? * ? *)",
        "cron(60 * * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 0 0 * ? *)",
        "cron(0 0 32 * ? *)",
        "cron(0 0 * 13 ? *)",
        "cron(0 0 ? * 0 *)",
        "cron(0 0 ? * 8 *)",
        "cron(0 0 ? * MON#6 *)",
        "cron(0 0 ? * MON#0 *)",
        "cron(0 0 * * ? 1969)",
        "cron(0 0 * * ? 2200)",
        "cron(5-1 * * * ? *)",
        "cron(0/0 * * * ? *)",
        "cron(,1 * * * ? *)",
        "cron(0 0 W * ? *)",
        "cron(0 0 ? FEX * *)",
        "at(2026-02-30T00:00:00)",
        "at(2026-11-21T00:00:00Z)",
        "at(2026-11-21)",
        "at(tomorrow)",
        "cron(0 10 * * ? *",
        "every 5 minutes",
    ] {
        assert!(Schedule::parse(bad).is_err(), "{bad}");
    }
    assert!(Schedule::parse(&format!("cron(0 {} * * ? *)", "1,".repeat(200))).is_err());
    for bad in ["Mars/Olympus", "", "UTC+25", "Etc/GMT+99", "+1:2:3", "europe/berlin"] {
        assert_eq!(Zone::named(bad), None, "{bad}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_the_reader(text in "(cron|rate|at)\\([0-9A-Z*?/,#LW -]{0,30}\\)|.{0,40}") {
        if let Ok(schedule) = Schedule::parse(&text) {
            let zone = Zone::default();
            if let Some(at) = schedule.next(start(), start(), zone) {
                prop_assert!(at > start());
            }
        }
    }

    #[test]
    fn what_is_written_by_the_rules_is_read_and_moves_on(
        minute in 0u32..60, hour in 0u32..24, step in 1u32..30, day in 1u32..29, month in 1u32..13, week in 1u32..8,
    ) {
        for text in [
            format!("cron({minute} {hour} * * ? *)"),
            format!("cron({minute}/{step} * * * ? *)"),
            format!("cron({minute} {hour} {day} {month} ? *)"),
            format!("cron({minute} {hour} ? * {week} *)"),
            format!("cron({minute} {hour} ? {month} {week}#2 *)"),
            format!("cron({minute} {hour} {day}W * ? *)"),
        ] {
            let schedule = Schedule::parse(&text).unwrap();
            let mut at = start();
            for _ in 0..5 {
                let next = schedule.next(at, start(), Zone::default()).unwrap();
                prop_assert!(next > at && next % 60 == 0, "{}: {} after {}", text, iso(next), iso(at));
                at = next;
            }
        }
    }
}
