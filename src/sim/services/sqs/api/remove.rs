//! DeleteMessage, ChangeMessageVisibility and their batches: what a receipt handle may do.
use super::error::{Code, SqsError};
use super::handle::{Receipt, ReceiptHandle};
use super::request::{Change, Entry};
use super::response::Response;
use super::{Reply, check_batch, sort_out, throttle};
use crate::base::time::SimTime;
use crate::sim::services::sqs::model::{
    fifo::Action,
    message::{Flight, Message},
    queue::Queue,
};
use crate::sim::services::sqs::step::{Ctx, about, deliver, mark, transfer};
use crate::sim::trace::{Name, Phase, Weight};
use crate::sim::turn::Draft;

const EXPIRED: &str = "The receipt handle has expired.";

/// DeleteMessage.
pub(super) fn one(queue: &mut Queue, ctx: &mut Ctx<'_>, from: &Name, handle: &ReceiptHandle) -> Reply {
    let receipt = read(queue, handle)?;
    let group = group(queue, receipt);
    throttle(queue, ctx, Action::Delete, group.as_deref().into_iter())?;
    delete(queue, ctx, from, receipt).map(|()| Response::Done)
}

/// DeleteMessageBatch.
pub(super) fn batch(queue: &mut Queue, ctx: &mut Ctx<'_>, from: &Name, entries: Vec<Entry<ReceiptHandle>>) -> Reply {
    check_batch(&entries, ctx.core.limits.sizes.batch_entries, "DeleteMessageBatch")?;
    let groups = groups(queue, entries.iter().map(|e| &e.body));
    throttle(queue, ctx, Action::Delete, groups.iter().map(|g| &**g))?;
    let results = entries.into_iter().map(|e| {
        let result = read(queue, &e.body).and_then(|receipt| delete(queue, ctx, from, receipt));
        (e.id, result)
    });
    Ok(Response::DoneBatch(sort_out(results)))
}

/// ChangeMessageVisibility.
pub(super) fn change(queue: &mut Queue, ctx: &mut Ctx<'_>, from: &Name, change: &Change) -> Reply {
    let receipt = read(queue, &change.receipt_handle)?;
    let group = group(queue, receipt);
    throttle(queue, ctx, Action::Change, group.as_deref().into_iter())?;
    extend(queue, ctx, from, (receipt, change.visibility)).map(|()| Response::Done)
}

/// ChangeMessageVisibilityBatch.
pub(super) fn change_batch(queue: &mut Queue, ctx: &mut Ctx<'_>, from: &Name, entries: Vec<Entry<Change>>) -> Reply {
    check_batch(&entries, ctx.core.limits.sizes.batch_entries, "ChangeMessageVisibilityBatch")?;
    let groups = groups(queue, entries.iter().map(|e| &e.body.receipt_handle));
    throttle(queue, ctx, Action::Change, groups.iter().map(|g| &**g))?;
    let results = entries.into_iter().map(|e| {
        let receipt = read(queue, &e.body.receipt_handle);
        let result = receipt.and_then(|r| extend(queue, ctx, from, (r, e.body.visibility)));
        (e.id, result)
    });
    Ok(Response::DoneBatch(sort_out(results)))
}

/// The handle, if SQS made it and for this queue.
fn read(queue: &Queue, handle: &ReceiptHandle) -> Result<Receipt, SqsError> {
    match handle {
        ReceiptHandle::Made(receipt) if receipt.queue == queue.config.no => Ok(*receipt),
        ReceiptHandle::Malformed(text) if text.is_empty() => Err(SqsError::missing("ReceiptHandle")),
        _ => {
            let message = format!("The input receipt handle \"{handle}\" is not a valid receipt handle.");
            Err(SqsError::new(Code::ReceiptHandleIsInvalid, message))
        }
    }
}

/// The live message a handle is for; none where it is gone.
fn live(queue: &Queue, receipt: Receipt) -> Option<&Message> {
    queue.messages.get(receipt.slot).filter(|m| m.no == receipt.no)
}

