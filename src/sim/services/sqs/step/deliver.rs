//! Handing out messages: one receive, those who wait, and what a receive leaves behind it.
use super::{Ctx, about, mark, transfer};
use crate::base::time::SimTime;
use crate::sim::services::sqs::api::{
    handle::{Receipt, SequenceNumber},
    response::{Message as Answer, Response, Wanted},
    send::size,
};
use crate::sim::services::sqs::model::{message::Flight, queue::Queue};
use crate::sim::trace::{Name, Phase, Weight};
use crate::sim::turn::Draft;
use std::sync::Arc;

/// Messages behind a lock whose change of phase is told; more would drown the trace.
const TOLD: usize = 8;

/// What a receive wants, every default filled in.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Who asks.
    pub from: Name,
    /// MaxNumberOfMessages.
    pub max: usize,
    /// The visibility timeout to apply.
    pub visibility: SimTime,
    /// The servers asked, a bit each.
    pub mask: u64,
    /// Which attributes to return.
    pub wanted: Option<Arc<Wanted>>,
}

/// Takes what there is, as far as the limits allow. Messages received too often leave for the dead-letter queue instead.
pub fn take(queue: &mut Queue, ctx: &mut Ctx<'_>, ask: &Ask) -> Vec<Answer> {
    let limit = queue.inflight_limit(&ctx.core.limits);
    let found =
        if queue.config.fifo { take_fifo(queue, ctx, ask, limit) } else { take_standard(queue, ctx, ask, limit) };
    let bytes = found.iter().map(|m| size(&m.payload)).sum();
    queue.tally.total.carry(bytes, ctx.core.limits.sizes.chunk);
    found
}

fn take_standard(queue: &mut Queue, ctx: &mut Ctx<'_>, ask: &Ask, limit: u64) -> Vec<Answer> {
    let mut found = vec![];
    while found.len() < ask.max && queue.counts.in_flight < limit {
        let Some(spot) = queue.ready.first(ask.mask, &queue.noisy) else { break };
        found.extend(lift(queue, ctx, ask, spot.slot));
    }
    found
}

fn take_fifo(queue: &mut Queue, ctx: &mut Ctx<'_>, ask: &Ask, limit: u64) -> Vec<Answer> {
    let mut found: Vec<Answer> = vec![];
    while found.len() < ask.max && queue.counts.in_flight < limit {
        let room = (ask.max - found.len()).min(usize::try_from(limit - queue.counts.in_flight).unwrap_or(usize::MAX));
        let Some(slots) = queue.groups.next_turn(queue.seq, room) else { break };
        let group = slots.first().and_then(|&s| queue.messages.get(s)).map_or(0, |m| m.group);
        let before = found.len();
        for slot in slots {
            found.extend(lift(queue, ctx, ask, slot));
        }
        if found.len() > before {
            locked(queue, ctx, group);
        }
    }
    found
}

/// Receives one visible message, or sends it to the dead-letter queue.
fn lift(queue: &mut Queue, ctx: &mut Ctx<'_>, ask: &Ask, slot: u32) -> Option<Answer> {
    if transfer::is_due(queue, ctx, slot) {
        transfer::dead_letter(queue, ctx, slot);
        return None;
    }
    let now = ctx.now;
    let until = now + ask.visibility;
    queue.hide(slot, Flight { until, since: now, set: now, holder: ask.from.clone(), extended: 0 });
    queue.tally.total.received += 1;
    let fifo = queue.config.fifo;
    let message = queue.messages.get_mut(slot)?;
    message.receives += 1;
    message.here += 1;
    message.first_receive = message.first_receive.min(now);
    let event = ctx.out.sink.emit(now, ctx.cause, || Draft {
        actor: Some(ask.from.clone()),
        phase: Some(Phase::Flight),
        until: Some(until),
        weight: Weight::Step,
        ..about("sqs.receive", &queue.config.name, message)
    });
    message.event = event.unwrap_or(u64::MAX);
    Some(Answer {
        message_id: message.id,
        receipt: Receipt { queue: queue.config.no, slot, no: message.no, receive: message.receives },
        payload: message.payload.clone(),
        receive_count: message.receives,
        sent: message.sent,
        first_receive: message.first_receive,
        hidden_until: until,
        sequence_number: fifo.then_some(SequenceNumber(message.seq)),
        dedup_id: message.extra.dedup_id.clone(),
        sender: message.sender.clone(),
        source: message.extra.source.as_ref().map(|queue| ctx.region.arn("sqs", queue)),
        wanted: ask.wanted.clone(),
    })
}

