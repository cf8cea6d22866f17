//! Receivers outside AWS: addresses and what they answer.
use super::Faults;
use crate::sim::scenario::{Scenario, spec::outside::ReceiverSpec};
use std::collections::BTreeSet;

/// Every fault of `receivers:`.
pub(super) fn all(scenario: &Scenario, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for at in &scenario.receivers {
        one(at, faults);
        if let Some(address) = &at.address
            && !seen.insert(address)
        {
            let message = format!("`{address}` is another receiver's address: each needs its own");
            faults.add(format!("receivers.{}.address", at.name), message);
        }
    }
}

fn one(at: &ReceiverSpec, faults: &mut Faults) {
    let path = format!("receivers.{}", at.name);
    if !(200..600).contains(&at.status) {
        faults.add(format!("{path}.status"), "an HTTP status from 200 to 599; `silent: true` never answers");
    }
    if let Some(address) = &at.address
        && !address.contains("://")
        && !address.starts_with("mailto:")
        && !address.starts_with("tel:")
    {
        faults.add(format!("{path}.address"), "an address begins with https://, http://, mailto: or tel:");
    }
    for (name, share) in [("errors", at.errors.0), ("rejects", at.rejects.0)] {
        if share > 100 {
            faults.add(format!("{path}.{name}"), "at most 100%");
        }
    }
}
