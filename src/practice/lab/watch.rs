//! Watching a proof: it runs by itself, at a speed at which the decisive moment comes soon, and stops there.
use super::{
    goals::{self, Standing},
    proof,
    session::Session,
    speed::Speed,
    words,
};
use crate::base::time::SimTime;

/// Real seconds until the run slows down before the decisive moment.
const SECONDS: u64 = 10;
/// What of the run before the decisive moment goes at ×1.
const EASE: SimTime = SimTime::from_secs(2);

/// The verdict on the goal of a proof, as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The goal is met.
    pub met: bool,
    /// `Lost at 4:00: C2 finishes m1 a second time.`
    pub say: String,
}

impl Session {
    /// Starts the run of a proof: asks first where there is something to ask, else plays.
    pub fn watch(&mut self) {
        self.aim();
        self.toggle();
    }

    /// Sets stop and speed by the decisive moment of the proof this run shows.
    pub(super) fn aim(&mut self) {
        let Some(at) = self.decisive() else { return };
        self.stops.push(at);
        self.speed = Speed::within(at.since(EASE), SECONDS);
    }

    /// The moment of the proof this run shows: the one its author chose, else the one at which the goal is lost or safe.
    #[must_use]
    pub fn decisive(&self) -> Option<SimTime> {
        let shown = self.shown.as_ref()?;
        let decided = || {
            let goal = goals::find(&self.lab, &shown.goal)?;
            Some(proof::measure(&self.lab, &self.ledger, &self.setup, goal).ok()?.1)
        };
        shown.stop.or_else(decided)
    }

    /// What the run says about the goal of the proof, once it has said it; not while a prediction is open.
    #[must_use]
    pub fn ruling(&self) -> Option<Ruling> {
        let goal = goals::find(&self.lab, &self.shown.as_ref()?.goal)?;
        if self.open_question().is_some() {
            return None;
        }
        match self.seen.ruling? {
            Standing::Open => None,
            Standing::Met => Some(Ruling { met: true, say: format!("The goal holds: {}.", goal.words) }),
            Standing::Lost(at) => {
                let why = self.alarm_at(at).unwrap_or_else(|| goal.words.clone());
                let lost = if at < self.setup.until { "lost" } else { "missed" };
                Some(Ruling { met: false, say: format!("The goal is {lost} at {}: {why}.", at.clock()) })
            }
        }
    }

    /// What explains a loss at a moment.
    fn alarm_at(&self, at: SimTime) -> Option<String> {
        words::loudest(self.run.trace().iter().filter(|e| e.at == at)).map(words::say)
    }
}
