//! How long a message takes.
use crate::base::{random::Stream, time::SimTime};
use crate::sim::scenario::spec::Work;

/// The time one message takes, drawn from the member's own stream where it varies.
pub(in crate::sim) fn time_of(work: &Work, label: &str, draws: &mut Stream) -> SimTime {
    match work {
        Work::Fixed(span) => span.0,
        Work::Uniform { uniform: [least, most] } => least.0 + SimTime(draws.below((most.0 - least.0).0 + 1)),
        Work::Pick { pick } => {
            let nth = draws.below(pick.len() as u64);
            usize::try_from(nth).ok().and_then(|n| pick.get(n)).map(|s| s.0).unwrap_or_default()
        }
        Work::Script { script, otherwise } => match script.get(label.trim_end_matches('\'')) {
            Some(span) => span.0,
            None => time_of(otherwise, label, draws),
        },
    }
}
