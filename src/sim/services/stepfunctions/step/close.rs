//! How executions start, end, are redriven and forgotten.
use super::{Ctx, Later, Timer};
use crate::base::time::SimTime;
use crate::sim::ids;
use crate::sim::leniency::Spared;
use crate::sim::services::stepfunctions::api::response::{Ended, Response};
use crate::sim::services::stepfunctions::model::execution::{Branch, Doing, End, Execution, Origin, Parent, Status};
use crate::sim::services::stepfunctions::model::fault::{Fault, TIMEOUT};
use crate::sim::services::stepfunctions::model::history::{Details, EventType, History};
use crate::sim::services::stepfunctions::model::metrics::Sum;
use crate::sim::services::stepfunctions::model::{Machine, States};
use crate::sim::trace::{Name, Phase, Weight};
use crate::sim::turn::{Draft, Turn};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How long a lenient account leaves an execution before its first state.
const HEAD_START: SimTime = SimTime::from_millis(250);

/// The number of the branch every execution starts with.
pub const ROOT: u32 = 0;

impl States {
    /// Puts a new execution in place; [`Ctx::begin`] starts it.
    pub(in crate::sim::services::stepfunctions) fn add(&mut self, origin: Origin, turn: Turn<'_>) -> Option<u64> {
        let machine = self.machines.get_mut(&origin.machine)?;
        let no = self.core.number();
        machine.open.insert(no);
        machine.fates.started += 1;
        if origin.express {
            machine.tally.billed.0 += 1;
        } else if origin.parent.is_none() {
            machine.names.insert(origin.name.clone(), no);
        }
        let version = origin.release.version.and_then(|no| machine.releases.versions.get(&no));
        let (program, role) = version.map_or((&machine.program, &machine.role), |v| (&v.program, &v.role));
        let exec = Execution {
            no,
            origin,
            program: program.clone(),
            role: role.clone(),
            runs: vec![],
            status: Status::Running,
            started: turn.now,
            end: None,
            branches: BTreeMap::new(),
            stamps: 0,
            history: History::default(),
            redriven: (0, SimTime::ZERO),
            waiters: vec![],
            event: turn.cause,
        };
        self.executions.insert(no, Box::new(exec));
        Some(no)
    }

    /// A child execution of a Map Run, if its parent still waits for it.
    pub(super) fn child(&mut self, parent: Parent, input: Arc<str>, how: (bool, u32), turn: Turn<'_>) -> Option<u64> {
        let above = self.executions.get(&parent.execution)?;
        let waits = above.branches.get(&parent.branch).is_some_and(|b| b.stamp == parent.stamp);
        let (machine, items) = (above.origin.machine.clone(), above.origin.items.clone());
        let (program, release) = (above.program.clone(), above.origin.release.clone());
        let ((express, scope), region) = (how, above.origin.region.clone());
        let name = self.fresh_name();
        let origin = Origin { machine, region, name, input, express, items, parent: Some(parent), scope, release };
        let no = waits.then(|| self.add(origin, turn)).flatten()?;
        // The child runs what its parent runs, even if the state machine was changed since.
        if let Some(child) = self.executions.get_mut(&no) {
            child.program = program;
        }
        Some(no)
    }

    /// A name nobody gave.
    pub(in crate::sim::services::stepfunctions) fn fresh_name(&mut self) -> Name {
        let no = self.core.number();
        ids::uuid(self.core.seed, 0x5fe, no).into()
    }
}

