//! Whole worlds of several services, one YAML file each under `tests/compositions/`: a scenario, what is done to it, and what
//! must hold when. Every run also keeps the five laws.
//!
//! ```yaml
//! about: one sentence
//! seed: 7                      # optional
//! until: 120s
//! scenario: { ... }            # as in a lab
//! inject: [crash C2 @31s]      # faults with their moments
//! set: [{ at: 20s, path: queues.orders.VisibilityTimeout, value: "60" }]
//! expect:                      # expressions of src/sim/probe; at the end unless `at` says otherwise
//!   - count(worker.done) == 12
//!   - { at: 30s, holds: metric(orders.NumberOfMessagesSent) == 3 }
//! refused: InvalidParameter    # instead of expect: AWS refuses the scenario with this code
//! ```
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::pedantic)]
use inflight::{
    base::time::SimTime,
    sim::{
        command::{Act, Command},
        cost::has_price,
        probe::Expr,
        quotas::Quotas,
        scenario::{Scenario, value::Span},
        timeline::Timeline,
        world::World,
    },
};
use serde::Deserialize;
use std::{collections::BTreeMap, fmt::Write, path::Path};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    about: String,
    #[serde(default = "seven")]
    seed: u64,
    until: Span,
    scenario: Scenario,
    #[serde(default)]
    inject: Vec<String>,
    #[serde(default)]
    set: Vec<Change>,
    #[serde(default)]
    expect: Vec<Expected>,
    refused: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    at: Span,
    path: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Expected {
    AtTheEnd(String),
    At { at: Span, holds: String },
}

fn seven() -> u64 {
    7
}

fn quotas() -> Quotas {
    serde_json::from_str(include_str!("../src/sim/testing/quotas.json")).unwrap()
}

