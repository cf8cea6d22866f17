//! What time does to Kinesis: statuses end, retention runs out, records are pushed, on-demand streams grow.
/// On-demand mode.
pub mod demand;
/// Events of subscriptions.
pub mod push;
/// Shards are split and merged.
pub mod shards;
/// Statuses.
pub mod status;
/// Retention.
pub mod trim;

use super::api::{error::KinesisError, response::Response};
use super::model::{Core, Kinesis, stream::Stream};
use crate::base::time::SimTime;
use crate::sim::leniency::Leniency;
use crate::sim::region::Region;
use crate::sim::trace::Name;
use crate::sim::turn::{Draft, Out, Turn};
use serde::{Deserialize, Serialize};

/// Kinesis's own timers, by the stream's number or name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Timer {
    /// A status may end.
    Status(Name),
    /// The oldest records of a shard, or a closed shard, may have to go.
    Trim(u32, u32),
    /// An event for a consumer of a shard may be due.
    Push(u32, u32, u32),
    /// A minute of a stream is over.
    Minute(u32),
}

/// What Kinesis answers with.
pub type Output = Out<Timer, Result<Response, KinesisError>>;

/// What a step works with besides its stream.
#[derive(Debug)]
pub struct Ctx<'a> {
    /// The moment of the step.
    pub now: SimTime,
    /// The trace event that led here.
    pub cause: Option<u64>,
    /// What the account is spared.
    pub leniency: Leniency,
    /// Where it is.
    pub region: &'a Region,
    /// What all streams share.
    pub core: &'a mut Core,
    /// Where timers, answers and events go.
    pub out: &'a mut Output,
}

impl<'a> Ctx<'a> {
    /// A step.
    pub const fn new(core: &'a mut Core, turn: Turn<'a>, out: &'a mut Output) -> Self {
        Self { now: turn.now, cause: turn.cause, leniency: turn.leniency, region: turn.region, core, out }
    }
    /// Records an event at the moment of the step.
    pub fn emit(&mut self, draft: impl FnOnce() -> Draft) -> Option<u64> {
        self.out.sink.emit(self.now, self.cause, draft)
    }
    /// Asks for a wake-up.
    pub fn wake(&mut self, at: SimTime, timer: Timer) {
        self.out.timers.push((at.max(self.now), timer));
    }
}

impl Kinesis {
    /// A timer has come.
    pub(super) fn wake(&mut self, timer: Timer, turn: Turn<'_>, out: &mut Output) {
        let number = match timer {
            Timer::Status(name) => return status::end(self, &name, turn, out),
            Timer::Trim(stream, _) | Timer::Push(stream, ..) | Timer::Minute(stream) => stream,
        };
        if let Timer::Minute(_) = timer
            && let Some(more) = self.wanted(number, turn.now)
        {
            return self.step(number, turn, out, |stream, ctx| demand::grow(stream, ctx, more));
        }
        self.step(number, turn, out, |stream, ctx| match timer {
            Timer::Trim(_, shard) => trim::due(stream, ctx, shard),
            Timer::Push(_, shard, consumer) => push::due(stream, ctx, shard, consumer),
            Timer::Minute(_) | Timer::Status(_) => {}
        });
    }

    fn step(&mut self, number: u32, turn: Turn<'_>, out: &mut Output, act: impl FnOnce(&mut Stream, &mut Ctx<'_>)) {
        let found = self.core.names.get(&number).and_then(|name| self.streams.get_mut(name));
        let Some(stream) = found else { return };
        act(stream, &mut Ctx::new(&mut self.core, turn, out));
    }
}
