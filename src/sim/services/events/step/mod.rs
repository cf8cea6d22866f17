//! What time does: deliveries and their retries, schedules, replays.
/// An event reaches a bus.
pub mod arrive;
mod deliver;
/// Replays.
pub mod replay;
/// Rules that come by the calendar.
pub mod schedule;

use super::api::Reply;
use super::model::Events;
use crate::sim::turn::{Out, Turn};
use serde::{Deserialize, Serialize};

/// EventBridge's timers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timer {
    /// A delivery is to be attempted.
    Deliver(u64),
    /// A rule's schedule comes: the rule's number and the epoch of its schedule.
    Schedule(u64, u32),
    /// A replay goes on: its number.
    Replay(u64),
}

/// Where EventBridge puts what it wants done.
pub type Output = Out<Timer, Reply>;

impl Events {
    /// A timer is due; one that no longer matters does nothing.
    pub(super) fn wake(&mut self, timer: Timer, turn: Turn<'_>, out: &mut Output) {
        match timer {
            Timer::Deliver(no) => self.attempt(no, turn, out),
            Timer::Schedule(no, epoch) => self.fire(no, epoch, turn, out),
            Timer::Replay(no) => self.go_on(no, turn, out),
        }
    }
}
