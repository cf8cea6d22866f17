//! The semantics of Kinesis as text tables, one file per subject, and the laws under random calls.
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
        fn there_are_more_than_eighty_cases() {
            let cases: usize = [$(include_str!($file),)*].iter().map(|f| f.matches("\n## ").count()).sum();
            assert!(cases > 80, "{cases}");
        }
    };
}

tables! {
    keys_and_shards "shards.txt",
    writing "write.txt",
    reading "read.txt",
    retention_and_replay "retention.txt",
    resharding "reshard.txt",
    on_demand "demand.txt",
    enhanced_fan_out "fanout.txt",
    streams_and_refusals "streams.txt",
    metrics_and_bill "metrics.txt",
    errands "errands.txt",
}
