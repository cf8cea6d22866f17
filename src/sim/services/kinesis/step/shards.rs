//! Splits and merges: the parents close and stay readable, the children begin empty.
use super::{Ctx, push, trim};
use crate::sim::services::kinesis::model::{hash::HashKey, shard::shard_id, stream::Stream};
use crate::sim::{
    trace::{Name, Weight},
    turn::Draft,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
    sync::Arc,
};

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
    let borders = borders(stream, target);
    for at in &borders {
        if !stream.routes.contains_key(at)
            && let Some(no) = stream.route(*at)
        {
            split(stream, ctx, no, *at);
        }
    }
    for from in &borders {
        let to = borders.range((Bound::Excluded(*from), Bound::Unbounded)).next();
        let to = to.map_or(HashKey::MOST, |next| next.before());
        while let Some(no) = stream.routes.get(from).copied() {
            let next = stream.routes.range(*from..=to).nth(1).map(|(_, no)| *no);
            let Some(next) = next else { break };
            merge(stream, ctx, no, next);
        }
    }
}

/// Where each of `target` shards is to begin. AWS does not publish how it scales, but all the shards there are after UpdateShardCount,
/// closed ones included, were counted on AWS: 2 to 4 shards 6, 4 to 5: 15, 10 to 13: 37, 4 to 2: 6, 5 to 3: 7. So it splits each shard
/// once at most on the way up (which is why it takes no more than double) and none on the way down: of the borders that would make all
/// shards equal the others give way to the old border that is nearest.
fn borders(stream: &Stream, target: u32) -> BTreeSet<HashKey> {
    let up = target > stream.open_count();
    let equal: BTreeSet<HashKey> = (0..target).map(|nth| HashKey::share(nth, target)).collect();
    let nearest = |key: &HashKey| {
        let sides = [stream.routes.range(..=*key).next_back(), stream.routes.range(*key..).next()];
        sides.into_iter().flatten().map(|(old, _)| *old).min_by_key(|old| old.0.abs_diff(key.0))
    };
    let away = |key: &HashKey| nearest(key).map_or(0, |old| old.0.abs_diff(key.0));
    let mut splits: BTreeMap<u32, HashKey> = BTreeMap::new();
    for key in equal.iter().filter(|_| up) {
        if let Some(shard) = stream.route(*key) {
            let best = splits.entry(shard).or_insert(*key);
            *best = if away(key) > away(best) { *key } else { *best };
        }
    }
    let mut borders = BTreeSet::new();
    for key in &equal {
        let splits = stream.route(*key).is_some_and(|shard| splits.get(&shard) == Some(key));
        let old = nearest(key).filter(|old| !splits && !equal.contains(old) && !borders.contains(old));
        borders.insert(old.unwrap_or(*key));
    }
    borders
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
