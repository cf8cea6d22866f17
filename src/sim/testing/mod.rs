//! For tests: the checked-in numbers, worlds from JSON, and runs written as text tables.
/// One service alone on a bench.
pub(crate) mod bench;

use super::{
    command::{Act, Command},
    quotas::Quotas,
    scenario::Scenario,
    timeline::Timeline,
};
use crate::base::time::SimTime;

/// A scenario from JSON.
pub(crate) fn scenario(json: &str) -> Scenario {
    serde_json::from_str(json).unwrap()
}

/// The ledger's numbers as checked in for tests.
pub(crate) fn quotas() -> Quotas {
    serde_json::from_str(include_str!("quotas.json")).unwrap()
}

/// A traced run of a scenario.
pub(crate) fn run(json: &str, seed: u64) -> Timeline {
    let world = scenario(json).start(seed, &quotas()).unwrap_or_else(|e| panic!("{e:?}"));
    Timeline::new(world, true)
}

/// A fault at its moment.
pub(crate) fn inject(run: &mut Timeline, text: &str) {
    let command: Command = text.parse().unwrap();
    run.perform(command).unwrap_or_else(|e| panic!("{text}: {e:?}"));
}

/// A change at a moment.
pub(crate) fn set(run: &mut Timeline, at: SimTime, path: &str, value: &str) {
    let act = Act::Set { path: path.into(), value: value.into() };
    run.perform(Command { at, act }).unwrap_or_else(|e| panic!("{path}: {e:?}"));
}

/// What happened as lines `0:10 worker.start C1 m2`, of the kinds named (a prefix is enough).
pub(crate) fn table(run: &Timeline, kinds: &[&str]) -> String {
    let mut out = String::new();
    for event in run.trace().iter().filter(|e| kinds.iter().any(|k| e.kind.starts_with(k))) {
        let mut line = format!("{} {}", event.at.clock(), event.kind);
        for word in [event.actor.as_deref(), event.item.as_ref().map(|i| &*i.label)].into_iter().flatten() {
            line.push(' ');
            line.push_str(word);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Compares a run with a table written indented in a test.
pub(crate) fn expect(run: &Timeline, kinds: &[&str], wanted: &str) {
    let wanted: Vec<&str> = wanted.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let got = table(run, kinds);
    assert_eq!(got.lines().collect::<Vec<_>>(), wanted, "\n{got}");
}
