//! Streams: what may be said before AWS is asked.
use super::Faults;
use crate::base::time::SimTime;
use crate::sim::{scenario::Scenario, services::kinesis::model::stream::Mode};
use std::collections::BTreeSet;

/// Shards a simulated stream may have; more take longer to draw than to understand.
const MOST_SHARDS: u32 = 10_000;
const HOUR: u64 = 3_600_000_000;

/// Every fault of `streams:`.
pub(super) fn all(scenario: &Scenario, faults: &mut Faults) {
    for stream in &scenario.streams {
        let path = format!("streams.{}", stream.name);
        if stream.shards.is_some_and(|n| n > MOST_SHARDS) {
            faults.add(format!("{path}.shards"), format!("the simulator draws at most {MOST_SHARDS} shards"));
        }
        if stream.shards == Some(0) && stream.mode == Mode::Provisioned {
            faults.add(format!("{path}.shards"), "a stream has at least 1 shard");
        }
        if stream.retention.is_some_and(|span| span.0.0 % HOUR != 0) {
            faults.add(format!("{path}.retention"), "Kinesis counts whole hours: write 24h or 7d");
        }
        if stream.scan.0 < SimTime::from_secs(1) {
            faults.add(format!("{path}.scan"), "at least 1s: a reader must get ahead");
        }
        let mut seen = BTreeSet::new();
        for name in stream.consumers.iter().filter(|name| !seen.insert(*name)) {
            faults.add(format!("{path}.consumers"), format!("the consumer `{name}` is registered twice"));
        }
        for name in stream.allow.iter().filter(|name| scenario.arn_of(name).is_none()) {
            faults.add(format!("{path}.allow"), format!("there is no resource `{name}` in this scenario"));
        }
    }
}
