//! Map Runs: list, describe, update, their children.
use super::request::{Loosen, Pick};
use super::response::RunInfo;
use super::{Code, Paging, Reply, Response, StatesError, cut};
use crate::sim::services::stepfunctions::model::States;
use crate::sim::services::stepfunctions::model::execution::{Doing, Execution, MapRun, Status};
use crate::sim::trace::Name;

/// Hundredths of a percent in all.
const WHOLE: i64 = 10_000;

impl States {
    /// The Map Run an execution is a child of. Runs on one branch follow each other, so the moment of its start tells which.
    pub(super) fn run_of(&self, exec: &Execution) -> Option<Name> {
        let parent = exec.origin.parent?;
        let above = self.executions.get(&parent.execution)?;
        let mut of_branch = above.runs.iter().rev().filter(|run| run.at.1 == parent.branch);
        let run = of_branch.find(|run| run.dates.0 <= exec.started)?;
        Some(above.run_arn(self.core.seed, run.at.0))
    }

    /// A Map Run by its ARN: its execution, and which of the runs there it is.
    fn run_named(&self, text: &str) -> Result<(&Execution, usize), StatesError> {
        let seed = self.core.seed;
        let at = |e: &Execution| e.runs.iter().position(|run| *e.run_arn(seed, run.at.0) == *text);
        let found = self.executions.values().find_map(|e| at(e).map(|at| (&**e, at)));
        found.ok_or_else(|| StatesError::no_resource(text))
    }

    fn run_info(&self, exec: &Execution, run: &MapRun) -> RunInfo {
        let running = match exec.branches.get(&run.at.1).map(|b| &b.doing) {
            Some(Doing::Fan(fan)) if run.status == Status::Running => u64::from(fan.running),
            _ => 0,
        };
        let done: u64 = run.ended.iter().sum();
        let open = (run.total.0.saturating_sub(done + running), running);
        RunInfo {
            arn: exec.run_arn(self.core.seed, run.at.0),
            execution: exec.arn(),
            machine: exec.machine_arn(),
            run: run.clone(),
            open,
        }
    }

    pub(super) fn list_runs(&self, execution: &str, paging: Paging<'_>) -> Reply {
        let exec = self.found(execution)?;
        let all = exec.runs.iter().rev().map(|run| self.run_info(exec, run));
        let (list, next) = cut(all, paging, &format!("runs {execution}"))?;
        Ok(Response::Runs(list, next))
    }

    pub(super) fn describe_run(&self, text: &str) -> Reply {
        let (exec, at) = self.run_named(text)?;
        let run = exec.runs.get(at).ok_or_else(|| StatesError::no_resource(text))?;
        Ok(Response::Run(Box::new(self.run_info(exec, run))))
    }

    /// Children of a Map Run, newest first; Express children leave nothing behind.
    pub(super) fn list_children(&self, text: &str, pick: &Pick, paging: Paging<'_>) -> Reply {
        let (above, _) = self.run_named(text)?;
        let mine = |e: &&Execution| {
            e.origin.parent.is_some_and(|p| p.execution == above.no) && self.run_of(e).as_deref() == Some(text)
        };
        let all = self.executions.range(above.no..).rev().map(|(_, e)| &**e).filter(mine);
        self.brief(all, (text, pick), paging)
    }

    /// UpdateMapRun: what it may do from now on. Children that run go on.
    pub(super) fn update_run(&mut self, text: &str, set: Loosen) -> Reply {
        let (exec, at) = self.run_named(text)?;
        let (no, most) = (exec.no, self.core.limits.sizes.children);
        let wrong = |message: &'static str| StatesError::new(Code::Validation, message);
        if set == Loosen::default() {
            return Err(wrong(
                "At least one of maxConcurrency, toleratedFailureCount and toleratedFailurePercentage must be specified",
            ));
        }
        let negative = |n: Option<i64>| n.is_some_and(|n| n < 0);
        if negative(set.most) || negative(set.count) || set.percent.is_some_and(|p| !(0..=WHOLE).contains(&p)) {
            return Err(wrong("A parameter of UpdateMapRun is out of its range"));
        }
        let Some(exec) = self.executions.get_mut(&no) else { return Err(StatesError::no_resource(text)) };
        let Some(run) = exec.runs.get_mut(at) else { return Err(StatesError::no_resource(text)) };
        let plain = |n: Option<i64>| n.and_then(|n| u64::try_from(n).ok());
        run.tolerated.0 = plain(set.count).unwrap_or(run.tolerated.0);
        run.tolerated.1 = plain(set.percent).unwrap_or(run.tolerated.1);
        run.most = plain(set.most).and_then(|n| u32::try_from(n).ok()).unwrap_or(run.most);
        let (limits, total, asked, branch) = (run.tolerated, run.total.0, u64::from(run.most), run.at.1);
        let tolerated = if set.count.is_some() || set.percent.is_some() { Some(limits) } else { None };
        if let Some(Doing::Fan(fan)) = exec.branches.get_mut(&branch).map(|b| &mut b.doing) {
            let width = if asked == 0 { most } else { asked.min(most) };
            fan.most = u32::try_from(width).unwrap_or(u32::MAX);
            if let (Some(run), Some((count, percent))) = (&mut fan.run, tolerated) {
                let share = (percent > 0).then(|| total * percent / WHOLE.unsigned_abs());
                let count = (count > 0 || share.is_none()).then_some(count);
                let least = count.into_iter().chain(share).min().unwrap_or(0);
                run.tolerated = u32::try_from(least).unwrap_or(u32::MAX);
            }
        }
        Ok(Response::Done)
    }
}
