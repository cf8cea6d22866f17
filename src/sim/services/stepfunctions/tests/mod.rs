//! The semantics of Step Functions as text tables, one file per subject, and the laws under random calls.
mod laws;
mod pieces;
mod releases;
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
    states_and_data_flow "flow.txt",
    choice "choice.txt",
    retry_and_catch "errors.txt",
    parallel_and_map "fan.txt",
    tasks_and_tokens "tasks.txt",
    executions "executions.txt",
    definitions "definitions.txt",
    versions_aliases_and_tags "releases.txt",
    map_runs "runs.txt",
}
