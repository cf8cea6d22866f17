//! What a run starts from: seed, variables that differ from the lab's own, planned faults, and its end.
use crate::{
    base::{id::Key, time::SimTime},
    content::{
        facts::Ledger,
        lab::{Lab, Variable},
    },
    sim::{command::Command, timeline::Timeline, trace::Event, world::World},
};
use std::collections::BTreeMap;

/// The start of a run. Together with what the learner does later it is the whole run: the same tuple gives the same frames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The seed of every random stream.
    pub seed: u64,
    /// Variables that differ from the lab's default.
    pub values: BTreeMap<Key, String>,
    /// Faults and changes that come by themselves, earliest first.
    pub planned: Vec<Command>,
    /// The end of the run.
    pub until: SimTime,
}

impl Setup {
    /// The lab as its author wrote it.
    #[must_use]
    pub fn of(lab: &Lab) -> Self {
        Self { seed: lab.seed, values: BTreeMap::new(), planned: lab.planned.clone(), until: lab.until }
    }

    /// The value of a variable as written in the lab file.
    #[must_use]
    pub fn value<'a>(&'a self, variable: &'a Variable) -> &'a str {
        self.values.get(&variable.id).unwrap_or(&variable.default)
    }

    /// Sets a variable; a value that is the default is forgotten.
    pub fn put(&mut self, variable: &Variable, value: &str) {
        if value == variable.default {
            self.values.remove(&variable.id);
        } else {
            self.values.insert(variable.id.clone(), value.into());
        }
    }

    /// The run at 0:00; `rewinds` keeps snapshots. It records what the lab's goals want to know.
    ///
    /// # Errors
    /// What is wrong with a value, in words.
    pub fn begin(&self, lab: &Lab, ledger: &Ledger, rewinds: bool) -> Result<Timeline, String> {
        let mut run = Timeline::new(self.world(lab, ledger)?, rewinds);
        for goal in lab.goals.iter().chain(&lab.checks) {
            goal.holds.watch(&mut run);
        }
        Ok(run)
    }

    /// The world at 0:00.
    ///
    /// # Errors
    /// What is wrong with a value, in words.
    fn world(&self, lab: &Lab, ledger: &Ledger) -> Result<World, String> {
        let mut scenario = lab.scenario.clone();
        for (key, value) in &self.values {
            let variable = variable(lab, key).ok_or_else(|| format!("this lab has no variable `{key}`"))?;
            for (path, value) in writes(variable, value)? {
                scenario.set(&path, &value).map_err(|e| format!("{}: {}", variable.title, e.message))?;
            }
        }
        scenario.start(self.seed, &ledger.quotas).map_err(|errors| {
            errors.iter().map(|e| format!("{}: {}", e.path, e.message)).collect::<Vec<_>>().join("; ")
        })
    }
}

/// A variable by its name.
#[must_use]
pub fn variable<'a>(lab: &'a Lab, key: &Key) -> Option<&'a Variable> {
    lab.variables.iter().find(|v| v.id == *key)
}

/// What a value of a variable writes into the scenario: path and text. SQS attributes take bare seconds.
///
/// # Errors
/// A value outside the variable's range.
pub fn writes(variable: &Variable, value: &str) -> Result<Vec<(String, String)>, String> {
    within(variable, value)?;
    let text = variable.sets.get(value).map_or(value, String::as_str);
    let write = |path: &String| {
        let attribute = path.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_uppercase()));
        let seconds = attribute.then(|| SimTime::parse(text).ok()).flatten();
        (path.clone(), seconds.map_or_else(|| text.to_owned(), |t| t.as_secs().to_string()))
    };
    Ok(variable.paths.iter().map(write).collect())
}

fn within(variable: &Variable, value: &str) -> Result<(), String> {
    let Some((least, most)) = &variable.range else { return Ok(()) };
    if variable.stops.iter().any(|stop| stop == value) {
        return Ok(());
    }
    match (SimTime::parse(value), SimTime::parse(least), SimTime::parse(most)) {
        (Ok(v), Ok(l), Ok(m)) if v < l || v > m => {
            Err(format!("{}: {value} is outside {least} to {most}", variable.title))
        }
        (Err(why), Ok(_), Ok(_)) => Err(format!("{}: {why}", variable.title)),
        _ => Ok(()),
    }
}

/// Runs a fork ahead until `enough` of its events are there, or the run ends; gives the events after now.
#[must_use]
pub fn look_ahead(run: &Timeline, setup: &Setup, enough: &mut dyn FnMut(&[Event]) -> bool) -> Vec<Event> {
    let mut fork = run.fork(run.now());
    let seen = fork.trace().len();
    let mut reach = SimTime::from_millis(500);
    while fork.now() < setup.until {
        let to = (fork.now() + reach).min(setup.until);
        advance(&mut fork, &setup.planned, to);
        if enough(fork.trace().get(seen..).unwrap_or_default()) {
            break;
        }
        reach = SimTime::from_micros(reach.as_micros().saturating_mul(2));
    }
    fork.trace().get(seen..).unwrap_or_default().to_vec()
}

/// Runs to `to` and performs the planned commands on the way, those already in the run's log excepted.
pub fn advance(run: &mut Timeline, planned: &[Command], to: SimTime) {
    for command in planned.iter().filter(|c| c.at <= to) {
        if command.at < run.now() || run.log().contains(command) {
            continue;
        }
        run.advance_to(command.at);
        // A refused command (a consumer that does not exist under these variables) changes nothing.
        let _ = run.perform(command.clone());
    }
    run.advance_to(to);
}
