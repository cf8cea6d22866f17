//! Buckets: whom they tell, and what may be said about it.
use super::{Faults, iam};
use crate::sim::scenario::Scenario;

/// Every fault of `buckets:`.
pub(super) fn all(scenario: &Scenario, faults: &mut Faults) {
    for bucket in &scenario.buckets {
        let path = format!("buckets.{}", bucket.name);
        for rule in &bucket.notifications {
            if scenario.arn_of(&rule.to).is_none() {
                let message = format!("there is no queue, topic or function `{}` in this scenario", rule.to);
                faults.add(format!("{path}.notifications"), message);
            }
        }
        iam::resource(scenario, &path, (&bucket.allow, bucket.policy.as_ref()), faults);
        if bucket.duplicates_per_million > 1_000_000 {
            faults.add(format!("{path}.duplicates_per_million"), "at most 1000000");
        }
    }
}
