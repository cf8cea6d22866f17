//! Enhanced fan-out at work: an event goes out as soon as there are records old enough to have crossed the service, as far as
//! the consumer's own throughput reaches.
use super::{Ctx, Timer};
use crate::base::time::SimTime;
use crate::sim::services::kinesis::{
    api::response::{Event, Record, Response},
    model::{
        consumer::Subscription,
        shard::{Shard, shard_id},
        stream::Stream,
    },
};
use crate::sim::{
    trace::{Name, Weight},
    turn::Draft,
};

/// A call that stays open hears something at least so often: AWS sends an event without records, so that clients know it lives.
pub const BEAT: SimTime = SimTime::from_secs(5);

/// Looks again for every consumer of a shard that waits.
pub fn arm_all(stream: &mut Stream, ctx: &mut Ctx<'_>, no: u32) {
    let number = stream.config.no;
    let Some(shard) = stream.shards.get_mut(&no) else { return };
    let mut subscriptions = std::mem::take(&mut shard.subscriptions);
    for (consumer, subscription) in &mut subscriptions {
        ask(shard, subscription, ctx, Timer::Push(number, no, *consumer));
    }
    shard.subscriptions = subscriptions;
}

/// Looks again for one consumer.
pub fn arm(stream: &mut Stream, ctx: &mut Ctx<'_>, no: u32, consumer: u32) {
    let number = stream.config.no;
    let Some(shard) = stream.shards.get_mut(&no) else { return };
    let Some(mut subscription) = shard.subscriptions.remove(&consumer) else { return };
    ask(shard, &mut subscription, ctx, Timer::Push(number, no, consumer));
    shard.subscriptions.insert(consumer, subscription);
}

/// Asks for a wake-up unless an earlier one is asked for.
fn ask(shard: &Shard, subscription: &mut Subscription, ctx: &mut Ctx<'_>, timer: Timer) {
    if subscription.waiting.is_none() {
        return;
    }
    let at = next(shard, subscription, ctx).max(ctx.now);
    if subscription.armed.is_none_or(|armed| at < armed) {
        subscription.armed = Some(at);
        ctx.wake(at, timer);
    }
}

/// When the next event is due: the oldest record has crossed, and there is throughput; else the end.
fn next(shard: &Shard, subscription: &Subscription, ctx: &Ctx<'_>) -> SimTime {
    let limits = &ctx.core.limits;
    let due = match shard.records.get(shard.index(subscription.from)) {
        Some(record) => {
            let free = subscription.load.fits_at(record.size(), limits.rates.fan_out, ctx.now);
            (record.at + limits.push_latency).max(free).min(subscription.ends)
        }
        None if !shard.is_open() => ctx.now,
        None => subscription.ends,
    };
    subscription.beat.map_or(due, |beat| due.min(beat))
}

/// A wake-up: sends an event if one is due.
pub fn due(stream: &mut Stream, ctx: &mut Ctx<'_>, no: u32, consumer: u32) {
    super::trim::now(stream, ctx, no);
    let (number, encrypted) = (stream.config.no, stream.config.key.is_some());
    let Some(shard) = stream.shards.get_mut(&no) else { return };
    let Some(mut subscription) = shard.subscriptions.remove(&consumer) else { return };
    if subscription.armed.is_some_and(|armed| armed <= ctx.now) {
        subscription.armed = None;
    }
    let over = subscription.ends <= ctx.now;
    if subscription.waiting.is_none() || (next(shard, &subscription, ctx) > ctx.now && !over) {
        ask(shard, &mut subscription, ctx, Timer::Push(number, no, consumer));
        shard.subscriptions.insert(consumer, subscription);
        return;
    }
    let (mut event, bytes) = gather(shard, &mut subscription, ctx, (over, encrypted));
    let (waiting, stays) = (subscription.waiting.take(), subscription.beat.is_some());
    let (owner, id) = (subscription.owner.clone(), shard.id.clone());
    let ended = over || event.continuation.is_none();
    event.more = stays && !ended;
    if event.continuation.is_none() {
        let children = stream.shards.get(&no).map(|shard| stream.children(shard));
        event.children = children.unwrap_or_default();
    }
    let Some(shard) = stream.shards.get_mut(&no) else { return };
    if ended {
        let place = &stream.config.name;
        ctx.emit(|| Draft {
            actor: Some(owner.clone()),
            note: Some(id),
            weight: Weight::Step,
            ..Draft::new("kinesis.unsubscribe", place)
        });
    } else {
        if stays {
            (subscription.waiting, subscription.beat) = (waiting, Some(ctx.now + BEAT));
            ask(shard, &mut subscription, ctx, Timer::Push(number, no, consumer));
        }
        shard.subscriptions.insert(consumer, subscription);
    }
    if over && stays {
        ctx.out.replies.extend(waiting.map(|id| (id, Ok(Response::Ended))));
        return;
    }
    count(stream, ctx, (&event, bytes), &owner);
    ctx.out.replies.extend(waiting.map(|id| (id, Ok(Response::Event(Box::new(event))))));
}

/// What the next event carries: records that have crossed, up to a second's worth of throughput.
fn gather(
    shard: &Shard,
    subscription: &mut Subscription,
    ctx: &Ctx<'_>,
    (over, encrypted): (bool, bool),
) -> (Event, u64) {
    let (now, limits) = (ctx.now, &ctx.core.limits);
    let room = subscription.load.room(limits.rates.fan_out, now);
    let mut at = shard.index(subscription.from);
    let (mut records, mut bytes) = (vec![], 0);
    let crossed = |at: SimTime| !over && at + limits.push_latency <= now;
    while let Some(record) = shard.records.get(at).filter(|r| crossed(r.at)) {
        let size = record.size();
        if !records.is_empty() && bytes + size > room {
            break;
        }
        bytes += size;
        subscription.from = record.place + 1;
        records.push(Record { sequence: shard.sequence(record.place), arrived: record.at, data: record.data.clone() });
        at += 1;
    }
    subscription.load.add(bytes, limits.rates.fan_out, now);
    let unread = shard.records.get(at);
    let ended = unread.is_none() && !shard.is_open();
    let event = Event {
        behind_millis: unread.map_or(0, |r| now.since(r.at).as_millis()),
        continuation: (!ended).then(|| shard.sequence(subscription.from - 1)),
        children: vec![],
        encrypted,
        more: false,
        records,
    };
    (event, bytes)
}

fn count(stream: &mut Stream, ctx: &mut Ctx<'_>, (event, bytes): (&Event, u64), owner: &Name) {
    let push = &mut stream.tally.push;
    push.calls += 1;
    push.records += event.records.len() as u64;
    push.bytes += bytes;
    push.behind.note(event.behind_millis, ctx.now);
    if ctx.out.sink.off {
        return;
    }
    for record in &event.records {
        let place = &stream.config.name;
        ctx.emit(|| Draft {
            actor: Some(owner.clone()),
            item: record.data.item.clone(),
            amount: event.behind_millis,
            note: Some(shard_id(record.sequence.shard)),
            weight: Weight::Step,
            ..Draft::new("kinesis.push", place)
        });
    }
}
