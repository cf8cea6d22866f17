//! The semantics of Auto Scaling as text tables, one file per subject, and the laws under random calls.
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
    groups "groups.txt",
    policies "policies.txt",
    lifecycle "lifecycle.txt",
    refusals "refusals.txt",
}
