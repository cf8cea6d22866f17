//! Splits and merges: the parents close and stay readable, the children begin empty.
use super::{Ctx, push, trim};
use crate::sim::services::kinesis::model::{hash::HashKey, shard::shard_id, stream::Stream};
use crate::sim::{
    trace::{Name, Weight},
    turn::Draft,
};
use std::sync::Arc;

/// Splits an open shard; the second child begins at `at`.
pub fn split(stream: &mut Stream, ctx: &mut Ctx<'_>, no: u32, at: HashKey) {
    let Some((first, last)) = stream.shards.get(&no).filter(|s| s.is_open()).map(|s| s.range) else { return };
    if at <= first || at > last {
        return;
    }
    retire(stream, ctx, no);
    let low = stream.grow((first, at.before()), vec![no], ctx.now);
    let high = stream.grow((at, last), vec![no], ctx.now);
    tell(stream, ctx, "kinesis.split", format!("{} -> {} {}", shard_id(no), shard_id(low), shard_id(high)));
    push::arm_all(stream, ctx, no);
}

/// Merges two open neighbours; the first one is the child's ParentShardId.
pub fn merge(stream: &mut Stream, ctx: &mut Ctx<'_>, no: u32, adjacent: u32) {
    let range = |no: u32| stream.shards.get(&no).filter(|s| s.is_open()).map(|s| s.range);
    let (Some(a), Some(b)) = (range(no), range(adjacent)) else { return };
    retire(stream, ctx, no);
    retire(stream, ctx, adjacent);
    let child = stream.grow((a.0.min(b.0), a.1.max(b.1)), vec![no, adjacent], ctx.now);
    let words = format!("{} {} -> {}", shard_id(no), shard_id(adjacent), shard_id(child));
    tell(stream, ctx, "kinesis.merge", words);
    push::arm_all(stream, ctx, no);
    push::arm_all(stream, ctx, adjacent);
}

/// Brings the stream to so many shards of about equal size, by splits at every new border and merges across every old one; short-lived
/// shards arise in between, as on AWS.
pub fn spread(stream: &mut Stream, ctx: &mut Ctx<'_>, target: u32) {
    let mut borders = vec![HashKey::LEAST];
    borders.extend((1..target).map(|nth| border(stream, nth, target)));
    for at in &borders {
        if !stream.routes.contains_key(at)
            && let Some(no) = stream.route(*at)
        {
            split(stream, ctx, no, *at);
        }
    }
    for (nth, from) in borders.iter().enumerate() {
        let to = borders.get(nth + 1).map_or(HashKey::MOST, |next| next.before());
        while let Some(no) = stream.routes.get(from).copied() {
            let next = stream.routes.range(*from..=to).nth(1).map(|(_, no)| *no);
            let Some(next) = next else { break };
            merge(stream, ctx, no, next);
        }
    }
}

/// The `nth` border of `target` shards: where they would be equal, or an old border that lies near. AWS does not publish how it scales, but
/// the shards that were counted there after UpdateShardCount, closed ones included (4 to 5: 15, 10 to 13: 37, 5 to 3: 7, 10 to 3: 17),
/// are as many as arise where an old border stays that lies less than a bound from a new one, the bound being above 0.2 and at most
/// 0.25 of a new shard.
fn border(stream: &Stream, nth: u32, target: u32) -> HashKey {
    let exact = HashKey::share(nth, target);
    let near = HashKey::share(1, target).0 / 9 * 2;
    let sides = [stream.routes.range(..=exact).next_back(), stream.routes.range(exact..).next()];
    let away = |key: &HashKey| key.0.abs_diff(exact.0);
    let old = sides.into_iter().flatten().map(|(key, _)| *key).min_by_key(away);
    old.filter(|key| away(key) < near).unwrap_or(exact)
}

/// Closes a shard: no more records go there, and its subscribers and readers come to an end behind the last one.
fn retire(stream: &mut Stream, ctx: &mut Ctx<'_>, no: u32) {
    let Some(shard) = stream.shards.get_mut(&no) else { return };
    shard.lineage.closed = Some(ctx.now);
    stream.routes.remove(&shard.range.0);
    if !shard.trimming {
        trim::arm(stream, ctx, no);
    }
}

fn tell(stream: &Stream, ctx: &mut Ctx<'_>, kind: &'static str, words: String) {
    let name: &Name = &stream.config.name;
    let open = u64::from(stream.open_count());
    ctx.emit(|| Draft { note: Some(Arc::from(words)), amount: open, weight: Weight::Mark, ..Draft::new(kind, name) });
}
