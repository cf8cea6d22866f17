//! A queue's CloudWatch metrics over time, derived from the trace for the charts of a wide lab.
use crate::{
    base::time::SimTime,
    sim::trace::{Event, Phase},
};
use std::collections::BTreeMap;

/// Values at equal distances, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series {
    /// ApproximateNumberOfMessagesVisible.
    pub visible: Vec<u64>,
    /// ApproximateNumberOfMessagesNotVisible.
    pub not_visible: Vec<u64>,
    /// ApproximateAgeOfOldestMessage, in seconds.
    pub oldest: Vec<u64>,
    /// NumberOfMessagesDeleted, summed from the start.
    pub deleted: Vec<u64>,
}

/// The series of a queue from `from` to `to`, at `points` moments.
#[must_use]
pub fn of(queue: &str, trace: &[Event], (from, to): (SimTime, SimTime), points: u64) -> Series {
    let mut series = Series::default();
    let mut state: BTreeMap<u64, (Phase, SimTime)> = BTreeMap::new();
    let mut deleted = 0;
    let mut events = trace.iter().filter(|e| &*e.place == queue && e.phase.is_some()).peekable();
    let span = u128::from(to.since(from).as_micros());
    for point in 0..points {
        let part = span * u128::from(point + 1) / u128::from(points.max(1));
        let at = from + SimTime::from_micros(u64::try_from(part).unwrap_or(u64::MAX));
        while let Some(event) = events.next_if(|e| e.at <= at) {
            deleted += take(&mut state, event);
        }
        let count = |phases: &[Phase]| state.values().filter(|(p, _)| phases.contains(p)).count() as u64;
        series.visible.push(count(&[Phase::Visible, Phase::Locked]));
        series.not_visible.push(count(&[Phase::Flight, Phase::Orphaned]));
        let first = state.values().map(|(_, since)| *since).min();
        series.oldest.push(first.map_or(0, |since| at.since(since).as_secs()));
        series.deleted.push(deleted);
    }
    series
}

/// Takes one event in; how many messages it deleted.
fn take(state: &mut BTreeMap<u64, (Phase, SimTime)>, event: &Event) -> u64 {
    let (Some(item), Some(phase)) = (&event.item, event.phase) else { return 0 };
    match phase {
        Phase::Delayed | Phase::Visible | Phase::Flight | Phase::Orphaned | Phase::Locked => {
            state.entry(item.no).and_modify(|s| s.0 = phase).or_insert((phase, event.at));
            0
        }
        Phase::Dropped => 0,
        Phase::Done => u64::from(state.remove(&item.no).is_some()),
        Phase::Dead | Phase::Expired | Phase::Lost => {
            state.remove(&item.no);
            0
        }
    }
}
