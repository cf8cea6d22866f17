//! What the learner changes: variables, faults, fork, restart, seed; and the way back from each.
use super::{
    link::Link,
    session::{Before, Mode, Session},
    setup::{self, Setup},
    speed::Speed,
};
use crate::{
    base::{id::Key, time::SimTime},
    content::lab::Variable,
    sim::command::{Act, Command, Fault},
};

/// How many changes can be undone.
const UNDO: usize = 20;

impl Session {
    /// Whether nothing has happened yet, so that a changed variable is a different start rather than an event.
    #[must_use]
    pub fn fresh(&self) -> bool {
        self.run.reached() == SimTime::ZERO && self.run.log().is_empty()
    }

    /// The value of a variable as it stands now, changes of the run included.
    #[must_use]
    pub fn value(&self, variable: &Variable) -> String {
        let set = |command: &Command| match &command.act {
            Act::Set { path, value } if variable.paths.first() == Some(path) => Some(stop_of(variable, path, value)),
            _ => None,
        };
        let now = self.run.now();
        let changed = self.run.log().iter().rev().filter(|c| c.at <= now).find_map(set);
        changed.unwrap_or_else(|| self.setup.value(variable).to_owned())
    }

    /// Sets a variable. Before the run it changes the start; during the run it is an event at this moment, which drops the future.
    ///
    /// # Errors
    /// What is wrong with the value, in words; then nothing has changed.
    pub fn set(&mut self, key: &Key, value: &str) -> Result<(), String> {
        let variable = setup::variable(&self.lab, key).ok_or_else(|| format!("this lab has no variable `{key}`"))?;
        let (variable, fresh) = (variable.clone(), self.fresh());
        let what = format!("{} {}", variable.title, super::spoken::value(value));
        if fresh {
            let mut setup = self.setup.clone();
            setup.put(&variable, value);
            setup::writes(&variable, value)?;
            let run = setup.begin(&self.lab, &self.ledger, true)?;
            self.remember(what);
            (self.setup, self.run) = (setup, run);
            self.ask_again();
        } else {
            let commands = setup::writes(&variable, value)?;
            self.perform(what, commands.into_iter().map(|(path, value)| Act::Set { path, value }).collect())?;
        }
        self.remeasure();
        Ok(())
    }

    /// Injects a fault at this moment; the future is dropped and comes anew.
    ///
    /// # Errors
    /// Why it cannot be done here.
    pub fn inject(&mut self, fault: Fault) -> Result<(), String> {
        let what = fault.to_string();
        self.perform(what, vec![Act::Inject(fault)])?;
        self.remeasure();
        Ok(())
    }

    fn perform(&mut self, what: String, acts: Vec<Act>) -> Result<(), String> {
        if self.open_question().is_some() {
            return Err("answer the prediction first; s says I don't know".into());
        }
        self.remember(what);
        for act in acts {
            let done = self.run.perform(Command { at: self.run.now(), act });
            if let Err(error) = done {
                self.undo();
                return Err(error.message);
            }
        }
        self.trail.steps.clear();
        self.tally.reported = false;
        Ok(())
    }

    /// Drops what lies right of now: the run goes on from here anew.
    pub fn fork(&mut self) {
        self.remember("fork".into());
        self.run = self.run.fork(self.run.now());
        let now = self.run.now();
        self.setup.planned.retain(|c| c.at <= now);
        self.remeasure();
    }

    /// The same lab again from 0:00, with the variables as they stand and without the faults of this run.
    pub fn restart(&mut self) {
        self.again(self.setup.seed);
    }

    /// Again without questions or stops: to play with it.
    pub fn free_play(&mut self) {
        self.again(self.setup.seed);
        self.to_ask.clear();
        self.stops.clear();
        (self.shown, self.speed) = (None, Speed::ONE);
        self.refresh();
    }

    /// Again with the next seed.
    pub fn reseed(&mut self) {
        self.seed(self.setup.seed.wrapping_add(1));
    }

