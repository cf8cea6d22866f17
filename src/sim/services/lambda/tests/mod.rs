//! What functions and their mappings do, as text tables, and the laws under random calls.
mod laws;
mod sources;
mod table;

use crate::sim::testing::bench::cases;

#[test]
fn invoking() {
    cases(include_str!("invoke.txt"), table::run);
}

#[test]
fn concurrency() {
    cases(include_str!("concurrency.txt"), table::run);
}

#[test]
fn asynchronous_events() {
    cases(include_str!("later.txt"), table::run);
}

#[test]
fn mappings_of_queues() {
    cases(include_str!("queues.txt"), table::run);
}

#[test]
fn how_pollers_scale() {
    cases(include_str!("scaling.txt"), table::run);
}

#[test]
fn mappings_of_streams() {
    cases(include_str!("streams.txt"), table::run);
}

#[test]
fn what_is_refused() {
    cases(include_str!("refusals.txt"), table::run);
}
