//! ReceiveMessage: short polls sample servers, long polls wait, FIFO retries return the same messages.
use super::error::{Code, SqsError};
use super::handle::{Receipt, SequenceNumber};
use super::request::Receive;
use super::response::{Message as Answer, Response, Wanted};
use super::send::{graphic, not_graphic};
use super::{Reply, throttle};
use crate::base::time::SimTime;
use crate::sim::leniency::Spared;
use crate::sim::quotas::Span;
use crate::sim::services::sqs::model::{
    fifo::{Action, Attempt},
    message::Flight,
    parts::Waiter,
    queue::Queue,
};
use crate::sim::services::sqs::quotas::Limits;
use crate::sim::services::sqs::step::{
    Ctx,
    deliver::{self, Ask},
};
use crate::sim::trace::Name;
use crate::sim::turn::{CallId, Draft};
use std::sync::Arc;

/// The answer, or `None` where the call waits.
pub fn receive(queue: &mut Queue, ctx: &mut Ctx<'_>, who: (CallId, &Name), receive: Receive) -> Option<Reply> {
    queue.tally.total.requests += 1;
    queue.tally.total.polls += 1;
    if let Err(error) = check(queue, &ctx.core.limits, &receive) {
        return Some(Err(error));
    }
    if let Err(error) = throttle(queue, ctx, Action::Receive, std::iter::empty()) {
        return Some(Err(error));
    }
    let attempt = receive.attempt_id.clone();
    if let Some(again) = attempt.as_ref().and_then(|id| again(queue, ctx, id, &receive)) {
        return Some(Ok(Response::Messages(again)));
    }
    let wait = receive.wait.and_then(|w| u64::try_from(w).ok()).unwrap_or(queue.config.acting.wait);
    if wait == 0 && !queue.config.fifo && queue.counts.in_flight >= queue.inflight_limit(&ctx.core.limits) {
        return Some(Err(SqsError::new(
            Code::OverLimit,
            "Too many messages in flight: delete some before receiving more.",
        )));
    }
    let every = wait > 0 || ctx.leniency.spares(Spared::Sampling);
    let ask = ask(queue, who.1, &receive, every);
    (queue.polls.asked, queue.polls.long) = (ask.mask, wait > 0);
    // Those who wait already come first; they would have been served, so there is something only when nobody waits for it.
    let found = deliver::take(queue, ctx, &ask);
    if !found.is_empty() {
        queue.polls.found = u32::try_from(found.len()).unwrap_or(u32::MAX);
        remember(queue, ctx.now, attempt.as_ref(), &found);
        return Some(Ok(Response::Messages(found)));
    }
    if wait == 0 {
        deliver::empty(queue, ctx, who.1, ctx.cause, false);
        return Some(Ok(Response::Messages(found)));
    }
    open(queue, ctx, who, (receive, ask.wanted, SimTime::from_secs(wait)));
    None
}

/// A long poll that finds nothing waits.
fn open(queue: &mut Queue, ctx: &mut Ctx<'_>, who: (CallId, &Name), what: (Receive, Option<Arc<Wanted>>, SimTime)) {
    let (receive, wanted, wait) = what;
    let until = ctx.now + wait;
    queue.tally.total.waits += 1;
    let event = ctx.emit(ctx.cause, || Draft {
        actor: Some(who.1.clone()),
        until: Some(until),
        amount: wait.as_secs(),
        ..Draft::new("sqs.wait", &queue.config.name)
    });
    let no = queue.polls.next;
    queue.polls.next += 1;
    queue.polls.found = 0;
    queue.polls.ends.insert((until, no));
    let cause = event.or(ctx.cause);
    queue.polls.waiters.insert(no, Waiter { call: who.0, from: who.1.clone(), receive, wanted, until, cause });
}

