//! Enhanced fan-out: registered consumers, and subscriptions to shards.
use super::{
    Caller, Code, KinesisError, Reply, Response,
    page::{self, Page},
    read,
    request::{Subscribe, Tags},
    response::ConsumerView,
    streams, tags,
};
use crate::base::time::SimTime;
use crate::sim::services::kinesis::{
    model::{
        bucket::Bucket,
        consumer::{Consumer, Subscription},
        consumer_arn,
        stream::{Status, Stream},
    },
    step::{Ctx, push, trim},
};
use crate::sim::{
    trace::{Name, Weight},
    turn::Draft,
};

/// Consumers of one ListStreamConsumers page at most.
const PAGE: usize = 100;
/// The largest page that may be asked for.
const MOST_PAGE: i64 = 10_000;

/// RegisterStreamConsumer.
pub(super) fn register(stream: &mut Stream, ctx: &mut Ctx<'_>, name: &Name, given: Tags) -> Reply {
    let (limits, now) = (ctx.core.limits, ctx.now);
    streams::check_name(name, "consumerName", limits.sizes.name)?;
    tags::check(&given, name)?;
    if matches!(stream.status, Status::Creating(_) | Status::Deleting(_)) {
        return Err(KinesisError::busy(&stream.config.name, stream.status.name()));
    }
    if stream.consumers.contains_key(name) {
        let message = format!("Consumer {name} of stream {} already exists.", stream.config.name);
        return Err(KinesisError::new(Code::ResourceInUse, message));
    }
    let creating = stream.consumers.values().filter(|c| c.active > now).count() as u64;
    if creating >= limits.counts.consumers_creating || stream.consumers.len() as u64 >= limits.counts.consumers {
        let message = format!(
            "Stream {} has {} consumers, {creating} of them CREATING; at most {} and {}.",
            stream.config.name,
            stream.consumers.len(),
            limits.counts.consumers,
            limits.counts.consumers_creating
        );
        return Err(KinesisError::new(Code::LimitExceeded, message));
    }
    let consumer = Consumer {
        no: stream.next_consumer,
        name: name.clone(),
        arn: consumer_arn(ctx.region, &stream.config.name, name, now),
        created: now,
        active: now + stream.config.settings.register_takes,
        tags: given,
        policy: None,
    };
    stream.next_consumer += 1;
    let seen = view(&consumer, now);
    stream.consumers.insert(name.clone(), consumer);
    let place = &stream.config.name;
    ctx.emit(|| Draft { note: Some(name.clone()), weight: Weight::Step, ..Draft::new("kinesis.consumer", place) });
    Ok(Response::Consumer(Box::new(seen)))
}

/// DeregisterStreamConsumer; whoever is subscribed is told.
pub(super) fn deregister(stream: &mut Stream, ctx: &mut Ctx<'_>, name: &str) -> Reply {
    let consumer = find(stream, name)?;
    let (no, name) = (consumer.no, consumer.name.clone());
    stream.consumers.remove(&name);
    for shard in stream.shards.values_mut() {
        if let Some(waiting) = shard.subscriptions.remove(&no).and_then(|s| s.waiting) {
            ctx.out.replies.push((waiting, Err(no_consumer(&name))));
        }
    }
    Ok(Response::Done)
}

/// DescribeStreamConsumer.
pub(super) fn describe(stream: &Stream, ctx: &Ctx<'_>, name: &str) -> Reply {
    Ok(Response::Consumer(Box::new(view(find(stream, name)?, ctx.now))))
}

/// ListStreamConsumers.
pub(super) fn list(stream: &Stream, ctx: &Ctx<'_>, max: Option<i64>, token: Option<&str>) -> Reply {
    let most = page::size(max, PAGE, MOST_PAGE)?.min(PAGE);
    let page = token.map(|token| Page::read(token, ctx.now)).transpose()?;
    let after = page.filter(|page| page.stream == stream.config.name).map(|page| page.after);
    let mut rest = stream.consumers.values().filter(|c| after.as_ref().is_none_or(|a| c.name > *a));
    let shown: Vec<ConsumerView> = rest.by_ref().take(most).map(|c| view(c, ctx.now)).collect();
    let last = rest.next().and(shown.last());
    let page =
        last.map(|c| Page { stream: stream.config.name.clone(), after: c.name.clone(), filter: None, issued: ctx.now });
    Ok(Response::Consumers(shown, page.map(|page| page.token())))
}