#[test]
fn every_composition_behaves() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compositions");
    let only = std::env::var("COMPOSITION").unwrap_or_default();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "yaml") && f.to_string_lossy().contains(&only));
    files.sort();
    assert!(!files.is_empty());
    let mut faults = String::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().to_string();
        let text = std::fs::read_to_string(&file).unwrap();
        // As a lab is read: `on` is a word.
        let options = serde_yaml::options! { strict_booleans: true };
        let played = match serde_yaml::from_str_with_options::<Case>(&text, options) {
            Ok(case) => play(&case),
            Err(error) => Err(error.to_string()),
        };
        if let Err(why) = played {
            let _ = writeln!(faults, "\n## {name}\n{why}");
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

fn play(case: &Case) -> Result<(), String> {
    let start = match (case.scenario.start(case.seed, &quotas()), &case.refused) {
        (Ok(world), None) => world,
        (Err(errors), Some(code)) if errors.iter().any(|e| e.code == code) => return Ok(()),
        (Ok(_), Some(code)) => return Err(format!("starts, although it should be refused with {code}")),
        (Err(errors), _) => return Err(format!("is refused: {errors:#?}")),
    };
    let mut run = Timeline::new(start.clone(), true);
    let mut commands: Vec<Command> = case.inject.iter().map(|f| f.parse()).collect::<Result<_, _>>()?;
    commands.extend(case.set.iter().map(|c| {
        let act = Act::Set { path: c.path.clone(), value: c.value.clone() };
        Command { at: c.at.0, act }
    }));
    commands.sort_by_key(|c| c.at);
    let mut expected: BTreeMap<SimTime, Vec<Expr>> = BTreeMap::new();
    for line in &case.expect {
        let (at, text) = match line {
            Expected::AtTheEnd(text) => (case.until.0, text),
            Expected::At { at, holds } => (at.0, holds),
        };
        let expr = Expr::parse(text).map_err(|e| format!("{text}: {}", e.message))?;
        expr.watch(&mut run);
        expected.entry(at).or_default().push(expr);
    }
    for command in commands {
        run.perform(command.clone()).map_err(|e| format!("{command}: {}: {}", e.path, e.message))?;
    }
    let mut faults = String::new();
    for (at, exprs) in expected {
        run.seek(at);
        for expr in exprs.iter().filter(|e| !e.holds(&run)) {
            let _ = writeln!(faults, "at {}: {} does not hold", at.clock(), expr.text);
        }
    }
    run.seek(case.until.0);
    laws(case, start, &run).unwrap_or_else(|why| {
        let _ = writeln!(faults, "{why}");
    });
    if faults.is_empty() { Ok(()) } else { Err(format!("{}\n{faults}{}", case.about, story(&run))) }
}

/// Same seed, same run; rewind equals straight; conservation; a snapshot survives serialising.
fn laws(case: &Case, start: World, run: &Timeline) -> Result<(), String> {
    let mut again = Timeline::new(start, true);
    for command in run.log() {
        again.perform(command.clone()).map_err(|e| e.message)?;
    }
    again.advance_to(case.until.0);
    if again.digest() != run.digest() {
        return Err("the same seed gave another run".into());
    }
    again.seek(SimTime(case.until.0.0 / 2));
    again.seek(case.until.0);
    if again.world() != run.world() {
        return Err("rewind and replay differs from the straight run".into());
    }
    for balance in run.world().services().balances() {
        if balance.came != balance.fates {
            return Err(format!(
                "law 4 at {}: {} came, {} are accounted for",
                balance.place, balance.came, balance.fates
            ));
        }
    }
    let text = serde_json::to_string(run.world()).map_err(|e| e.to_string())?;
    let back: World = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    if back == *run.world() { Ok(()) } else { Err("a snapshot does not survive serialising".into()) }
}

/// What happened, so that a failing case can be read.
fn story(run: &Timeline) -> String {
    let most: usize = std::env::var("STORY").ok().and_then(|n| n.parse().ok()).unwrap_or(60);
    let mut out = String::from("the run (STORY=n shows more):\n");
    for e in run.trace().iter().take(most) {
        let item = e.item.as_ref().map_or("", |i| &i.label);
        let (actor, note) = (e.actor.as_deref().unwrap_or(""), e.note.as_deref().unwrap_or(""));
        let _ = writeln!(out, "  {} {} {} {item} {actor} {} {note}", e.at.clock(), e.kind, e.place, e.amount);
    }
    out
}

/// The meters a service documents or fills: names in its `Meters` section, and in the functions that make its usage.
fn meters(text: &str) -> Vec<String> {
    let (mut all, mut open, mut table) = (vec![], false, false);
    for line in text.lines() {
        let doc = line.starts_with("//!");
        table = doc
            && (table && !line.starts_with("//! # ")
                || line.starts_with("//! # Meters")
                || line.starts_with("//! Meters:"));
        if ["fn usage(", "fn used(", "fn meters(", "fn meter("].iter().any(|f| line.contains(f)) {
            open = true;
        }
        let mark = if table { '`' } else { '"' };
        if table || open {
            let names = line.split(mark).skip(1).step_by(2).map(String::from);
            all.extend(names.filter(|n| {
                n.contains('.')
                    && n.split('.')
                        .all(|w| w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'))
            }));
        }
        if table && line.trim_end() == "//!" {
            table = false;
        }
        open &= line != "    }";
    }
    // `.email` after `sns.deliveries.http` has the same beginning.
    all.retain(|n| !n.starts_with('.'));
    all
}

#[test]
fn every_meter_has_a_price_or_a_reason_why_not() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sim/services")];
    let (mut seen, mut unknown) = (0, vec![]);
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            let name = path.file_name().unwrap().to_string_lossy().to_string();
            if path.is_dir() && name != "tests" {
                folders.push(path);
            } else if name.ends_with(".rs") && name != "tests.rs" {
                let found = meters(&std::fs::read_to_string(&path).unwrap());
                seen += found.len();
                unknown.extend(found.into_iter().filter(|m| !has_price(m)).map(|m| format!("{name}: {m}")));
            }
        }
    }
    assert!(seen > 50, "only {seen} meters found");
    assert!(unknown.is_empty(), "no price, and no reason why not: {unknown:#?}");
}
