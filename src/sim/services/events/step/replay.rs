//! Replays: the events of one minute together and in no order, then those of the next.
use super::{Output, Timer, arrive::Arrival};
use crate::base::time::SimTime;
use crate::sim::{
    leniency::Spared,
    services::events::model::{Events, archive::ReplayState, bus::Bus, event::Event, metrics::Meter},
    trace::{Name, Weight},
    turn::{Draft, Turn},
};
use serde_json::Value;
use std::sync::Arc;

impl Events {
    /// A replay sends its next minute, or ends.
    pub(super) fn go_on(&mut self, no: u64, turn: Turn<'_>, out: &mut Output) {
        let Some(replay) = self.replays.values_mut().find(|r| r.no == no) else { return };
        let (name, bus, filters) = (replay.name.clone(), replay.bus.clone(), replay.filters.clone());
        if replay.state == ReplayState::Cancelling {
            replay.ahead.clear();
            (replay.state, replay.when.1) = (ReplayState::Cancelled, Some(turn.now));
            told(&name, &bus, replay.state, turn, out);
            return;
        }
        let Some(mut minute) = replay.ahead.pop_front() else {
            (replay.state, replay.when.1) = (ReplayState::Completed, Some(turn.now));
            told(&name, &bus, replay.state, turn, out);
            return;
        };
        if replay.state == ReplayState::Starting {
            replay.state = ReplayState::Running;
            told(&name, &bus, replay.state, turn, out);
        }
        replay.sent += minute.len() as u64;
        replay.last = minute.iter().map(|e| e.time).max().or(replay.last);
        for at in (1..minute.len()).rev() {
            let other = usize::try_from(self.core.luck.below(at as u64 + 1)).unwrap_or(0);
            minute.swap(at, other);
        }
        let count = minute.len() as u64;
        for event in minute {
            let again = Event { replay: Some(name.clone()), ingested: turn.now, ..(*event).clone() };
            let detail: Value = serde_json::from_str(&again.detail).unwrap_or_default();
            let only = (!filters.is_empty()).then_some(&*filters);
            let arrival = Arrival { event: Arc::new(again), detail, from: name.clone(), only };
            self.arrive(&bus, arrival, turn, out);
        }
        let Some(bus) = self.buses.get_mut(&bus) else { return };
        bus.tally.add(Meter::Replayed, count);
        let next = turn.now + pace(bus, turn);
        out.timers.push((next, Timer::Replay(no)));
    }
}

/// How long a replay takes over one minute of events.
pub(in crate::sim::services::events) fn pace(bus: &Bus, turn: Turn<'_>) -> SimTime {
    if turn.spares(Spared::Replays) { SimTime::ZERO } else { bus.settings.replay_pace }
}

/// An event about a replay's state.
fn told(name: &Name, bus: &Name, state: ReplayState, turn: Turn<'_>, out: &mut Output) {
    out.sink.emit(turn.now, turn.cause, || Draft {
        actor: Some(name.clone()),
        note: Some(state.name().into()),
        weight: Weight::Mark,
        ..Draft::new("events.replay", bus)
    });
}
