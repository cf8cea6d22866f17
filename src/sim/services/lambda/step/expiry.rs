//! What a stream no longer keeps: a batch that was held back for long is looked for at its source before it is handed over
//! again. A mapping does not know the retention of its stream; it sees that its iterator jumps.
use super::{
    Ask, Cx, Desk, PATIENCE,
    readers::{LaneAt, set_of, shard_of},
};
use crate::base::time::SimTime;
use crate::sim::services::lambda::model::{
    Lambda, Waits,
    mapping::Mapping,
    run::Entry,
    stream::{Held, Lane},
};
use crate::sim::{
    errand::{Outcome, Position, Read, Task},
    trace::Name,
};

fn lane_of(m: &mut Mapping, at: LaneAt) -> Option<&mut Lane> {
    shard_of(m, at.1)?.lanes.get_mut(at.2 as usize)
}

/// Sequence numbers are numbers without leading zeros: the longer one is the greater one.
fn before(one: &Name, other: &Name) -> bool {
    (one.len(), &**one) < (other.len(), &**other)
}

impl Lambda {
    /// Whether the first part of a lane is older than any stream must keep it, and its source was not asked.
    pub(super) fn may_be_gone(&mut self, at: LaneAt, now: SimTime) -> bool {
        let kept = self.core.limits.streams.kept;
        let Some(lane) = self.mappings.get_mut(&at.0).and_then(|m| lane_of(m, at)) else { return false };
        let oldest = lane.parts.front().and_then(|p| p.entries.first());
        lane.held == Held::Unasked && oldest.is_some_and(|e| e.time + kept <= now)
    }

    /// Asks the stream for the first record of a part: an iterator there, then one record.
    pub(super) fn ask_source(&mut self, at: LaneAt, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        let Some(shard) = shard_of(m, at.1) else { return };
        let id = shard.id.clone();
        let Some(lane) = shard.lanes.get_mut(at.2 as usize) else { return };
        let Some(first) = lane.parts.front().and_then(|p| p.entries.first()).map(|e| e.id.clone()) else { return };
        lane.held = Held::Asked;
        self.ask_stream(at, Read::Iterator { shard: id, from: Position::At(first) }, cx);
    }

    fn ask_stream(&mut self, at: LaneAt, read: Read, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        let Some(f) = self.functions.get(&m.function) else { return };
        m.tally.polls += 1;
        let mut desk = Desk { core: &mut self.core, waits: &mut self.waits };
        let what = Ask { of: &f.config.arn, to: &m.to, task: Task::Read(read), patience: PATIENCE };
        desk.ask(Waits::Oldest(at.0, at.1, at.2), what, cx);
    }

    /// The stream answered: what it has dropped is lost, the rest is handed over.
    pub(super) fn oldest_known(&mut self, at: LaneAt, outcome: Outcome, cx: &mut Cx<'_>) {
        let records = match outcome {
            Outcome::Iterator(iterator) => return self.ask_stream(at, Read::Records { iterator, limit: 1 }, cx),
            Outcome::Records(records) => Some(records),
            _ => None,
        };
        if let Some(records) = records {
            match (records.records.first(), records.next) {
                (Some(first), _) => self.forget_before(at, Some(&first.sequence), cx),
                (None, Some(iterator)) if records.behind_millis > 0 => {
                    return self.ask_stream(at, Read::Records { iterator, limit: 1 }, cx);
                }
                (None, _) => self.forget_before(at, None, cx),
            }
        }
        if let Some(lane) = self.mappings.get_mut(&at.0).and_then(|m| lane_of(m, at)).filter(|l| l.held == Held::Asked)
        {
            lane.held = Held::Sure;
        }
        self.after_part(at, cx);
    }

    /// Records before this one, or all of the part, are no longer in the stream: nobody can say more about them.
    fn forget_before(&mut self, at: LaneAt, first: Option<&Name>, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&at.0) else { return };
        if set_of(m).is_none() {
            return;
        }
        let (function, source) = (m.function.clone(), m.source_name.clone());
        let Some(lane) = lane_of(m, at) else { return };
        let Some(part) = lane.parts.front_mut() else { return };
        let all = std::mem::take(&mut part.entries);
        let (gone, left): (Vec<Entry>, Vec<Entry>) =
            all.into_iter().partition(|e| first.is_none_or(|first| before(&e.id, first)));
        part.entries = left;
        if part.entries.is_empty() {
            lane.parts.pop_front();
            lane.held = Held::Unasked;
        }
        let count = gone.len() as u64;
        m.tally.dropped += count;
        m.tally.open = m.tally.open.saturating_sub(count);
        if count > 0 {
            cx.cause = super::report::tell_dropped(&function, &source, (&gone, "expired", false), cx);
        }
    }
}
