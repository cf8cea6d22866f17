//! From state to state.
use super::{Ctx, Timer};
use crate::base::time::SimTime;
use crate::sim::services::stepfunctions::model::execution::{Doing, Status};
use crate::sim::services::stepfunctions::model::fault::{DATA_LIMIT, Fault, NO_CHOICE};
use crate::sim::services::stepfunctions::model::history::{Details, borders};
use crate::sim::services::stepfunctions::model::metrics::Sum;
use crate::sim::services::stepfunctions::model::moment;
use crate::sim::services::stepfunctions::model::program::{Code, Count, Kind, State, Text, Until};
use crate::sim::trace::Weight;
use crate::sim::turn::Draft;
use serde_json::Value;
use std::sync::Arc;

impl Ctx<'_> {
    /// What the execution runs.
    #[must_use]
    pub fn code(&self) -> Arc<Code> {
        self.exec.program.code.clone()
    }

    /// A branch does something else from now on.
    pub fn turn_to(&mut self, branch: u32, doing: Doing) {
        let stamp = self.exec.stamp();
        if let Some(branch) = self.exec.branches.get_mut(&branch) {
            branch.stamp = stamp;
            branch.doing = doing;
        }
    }

    /// A transition: the branch reaches the state after the time transitions take.
    pub fn go_to(&mut self, branch: u32, state: u32, input: Arc<str>) {
        self.go_after(SimTime::ZERO, branch, (state, input));
    }

    /// A transition that begins later.
    pub fn go_after(&mut self, head: SimTime, branch: u32, (state, input): (u32, Arc<str>)) {
        self.turn_to(branch, Doing::Moving);
        if let Some(branch) = self.exec.branches.get_mut(&branch) {
            branch.state = state;
            branch.input = input;
            branch.retries.clear();
        }
        let at = self.now + head + self.transition();
        let spot = self.spot(branch);
        self.out.timers.push((at, Timer::Go(spot)));
    }

    /// How long a transition takes: a Standard one may have to wait for a token of the account's bucket.
    pub fn transition(&mut self) -> SimTime {
        let settings = &self.machine.settings;
        if self.exec.origin.express {
            return settings.express_transition;
        }
        let (own, wait) = (settings.transition, self.core.transitions.reserve(self.now));
        if wait > SimTime::ZERO {
            self.machine.tally.count(Sum::Throttled);
            let until = self.now + wait;
            self.tell(|_, d| Draft { until: Some(until), weight: Weight::Mark, ..d }, "states.throttle");
        }
        own + wait
    }

    /// A branch's time has come: it reaches its state, its wait is over, or it tries again.
    pub fn go_on(&mut self, branch: u32) {
        let Some(one) = self.branch(branch) else { return };
        let code = self.code();
        let Some(state) = code.state(one.state) else { return };
        match one.doing {
            Doing::Moving => self.enter(branch, state),
            Doing::Backoff(_) => {
                self.machine.tally.count(Sum::Transitions);
                self.attempt(branch, state);
            }
            Doing::Waiting(_) => {
                let done = self.pass_through(branch, state);
                self.settle(branch, done);
            }
            _ => {}
        }
    }

    fn enter(&mut self, branch: u32, state: &State) {
        let input = self.branch(branch).map(|b| b.input.clone());
        let details = Details { name: Some(state.name.clone()), data: input, ..Details::default() };
        let id = self.log(branch, borders(state.kind.name()).0, details);
        if self.full {
            return;
        }
        if let Some(one) = self.exec.branches.get_mut(&branch) {
            one.entered = (self.now, id);
        }
        self.machine.tally.count(Sum::Transitions);
        self.machine.states.entry(state.name.clone()).or_default().entered += 1;
        self.tell(|_, d| Draft { note: Some(state.name.clone()), amount: id, ..d }, "states.enter");
        self.attempt(branch, state);
    }

    /// Does what the state says, for the first time or again.
    pub fn attempt(&mut self, branch: u32, state: &State) {
        // A stamp of its own for every attempt: its task token is made of it.
        self.turn_to(branch, Doing::Moving);
        let done = match &state.kind {
            Kind::Pass(result) => self.pass(branch, state, result.as_ref()),
            Kind::Succeed => self.pass_through(branch, state),
            Kind::Fail(error, cause) => self.fail_state(branch, state, (error, cause)),
            Kind::Choice(..) => self.choose(branch, state),
            Kind::Wait(until) => self.wait(branch, state, until),
            Kind::Task(work) => self.start_task(branch, state, work),
            Kind::Parallel(scopes) => self.start_parallel(branch, state, scopes),
            Kind::Map(each) => self.start_map(branch, state, each),
        };
        self.settle(branch, done);
    }

    /// Takes note of a fault of a step.
    pub fn settle(&mut self, branch: u32, done: Result<(), Fault>) {
        if let Err(fault) = done {
            let fault = self.placed(branch, fault);
            self.fail(branch, fault);
        }
    }

    fn pass(&mut self, branch: u32, state: &State, result: Option<&Value>) -> Result<(), Fault> {
        let effective = self.effective(branch, state)?;
        let result = result.cloned().unwrap_or(effective);
        self.finish(branch, state, result)
    }

    /// Succeed, and a Wait that is over: the input goes on as the paths say.
    fn pass_through(&mut self, branch: u32, state: &State) -> Result<(), Fault> {
        let effective = self.effective(branch, state)?;
        self.assign(branch, state, (state.flow.assign.as_ref(), &effective))?;
        let output = self.output(branch, state, effective)?;
        self.leave(branch, state, &output, state.next)
    }

    fn fail_state(&mut self, branch: u32, state: &State, (error, cause): (&Text, &Text)) -> Result<(), Fault> {
        let input = self.input(branch)?;
        let error = self.text(branch, state, (error, "ErrorPath", &input))?;
        let cause = self.text(branch, state, (cause, "CausePath", &input))?;
        Err(Fault::new(&error, cause))
    }

    /// A text of the definition or from the input.
    pub fn text(&mut self, branch: u32, state: &State, from: (&Text, &str, &Value)) -> Result<Arc<str>, Fault> {
        let (text, field, input) = from;
        match text {
            Text::None => Ok("".into()),
            Text::Just(text) => Ok(text.clone()),
            Text::From(path) => match self.with_env(branch, state, input, |env| env.read(path, field))? {
                Value::String(text) => Ok(text.into()),
                _ => Err(Fault::runtime(format!("The {field} parameter does not reference a string value: {path}"))),
            },
        }
    }

    /// A number of the definition or from the input.
    pub fn number(&mut self, branch: u32, state: &State, from: (&Count, &str, &Value)) -> Result<Option<u64>, Fault> {
        let (count, field, input) = from;
        match count {
            Count::None => Ok(None),
            Count::Just(n) => Ok(Some(*n)),
            Count::From(path) => {
                let value = self.with_env(branch, state, input, |env| env.read(path, field))?;
                let bad =
                    || Fault::runtime(format!("The {field} parameter does not reference a valid number: {value}"));
                value.as_u64().filter(|n| *n <= 99_999_999).map(Some).ok_or_else(bad)
            }
        }
    }

    fn choose(&mut self, branch: u32, state: &State) -> Result<(), Fault> {
        let Kind::Choice(rules, default) = &state.kind else { return Ok(()) };
        let effective = self.effective(branch, state)?;
        let chosen = self.with_env(branch, state, &effective, |env| {
            for rule in rules {
                if rule.rule.holds(env)? {
                    return Ok(Some(rule));
                }
            }
            Ok(None)
        })?;
        let (next, assign) = match (chosen, default) {
            (Some(rule), _) => (rule.next, rule.assign.as_ref()),
            (None, Some(next)) => (*next, state.flow.assign.as_ref()),
            (None, None) => return Err(Fault::new(NO_CHOICE, "No choice rule matched and there is no Default")),
        };
        self.assign(branch, state, (assign, &effective))?;
        let output = self.output(branch, state, effective)?;
        self.leave(branch, state, &output, Some(next))
    }

    fn wait(&mut self, branch: u32, state: &State, until: &Until) -> Result<(), Fault> {
        let input = self.effective(branch, state)?;
        let until = match until {
            Until::Seconds(count) => {
                let seconds = self.number(branch, state, (count, "SecondsPath", &input))?.unwrap_or(0);
                self.now + SimTime::from_secs(seconds)
            }
            Until::Timestamp(text) => {
                let text = self.text(branch, state, (text, "TimestampPath", &input))?;
                let bad = || Fault::runtime(format!("The TimestampPath parameter is not a valid timestamp: {text}"));
                moment::moment(&text).ok_or_else(bad)?.max(self.now)
            }
        };
        self.turn_to(branch, Doing::Waiting(until));
        let spot = self.spot(branch);
        self.out.timers.push((until, Timer::Go(spot)));
        let name = state.name.clone();
        self.tell(|_, d| Draft { note: Some(name), until: Some(until), ..d }, "states.wait");
        Ok(())
    }

    /// Leaves a state with its output, for the next or for the end of the branch.
    pub fn leave(&mut self, branch: u32, state: &State, output: &Value, next: Option<u32>) -> Result<(), Fault> {
        let text: Arc<str> = self.fitting(output, state)?;
        let details = Details { name: Some(state.name.clone()), data: Some(text.clone()), ..Details::default() };
        self.log(branch, borders(state.kind.name()).1, details);
        self.machine.states.entry(state.name.clone()).or_default().left += 1;
        match next {
            Some(next) => self.go_to(branch, next, text),
            None => self.end_branch(branch, text),
        }
        Ok(())
    }

    /// A payload as text, unless it is too large.
    pub fn fitting(&self, value: &Value, state: &State) -> Result<Arc<str>, Fault> {
        let text = value.to_string();
        if text.len() as u64 > self.core.limits.sizes.payload {
            let cause = format!(
                "The state/task '{}' returned a result with a size exceeding the maximum number of bytes service limit.",
                state.name
            );
            return Err(Fault::new(DATA_LIMIT, cause));
        }
        Ok(text.into())
    }

    fn end_branch(&mut self, branch: u32, output: Arc<str>) {
        match self.branch(branch).and_then(|b| b.parent) {
            None => self.close(Status::Succeeded, Ok(output)),
            Some((above, slot)) => self.branch_ended(branch, (above, slot), output),
        }
    }
}
