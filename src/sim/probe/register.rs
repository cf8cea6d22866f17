//! What an expression may name: kinds of events, metrics, phases.
use crate::sim::{
    actors, services,
    trace::Phase,
    world::{ACTOR_METRICS, gate},
};

/// All kinds of events there are.
pub(super) fn kinds() -> impl Iterator<Item = &'static str> {
    services::KINDS.iter().flat_map(|list| list.iter()).chain(actors::KINDS).chain(gate::KINDS).copied()
}

/// Whether there are events of this kind, or of a family `fault.*`.
pub(super) fn has_kind(kind: &str) -> bool {
    match kind.strip_suffix('*') {
        Some(head) => head.ends_with('.') && kinds().any(|k| k.starts_with(head)),
        None => kinds().any(|k| k == kind),
    }
}

/// Whether some resource or actor has this metric.
pub(super) fn has_metric(name: &str) -> bool {
    services::METRICS.iter().flat_map(|list| list.iter()).chain(ACTOR_METRICS).any(|m| *m == name)
}

/// The phases by name; 0 is none.
pub(super) const PHASES: &[(&str, i64)] = &[
    ("none", 0),
    ("delayed", 1),
    ("visible", 2),
    ("flight", 3),
    ("orphaned", 4),
    ("locked", 5),
    ("done", 6),
    ("dead", 7),
    ("dropped", 8),
    ("expired", 9),
    ("lost", 10),
];

/// The number a phase has in expressions.
pub(super) const fn number(phase: Phase) -> i64 {
    match phase {
        Phase::Delayed => 1,
        Phase::Visible => 2,
        Phase::Flight => 3,
        Phase::Orphaned => 4,
        Phase::Locked => 5,
        Phase::Done => 6,
        Phase::Dead => 7,
        Phase::Dropped => 8,
        Phase::Expired => 9,
        Phase::Lost => 10,
    }
}
