//! The semantics of Firehose as text tables, one file per subject, and the laws under random calls.
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
    buffers "buffers.txt",
    destinations "destinations.txt",
    functions "transform.txt",
    refusals_and_quotas "refusals.txt",
    streams_as_source "source.txt",
}
