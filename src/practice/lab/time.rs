//! Playing, stepping and seeking. Every way forward goes through one gate, which stops where a prediction is to be asked and
//! at decisive moments, so that nothing can be seen too early.
use super::{
    session::{Mode, Session},
    setup,
    speed::Speed,
};
use crate::{
    base::time::SimTime,
    sim::trace::{Event, Weight},
};

/// How long before a decisive moment the run slows down.
const EASE: SimTime = SimTime::from_secs(2);

impl Session {
    /// Lets `real_ms` milliseconds of real time pass.
    pub fn tick(&mut self, real_ms: u64) {
        if self.mode != Mode::Running {
            return;
        }
        let now = self.run.now();
        let mut to = now + self.pace().over(real_ms);
        if let Some(ease) = self.next_stop().map(|stop| stop.since(EASE)).filter(|&ease| ease > now && ease < to) {
            to = ease;
        }
        self.forward(to);
    }

    /// The speed now: ×1 just before a decisive moment, else what the learner chose.
    #[must_use]
    pub fn pace(&self) -> Speed {
        if self.eased() { Speed::ONE } else { self.speed }
    }

    /// Whether a decisive moment is so near that the run goes at ×1 by itself.
    #[must_use]
    pub fn eased(&self) -> bool {
        let near = |stop: SimTime| stop.since(self.run.now()) <= EASE;
        self.mode == Mode::Running && self.speed > Speed::ONE && self.next_stop().is_some_and(near)
    }

    fn next_stop(&self) -> Option<SimTime> {
        self.stops.iter().copied().filter(|&stop| stop > self.run.now()).min()
    }

    /// The next moment at which something is to be asked.
    fn next_question(&self) -> Option<SimTime> {
        self.to_ask.iter().map(|&i| self.lab.predictions[i].at).filter(|&at| at >= self.run.now()).min()
    }

    /// Plays or pauses; asks first where something is to be asked.
    pub fn toggle(&mut self) {
        match self.mode {
            Mode::Running => self.mode = Mode::Paused,
            Mode::Finished if self.run.now() >= self.setup.until => {}
            _ => {
                self.ask_if_due();
                if self.open_question().is_none() {
                    self.mode = Mode::Running;
                }
            }
        }
        self.refresh();
    }

    /// Stops the clock, if it runs.
    pub fn pause(&mut self) {
        if self.mode == Mode::Running {
            self.mode = Mode::Paused;
        }
    }

    /// Faster, slower, or ×1.
    pub fn set_speed(&mut self, speed: Speed) {
        self.speed = speed;
    }

    /// One event forward: to the next moment at which something worth a line happens.
    pub fn step(&mut self) {
        let from = self.run.now();
        let to = self.find_ahead(Weight::Step);
        self.jump(to);
        if self.run.now() > from {
            self.trail.steps.push((self.run.now(), from));
        }
    }

    /// One event back; undoes a step forward exactly.
    pub fn step_back(&mut self) {
        let now = self.run.now();
        let to = match self.trail.steps.pop() {
            Some((to, from)) if to == now => from,
            _ => {
                self.trail.steps.clear();
                self.last_before(now, Weight::Step)
            }
        };
        self.jump(to);
    }

    /// To the next mark of the track.
    pub fn next_mark(&mut self) {
        let to = self.find_ahead(Weight::Mark);
        self.jump(to);
    }

    /// To the last mark of the track.
    pub fn last_mark(&mut self) {
        let to = self.last_before(self.run.now(), Weight::Mark);
        self.jump(to);
    }

    /// So many seconds forward, or back where negative.
    pub fn shift(&mut self, seconds: i64) {
        let by = SimTime::from_secs(seconds.unsigned_abs());
        let to = if seconds < 0 { self.run.now().since(by) } else { self.run.now() + by };
        self.jump(to);
    }

    /// To tenths of the run: 0 the start, 10 the end.
    pub fn tenth(&mut self, tenth: u64) {
        self.jump(SimTime::from_micros(self.setup.until.as_micros() / 10 * tenth));
    }

    /// To the newest moment this run has reached.
    pub fn newest(&mut self) {
        self.jump(self.run.reached());
    }

    /// To any moment.
    pub fn goto(&mut self, to: SimTime) {
        self.jump(to);
    }

    fn jump(&mut self, to: SimTime) {
        if self.mode != Mode::Armed || to > self.run.now() {
            self.mode = Mode::Paused;
        }
        if to > self.run.now() {
            self.ask_if_due();
            self.forward(to);
        } else {
            self.run.seek(to);
            self.reopen(to);
        }
        self.remeasure();
    }

    /// The gate: forward to `to`, or to the first moment at which the run must stop.
    fn forward(&mut self, to: SimTime) {
        if self.open_question().is_some() {
            return;
        }
        self.grow(to);
        let to = to.min(self.setup.until);
        let question = self.next_question().filter(|&at| at <= to);
        let stop = self.next_stop().filter(|&at| at <= to);
        let goal = question.into_iter().chain(stop).min().unwrap_or(to);
        setup::advance(&mut self.run, &self.setup.planned, goal);
        if stop == Some(goal) {
            self.stops.retain(|&s| s != goal);
            self.mode = Mode::Stopped;
        }
        if question == Some(goal) {
            self.ask_if_due();
            if self.open_question().is_none() && goal < to && self.mode != Mode::Stopped {
                return self.forward(to);
            }
        }
        self.refresh();
        self.report_end();
    }

    fn last_before(&self, now: SimTime, least: Weight) -> SimTime {
        let loud = |e: &&Event| e.at < now && e.weight >= least;
        self.run.trace().iter().rev().find(loud).map_or(SimTime::ZERO, |e| e.at)
    }

    /// The next moment with an event at least so loud, found on the known future or on a fork.
    fn find_ahead(&self, least: Weight) -> SimTime {
        let now = self.run.now();
        if let Some(known) = self.run.ahead().iter().find(|e| e.at > now && e.weight >= least) {
            return known.at;
        }
        let loud = |e: &Event| e.at > now && e.weight >= least;
        let found = setup::look_ahead(&self.run, &self.setup, &mut |events| events.iter().any(loud));
        found.iter().find(|e| loud(e)).map_or(self.setup.until, |e| e.at.min(self.setup.until))
    }
}
