//! What a learner sees of the state machines:
//!
//! | role | shows |
//! |---|---|
//! | `machine` | how many executions run and how they ended, then each running one with its state |
//! | `states` | each state: how many are in it now, entered, retried, failed |
//! | `activity` | tasks that wait for a worker, and workers that wait for a task |
use super::model::execution::{Branch, Doing, Execution};
use super::model::metrics::Sum;
use super::model::{Activity, Machine, States};
use crate::base::time::SimTime;
use crate::sim::panel::{Cell, Panel, Row, Sign, Token, Tone};
use crate::sim::trace::Name;
use std::collections::BTreeMap;

/// Executions and states shown one by one.
const ROWS: usize = 8;

fn text(words: impl Into<String>, tone: Tone) -> Cell {
    Cell::Text(words.into(), tone)
}

fn row(cells: Vec<Cell>) -> Row {
    Row { cells }
}

impl States {
    /// Every view of every state machine and activity.
    #[must_use]
    pub(super) fn views(&self, now: SimTime) -> Vec<Panel> {
        let machines = self.machines.values().flat_map(|m| [self.main(m, now), self.by_state(m)]);
        machines.chain(self.activities.iter().map(|(name, a)| activity(name, a))).collect()
    }

    fn running<'a>(&'a self, machine: &'a Machine) -> impl Iterator<Item = &'a Execution> {
        machine.open.iter().filter_map(|no| self.execution(*no))
    }

    fn main(&self, machine: &Machine, now: SimTime) -> Panel {
        let ended = machine.fates.closed;
        let count = machine.open.len();
        let [good, failed, late, stopped] = ended;
        let mut rows = vec![row(vec![
            text(format!("running {count}"), Tone::Flight),
            text(format!("succeeded {good}"), Tone::Done),
            text(
                format!("failed {}", failed + late + stopped),
                if failed + late + stopped > 0 { Tone::Fail } else { Tone::Muted },
            ),
        ])];
        rows.extend(self.running(machine).take(ROWS).map(|exec| line(exec, now)));
        if count > ROWS {
            rows.push(row(vec![text(format!("and {} more", count - ROWS), Tone::Muted)]));
        }
        let transitions = machine.tally.get(Sum::Transitions);
        rows.push(row(vec![text(format!("transitions {transitions}"), Tone::Muted)]));
        let spoken = format!(
            "State machine {}: {count} running, {good} succeeded, {failed} failed, {late} timed out, {stopped} aborted.",
            machine.name
        );
        panel("machine", machine, rows, spoken)
    }

    fn by_state(&self, machine: &Machine) -> Panel {
        let mut here: BTreeMap<&Name, usize> = BTreeMap::new();
        // A look at the first thousand says what a panel can show.
        for exec in self.running(machine).take(1_000) {
            for branch in exec.branches.values() {
                if let Some(state) = exec.program.code.state(branch.state) {
                    *here.entry(&state.name).or_default() += 1;
                }
            }
        }
        let mut rows = vec![];
        for state in machine.program.code.states.iter().take(4 * ROWS) {
            let visits = machine.states.get(&state.name).copied().unwrap_or_default();
            let now = here.get(&state.name).copied().unwrap_or(0);
            let sign = if now > 0 { Sign::Working } else { Sign::Empty };
            let token = Token { sign, label: if now > 0 { now.to_string().into() } else { "".into() }, group: None };
            let mut cells = vec![
                Cell::Tokens(vec![token]),
                text(state.name.to_string(), if now > 0 { Tone::Strong } else { Tone::Plain }),
                text(format!("{} entered {}", state.kind.name(), visits.entered), Tone::Muted),
            ];
            if visits.retried > 0 {
                cells.push(text(format!("retried {}", visits.retried), Tone::Fault));
            }
            if visits.failed > 0 {
                cells.push(text(format!("failed {}", visits.failed), Tone::Fail));
            }
            rows.push(row(cells));
        }
        let busy: Vec<String> = here.iter().map(|(name, n)| format!("{n} in {name}")).collect();
        let busy = if busy.is_empty() { "nothing runs".into() } else { busy.join(", ") };
        panel("states", machine, rows, format!("States of {}: {busy}.", machine.name))
    }
}

fn panel(role: &'static str, machine: &Machine, rows: Vec<Row>, spoken: String) -> Panel {
    let badge = if machine.express { "express" } else { "standard" };
    Panel { role, name: machine.name.clone(), badge: badge.into(), rows, spoken }
}

/// One running execution: its message, its state, what it does there and for how long still.
fn line(exec: &Execution, now: SimTime) -> Row {
    let label = exec.item().map_or_else(|| exec.no.to_string().into(), |item| item.label.clone());
    let token = Token { sign: Sign::Flight, label, group: None };
    // The innermost branches are those without a fan of their own.
    let leaves = exec.branches.values().filter(|b| !matches!(b.doing, Doing::Fan(_)));
    let states: Vec<String> = leaves.take(3).map(|b| doing(exec, b, now)).collect();
    let more = exec.branches.len().saturating_sub(3);
    let mut cells = vec![Cell::Tokens(vec![token]), text(states.join(", "), Tone::Strong)];
    if more > 0 {
        cells.push(text(format!("and {more} more"), Tone::Muted));
    }
    row(cells)
}

fn doing(exec: &Execution, branch: &Branch, now: SimTime) -> String {
    let name = exec.program.code.state(branch.state).map_or("", |s| &s.name);
    let left = |until: SimTime| until.since(now).span();
    match &branch.doing {
        Doing::Waiting(until) => format!("{name} waits {}", left(*until)),
        Doing::Backoff(until) => format!("{name} tries again in {}", left(*until)),
        Doing::Task(task) if task.queued => format!("{name} waits for a worker"),
        Doing::Task(task) if task.token => format!("{name} waits for its token"),
        _ => name.into(),
    }
}

fn activity(name: &Name, activity: &Activity) -> Panel {
    let (tasks, workers) = (activity.tasks.len(), activity.workers.len());
    let rows = vec![row(vec![
        text(format!("tasks {tasks}"), Tone::Visible),
        text(format!("workers waiting {workers}"), Tone::Muted),
    ])];
    let spoken = format!("Activity {name}: {tasks} tasks wait, {workers} workers wait.");
    Panel { role: "activity", name: name.clone(), badge: "activity".into(), rows, spoken }
}
