//! The semantics of SNS as text tables, one file per subject, and the laws under random calls.
mod laws;
mod table;

use crate::sim::testing::bench::cases;

macro_rules! tables {
    ($($name:ident $file:literal,)*) => {
        $(#[test]
        fn $name() {
            cases(include_str!($file), table::run);
        })*
    };
}

tables! {
    topics_and_subscriptions "topics.txt",
    publishing "publish.txt",
    delivery_and_its_forms "delivery.txt",
    retries_and_dead_letters "retries.txt",
    filters "filters.txt",
    fifo_topics "fifo.txt",
}