fn view(consumer: &Consumer, now: SimTime) -> ConsumerView {
    ConsumerView {
        name: consumer.name.clone(),
        arn: consumer.arn.clone(),
        active: consumer.active <= now,
        created: consumer.created,
    }
}

/// There is no such consumer.
pub(super) fn no_consumer(name: &str) -> KinesisError {
    let account = crate::sim::arn::ACCOUNT;
    KinesisError::new(Code::ResourceNotFound, format!("Consumer {name}, account {account} not found."))
}

/// A consumer by its name or its ARN.
fn find<'a>(stream: &'a Stream, name: &str) -> Result<&'a Consumer, KinesisError> {
    let by_arn = || stream.consumers.values().find(|c| &*c.arn == name);
    let found = stream.consumers.get(name).or_else(by_arn);
    found.ok_or_else(|| no_consumer(name))
}

/// The same, to change it.
pub(super) fn find_mut<'a>(stream: &'a mut Stream, name: &str) -> Result<&'a mut Consumer, KinesisError> {
    let name = find(stream, name)?.name.clone();
    stream.consumers.get_mut(&name).ok_or_else(|| no_consumer(&name))
}

/// SubscribeToShard: opens a subscription, goes on with it, or takes it over. The answer comes when there is an event.
pub(super) fn subscribe(
    stream: &mut Stream,
    ctx: &mut Ctx<'_>,
    who: Caller<'_>,
    ask: &Subscribe,
) -> Result<(), KinesisError> {
    let consumer = find(stream, &ask.consumer)?;
    if consumer.active > ctx.now {
        let message = format!("Consumer {} is not ACTIVE yet.", consumer.name);
        return Err(KinesisError::new(Code::ResourceInUse, message));
    }
    let consumer = consumer.no;
    let no = stream.shard(&ask.shard).map(|s| s.no);
    let no = no.ok_or_else(|| KinesisError::lost_shard(&stream.config.name, &ask.shard))?;
    trim::now(stream, ctx, no);
    let from = read::place(stream, ctx, no, &ask.from)?;
    let now = ctx.now;
    let Some(shard) = stream.shards.get_mut(&no) else { return Ok(()) };
    if let Some(open) = shard.subscriptions.get_mut(&consumer).filter(|s| s.ends > now) {
        let on = !ask.stays && open.beat.is_none() && open.waiting.is_none();
        if on && open.owner == *who.from && open.from == from {
            open.waiting = Some(who.id);
            push::arm(stream, ctx, no, consumer);
            return Ok(());
        }
        if now < open.opened + ctx.core.limits.resubscribe {
            stream.tally.push.throttled += 1;
            let message = format!(
                "Another active subscription exists for this consumer: {} and shard {}.",
                ask.consumer, ask.shard
            );
            return Err(KinesisError::new(Code::ResourceInUse, message));
        }
        if let Some(waiting) = open.waiting.take() {
            let message = "Another subscription of this consumer took the shard over.";
            ctx.out.replies.push((waiting, Err(KinesisError::new(Code::ResourceInUse, message))));
        }
    }
    open(stream, ctx, who, (no, consumer, from, ask.stays));
    Ok(())
}

fn open(stream: &mut Stream, ctx: &mut Ctx<'_>, who: Caller<'_>, (no, consumer, from, stays): (u32, u32, u64, bool)) {
    let ends = ctx.now + ctx.core.limits.subscription;
    let Some(shard) = stream.shards.get_mut(&no) else { return };
    let before = shard.subscriptions.remove(&consumer);
    let subscription = Subscription {
        owner: who.from.clone(),
        opened: ctx.now,
        ends,
        from,
        waiting: Some(who.id),
        beat: stays.then(|| ctx.now + push::BEAT),
        // A new connection does not come with new throughput.
        load: before.map_or_else(Bucket::default, |b| b.load),
        armed: None,
    };
    shard.subscriptions.insert(consumer, subscription);
    stream.tally.push.opened += 1;
    let (place, id) = (&stream.config.name, shard.id.clone());
    ctx.emit(|| Draft {
        actor: Some(who.from.clone()),
        note: Some(id),
        until: Some(ends),
        weight: Weight::Step,
        ..Draft::new("kinesis.subscribe", place)
    });
    if stays {
        ctx.out.replies.push((who.id, Ok(Response::Subscribed)));
    }
    push::arm(stream, ctx, no, consumer);
}
