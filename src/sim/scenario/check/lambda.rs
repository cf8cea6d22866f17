//! Functions: whom they reach and what they poll must exist.
use super::{Faults, check_work};
use crate::sim::scenario::{Scenario, spec::lambda::FunctionSpec};

/// Every fault of `functions:`.
pub(super) fn all(scenario: &Scenario, faults: &mut Faults) {
    for f in &scenario.functions {
        let path = format!("functions.{}", f.name);
        check_work(&f.duration, &format!("{path}.duration"), faults);
        check_work(&f.per_item, &format!("{path}.per_item"), faults);
        if f.error_percent.0 > 100 {
            faults.add(format!("{path}.error_percent"), "at most 100%");
        }
        names(scenario, f, &path, faults);
    }
}

fn names(scenario: &Scenario, f: &FunctionSpec, path: &str, faults: &mut Faults) {
    let mut known = |name: &str, field: &str| {
        let stream = name.split_once('/').filter(|(stream, consumer)| {
            scenario.streams.iter().any(|s| &*s.name == *stream && s.consumers.iter().any(|c| &**c == *consumer))
        });
        if scenario.arn_of(name).is_none() && (field != "event_sources" || stream.is_none()) {
            faults.add(format!("{path}.{field}"), format!("there is no resource `{name}` in this scenario"));
        }
    };
    for source in &f.event_sources {
        known(&source.from, "event_sources");
    }
    let later = [&f.later.on_success, &f.later.on_failure, &f.later.dead_letter];
    for name in later.into_iter().flatten() {
        known(name, "later");
    }
    for name in f.does.iter().filter_map(|e| e.target()) {
        known(name, "does");
    }
    for name in &f.allow {
        known(name, "allow");
    }
    if f.does.iter().any(|e| e.target().is_none()) {
        faults.add(format!("{path}.does"), "each entry says one of `write`, `send` and `call`");
    }
}
