//! On-demand mode: every minute the stream compares what it carries with twice the highest minute it remembers, and splits
//! the busiest shards until it carries that; it does so at most once, and at most doubling, in fifteen minutes. A shard that
//! refused records of several keys is split as well: a hot range can be helped, a hot key cannot.
use super::{Ctx, Timer, shards};
use crate::base::time::SimTime;
use crate::sim::services::kinesis::model::{
    Kinesis,
    hash::HashKey,
    shard::{Minute, Shard},
    stream::{Mode, Status, Stream},
};
use crate::sim::{trace::Weight, turn::Draft};

/// CloudWatch's period, and how often capacity is looked at.
const MINUTE: SimTime = SimTime::from_secs(60);

/// Asks for a wake-up at the end of the minute, where the mode is on-demand.
pub fn arm(stream: &mut Stream, ctx: &mut Ctx<'_>) {
    if stream.peaks.armed || stream.config.mode != Mode::OnDemand {
        return;
    }
    stream.peaks.armed = true;
    let end = SimTime((ctx.now.0 / MINUTE.0 + 1) * MINUTE.0);
    ctx.wake(end, Timer::Minute(stream.config.no));
}

impl Kinesis {
    /// The end of a minute: how many shards an on-demand stream may grow by now. `None` where it is none.
    pub(super) fn wanted(&mut self, number: u32, now: SimTime) -> Option<u64> {
        let limits = self.core.limits;
        let name = self.core.names.get(&number)?;
        let stream = self.streams.get_mut(name)?;
        stream.peaks.armed = false;
        if stream.config.mode != Mode::OnDemand {
            stream.peaks.running = (0, 0);
            return None;
        }
        stream.peaks.roll(now, limits.on_demand.peak_days);
        let (bytes, records) = stream.peaks.highest();
        let headroom = limits.on_demand.headroom;
        let bytes = bytes.saturating_mul(headroom).max(limits.on_demand.start_bytes).min(limits.on_demand.most_bytes);
        let records = records.saturating_mul(headroom).max(limits.on_demand.start_records);
        let wanted = bytes.div_ceil(limits.rates.write_bytes).max(records.div_ceil(limits.rates.write_records));
        let most = limits.on_demand.most_bytes.div_ceil(limits.rates.write_bytes);
        Some(wanted.min(most))
    }
}

/// Grows towards so many shards, busiest first.
pub fn grow(stream: &mut Stream, ctx: &mut Ctx<'_>, wanted: u64) {
    let open = u64::from(stream.open_count());
    let mut busy: Vec<(u64, u32, Minute)> = stream.open().map(|s| (s.minute.bytes, s.no, s.minute)).collect();
    for shard in stream.shards.values_mut() {
        shard.minute = Minute::default();
    }
    // Streams at rest are not looked at again before the next record.
    if busy.iter().any(|b| b.0 > 0 || b.2.refused > 0) || open < wanted {
        arm(stream, ctx);
    }
    if ctx.now < stream.peaks.grows_from || stream.status != Status::Active {
        return;
    }
    busy.sort_by_key(|b| std::cmp::Reverse((b.2.refused, b.0, std::cmp::Reverse(b.1))));
    let more = usize::try_from(wanted.saturating_sub(open).min(open)).unwrap_or(usize::MAX);
    let hot = |b: &&(u64, u32, Minute)| b.2.refused > 0 && b.2.various;
    let chosen: Vec<u32> = if more > 0 {
        busy.iter().take(more).map(|b| b.1).collect()
    } else {
        busy.iter().filter(hot).map(|b| b.1).collect()
    };
    if chosen.is_empty() {
        return;
    }
    stream.peaks.grows_from = ctx.now + ctx.core.limits.on_demand.window;
    stream.tick(ctx.now, ctx.core.limits.retention.default);
    for no in chosen {
        if let Some(middle) = stream.shards.get(&no).and_then(middle) {
            shards::split(stream, ctx, no, middle);
        }
    }
    let (name, now) = (&stream.config.name, u64::from(stream.open_count()));
    ctx.emit(|| Draft { amount: now, weight: Weight::Mark, ..Draft::new("kinesis.scale", name) });
}

/// Where the second half of a shard begins; `None` where there is nothing to halve.
fn middle(shard: &Shard) -> Option<HashKey> {
    let (first, last) = shard.range;
    (last.0 - first.0 > 2).then(|| HashKey(first.0 + (last.0 - first.0) / 2 + 1))
}
