//! Stream readers: whom they read, and how often.
use super::{Faults, LEAST, MOST_MEMBERS, check_work};
use crate::sim::scenario::Scenario;

/// Every fault of `readers:`.
pub(super) fn all(scenario: &Scenario, faults: &mut Faults) {
    for reader in &scenario.readers {
        let path = format!("readers.{}", reader.name);
        let stream = scenario.streams.iter().find(|s| s.name == reader.from);
        let Some(stream) = stream else {
            faults.add(format!("{path}.from"), format!("there is no stream `{}` in this scenario", reader.from));
            continue;
        };
        if let Some(consumer) = reader.consumer.as_ref().filter(|c| !stream.consumers.contains(c)) {
            let message =
                format!("`{}` has no registered consumer `{consumer}`: name it in its `consumers`", stream.name);
            faults.add(format!("{path}.consumer"), message);
        }
        if reader.count > MOST_MEMBERS {
            faults.add(format!("{path}.count"), format!("a fleet has at most {MOST_MEMBERS} members"));
        }
        if reader.idle.0 < LEAST {
            faults.add(format!("{path}.idle"), "at least 100 us between two reads");
        }
        for (name, span) in [("failover", reader.failover), ("shard_sync", reader.shard_sync)] {
            if span.is_some_and(|s| s.0.as_millis() < 100) {
                faults.add(format!("{path}.{name}"), "at least 100ms");
            }
        }
        check_work(&reader.work, &format!("{path}.work"), faults);
    }
}