/// What is asked, of every server or of some.
fn ask(queue: &mut Queue, from: &Name, receive: &Receive, every: bool) -> Ask {
    let settings = &queue.config.settings;
    let all = u64::MAX >> (64 - settings.hosts.clamp(1, 64));
    let mask = if every || queue.config.fifo || settings.sampled >= settings.hosts {
        all
    } else {
        queue.luck.sample(&queue.polls.weights, settings.sampled)
    };
    let visibility = receive.visibility.and_then(|v| u64::try_from(v).ok()).map(SimTime::from_secs);
    let nothing = receive.system_names.is_empty() && receive.attribute_names.is_empty();
    let wanted =
        || Arc::new(Wanted { system: receive.system_names.clone(), attributes: receive.attribute_names.clone() });
    Ask {
        from: from.clone(),
        max: receive.max.and_then(|m| usize::try_from(m).ok()).unwrap_or(1),
        visibility: visibility.unwrap_or(queue.config.acting.visibility_span()),
        mask,
        wanted: (!nothing).then(wanted),
    }
}

fn check(queue: &Queue, limits: &Limits, receive: &Receive) -> Result<(), SqsError> {
    let inside = |name: &str, value: Option<i64>, range: Span, words: &str| match value {
        Some(n) if !u64::try_from(n).is_ok_and(|n| range.holds(n)) => Err(SqsError::value(name, n, words)),
        _ => Ok(()),
    };
    let r = &limits.ranges;
    let between = format!("Must be between {} and {}, if provided.", r.receive.min, r.receive.max);
    inside("MaxNumberOfMessages", receive.max, r.receive, &between)?;
    let most = |range: Span| format!("Must be >= {} and <= {}, if provided.", range.min, range.max);
    inside("WaitTimeSeconds", receive.wait, r.wait, &most(r.wait))?;
    inside("VisibilityTimeout", receive.visibility, r.visibility, &most(r.visibility))?;
    let Some(id) = receive.attempt_id.as_deref() else { return Ok(()) };
    if !queue.config.fifo {
        let reason = "The request include parameter that is not valid for this queue type.";
        return Err(SqsError::value("ReceiveRequestAttemptId", id, reason));
    }
    if !graphic(id, limits.sizes.attempt_id) {
        return Err(not_graphic("ReceiveRequestAttemptId", id, limits.sizes.attempt_id));
    }
    Ok(())
}

/// Remembers what a receive attempt returned.
pub fn remember(queue: &mut Queue, now: SimTime, attempt: Option<&Arc<str>>, found: &[Answer]) {
    let Some(id) = attempt else { return };
    let receipts = found.iter().map(|m| m.receipt).collect();
    queue.memory.attempts.remember(id, Attempt { at: now, receipts });
}

/// The same messages and handles again, with a fresh timeout, if the attempt is known and none of them changed since.
fn again(queue: &mut Queue, ctx: &mut Ctx<'_>, id: &Arc<str>, receive: &Receive) -> Option<Vec<Answer>> {
    queue.memory.attempts.forget(ctx.now, ctx.core.limits.spans.attempt_window);
    let receipts = queue.memory.attempts.find(id)?.receipts.clone();
    let same = |r: &Receipt| {
        let message = queue.messages.get(r.slot).filter(|m| m.no == r.no && m.receives == r.receive);
        message.and_then(|m| m.flight()).is_some_and(|f| f.extended == 0)
    };
    if !receipts.iter().all(same) {
        return None;
    }
    let visibility = receive.visibility.and_then(|v| u64::try_from(v).ok()).map(SimTime::from_secs);
    let until = ctx.now + visibility.unwrap_or(queue.config.acting.visibility_span());
    let ask = ask(queue, &"".into(), receive, true);
    let mut out = vec![];
    for receipt in receipts {
        let flight = queue.messages.get(receipt.slot).and_then(|m| m.flight()).cloned()?;
        queue.hide(receipt.slot, Flight { until, set: ctx.now, ..flight });
        let m = queue.messages.get(receipt.slot)?;
        out.push(Answer {
            message_id: m.id,
            receipt,
            payload: m.payload.clone(),
            receive_count: m.receives,
            sent: m.sent,
            first_receive: m.first_receive,
            hidden_until: until,
            sequence_number: Some(SequenceNumber(m.seq)),
            dedup_id: m.extra.dedup_id.clone(),
            sender: m.sender.clone(),
            source: m.extra.source.as_ref().map(|queue| ctx.region.arn("sqs", queue)),
            wanted: ask.wanted.clone(),
        });
    }
    Some(out)
}
