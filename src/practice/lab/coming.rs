//! What happens next: read from the known future, or from a fork that runs ahead.
use super::{
    setup::{self, Setup},
    words,
};
use crate::{
    base::time::SimTime,
    sim::{
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

/// The next two things worth a line.
#[must_use]
pub fn next(run: &Timeline, setup: &Setup) -> Vec<Coming> {
    let now = run.now();
    let known = tell(run.ahead(), now);
    if known.len() >= 2 || now >= setup.until {
        return known;
    }
    tell(&setup::look_ahead(run, setup, &mut |events| tell(events, now).len() >= 2), now)
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