    /// Again with another seed.
    pub fn seed(&mut self, seed: u64) {
        self.again(seed);
    }

    fn again(&mut self, seed: u64) {
        let mut setup = Setup { seed, ..self.setup.clone() };
        if self.shown.is_none() {
            // An open lab has grown beyond its own end.
            setup.until = self.lab.until;
        }
        for variable in &self.lab.variables {
            setup.put(variable, &self.value(variable));
        }
        if self.shown.is_none() {
            setup.planned.clone_from(&self.lab.planned);
        }
        let Ok(run) = setup.begin(&self.lab, &self.ledger, true) else { return };
        self.remember("restart".into());
        // A run that never began is no run to compare with.
        if self.run.reached() > SimTime::ZERO {
            self.trail.last = Some(self.run.trace().iter().chain(self.run.ahead()).cloned().collect());
            self.tally.attempt += 1;
        }
        self.swap_run(run);
        self.setup = setup;
        self.ask_again();
        self.remeasure();
    }

    /// Everything of a run that begins anew.
    fn ask_again(&mut self) {
        self.to_ask.extend(self.asked.drain(..).map(|a| a.index));
        self.to_ask.sort_unstable();
        self.to_ask.dedup();
        self.stops.clear();
        self.trail.steps.clear();
        self.seen = super::session::Seen::default();
        self.tally.reported = false;
        (self.mode, self.speed) = (Mode::Armed, Speed::ONE);
        self.aim();
    }

    /// Lays the last run under this one, or takes it away; whether there is one.
    pub fn compare(&mut self) -> bool {
        self.trail.compare = !self.trail.compare && self.trail.last.is_some();
        self.trail.last.is_some()
    }

    fn remember(&mut self, what: String) {
        let before = Before { setup: self.setup.clone(), run: self.run.clone(), asked: self.asked.clone(), what };
        self.trail.undo.push(before);
        if self.trail.undo.len() > UNDO {
            self.trail.undo.remove(0);
        }
    }

    /// Takes the last change back; says which it was.
    pub fn undo(&mut self) -> Option<String> {
        let before = self.trail.undo.pop()?;
        self.swap_run(before.run);
        (self.setup, self.asked) = (before.setup, before.asked);
        self.trail.steps.clear();
        self.mode = if self.fresh() { Mode::Armed } else { Mode::Paused };
        self.remeasure();
        Some(before.what)
    }

    /// The run as a link, at this moment.
    #[must_use]
    pub fn link(&self) -> Link {
        let mut link = Link::to(self.lab.id.clone());
        link.seed = Some(self.setup.seed);
        link.values = self.setup.values.clone();
        link.at = Some(self.run.now());
        let log = self.run.log();
        let waiting = self.setup.planned.iter().filter(|c| !log.contains(c));
        for command in log.iter().chain(waiting) {
            match &command.act {
                Act::Inject(fault) => link.faults.push((command.at, fault.clone())),
                // A link cannot call from outside; it leads to the same moment without those calls.
                Act::Visit(_) | Act::Leave(_) => {}
                Act::Set { path, value } => {
                    let named = self.lab.variables.iter().find(|v| v.paths.first() == Some(path));
                    if let Some(v) = named {
                        link.changes.push((command.at, v.id.clone(), stop_of(v, path, value)));
                    }
                }
            }
        }
        link
    }
}

/// The stop of a variable that writes `value` at `path`, or the value itself with the unit the variable is written in.
fn stop_of(variable: &Variable, path: &str, value: &str) -> String {
    let writes =
        |stop: &&String| setup::writes(variable, stop).is_ok_and(|w| w.iter().any(|(p, v)| p == path && v == value));
    let bare = value.bytes().all(|b| b.is_ascii_digit());
    let timed = SimTime::parse(&variable.default).is_ok() && variable.default.ends_with(|c: char| !c.is_ascii_digit());
    let plain = || if bare && timed { format!("{value}s") } else { value.to_owned() };
    variable.stops.iter().find(writes).cloned().unwrap_or_else(plain)
}
