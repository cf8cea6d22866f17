//! Buses and schedules: names that must exist, ranges that are the scenario's own.
use super::Faults;
use crate::sim::scenario::{Scenario, spec::events::BusSpec};
use std::collections::BTreeSet;

/// Every fault of `buses:` and `schedules:`.
pub(super) fn all(scenario: &Scenario, faults: &mut Faults) {
    for bus in &scenario.buses {
        check_bus(scenario, bus, faults);
    }
    for schedule in &scenario.schedules {
        let path = format!("schedules.{}", schedule.name);
        exists(scenario, &schedule.to, &format!("{path}.to"), faults);
        if let Some(queue) = &schedule.dead_letter {
            exists(scenario, queue, &format!("{path}.dead_letter"), faults);
        }
        if schedule.window.is_some_and(|w| w.0.0 % 60_000_000 != 0) {
            faults.add(format!("{path}.window"), "a window is whole minutes: write 15m");
        }
    }
}

fn check_bus(scenario: &Scenario, bus: &BusSpec, faults: &mut Faults) {
    let path = format!("buses.{}", bus.name);
    if bus.duplicates_per_million > 1_000_000 {
        faults.add(format!("{path}.duplicates_per_million"), "at most 1000000");
    }
    let mut seen = BTreeSet::new();
    for rule in &bus.rules {
        let path = format!("{path}.rules.{}", rule.name);
        if !seen.insert(&rule.name) {
            faults.add(&path, format!("the rule `{}` is named twice", rule.name));
        }
        for target in &rule.targets {
            exists(scenario, &target.to, &format!("{path}.targets"), faults);
            if let Some(queue) = &target.dead_letter {
                exists(scenario, queue, &format!("{path}.dead_letter"), faults);
            }
        }
    }
    if let Some(replay) = &bus.replay
        && !bus.archives.iter().any(|a| a.name == replay.archive)
    {
        faults.add(format!("{path}.replay"), format!("bus {} has no archive `{}`", bus.name, replay.archive));
    }
}

fn exists(scenario: &Scenario, name: &str, path: &str, faults: &mut Faults) {
    if !scenario.knows(name) && name != "default" && scenario.arn_of(name).is_none() {
        faults.add(path, format!("there is no `{name}` in this scenario"));
    }
}
