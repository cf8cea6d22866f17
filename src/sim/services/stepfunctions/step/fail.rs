//! What goes wrong: Retry first, then Catch, then the state machine around it, at last the execution.
use super::{Ctx, Timer};
use crate::base::time::SimTime;
use crate::sim::services::stepfunctions::model::execution::{Doing, Status};
use crate::sim::services::stepfunctions::model::fault::{BRANCH_FAILED, Fault, RUNTIME};
use crate::sim::services::stepfunctions::model::history::{Details, EventType, borders};
use crate::sim::services::stepfunctions::model::program::{Catcher, Kind, Slot, State};
use crate::sim::services::stepfunctions::model::template::place;
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::Draft;
use serde_json::{Value, json};

impl Ctx<'_> {
    /// A state failed: somebody retries it, catches it, or the execution fails.
    pub fn fail(&mut self, branch: u32, fault: Fault) {
        let code = self.code();
        let (mut at, mut fault) = (branch, fault);
        loop {
            let Some(state) = self.branch(at).and_then(|b| code.state(b.state)) else { return };
            self.machine.states.entry(state.name.clone()).or_default().failed += 1;
            if self.retry(at, state, (&fault, at != branch)) {
                return;
            }
            match self.caught(at, state, (&fault, at != branch)) {
                Ok(true) => return,
                Ok(false) => {}
                Err(worse) => fault = self.placed(at, worse),
            }
            let Some((above, slot)) = self.branch(at).and_then(|b| b.parent) else {
                self.close(Status::Failed, Err(fault));
                return;
            };
            self.note_failed(above, slot, &fault);
            at = above;
        }
    }

    /// The history of a Parallel or Map state of which a branch failed.
    fn note_failed(&mut self, above: u32, slot: u32, fault: &Fault) {
        let map = self.exec.state(above).is_some_and(|s| matches!(s.kind, Kind::Map(_)));
        let name = self.exec.state(above).map(|s| s.name.clone());
        if map {
            let details = Details { name, index: Some(u64::from(slot)), ..Details::default() };
            self.log(above, EventType::MapIterationFailed, details);
        }
        let kind = if map { EventType::MapStateFailed } else { EventType::ParallelStateFailed };
        self.log(above, kind, Details { fault: Some(fault.clone()), ..Details::default() });
    }

    /// A fault of a branch is also matched as `States.BranchFailed`.
    fn matches(fault: &Fault, names: &[Name], inner: bool) -> bool {
        let branch = inner && &*fault.error != RUNTIME && names.iter().any(|n| &**n == BRANCH_FAILED);
        branch || fault.matches(names)
    }

    /// The first retrier that matches decides; each counts for itself.
    fn retry(&mut self, branch: u32, state: &State, (fault, inner): (&Fault, bool)) -> bool {
        let found = state.retry.iter().enumerate().find(|(_, r)| Self::matches(fault, &r.errors, inner));
        let Some((at, retrier)) = found else { return false };
        let defaults = self.core.limits.retry;
        let Some(one) = self.exec.branches.get_mut(&branch) else { return false };
        one.retries.resize(state.retry.len(), 0);
        let Some(count) = one.retries.get_mut(at) else { return false };
        if *count >= retrier.attempts.unwrap_or(defaults.attempts) {
            return false;
        }
        let full = retrier.delay(*count, &defaults);
        *count += 1;
        let attempt = *count;
        let delay =
            if retrier.jitter { SimTime::from_micros(self.machine.luck.below(full.as_micros() + 1)) } else { full };
        self.clear_below(branch);
        let until = self.now + delay;
        self.turn_to(branch, Doing::Backoff(until));
        let spot = self.spot(branch);
        self.out.timers.push((until, Timer::Go(spot)));
        self.machine.states.entry(state.name.clone()).or_default().retried += 1;
        let note = Some(format!("{} {}", state.name, fault.error).into());
        self.tell(
            |_, d| Draft { note, until: Some(until), amount: attempt, weight: Weight::Mark, ..d },
            "states.retry",
        );
        true
    }

    /// Goes to the state of the first catcher that matches; whether there is one.
    fn caught(&mut self, branch: u32, state: &State, (fault, inner): (&Fault, bool)) -> Result<bool, Fault> {
        let found = state.catch.iter().find(|c| Self::matches(fault, &c.errors, inner));
        let Some(catcher) = found else { return Ok(false) };
        self.clear_below(branch);
        let output = self.caught_output(branch, state, (catcher, fault))?;
        let text = self.fitting(&output, state)?;
        let details = Details { name: Some(state.name.clone()), data: Some(text.clone()), ..Details::default() };
        self.log(branch, borders(state.kind.name()).1, details);
        self.machine.states.entry(state.name.clone()).or_default().left += 1;
        let note = Some(format!("{} {}", state.name, fault.error).into());
        self.tell(|_, d| Draft { note, weight: Weight::Mark, ..d }, "states.catch");
        self.go_to(branch, catcher.next, text);
        Ok(true)
    }

    fn caught_output(&mut self, branch: u32, state: &State, from: (&Catcher, &Fault)) -> Result<Value, Fault> {
        let (catcher, fault) = from;
        let error = json!({ "Error": &*fault.error, "Cause": &*fault.cause });
        self.assign(branch, state, (catcher.assign.as_ref(), &error))?;
        match &catcher.result {
            Slot::Whole => Ok(error),
            Slot::Nothing => self.input(branch),
            Slot::At(_, path) => place(self.input(branch)?, path, error),
        }
    }

    /// What ran for a Parallel or Map state stops.
    pub fn clear_below(&mut self, branch: u32) {
        self.stop_children(branch);
        for no in self.exec.below(branch) {
            self.stop_children(no);
            self.exec.branches.remove(&no);
        }
    }
}
