//! SendMessage and SendMessageBatch: checks, deduplication, acceptance.
use super::error::{Code, SqsError};
use super::handle::SequenceNumber;
use super::request::{AttributeValue, Entry, Send};
use super::response::{Response, Sent};
use super::{Reply, check_batch, digest, sort_out, throttle};
use crate::base::time::SimTime;
use crate::sim::leniency::Spared;
use crate::sim::services::sqs::model::{
    fifo::{Action, Remembered},
    message::{Extra, Message, Place},
    queue::Queue,
};
use crate::sim::services::sqs::step::{Ctx, about, mark, waiting_phase};
use crate::sim::trace::{Name, Phase, Weight};
use crate::sim::turn::Draft;
use std::sync::Arc;

const INVALID_CHARACTERS: &str = "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";
const WRONG_TYPE: &str = "The request include parameter that is not valid for this queue type.";
const NEEDS_DEDUP: &str =
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";

/// SendMessage.
pub(super) fn one(queue: &mut Queue, ctx: &mut Ctx<'_>, from: &Name, message: Send) -> Reply {
    check(queue, ctx, &message, "are invalid")?;
    throttle(queue, ctx, Action::Send, message.group_id.as_deref().into_iter())?;
    queue.tally.total.carry(size(&message), ctx.core.limits.sizes.chunk);
    accept(queue, ctx, from, message).map(Response::Sent)
}

/// SendMessageBatch: entries succeed and fail one by one, in order.
pub(super) fn batch(queue: &mut Queue, ctx: &mut Ctx<'_>, from: &Name, entries: Vec<Entry<Send>>) -> Reply {
    let sizes = ctx.core.limits.sizes;
    check_batch(&entries, sizes.batch_entries, "SendMessageBatch")?;
    let bytes: u64 = entries.iter().map(|e| size(&e.body)).sum();
    if bytes > sizes.batch_bytes {
        let most = sizes.batch_bytes;
        let message = format!("Batch requests cannot be longer than {most} bytes. You have sent {bytes} bytes.");
        return Err(SqsError::new(Code::BatchRequestTooLong, message));
    }
    check_order(queue, &entries)?;
    throttle(queue, ctx, Action::Send, entries.iter().filter_map(|e| e.body.group_id.as_deref()))?;
    // A batch is one request of the payload of all its messages.
    queue.tally.total.carry(bytes, sizes.chunk);
    let results = entries.into_iter().map(|e| {
        let result = check(queue, ctx, &e.body, "cannot be validated").and_then(|()| accept(queue, ctx, from, e.body));
        (e.id, result)
    });
    Ok(Response::SentBatch(sort_out(results)))
}

/// What a FIFO queue needs of every entry: without it the whole batch is refused.
fn check_order(queue: &Queue, entries: &[Entry<Send>]) -> Result<(), SqsError> {
    let any = |lacks: fn(&Send) -> bool| queue.config.fifo && entries.iter().any(|e| lacks(&e.body));
    if any(|m| m.group_id.is_none()) {
        let message = "The request must contain the parameter MessageGroupId.";
        return Err(SqsError::new(Code::InvalidParameterValue, message));
    }
    if !queue.config.acting.fifo.content && any(|m| m.dedup_id.is_none()) {
        return Err(SqsError::new(Code::InvalidParameterValue, NEEDS_DEDUP));
    }
    Ok(())
}

/// Bytes that count towards the limit: the body and the message attributes, not the trace header.
pub(in crate::sim::services::sqs) fn size(message: &Send) -> u64 {
    let attribute = |(name, value): (&String, &AttributeValue)| {
        let payload = value.string.as_ref().map_or(0, String::len) + value.binary.as_ref().map_or(0, Vec::len);
        name.len() + value.data_type.len() + payload
    };
    (message.body.len() + message.attributes.iter().map(attribute).sum::<usize>()) as u64
}

/// Whether a text keeps to the characters XML allows.
fn readable(text: &str) -> bool {
    text.bytes().all(|b| (0x20..0x80).contains(&b) || matches!(b, 9 | 10 | 13))
        || text
            .chars()
            .all(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}') || c >= '\u{10000}')
}

/// Whether a group or deduplication id keeps to AWS's characters: printable ASCII without the space.
pub(super) fn graphic(text: &str, most: u64) -> bool {
    !text.is_empty() && text.len() as u64 <= most && text.bytes().all(|b| b.is_ascii_graphic())
}

/// The refusal of an id that does not keep to these characters.
pub(super) fn not_graphic(name: &str, id: &str, most: u64) -> SqsError {
    let reason = format!("{name} can only include alphanumeric and punctuation characters. 1 to {most} in length.");
    SqsError::value(name, id, &reason)
}

