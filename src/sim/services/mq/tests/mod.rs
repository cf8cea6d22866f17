//! What brokers do, as text tables, and the laws under random calls.
mod laws;
mod table;

use crate::sim::{quotas::Quotas, testing};

fn quotas() -> Quotas {
    testing::quotas()
}

/// Runs every case of a file and reports all that fail.
fn run_file(text: &str) {
    let mut faults = vec![];
    let mut count = 0;
    for part in text.split("\n## ").skip(1) {
        let (name, body) = part.split_once('\n').unwrap_or((part, ""));
        count += 1;
        if let Err(why) = table::run(body) {
            faults.push(format!("{name}\n  {why}"));
        }
    }
    assert!(count > 0, "no case found");
    assert!(faults.is_empty(), "{} of {count} cases fail:\n\n{}\n", faults.len(), faults.join("\n\n"));
}

#[test]
fn queues_and_acknowledgements() {
    run_file(include_str!("queues.txt"));
}

#[test]
fn topics() {
    run_file(include_str!("topics.txt"));
}

#[test]
fn death_and_failover() {
    run_file(include_str!("failover.txt"));
}

#[test]
fn what_is_refused() {
    run_file(include_str!("refusals.txt"));
}
