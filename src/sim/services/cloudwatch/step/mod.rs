//! What time does to CloudWatch: each minute metrics are collected and alarms evaluated.
mod act;
mod collect;
/// Data decides about alarms.
pub mod evaluate;
mod past;
mod stamp;

use super::{
    api::{CloudWatchError, Response},
    model::{
        CloudWatch,
        alarm::{Alarm, By},
    },
};
use crate::base::time::SimTime;
use crate::sim::{
    errand::Outcome,
    turn::{Draft, Out, Turn},
};
use serde::{Deserialize, Serialize};

/// CloudWatch's own timers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Timer {
    /// The clock strikes.
    Tick,
}

/// What CloudWatch answers with.
pub type Output = Out<Timer, Result<Response, CloudWatchError>>;

/// What a step works with.
#[derive(Debug)]
pub struct Ctx<'a> {
    /// The moment, the ledger, the cause.
    pub turn: Turn<'a>,
    /// Where timers, errands and events go.
    pub out: &'a mut Output,
}

impl<'a> Ctx<'a> {
    /// A step.
    pub const fn new(turn: Turn<'a>, out: &'a mut Output) -> Self {
        Self { turn, out }
    }
    /// Records an event caused by what led here.
    pub fn emit(&mut self, draft: impl FnOnce() -> Draft) -> Option<u64> {
        self.out.sink.emit(self.turn.now, self.turn.cause, draft)
    }
}

/// What an alarm has cost so far: its class (standard, high resolution, composite) and metric hours, begun ones counted whole.
#[must_use]
pub fn bill(alarm: &Alarm, now: SimTime) -> (usize, u64) {
    let hours = now.since(alarm.made).as_secs().div_ceil(3_600);
    match &alarm.config.by {
        By::Metric(watch) => {
            let metrics = watch.queries.iter().filter(|q| q.key().is_some()).count() as u64;
            (usize::from(watch.period < 60), hours * metrics)
        }
        By::Rule(..) => (2, hours),
    }
}

impl CloudWatch {
    /// Keeps the clock running while there is something to collect or to evaluate.
    pub(super) fn wind(&mut self, ctx: &mut Ctx<'_>) {
        if self.alarms.is_empty() && self.watched.is_empty() && !self.settings.everything {
            self.tick = None;
            return;
        }
        let beat = self.alarms.values().map(Alarm::beat).min().unwrap_or(60);
        let now = ctx.turn.now.as_secs();
        let next = SimTime::from_secs(now - now % beat + beat);
        if self.tick.is_none_or(|tick| next < tick || tick <= ctx.turn.now) {
            self.tick = Some(next);
            ctx.out.timers.push((next, Timer::Tick));
        }
    }

    /// The clock strikes.
    pub(super) fn wake(&mut self, ctx: &mut Ctx<'_>) {
        if self.tick != Some(ctx.turn.now) {
            return;
        }
        if ctx.turn.now.as_secs().is_multiple_of(self.limits.minute) {
            self.collect(ctx);
            self.forget(ctx.turn.now);
        }
        self.evaluate(ctx);
        self.wind(ctx);
    }

    /// What came of an errand.
    pub(super) fn hear(&mut self, ticket: u64, outcome: Outcome, ctx: &mut Ctx<'_>) {
        if let Some((keys, end)) = self.errands.collecting.remove(&ticket) {
            if let Outcome::Measured(values) = outcome {
                self.collected(&keys, end, &values, ctx);
            }
        } else if let Some(end) = self.errands.surveying.remove(&ticket) {
            if let Outcome::Surveyed(all) = outcome {
                self.surveyed(&all, end, ctx);
            }
        } else if let Some((alarm, target)) = self.errands.acting.remove(&ticket) {
            self.acted(&alarm, &target, &outcome, ctx);
        }
    }
}
