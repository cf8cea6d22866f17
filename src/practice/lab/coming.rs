//! What happens next: read from the known future, or from a fork that runs ahead.
use super::{setup, words};
use crate::{
    base::time::SimTime,
    sim::{
        command::Command,
        timeline::Timeline,
        trace::{Event, Weight},
    },
};

/// Something that will happen if nobody interferes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    /// When.
    pub at: SimTime,
    /// What, as a sentence.
    pub say: String,
}

/// The most moments looked through; quieter stretches are shown as nothing.
const LOOK: usize = 400;

/// The next two things worth a line.
#[must_use]
pub fn next(run: &Timeline, planned: &[Command], until: SimTime) -> Vec<Coming> {
    let now = run.now();
    let known: Vec<Coming> = tell(run.ahead(), now);
    if known.len() >= 2 || now >= until {
        return known.into_iter().take(2).collect();
    }
    let mut fork = run.fork(now);
    let seen = fork.trace().len();
    for _ in 0..LOOK {
        let Some(next) = fork.next_moment().filter(|&t| t <= until) else { break };
        setup::advance(&mut fork, planned, next);
        let told = tell(fork.trace().get(seen..).unwrap_or_default(), now);
        if told.len() >= 2 {
            return told.into_iter().take(2).collect();
        }
    }
    tell(fork.trace().get(seen..).unwrap_or_default(), now).into_iter().take(2).collect()
}

fn tell(events: &[Event], now: SimTime) -> Vec<Coming> {
    let loud = |e: &&Event| e.weight >= Weight::Step && e.at > now;
    let mut told: Vec<Coming> = Vec::new();
    for event in events.iter().filter(loud) {
        if let Some(say) = words::short(event).filter(|say| told.iter().all(|c| c.say != *say)) {
            told.push(Coming { at: event.at, say });
        }
        if told.len() >= 2 {
            break;
        }
    }
    told
}
