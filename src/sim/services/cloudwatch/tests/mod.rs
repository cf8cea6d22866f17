//! The semantics of CloudWatch as text tables, one file per subject, and the laws under random calls.
mod laws;
mod table;

use crate::sim::testing::bench::cases;

macro_rules! tables {
    ($($name:ident $file:literal $run:path,)*) => {
        $(#[test]
        fn $name() {
            cases(include_str!($file), $run);
        })*
    };
}

tables! {
    missing_data "judge.txt" table::judges,
    metric_math "math.txt" table::maths,
    rules "rules.txt" table::rules,
    alarms "alarms.txt" table::run,
    collection "collection.txt" table::run,
    metric_data "data.txt" table::run,
    actions "actions.txt" table::run,
    refusals "refusals.txt" table::run,
}
