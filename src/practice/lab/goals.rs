//! Goals: met the moment they are safe, lost the moment they cannot be met any more.
use crate::{
    base::{id::Key, time::SimTime},
    content::lab::{Goal, Lab},
    sim::timeline::Timeline,
};

/// How a goal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Neither met nor lost.
    Open,
    /// Met, and nothing can take it away.
    Met,
    /// Lost for good in this run; since when, as far as known.
    Lost(SimTime),
}

/// How `goal` stands now in a run that ends at `until`. A goal that can be lost is safe only at the end.
#[must_use]
pub fn standing(goal: &Goal, run: &Timeline, until: SimTime) -> Standing {
    if goal.lost_when.as_ref().is_some_and(|lost| lost.holds(run)) {
        return Standing::Lost(run.now());
    }
    let safe = goal.lost_when.is_none() || run.now() >= until;
    match (goal.holds.holds(run), run.now() >= until) {
        (true, _) if safe => Standing::Met,
        (false, true) => Standing::Lost(until),
        _ => Standing::Open,
    }
}

/// A goal or a check of the lab by its name.
#[must_use]
pub fn find<'a>(lab: &'a Lab, id: &Key) -> Option<&'a Goal> {
    lab.goals.iter().chain(&lab.checks).find(|g| g.id == *id)
}

/// The moment at which a goal was lost, found among the moments at which anything happened.
fn lost_at(goal: &Goal, run: &Timeline) -> SimTime {
    let Some(lost) = &goal.lost_when else { return run.now() };
    let mut moments: Vec<SimTime> = run.trace().iter().map(|e| e.at).collect();
    moments.dedup();
    // What is lost stays lost, so the first such moment is found by halving.
    let first = moments.partition_point(|&at| !lost.holds(&run.fork(at)));
    moments.get(first).copied().unwrap_or_else(|| run.now())
}

/// How a goal stands; one that was lost keeps the moment it was first seen lost.
#[must_use]
pub fn dated(goal: &Goal, run: &Timeline, until: SimTime, before: Option<Standing>) -> Standing {
    match (standing(goal, run, until), before) {
        (Standing::Lost(now), Some(Standing::Lost(then))) if then <= now => Standing::Lost(then),
        (Standing::Lost(_), _) => Standing::Lost(lost_at(goal, run)),
        (now, _) => now,
    }
}

/// How all stars stand.
#[must_use]
pub fn all(lab: &Lab, run: &Timeline, until: SimTime, before: &[Standing]) -> Vec<Standing> {
    lab.goals.iter().enumerate().map(|(i, goal)| dated(goal, run, until, before.get(i).copied())).collect()
}
