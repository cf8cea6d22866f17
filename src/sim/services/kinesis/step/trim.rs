//! Retention: records leave at the front of their shard, closed shards leave when their last record has.
use super::{Ctx, Timer};
use crate::base::time::SimTime;
use crate::sim::{
    services::kinesis::model::stream::Stream,
    trace::{Phase, Weight},
    turn::Draft,
};

/// A shard is looked through for expired records not more often than this; reads look by themselves.
const PACE: SimTime = SimTime::from_secs(1);

/// Takes out what is too old now, so that nobody reads it.
pub fn now(stream: &mut Stream, ctx: &mut Ctx<'_>, shard: u32) {
    let name = stream.config.name.clone();
    let at = ctx.now;
    stream.trim(shard, at, |id, record| {
        ctx.emit(|| Draft {
            item: record.data.item.clone(),
            phase: Some(Phase::Expired),
            note: Some(id.clone()),
            weight: Weight::Mark,
            ..Draft::new("kinesis.expire", &name)
        });
    });
}

/// Asks for a wake-up when the oldest record is too old, or a closed shard can go.
pub fn arm(stream: &mut Stream, ctx: &mut Ctx<'_>, no: u32) {
    let keep = stream.retention();
    let Some(shard) = stream.shards.get_mut(&no) else { return };
    let oldest = shard.records.front().map(|r| r.at);
    if let Some(at) = oldest.or(shard.lineage.closed) {
        shard.trimming = true;
        ctx.wake((at + keep).max(ctx.now + PACE), Timer::Trim(stream.config.no, no));
    }
}

/// A wake-up.
pub fn due(stream: &mut Stream, ctx: &mut Ctx<'_>, no: u32) {
    now(stream, ctx, no);
    let keep = stream.retention();
    let Some(shard) = stream.shards.get_mut(&no) else { return };
    shard.trimming = false;
    let over = shard.lineage.closed.is_some_and(|closed| closed + keep <= ctx.now);
    if over && shard.records.is_empty() {
        let Some(shard) = stream.shards.remove(&no) else { return };
        let name = &stream.config.name;
        ctx.emit(|| Draft {
            note: Some(shard.id.clone()),
            weight: Weight::Step,
            ..Draft::new("kinesis.shard_expired", name)
        });
        return;
    }
    arm(stream, ctx, no);
}
