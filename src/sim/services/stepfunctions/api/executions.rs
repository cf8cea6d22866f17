//! Executions: start, stop, describe, list, history, redrive.
use super::machines::{deleting, tail};
use super::request::{Pick, Start};
use super::response::{Brief, Ended, Started};
use super::{Call, Code, Paging, Reply, Response, StatesError, cut};
use crate::base::time::SimTime;
use crate::sim::arn;
use crate::sim::services::stepfunctions::model::States;
use crate::sim::services::stepfunctions::model::execution::{Execution, Origin, Status};
use crate::sim::services::stepfunctions::model::fault::Fault;
use crate::sim::services::stepfunctions::model::metrics::Sum;
use crate::sim::services::stepfunctions::step::Output;
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::Draft;
use std::sync::Arc;

impl States {
    pub(super) fn start(&mut self, call: Call<'_>, machine: &Name, start: Start, out: &mut Output) -> Option<Reply> {
        let (until_end, batch) = (start.until_end, start.batch);
        let no = match self.admit(call, machine, start) {
            Ok(Admitted::New(no)) => no,
            Ok(Admitted::Again(no)) => return Some(self.again(no, (call, until_end), batch)),
            Err(error) => return Some(Err(error)),
        };
        let begun = self.on(no, call.turn, out, |ctx| {
            if until_end {
                ctx.exec.waiters.push(call.id);
            }
            ctx.begin(Some(call.from));
            (ctx.exec.arn(), ctx.exec.started)
        });
        self.perhaps_twice(no, call, out);
        match begun {
            _ if until_end => None,
            Some((arn, at)) => Some(Ok(Response::Started(arn, at, batch))),
            None => Some(Err(StatesError::no_machine(machine))),
        }
    }

