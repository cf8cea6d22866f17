//! What brokers do, as text tables, and the laws under random calls.
mod laws;
mod table;

use crate::sim::{
    quotas::Quotas,
    testing::{self, bench::cases},
};

fn quotas() -> Quotas {
    testing::quotas()
}

#[test]
fn queues_and_acknowledgements() {
    cases(include_str!("queues.txt"), table::run);
}

#[test]
fn topics() {
    cases(include_str!("topics.txt"), table::run);
}

#[test]
fn death_and_failover() {
    cases(include_str!("failover.txt"), table::run);
}

#[test]
fn what_is_refused() {
    cases(include_str!("refusals.txt"), table::run);
}
