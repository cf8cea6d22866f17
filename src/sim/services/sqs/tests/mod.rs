//! The semantics of SQS as text tables, one file per subject, and the laws under random calls.
mod laws;
pub(in crate::sim) mod ledger;
mod panels;
mod table;

use crate::sim::testing::bench::cases;

/// The ARN of a queue.
pub(super) fn local(queue: &str) -> String {
    crate::sim::arn::local("sqs", queue).to_string()
}

macro_rules! tables {
    ($($name:ident $file:literal,)*) => {
        $(#[test]
        fn $name() {
            cases(include_str!($file), table::run);
        })*
    };
}

tables! {
    visibility_timeout "visibility.txt",
    polling "polling.txt",
    standard_queues "standard.txt",
    delay_and_retention "delay.txt",
    dead_letters "dead_letters.txt",
    fifo_order "fifo_order.txt",
    deduplication "dedup.txt",
    limits_and_throttling "limits.txt",
    queues "queues.txt",
    batches_and_refusals "refusals.txt",
    move_tasks "move_tasks.txt",
    metrics "metrics.txt",
    trace "trace.txt",
}

#[test]
fn there_are_more_than_a_hundred_cases() {
    let files = [
        include_str!("visibility.txt"),
        include_str!("polling.txt"),
        include_str!("standard.txt"),
        include_str!("delay.txt"),
        include_str!("dead_letters.txt"),
        include_str!("fifo_order.txt"),
        include_str!("dedup.txt"),
        include_str!("limits.txt"),
        include_str!("queues.txt"),
        include_str!("refusals.txt"),
        include_str!("move_tasks.txt"),
        include_str!("metrics.txt"),
        include_str!("trace.txt"),
    ];
    let cases: usize = files.iter().map(|f| f.matches("\n## ").count()).sum();
    assert!(cases > 100, "{cases}");
}