fn group(queue: &Queue, receipt: Receipt) -> Option<std::sync::Arc<str>> {
    live(queue, receipt)?.payload.group_id.clone().filter(|_| queue.config.fifo)
}

fn groups<'a>(queue: &Queue, handles: impl Iterator<Item = &'a ReceiptHandle>) -> Vec<std::sync::Arc<str>> {
    handles.filter_map(|h| group(queue, read(queue, h).ok()?)).collect()
}

/// Whether this handle is that of the message's running flight.
fn current(message: &Message, receipt: Receipt) -> bool {
    message.flight().is_some() && message.receives == receipt.receive
}

fn delete(queue: &mut Queue, ctx: &mut Ctx<'_>, from: &Name, receipt: Receipt) -> Result<(), SqsError> {
    let fifo = queue.config.fifo;
    match live(queue, receipt) {
        Some(message) if fifo && !current(message, receipt) => {
            return Err(SqsError::value("ReceiptHandle", receipt, EXPIRED));
        }
        Some(_) => {}
        // Deleted before (or expired, or moved on): a success that changes nothing.
        None => {
            queue.tally.total.deleted += 1;
            return Ok(());
        }
    }
    let Some(message) = queue.take_out(receipt.slot) else { return Ok(()) };
    queue.tally.total.deleted += 1;
    queue.counts.deleted += 1;
    let name = &queue.config.name;
    let event = ctx.emit(ctx.cause.or(message.cause()), || Draft {
        actor: Some(from.clone()),
        phase: Some(Phase::Done),
        weight: Weight::Step,
        ..about("sqs.delete", name, &message)
    });
    if fifo {
        deliver::unlocked(queue, ctx, message.group, event);
    } else if queue.luck.chance(queue.config.settings.duplicates_per_million) {
        transfer::copy(queue, ctx, &message);
    }
    queue.shown.done(message);
    Ok(())
}

fn extend(queue: &mut Queue, ctx: &mut Ctx<'_>, from: &Name, what: (Receipt, Option<i64>)) -> Result<(), SqsError> {
    let (receipt, visibility) = what;
    let range = ctx.core.limits.ranges.visibility;
    let seconds = visibility.ok_or_else(|| SqsError::missing("VisibilityTimeout"))?;
    let inside = u64::try_from(seconds).ok().filter(|&s| range.holds(s));
    let span = inside.map(SimTime::from_secs).ok_or_else(|| {
        SqsError::value("VisibilityTimeout", seconds, &format!("Must be between {} and {}.", range.min, range.max))
    })?;
    let flight = flight(queue, receipt)?;
    let cap = ctx.core.limits.spans.visibility_cap;
    if ctx.now + span > flight.since + cap {
        let reason = format!("Total VisibilityTimeout for the message is beyond the limit [{} seconds]", cap.as_secs());
        return Err(SqsError::value("VisibilityTimeout", seconds, &reason));
    }
    let until = ctx.now + span;
    queue.hide(receipt.slot, Flight { until, set: ctx.now, extended: flight.extended + 1, ..flight });
    let Some(message) = queue.messages.get(receipt.slot) else { return Ok(()) };
    let name = &queue.config.name;
    let event = ctx.emit(ctx.cause.or(message.cause()), || Draft {
        actor: Some(from.clone()),
        phase: Some(Phase::Flight),
        until: Some(until),
        amount: span.as_secs(),
        weight: Weight::Step,
        ..about("sqs.extend", name, message)
    });
    mark(queue, receipt.slot, event);
    Ok(())
}

/// The running flight a handle may change.
fn flight(queue: &Queue, receipt: Receipt) -> Result<Flight, SqsError> {
    let gone = "Message does not exist or is not available for visibility timeout change.";
    let message = live(queue, receipt).ok_or_else(|| SqsError::value("ReceiptHandle", receipt, gone))?;
    let flight = message.flight().ok_or_else(|| {
        SqsError::new(Code::MessageNotInflight, "The message is not in flight: its visibility timeout has ended.")
    })?;
    if queue.config.fifo && !current(message, receipt) {
        return Err(SqsError::value("ReceiptHandle", receipt, EXPIRED));
    }
    Ok(flight.clone())
}