/// `too_long` is how AWS puts a message that is too long: another way in a batch.
fn check(queue: &Queue, ctx: &Ctx<'_>, message: &Send, too_long: &str) -> Result<(), SqsError> {
    let sizes = &ctx.core.limits.sizes;
    if message.body.is_empty() {
        return Err(SqsError::missing("MessageBody"));
    }
    check_attributes(message, sizes.attributes)?;
    let most = queue.config.acting.size;
    if size(message) > most {
        let reason = format!("One or more parameters {too_long}. Reason: Message must be shorter than {most} bytes.");
        return Err(SqsError::new(Code::InvalidParameterValue, reason));
    }
    let mut strings = message.attributes.values().filter_map(|v| v.string.as_deref());
    if !readable(&message.body) || !strings.all(readable) {
        return Err(SqsError::new(Code::InvalidMessageContents, INVALID_CHARACTERS));
    }
    check_ids(queue, ctx, message)?;
    check_delay(queue, ctx, message)
}

fn check_ids(queue: &Queue, ctx: &Ctx<'_>, message: &Send) -> Result<(), SqsError> {
    let sizes = &ctx.core.limits.sizes;
    for (name, id, most) in [
        ("MessageGroupId", &message.group_id, sizes.group_id),
        ("MessageDeduplicationId", &message.dedup_id, sizes.dedup_id),
    ] {
        if let Some(id) = id.as_deref().filter(|id| !graphic(id, most)) {
            return Err(not_graphic(name, id, most));
        }
    }
    match (queue.config.fifo, &message.group_id, &message.dedup_id) {
        (true, None, _) => Err(SqsError::missing("MessageGroupId")),
        (true, _, None) if !queue.config.acting.fifo.content => {
            Err(SqsError::new(Code::InvalidParameterValue, NEEDS_DEDUP))
        }
        (false, _, Some(id)) if !ctx.leniency.spares(Spared::Deduplication) => {
            Err(SqsError::value("MessageDeduplicationId", id, WRONG_TYPE))
        }
        _ => Ok(()),
    }
}

fn check_delay(queue: &Queue, ctx: &Ctx<'_>, message: &Send) -> Result<(), SqsError> {
    let Some(delay) = message.delay else { return Ok(()) };
    let range = ctx.core.limits.ranges.delay;
    if !u64::try_from(delay).is_ok_and(|d| range.holds(d)) {
        let reason = format!("DelaySeconds must be >= {} and <= {}.", range.min, range.max);
        return Err(SqsError::value("DelaySeconds", delay, &reason));
    }
    if queue.config.fifo && delay > 0 {
        return Err(SqsError::value("DelaySeconds", delay, WRONG_TYPE));
    }
    Ok(())
}

fn check_attributes(message: &Send, most: u64) -> Result<(), SqsError> {
    let bad = |text: String| Err(SqsError::new(Code::InvalidParameterValue, text));
    let count = message.attributes.len();
    if count as u64 > most {
        return bad(format!("Number of message attributes [{count}] exceeds the allowed maximum [{most}]."));
    }
    for (name, value) in &message.attributes {
        let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        let lower = name.to_ascii_lowercase();
        let dots = name.starts_with('.') || name.ends_with('.') || name.contains("..");
        if name.is_empty() || name.len() > 256 || !name.bytes().all(good) || dots {
            let form =
                "Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters.";
            return bad(format!("The message attribute name '{name}' is invalid. {form}"));
        }
        if lower.starts_with("aws.") || lower.starts_with("amazon.") {
            return bad(format!("Message attribute names must not start with AWS. or Amazon.: '{name}'."));
        }
        check_value(name, value)?;
    }
    Ok(())
}

fn check_value(name: &str, value: &AttributeValue) -> Result<(), SqsError> {
    let bad = |text: String| Err(SqsError::new(Code::InvalidParameterValue, text));
    let base = value.data_type.split('.').next().unwrap_or("");
    let text = value.string.as_deref().filter(|s| !s.is_empty());
    match base {
        "String" | "Number" if text.is_none() => {
            bad(format!("Message (user) attribute '{name}' must contain a non-empty value of type '{base}'."))
        }
        "Number" if !text.is_some_and(is_number) => {
            bad(format!("Can't cast the value of message (user) attribute '{name}' to a number."))
        }
        "Binary" if value.binary.as_ref().is_none_or(Vec::is_empty) => {
            bad(format!("Message (user) attribute '{name}' must contain a non-empty value of type 'Binary'."))
        }
        "String" | "Number" | "Binary" if value.data_type.len() <= 256 => Ok(()),
        _ => bad(format!(
            "The message attribute '{name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String."
        )),
    }
}