impl Ctx<'_> {
    /// The execution starts at its first state; `actor` asked for it.
    pub fn begin(&mut self, actor: Option<&Name>) {
        let origin = self.exec.origin.clone();
        if origin.parent.is_none() {
            self.machine.tally.count(Sum::Started);
        }
        let start = self.exec.program.code.start(origin.scope);
        let branch = Branch {
            parent: None,
            state: start,
            input: origin.input.clone(),
            variables: BTreeMap::new(),
            doing: Doing::Moving,
            stamp: 0,
            retries: vec![],
            entered: (self.now, 0),
            last: 0,
            item: None,
        };
        self.exec.branches.insert(ROOT, branch);
        let details = Details { data: Some(origin.input.clone()), ..Details::default() };
        self.log(ROOT, EventType::ExecutionStarted, details);
        let actor = actor.cloned();
        let told = |e: &Execution, d: Draft| Draft {
            actor,
            note: Some(e.origin.name.clone()),
            phase: Some(Phase::Flight),
            weight: Weight::Step,
            amount: e.no,
            ..d
        };
        self.tell(told, "states.start");
        self.announce();
        let deadline = self.now + self.longest();
        self.out.timers.push((deadline, Timer::Deadline(self.exec.no, 0)));
        let slow = self.leniency.spares(Spared::FirstState) && !origin.express && origin.parent.is_none();
        let head = if slow { HEAD_START } else { SimTime::ZERO };
        self.go_after(head, ROOT, (start, origin.input));
    }

    /// How long the execution may run.
    fn longest(&self) -> SimTime {
        let spans = self.core.limits.spans;
        let most = if self.exec.origin.express { spans.express } else { spans.standard };
        let own = self.exec.program.code.timeout.filter(|_| self.exec.origin.scope == 0).map(SimTime::from_secs);
        own.map_or(most, |own| own.min(most))
    }

    /// The execution has run too long: nothing can catch that.
    pub fn deadline(&mut self) {
        if self.exec.end.is_none() {
            self.close(Status::TimedOut, Err(Fault::new(TIMEOUT, "")));
        }
    }

    /// The history is full: the execution fails.
    pub fn history_full(&mut self) {
        if self.exec.end.is_none() {
            let most = self.core.limits.sizes.history;
            let cause = format!("The execution reached the maximum number of history events ({most}).");
            self.close(Status::Failed, Err(Fault::runtime(cause)));
        }
    }

    /// StopExecution.
    pub fn abort(&mut self, fault: Option<Fault>) {
        if self.exec.end.is_none() {
            self.close(Status::Aborted, Err(fault.unwrap_or_else(|| Fault::new("", ""))));
        }
    }

    /// The execution ends. What ran in it stands still, so that a redrive can take it up again.
    pub fn close(&mut self, status: Status, result: Result<Arc<str>, Fault>) {
        self.halt(status == Status::Succeeded);
        self.exec.status = status;
        let kind = match status {
            Status::Succeeded => EventType::ExecutionSucceeded,
            Status::TimedOut => EventType::ExecutionTimedOut,
            Status::Aborted => EventType::ExecutionAborted,
            Status::Failed | Status::Running => EventType::ExecutionFailed,
        };
        let details = match &result {
            Ok(output) => Details { data: Some(output.clone()), ..Details::default() },
            Err(fault) => Details { fault: Some(fault.clone()), ..Details::default() },
        };
        let express = self.exec.origin.express;
        let previous = self.branch(ROOT).map_or(self.exec.history.count, |b| b.last);
        self.exec.history.add(self.now, previous, kind, (!express, details));
        self.exec.end = Some(End { at: self.now, result: result.clone() });
        self.count_end(status);
        self.tell_end(status, &result);
        self.announce();
        self.answer_waiters();
        if let Some(parent) = self.exec.origin.parent {
            self.later.push(Later::Ended(parent, status, result));
        }
        self.shelve();
    }

    fn halt(&mut self, done: bool) {
        let numbers: Vec<u32> = self.exec.branches.keys().copied().collect();
        for no in numbers {
            self.stop_children(no);
            let stamp = self.exec.stamp();
            if let Some(branch) = self.exec.branches.get_mut(&no) {
                branch.stamp = stamp;
                if !matches!(branch.doing, Doing::Fan(_)) {
                    branch.doing = Doing::Halted;
                }
            }
        }
        if done || self.exec.origin.express {
            self.exec.branches.clear();
        }
    }

    /// The child executions of a Map state stop.
    pub fn stop_children(&mut self, branch: u32) {
        let run = self.branch(branch).is_some_and(|b| matches!(&b.doing, Doing::Fan(f) if f.run.is_some()));
        if run {
            self.core.runs = self.core.runs.saturating_sub(1);
            self.run_ends(branch, Status::Aborted);
            self.later.push(Later::Stop(self.exec.no, branch));
        }
    }

    fn count_end(&mut self, status: Status) {
        let (sum, place) = match status {
            Status::Succeeded => (Sum::Succeeded, 0),
            Status::Failed | Status::Running => (Sum::Failed, 1),
            Status::TimedOut => (Sum::TimedOut, 2),
            Status::Aborted => (Sum::Aborted, 3),
        };
        let took = self.now.since(self.exec.started);
        let Machine { tally, fates, settings, .. } = &mut *self.machine;
        if self.exec.origin.parent.is_none() {
            tally.count(sum);
            tally.closed = (tally.closed.0 + 1, tally.closed.1.saturating_add(took.as_micros()));
        }
        if let Some(n) = fates.closed.get_mut(place) {
            *n += 1;
        }
        if self.exec.origin.express {
            // Rounded up to the next 100 ms, in steps of 64 MB.
            let millis = took.as_micros().div_ceil(100_000).max(1) * 100;
            tally.billed.1 += millis * u64::from(settings.express_memory);
        }
    }

    fn tell_end(&mut self, status: Status, result: &Result<Arc<str>, Fault>) {
        let note = result.as_ref().err().map(|f| f.error.clone());
        let (kind, phase, weight) = match status {
            Status::Succeeded => ("states.succeed", Phase::Done, Weight::Step),
            Status::TimedOut => ("states.timeout", Phase::Dead, Weight::Alarm),
            Status::Aborted => ("states.abort", Phase::Dead, Weight::Mark),
            Status::Failed | Status::Running => ("states.fail", Phase::Dead, Weight::Alarm),
        };
        let took = self.now.since(self.exec.started).as_millis();
        self.tell(|_, d| Draft { note, phase: Some(phase), weight, amount: took, ..d }, kind);
    }

    fn answer_waiters(&mut self) {
        let waiters = std::mem::take(&mut self.exec.waiters);
        for call in waiters {
            let ended = Ended::of(self.exec, &self.machine.arn(), self.machine.settings.express_memory);
            self.out.replies.push((call, Ok(Response::Ended(Box::new(ended)))));
        }
    }

    /// Closed executions are kept for their time, and not more than the setting says.
    fn shelve(&mut self) {
        let no = self.exec.no;
        self.machine.open.remove(&no);
        if self.exec.origin.express {
            return;
        }
        self.machine.closed.push_back(no);
        while self.machine.closed.len() > self.machine.settings.keep as usize {
            self.later.extend(self.machine.closed.pop_front().map(Later::Forget));
        }
    }

    /// RedriveExecution: from where it stopped; what succeeded stays.
    pub fn redrive(&mut self) {
        let place = match self.exec.status {
            Status::TimedOut => 2,
            Status::Aborted => 3,
            _ => 1,
        };
        if let Some(n) = self.machine.fates.closed.get_mut(place) {
            *n = n.saturating_sub(1);
        }
        let no = self.exec.no;
        self.machine.closed.retain(|closed| *closed != no);
        self.machine.open.insert(no);
        self.machine.tally.count(Sum::Redriven);
        self.exec.status = Status::Running;
        self.exec.end = None;
        self.exec.redriven = (self.exec.redriven.0 + 1, self.now);
        if let Some(root) = self.exec.branches.get_mut(&ROOT) {
            root.last = self.exec.history.count;
        }
        let count = u64::from(self.exec.redriven.0);
        self.log(ROOT, EventType::ExecutionRedriven, Details { index: Some(count), ..Details::default() });
        self.tell(
            |_, d| Draft { amount: count, phase: Some(Phase::Flight), weight: Weight::Mark, ..d },
            "states.redrive",
        );
        self.announce();
        let deadline = self.now + self.longest();
        self.out.timers.push((deadline, Timer::Deadline(no, self.exec.redriven.0)));
        self.take_up();
    }

    fn take_up(&mut self) {
        let branches: Vec<(u32, bool)> =
            self.exec.branches.iter().map(|(no, b)| (*no, matches!(b.doing, Doing::Halted))).collect();
        for (no, halted) in branches {
            if halted {
                let Some((state, input)) = self.branch(no).map(|b| (b.state, b.input.clone())) else { continue };
                self.go_to(no, state, input);
            } else {
                self.resume_fan(no);
            }
        }
    }
}
