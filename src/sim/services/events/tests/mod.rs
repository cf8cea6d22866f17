//! The semantics of EventBridge as text tables, one file per subject, and the laws under random calls.
mod laws;
mod table;

use crate::sim::testing::bench::cases;

macro_rules! tables {
    ($($name:ident $file:literal,)*) => {
        $(#[test]
        fn $name() {
            cases(include_str!($file), table::run);
        })*

        #[test]
        fn there_are_many_cases() {
            let cases: usize = [$(include_str!($file),)*].iter().map(|f| f.matches("\n## ").count()).sum();
            assert!(cases >= 70, "{cases}");
        }
    };
}

tables! {
    buses "buses.txt",
    putting_events "put.txt",
    rules_and_targets "rules.txt",
    what_targets_get "input.txt",
    delivery_retries_and_dead_letters "delivery.txt",
    archives_and_replays "archive.txt",
    schedules "schedule.txt",
    metrics_panels_and_trace "metrics.txt",
}
