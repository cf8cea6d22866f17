//! Metrics under CloudWatch's names. Mappings answer under their UUID; a function answers for the sum of its mappings, too.
use super::{
    Lambda,
    function::Function,
    mapping::{Mapping, Tally, Work},
};
use crate::base::time::SimTime;

/// Every metric Lambda knows.
pub const METRICS: &[&str] = &[
    "Invocations",
    "Errors",
    "Throttles",
    "Duration",
    "ConcurrentExecutions",
    "UnreservedConcurrentExecutions",
    "ProvisionedConcurrentExecutions",
    "ProvisionedConcurrencyInvocations",
    "ProvisionedConcurrencySpilloverInvocations",
    "IteratorAge",
    "AsyncEventsReceived",
    "AsyncEventAge",
    "AsyncEventsDropped",
    "DeadLetterErrors",
    "DestinationDeliveryFailures",
    "PolledEventCount",
    "InvokedEventCount",
    "FilteredOutEventCount",
    "FailedInvokeEventCount",
    "DeletedEventCount",
    "DroppedEventCount",
    "OnFailureDestinationDeliveredEventCount",
    "ProvisionedPollers",
];

/// Those that count up from the start of the run.
pub const SUMS: &[&str] = &[
    "Invocations",
    "Errors",
    "Throttles",
    "Duration",
    "ProvisionedConcurrencyInvocations",
    "ProvisionedConcurrencySpilloverInvocations",
    "AsyncEventsReceived",
    "AsyncEventsDropped",
    "DeadLetterErrors",
    "DestinationDeliveryFailures",
    "PolledEventCount",
    "InvokedEventCount",
    "FilteredOutEventCount",
    "FailedInvokeEventCount",
    "DeletedEventCount",
    "DroppedEventCount",
    "OnFailureDestinationDeliveredEventCount",
];

impl Lambda {
    /// A metric now, or its sum since the start.
    #[must_use]
    pub(in crate::sim::services::lambda) fn measure(&self, resource: &str, name: &str, now: SimTime) -> Option<u64> {
        if let Some(mapping) = self.mapping(resource) {
            return mapping_metric(mapping, name, now);
        }
        let function = self.functions.get(resource)?;
        if name == "UnreservedConcurrentExecutions" {
            let running = self.functions.values().filter(|f| f.config.reserved.is_none());
            return Some(running.map(|f| u64::from(f.envs.running())).sum());
        }
        if let Some(value) = function_metric(function, name, now) {
            return Some(value);
        }
        let mut mine = self.mappings.values().filter(|m| *m.function == *resource).peekable();
        mine.peek()?;
        let values = mine.filter_map(|m| mapping_metric(m, name, now));
        if name == "IteratorAge" { values.max() } else { values.reduce(u64::saturating_add) }
    }
}

fn function_metric(function: &Function, name: &str, now: SimTime) -> Option<u64> {
    let t = &function.tally;
    Some(match name {
        "Invocations" => t.invocations,
        "Errors" => t.errors,
        "Throttles" => t.throttles,
        "Duration" => t.duration_ms,
        "ConcurrentExecutions" => function.envs.running().into(),
        "ProvisionedConcurrentExecutions" => function.envs.ready(now).into(),
        "ProvisionedConcurrencyInvocations" => t.provisioned,
        "ProvisionedConcurrencySpilloverInvocations" => t.spillover,
        "AsyncEventsReceived" => t.later.received,
        "AsyncEventAge" => t.later.age_ms,
        "AsyncEventsDropped" => t.later.dropped,
        "DeadLetterErrors" => t.later.dead_letter_errors,
        "DestinationDeliveryFailures" => t.later.destination_failures,
        _ => return None,
    })
}

fn mapping_metric(mapping: &Mapping, name: &str, now: SimTime) -> Option<u64> {
    let t: &Tally = &mapping.tally;
    Some(match name {
        "PolledEventCount" => t.polled,
        "InvokedEventCount" => t.invoked,
        "FilteredOutEventCount" => t.filtered,
        "FailedInvokeEventCount" => t.failed,
        "DeletedEventCount" => t.deleted,
        "DroppedEventCount" => t.dropped,
        "OnFailureDestinationDeliveredEventCount" => t.on_failure,
        "ProvisionedPollers" => u64::from(mapping.pollers().filter(|_| mapping.set.pollers.is_some())?.target) / 10,
        "IteratorAge" => match &mapping.work {
            Work::Readers(readers) => readers.shards.iter().map(|s| iterator_age(s, now)).max()?,
            Work::Pollers(_) => return None,
        },
        _ => return None,
    })
}

/// How old the oldest record is that was read and not processed; with none, the age of the last batch.
fn iterator_age(shard: &super::stream::Shard, now: SimTime) -> u64 {
    let first =
        |l: &super::stream::Lane| l.parts.front().and_then(|p| p.entries.first()).or(l.waiting.front()).map(|e| e.time);
    let oldest = shard.lanes.iter().filter_map(first).min();
    oldest.map_or(shard.age_ms, |at| now.since(at).as_millis().max(shard.age_ms))
}