/// Answers those who wait, in the order of asking, while there is something to hand out.
pub fn serve(queue: &mut Queue, ctx: &mut Ctx<'_>) {
    while queue.counts.ready > 0 {
        let Some((&no, waiter)) = queue.polls.waiters.first_key_value() else { return };
        let visibility = waiter.receive.visibility.and_then(|s| u64::try_from(s).ok());
        let ask = Ask {
            from: waiter.from.clone(),
            max: usize::try_from(waiter.receive.max.unwrap_or(1)).unwrap_or(1),
            visibility: visibility.map_or(queue.config.acting.visibility_span(), SimTime::from_secs),
            mask: u64::MAX,
            wanted: waiter.wanted.clone(),
        };
        let (call, end) = (waiter.call, waiter.until);
        let attempt = waiter.receive.attempt_id.clone();
        let cause = std::mem::replace(&mut ctx.cause, waiter.cause);
        let found = take(queue, ctx, &ask);
        ctx.cause = cause;
        if found.is_empty() {
            return;
        }
        queue.polls.waiters.remove(&no);
        queue.polls.ends.remove(&(end, no));
        queue.polls.found = u32::try_from(found.len()).unwrap_or(u32::MAX);
        crate::sim::services::sqs::api::receive::remember(queue, ctx.now, attempt.as_ref(), &found);
        ctx.out.replies.push((call, Ok(Response::Messages(found))));
    }
}

/// A wait ends without a message.
pub fn give_up(queue: &mut Queue, ctx: &mut Ctx<'_>, no: u64) {
    let Some(waiter) = queue.polls.waiters.remove(&no) else { return };
    queue.polls.ends.remove(&(waiter.until, no));
    empty(queue, ctx, &waiter.from, waiter.cause, true);
    ctx.out.replies.push((waiter.call, Ok(Response::Messages(vec![]))));
}

/// Counts and tells an empty receive.
pub fn empty(queue: &mut Queue, ctx: &mut Ctx<'_>, from: &Name, cause: Option<u64>, long: bool) {
    queue.tally.total.empty += 1;
    queue.polls.found = 0;
    let asked = if long || queue.config.fifo { queue.config.settings.hosts } else { queue.polls.asked.count_ones() };
    let name = &queue.config.name;
    ctx.emit(cause, || Draft {
        actor: Some(from.clone()),
        amount: u64::from(asked),
        note: Some(if long { "long" } else { "short" }.into()),
        ..Draft::new("sqs.empty", name)
    });
}

/// Tells of the messages that now stand behind a locked group's flight.
fn locked(queue: &mut Queue, ctx: &mut Ctx<'_>, group: u32) {
    retell(queue, ctx, group, ("sqs.locked", Phase::Locked), ctx.cause);
}

/// Tells of a group's first messages when its lock is gone.
pub fn unlocked(queue: &mut Queue, ctx: &mut Ctx<'_>, group: u32, cause: Option<u64>) {
    if queue.config.fifo && queue.groups.get(group).is_some_and(|g| g.flight == 0) {
        retell(queue, ctx, group, ("sqs.unlocked", Phase::Visible), cause);
    }
}

fn retell(queue: &mut Queue, ctx: &mut Ctx<'_>, group: u32, what: (&'static str, Phase), cause: Option<u64>) {
    if ctx.out.sink.off {
        return;
    }
    let Some(found) = queue.groups.get(group) else { return };
    let slots: Vec<u32> = found.waiting.iter().take(TOLD).map(|&(_, slot)| slot).collect();
    let name = queue.config.name.clone();
    for slot in slots {
        let Some(message) = queue.messages.get(slot) else { continue };
        let event = ctx.emit(cause, || Draft { phase: Some(what.1), ..about(what.0, &name, message) });
        mark(queue, slot, event);
    }
}