    /// The same name and input while it runs: the same execution.
    fn again(&mut self, no: u64, (call, until_end): (Call<'_>, bool), batch: u32) -> Reply {
        let _ = (call, until_end);
        let exec = self.executions.get(&no).ok_or_else(|| StatesError::no_execution(""))?;
        Ok(Response::Started(exec.arn(), exec.started, batch))
    }

    /// Asynchronous Express starts are at least once: sometimes one runs twice.
    fn perhaps_twice(&mut self, no: u64, call: Call<'_>, out: &mut Output) {
        let Some(exec) = self.executions.get(&no).filter(|e| e.origin.express && e.waiters.is_empty()) else { return };
        let origin = exec.origin.clone();
        let Some(machine) = self.machines.get_mut(&origin.machine) else { return };
        if !machine.luck.chance(machine.settings.duplicates_per_million) {
            return;
        }
        let Some(twin) = self.add(origin, call.turn) else { return };
        self.on(twin, call.turn, out, |ctx| {
            ctx.begin(Some(call.from));
            ctx.tell(|_, d| Draft { weight: Weight::Mark, ..d }, "states.duplicate");
        });
    }

    pub(super) fn start_sync(
        &mut self,
        call: Call<'_>,
        machine: &Name,
        start: Start,
        out: &mut Output,
    ) -> Option<Reply> {
        match self.known(machine) {
            Err(error) => return Some(Err(error)),
            Ok(found) if !found.express => {
                let message = "This operation is not supported by this type of state machine";
                return Some(Err(StatesError::new(Code::StateMachineTypeNotSupported, message)));
            }
            Ok(_) => {}
        }
        self.start(call, machine, Start { until_end: true, ..start }, out)
    }

    /// Checks of a start; the number of the execution that was made, or of the one that is the same.
    fn admit(&mut self, call: Call<'_>, name: &Name, start: Start) -> Result<Admitted, StatesError> {
        let (_, release) = self.target(name)?;
        let machine = self.known(name)?;
        if machine.deleting {
            return Err(deleting(machine));
        }
        let (place, express) = (machine.name.clone(), machine.express);
        if let Some(name) = &start.name {
            self.good_name(name)?;
        }
        let input = self.good_input(start.input)?;
        if let (Some(name), false) = (&start.name, express)
            && let Some(no) = self.taken(&place, name, (&input, call))?
        {
            return Ok(Admitted::Again(no));
        }
        let open: usize = self.machines.values().filter(|m| !m.express).map(|m| m.open.len()).sum();
        if !express && open as u64 >= self.core.limits.sizes.open {
            return Err(StatesError::new(Code::ExecutionLimitExceeded, "Execution limit exceeded"));
        }
        let bucket = if express { &mut self.core.express_starts } else { &mut self.core.starts };
        if !bucket.take(call.turn.now) {
            if let Some(machine) = self.machines.get_mut(&place) {
                machine.tally.count(Sum::Refused);
            }
            return Err(StatesError::new(Code::Throttling, "Rate exceeded"));
        }
        let name = start.name.unwrap_or_else(|| self.fresh_name());
        let region = call.turn.region.clone();
        let origin = Origin {
            machine: place,
            region,
            name,
            input,
            express,
            items: start.items,
            parent: None,
            scope: 0,
            release,
        };
        self.add(origin, call.turn).map(Admitted::New).ok_or_else(|| StatesError::no_machine(""))
    }

    fn good_input(&self, input: Option<Arc<str>>) -> Result<Arc<str>, StatesError> {
        let input = input.unwrap_or_else(|| "{}".into());
        let wrong = |why: String| {
            StatesError::new(Code::InvalidExecutionInput, format!("Invalid State Machine Execution Input: '{why}'"))
        };
        let most = self.core.limits.sizes.payload;
        if input.len() as u64 > most {
            return Err(wrong(format!("the input is longer than {most} bytes")));
        }
        match serde_json::from_str::<serde_json::Value>(&input) {
            Ok(_) => Ok(input),
            Err(e) => Err(wrong(e.to_string())),
        }
    }

    /// Standard: a name is taken while its execution runs and for a time after; the same input while it runs is the same start.
    fn taken(
        &mut self,
        machine: &Name,
        name: &Name,
        (input, call): (&str, Call<'_>),
    ) -> Result<Option<u64>, StatesError> {
        let Some(&no) = self.machines.get(machine).and_then(|m| m.names.get(name)) else { return Ok(None) };
        let Some(exec) = self.executions.get(&no) else { return Ok(None) };
        let free = exec.end.as_ref().is_some_and(|end| call.turn.now >= end.at + self.core.limits.spans.name);
        if free {
            if let Some(machine) = self.machines.get_mut(machine) {
                machine.closed.retain(|closed| *closed != no);
            }
            self.forget(no);
            return Ok(None);
        }
        if exec.end.is_none() && *exec.origin.input == *input {
            return Ok(Some(no));
        }
        Err(StatesError::new(Code::ExecutionAlreadyExists, format!("Execution Already Exists: '{}'", exec.arn())))
    }

    /// An execution by its ARN; one by `machine:name` as well.
    pub(super) fn found(&self, text: &str) -> Result<&Execution, StatesError> {
        let none = || StatesError::no_execution(text);
        let (machine, name) = match arn::parse(text) {
            Some(place) => (place.name, place.rest),
            None => text
                .split_once(':')
                .ok_or_else(|| StatesError::new(Code::InvalidArn, format!("Invalid Arn: '{text}'")))?,
        };
        let no = self.machines.get(machine).and_then(|m| m.names.get(name));
        no.and_then(|no| self.executions.get(no)).map(|e| &**e).ok_or_else(none)
    }

    /// The number of a Standard execution; Express executions cannot be asked about.
    fn standard(&self, text: &str) -> Result<u64, StatesError> {
        if arn::parse(text).is_some_and(|p| p.kind == "express") {
            let message = "This operation is not supported by this type of state machine";
            return Err(StatesError::new(Code::StateMachineTypeNotSupported, message));
        }
        self.found(text).map(|e| e.no)
    }

    pub(super) fn stop(
        &mut self,
        call: Call<'_>,
        execution: &str,
        (error, cause): (Option<Name>, Option<Arc<str>>),
        out: &mut Output,
    ) -> Reply {
        let no = self.standard(execution)?;
        let fault = Fault { error: error.unwrap_or_default(), cause: cause.unwrap_or_default() };
        self.on(no, call.turn, out, |ctx| ctx.abort(Some(fault)));
        let (place, at) = match self.executions.get(&no) {
            Some(exec) => (exec.origin.machine.clone(), exec.end.as_ref().map_or(call.turn.now, |e| e.at)),
            None => return Ok(Response::At(call.turn.now)),
        };
        self.sweep(&place);
        Ok(Response::At(at))
    }

    pub(super) fn describe_execution(&self, execution: &str, now: SimTime) -> Reply {
        let no = self.standard(execution)?;
        let exec = self.executions.get(&no).ok_or_else(|| StatesError::no_execution(execution))?;
        let machine = self.known(&exec.origin.machine)?;
        let run = self.run_of(exec);
        let unredrivable = self.unredrivable(exec, now).map(Into::into);
        let told = Ended::of(exec, &machine.arn(), machine.settings.express_memory);
        Ok(Response::Execution(Box::new(Ended { unredrivable, run, ..told })))
    }

    /// Executions of a state machine, of one of its versions or aliases, or the children of a Map Run.
    pub(super) fn list_executions(&self, of: &str, pick: &Pick, paging: Paging<'_>) -> Reply {
        if arn::parse(of).is_some_and(|p| p.kind == "mapRun") {
            return self.list_children(of, pick, paging);
        }
        let machine = self.known(of)?;
        if machine.express {
            let message = "This operation is not supported by this type of state machine";
            return Err(StatesError::new(Code::StateMachineTypeNotSupported, message));
        }
        let tail = tail(of);
        let version = tail.and_then(|t| t.parse::<u32>().ok());
        let mine = |e: &&Execution| match (tail, version) {
            (None, _) => true,
            (_, Some(no)) => e.origin.release.version == Some(no),
            (Some(alias), _) => e.origin.release.alias.as_deref() == Some(alias),
        };
        let mut numbers: Vec<u64> = machine.open.iter().chain(&machine.closed).copied().collect();
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        let all = numbers.iter().filter_map(|no| self.executions.get(no)).map(|e| &**e);
        self.brief(all.filter(|e| e.origin.parent.is_none()).filter(mine), (of, pick), paging)
    }

    /// One page of executions that fit.
    pub(super) fn brief<'a>(
        &self,
        all: impl Iterator<Item = &'a Execution>,
        (of, pick): (&str, &Pick),
        paging: Paging<'_>,
    ) -> Reply {
        let asked = format!("executions {of} {pick:?}");
        let fits = |e: &&Execution| {
            pick.status.is_none_or(|s| s == e.status) && pick.redriven.is_none_or(|r| r == (e.redriven.0 > 0))
        };
        let brief = |e: &Execution| {
            let machine = e.machine_arn();
            Brief {
                arn: e.arn(),
                started: Started::of(e, &machine),
                machine,
                name: e.origin.name.clone(),
                status: e.status,
                dates: (e.started, e.end.as_ref().map(|end| end.at)),
                redriven: e.redriven,
                run: self.run_of(e),
            }
        };
        let (list, next) = cut(all.filter(fits).map(brief), paging, &asked)?;
        Ok(Response::Executions(list, next))
    }

    pub(super) fn history(&self, execution: &str, reverse: bool, paging: Paging<'_>) -> Reply {
        let no = self.standard(execution)?;
        let exec = self.executions.get(&no).ok_or_else(|| StatesError::no_execution(execution))?;
        let started = Started::of(exec, &exec.machine_arn());
        let entries = &exec.history.entries;
        let asked = format!("history {execution} {reverse}");
        let (list, next) = if reverse {
            cut(entries.iter().rev().cloned(), paging, &asked)?
        } else {
            cut(entries.iter().cloned(), paging, &asked)?
        };
        Ok(Response::History(Box::new(started), list, next))
    }

    /// Why an execution cannot be redriven, if so.
    fn unredrivable(&self, exec: &Execution, now: SimTime) -> Option<String> {
        let arn = exec.arn();
        match (&exec.end, exec.status) {
            (None, _) => Some(format!("Execution is RUNNING and cannot be redriven: '{arn}'")),
            (_, Status::Succeeded) => Some(format!("Execution is SUCCEEDED and cannot be redriven: '{arn}'")),
            (Some(end), _) if now > end.at + self.core.limits.spans.redrive => {
                Some(format!("Execution redrivable period exceeded: '{arn}'"))
            }
            _ if exec.history.count + 1 >= self.core.limits.sizes.history => {
                Some(format!("Execution history event limit exceeded: '{arn}'"))
            }
            _ => None,
        }
    }

    pub(super) fn redrive(&mut self, call: Call<'_>, execution: &str, out: &mut Output) -> Reply {
        let no = self.standard(execution)?;
        let Some(exec) = self.executions.get(&no) else { return Err(StatesError::no_execution(execution)) };
        if let Some(why) = self.unredrivable(exec, call.turn.now) {
            return Err(StatesError::new(Code::ExecutionNotRedrivable, why));
        }
        self.on(no, call.turn, out, |ctx| ctx.redrive());
        Ok(Response::At(call.turn.now))
    }
}

/// What a start led to.
enum Admitted {
    /// A new execution.
    New(u64),
    /// The one that runs already.
    Again(u64),
}