/// A number as AWS takes it: an optional sign, digits with an optional point, an optional exponent.
fn is_number(text: &str) -> bool {
    let text = text.trim();
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let unsigned = |t: &'_ str| t.strip_prefix(['+', '-']).unwrap_or(t).to_string();
    let (mantissa, exponent) = (unsigned(mantissa), unsigned(exponent));
    let (whole, part) = mantissa.split_once('.').unwrap_or((&mantissa, ""));
    digits(whole) && digits(part) && !(whole.is_empty() && part.is_empty()) && digits(&exponent) && !exponent.is_empty()
}

/// The deduplication id in force: the explicit one wins over the body's hash.
fn dedup_id(queue: &Queue, message: &Send) -> Option<Arc<str>> {
    if !queue.config.fifo {
        return None;
    }
    message.dedup_id.clone().or_else(|| Some(digest::content_id(&message.body)))
}

/// The scope of an id: the group's name, or none for the whole queue.
fn scope<'a>(queue: &Queue, message: &'a Send) -> Option<&'a Arc<str>> {
    message.group_id.as_ref().filter(|_| queue.config.acting.fifo.scope_group)
}

fn accept(queue: &mut Queue, ctx: &mut Ctx<'_>, from: &Name, message: Send) -> Result<Sent, SqsError> {
    let payload = Arc::new(message);
    let dedup = dedup_id(queue, &payload);
    if let Some(id) = &dedup {
        queue.memory.dedup.forget(ctx.now, ctx.core.limits.spans.dedup_window);
        if let Some(first) = queue.memory.dedup.find(scope(queue, &payload).map(|g| &**g), id) {
            return Ok(dropped(queue, ctx, from, (payload, first)));
        }
    }
    let delay = payload.delay.and_then(|d| u64::try_from(d).ok()).filter(|_| !queue.config.fifo);
    let delay = SimTime::from_secs(delay.unwrap_or(queue.config.acting.delay));
    let place = if delay > SimTime::ZERO { Place::Delayed { until: ctx.now + delay } } else { Place::Visible };
    let (no, id) = ctx.core.identity();
    let seq = queue.next_seq();
    let bytes = size(&payload);
    if let Some(key) = &dedup {
        let what = Remembered { at: ctx.now, id, seq };
        let scope = scope(queue, &payload);
        queue.memory.dedup.remember(scope, key, what);
    }
    let slot = queue.admit(Message {
        no,
        id,
        payload: payload.clone(),
        sender: from.clone(),
        sent: ctx.now,
        seq,
        key: seq,
        first_receive: SimTime::NEVER,
        receives: 0,
        here: 0,
        group: 0,
        host: 0,
        place,
        event: u64::MAX,
        extra: Extra { dedup_id: dedup.or_else(|| payload.dedup_id.clone()), ..Extra::default() },
    });
    let slot = slot.ok_or_else(|| SqsError::new(Code::OverLimit, "The simulated queue is full."))?;
    queue.counts.accepted += 1;
    queue.tally.total.sent += 1;
    queue.tally.total.bytes += bytes;
    queue.tally.total.fair += u64::from(!queue.config.fifo && payload.group_id.is_some());
    tell(queue, ctx, from, slot);
    Ok(Sent { message_id: id, sequence_number: queue.config.fifo.then_some(SequenceNumber(seq)), payload })
}

fn tell(queue: &mut Queue, ctx: &mut Ctx<'_>, from: &Name, slot: u32) {
    if ctx.out.sink.off {
        return;
    }
    let Some(message) = queue.messages.get(slot) else { return };
    let (phase, until) = match message.place {
        Place::Delayed { until } => (Phase::Delayed, Some(until)),
        _ => (waiting_phase(queue, message.group), None),
    };
    let event = ctx.emit(ctx.cause, || Draft {
        actor: Some(from.clone()),
        phase: Some(phase),
        until,
        weight: Weight::Step,
        ..about("sqs.send", &queue.config.name, message)
    });
    mark(queue, slot, event);
}

/// A duplicate inside the window: accepted, answered like the first one, not stored.
fn dropped(queue: &mut Queue, ctx: &mut Ctx<'_>, from: &Name, what: (Arc<Send>, Remembered)) -> Sent {
    let (payload, first) = what;
    queue.counts.deduplicated += 1;
    queue.tally.total.deduplicated += 1;
    queue.shown.dropped(payload.item.clone());
    ctx.emit(ctx.cause, || Draft {
        actor: Some(from.clone()),
        item: payload.item.clone(),
        phase: Some(Phase::Dropped),
        weight: Weight::Mark,
        ..Draft::new("sqs.deduplicated", &queue.config.name)
    });
    Sent { message_id: first.id, sequence_number: Some(SequenceNumber(first.seq)), payload }
}
