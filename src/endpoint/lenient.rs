//! What the lenient account is spared, as a text table told for both kinds of account: `lenient.txt`.
//!
//! ```text
//! ## Targets                                     one case for each name in the simulator's list
//! events PutTargets {"Rule":"r", ...} -> {} | LimitExceededException        lenient | strict; one word for both; nothing: it succeeds
//! wait 0.1                                       seconds pass
//! ```
//! An answer contains what is expected: `!text` does not, `3*text` has it three times. `$Name` stands for the last text under that name.
use super::{
    command::{Command, Protocol},
    protocol,
    refusal::Refusal,
    services::{Ask, Service, ask, tell},
};
use crate::base::time::SimTime;
use crate::sim::{
    command::Visit, leniency::Spared, scenario::Scenario, services::Tray, testing, testing::bench::cases, world::World,
};
use serde_json::Value;
use std::collections::BTreeMap;

const TABLE: &str = include_str!("lenient.txt");

struct Account {
    world: World,
    told: BTreeMap<String, String>,
}

impl Account {
    fn new(lenient: bool) -> Self {
        let world = World::start_at(SimTime::from_secs(9), &Scenario::default(), 1, &testing::quotas()).unwrap();
        Self { world: if lenient { world.leniently() } else { world }, told: BTreeMap::new() }
    }

    fn call(&mut self, service: &str, operation: &str, input: &str) -> Result<Value, Refusal> {
        let service = *Service::ALL.iter().find(|s| s.model() == service).unwrap_or_else(|| panic!("{service}"));
        let (operation, protocol) = (String::from(operation).leak(), Protocol::Json);
        let input = serde_json::from_str(input).unwrap_or_else(|e| panic!("{input}: {e}"));
        let mut command = protocol::read_input(Command::sample(service, protocol, operation, input))?;
        command.forgive(self.world.leniency());
        let call = match ask(&command)? {
            Ask::Call(call) => *call,
            Ask::Now(value) => return Ok(value),
        };
        let mut tray = Tray::new(0, true);
        let visit = Visit { guest: "boto3".into(), operation: command.operation.into(), call };
        let id = self.world.ask(visit, &mut tray);
        while self.world.step(self.world.now(), &mut tray) {}
        let answer = self.world.answers().into_iter().find(|(of, _)| *of == id).and_then(|(_, answer)| answer);
        tell(&command, answer.unwrap())
    }

    /// What a line is answered with.
    fn hear(&mut self, line: &str) -> Result<String, String> {
        let (service, rest) = line.split_once(' ').unwrap();
        if service == "wait" {
            let until = self.world.now() + SimTime::parse(&format!("{rest}s")).unwrap();
            let mut tray = Tray::new(0, true);
            while self.world.step(until, &mut tray) {}
            return Ok(String::new());
        }
        let (operation, input) = rest.split_once(' ').unwrap();
        let mut input = input.to_string();
        for (name, value) in &self.told {
            input = input.replace(&format!("${name}"), value);
        }
        let answer = self.call(service, operation, &input);
        let answer = answer.map_err(|r| format!("{}: {}", r.code, r.message))?;
        self.note(&answer);
        Ok(answer.to_string())
    }

    /// Keeps the texts of an answer under their names.
    fn note(&mut self, value: &Value) {
        for (name, value) in value.as_object().into_iter().flatten() {
            match value {
                Value::String(text) => drop(self.told.insert(name.clone(), text.clone())),
                Value::Array(list) => list.iter().for_each(|one| self.note(one)),
                other => self.note(other),
            }
        }
    }
}

/// Whether an answer is as expected.
fn fits(seen: &str, wanted: &str) -> bool {
    if let Some(not) = wanted.strip_prefix('!') {
        return !fits(seen, not);
    }
    match wanted.split_once('*') {
        Some((count, text)) if count.parse::<usize>().is_ok() => {
            seen.matches(text).count() == count.parse::<usize>().unwrap()
        }
        _ => seen.contains(wanted),
    }
}

fn run(body: &str, lenient: bool) -> Result<(), String> {
    let mut account = Account::new(lenient);
    for line in body.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let (asked, wanted) = line.split_once(" -> ").unwrap_or((line, ""));
        let (mine, other) = wanted.split_once(" | ").unwrap_or((wanted, wanted));
        let wanted = if lenient { mine } else { other }.trim();
        let heard = account.hear(asked);
        let seen = match &heard {
            Ok(answer) => answer,
            Err(refusal) if wanted.is_empty() => return Err(format!("lenient {lenient}: {line}\n    saw {refusal}")),
            Err(refusal) => refusal,
        };
        if !fits(seen, wanted) {
            return Err(format!("lenient {lenient}: {line}\n    saw {seen}"));
        }
    }
    Ok(())
}

#[test]
fn the_lenient_account_takes_more_and_the_strict_one_is_aws() {
    cases(TABLE, |body| run(body, true).and_then(|()| run(body, false)));
}

#[test]
fn every_leniency_has_its_case_and_every_case_tells_the_accounts_apart() {
    let cases: Vec<(&str, &str)> = TABLE.split("\n## ").skip(1).filter_map(|case| case.split_once('\n')).collect();
    for spared in Spared::ALL {
        let mine: Vec<&str> = cases.iter().filter(|(name, _)| *name == spared.name()).map(|(_, body)| *body).collect();
        assert_eq!(mine.len(), 1, "{} has one case", spared.name());
        assert!(mine.iter().all(|body| body.contains(" | ")), "{} is told for both accounts", spared.name());
    }
    assert_eq!(cases.len(), Spared::ALL.len());
}
