//! Publish and PublishBatch: checks, throttling, deduplication, acceptance; the deliveries follow in `step`.
use super::Reply;
use super::error::{Code, SnsError};
use super::request::{Entry, Message};
use super::response::{Failed, Published, Response};
use crate::sim::errand::Attribute;
use crate::sim::leniency::Spared;
use crate::sim::services::sns::model::{memory::Remembered, notice::Notice};
use crate::sim::services::sns::step::Ctx;
use crate::sim::trace::{Name, Phase, Weight};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::Arc;

const NEEDS_DEDUP: &str =
    "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
const WRONG_TYPE: &str = "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type";

/// Publish.
pub(super) fn one(ctx: &mut Ctx<'_>, from: &Name, message: Message) -> Reply {
    check(ctx, &message)?;
    throttle(ctx, std::slice::from_ref(&message))?;
    Ok(Response::Published(accept(ctx, from, message)))
}

/// PublishBatch: entries succeed and fail one by one, in order.
pub(super) fn batch(ctx: &mut Ctx<'_>, from: &Name, entries: Vec<Entry>) -> Reply {
    check_entries(ctx, &entries)?;
    for entry in &entries {
        whole(ctx, &entry.message)?;
    }
    let mut good = vec![];
    let mut bad = vec![];
    let mut taken: Vec<Message> = vec![];
    for entry in entries {
        match check(ctx, &entry.message) {
            Ok(()) => {
                taken.push(entry.message);
                good.push(entry.id);
            }
            Err(e) => bad.push(Failed { id: entry.id, code: e.code, message: e.message }),
        }
    }
    throttle(ctx, &taken)?;
    let good = good.into_iter().zip(taken).map(|(id, message)| (id, accept(ctx, from, message))).collect();
    Ok(Response::Batch(good, bad))
}

fn check_entries(ctx: &Ctx<'_>, entries: &[Entry]) -> Result<(), SnsError> {
    let sizes = &ctx.core.limits.sizes;
    if entries.is_empty() {
        return Err(SnsError::new(Code::EmptyBatchRequest, "The batch request doesn't contain any entries."));
    }
    if entries.len() as u64 > sizes.batch {
        let message = "The batch request contains more entries than permissible.";
        return Err(SnsError::new(Code::TooManyEntriesInBatchRequest, message));
    }
    for Entry { id, .. } in entries {
        let blank = |b: u8| b == b' ' && ctx.leniency.spares(Spared::BatchIds);
        let letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_' || blank(b);
        let why = match id.len() as u64 {
            0 => "is empty".to_string(),
            n if n > sizes.entry_id => format!("is too long: {id}"),
            _ if id.bytes().all(letter) => continue,
            _ => format!("contains an impermissible character: {id}"),
        };
        let message = format!("The Id of a batch entry in the batch request {why}");
        return Err(SnsError::new(Code::InvalidBatchEntryId, message));
    }
    for (at, entry) in entries.iter().enumerate() {
        if entries.iter().take(at).any(|e| e.id == entry.id) {
            let message = "Two or more batch entries in the request have the same Id.";
            return Err(SnsError::new(Code::BatchEntryIdsNotDistinct, message));
        }
    }
    if entries.iter().map(|e| e.message.cargo.size()).sum::<u64>() > ctx.topic.acting.size {
        let message = "The length of all the messages put together is more than the limit.";
        return Err(SnsError::new(Code::BatchRequestTooLong, message));
    }
    Ok(())
}

/// What is wrong with the whole of a batch where it is wrong with one entry: its structure, its attributes, the ids that are missing.
fn whole(ctx: &Ctx<'_>, message: &Message) -> Result<(), SnsError> {
    structure(message)?;
    check_attributes(message)?;
    if ctx.topic.fifo { check_ids(ctx, message) } else { Ok(()) }
}

fn check(ctx: &Ctx<'_>, message: &Message) -> Result<(), SnsError> {
    form(ctx.topic.acting.size, message)?;
    check_ids(ctx, message)
}

/// What every message has to obey, wherever it goes.
pub(super) fn form(most: u64, message: &Message) -> Result<(), SnsError> {
    let cargo = &message.cargo;
    if cargo.body.is_empty() {
        return Err(SnsError::invalid("Empty message"));
    }
    if cargo.size() > most {
        return Err(SnsError::invalid("Message too long"));
    }
    if let Some(subject) = &cargo.subject {
        let plain = !subject.is_empty() && subject.chars().count() < 100 && !subject.chars().any(char::is_control);
        if !plain {
            return Err(SnsError::invalid("Subject"));
        }
    }
    structure(message)?;
    check_attributes(message)
}

fn structure(message: &Message) -> Result<(), SnsError> {
    match message.structure.as_deref() {
        None => Ok(()),
        Some("json") => check_structure(&message.cargo.body),
        Some(_) => Err(SnsError::invalid("MessageStructure")),
    }
}

fn check_attributes(message: &Message) -> Result<(), SnsError> {
    message.cargo.attributes.iter().try_for_each(|(name, attribute)| check_attribute(name, attribute))
}

fn check_structure(body: &str) -> Result<(), SnsError> {
    let bad = |why: &str| Err(SnsError::invalid(format!("Message Structure - {why}")));
    match serde_json::from_str(body) {
        Ok(Value::Object(fields)) if fields.get("default").is_some_and(Value::is_string) => Ok(()),
        Ok(Value::Object(_)) => bad("No default entry in JSON message body"),
        _ => bad("JSON message body failed to parse"),
    }
}

/// Bytes a message attribute's name may have.
const NAME: usize = 256;

fn check_attribute_name(name: &str) -> Result<(), SnsError> {
    let odd = name.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')));
    let why = if name.is_empty() {
        "The request must contain non-empty message attribute name.".to_string()
    } else if name.len() > NAME {
        format!("Length of message attribute name must be less than {NAME} bytes.")
    } else if let Some(odd) = odd {
        format!(
            "Invalid non-alphanumeric character '#x{:X}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.",
            u32::from(odd)
        )
    } else if name.starts_with('.') {
        "Invalid message attribute name starting with character '.' was found.".to_string()
    } else if name.ends_with('.') {
        "Invalid message attribute name ending with character '.' was found.".to_string()
    } else if name.contains("..") {
        "Message attribute name can not have successive '.' character.".to_string()
    } else {
        return Ok(());
    };
    Err(SnsError::new(Code::ParameterValueInvalid, why))
}

fn check_attribute(name: &str, attribute: &Attribute) -> Result<(), SnsError> {
    let bad = |text: String| Err(SnsError::new(Code::ParameterValueInvalid, text));
    check_attribute_name(name)?;
    let (kind, value) = (&*attribute.kind, &*attribute.value);
    if value.is_empty() {
        return bad(format!(
            "The message attribute '{name}' must contain non-empty message attribute value for message attribute type '{kind}'."
        ));
    }
    match kind.split('.').next() {
        Some("Number") if !crate::sim::pattern::is_number(value) => {
            bad(format!("Could not cast message attribute '{name}' value to number."))
        }
        Some("String" | "Number" | "Binary") => Ok(()),
        _ => bad(format!(
            "The message attribute '{name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String."
        )),
    }
}

fn check_ids(ctx: &Ctx<'_>, message: &Message) -> Result<(), SnsError> {
    let most = ctx.core.limits.sizes.dedup_id;
    let cargo = &message.cargo;
    let good = |id: &str| (1..=most).contains(&(id.len() as u64)) && id.bytes().all(|b| b.is_ascii_graphic());
    let reason = "can only include alphanumeric and punctuation characters. 1 to 128 in length";
    if cargo.group.as_deref().is_some_and(|id| !good(id)) {
        return Err(SnsError::invalid(format!("MessageGroupId Reason: MessageGroupId {reason}")));
    }
    if !ctx.topic.fifo {
        return if cargo.dedup.is_some() { Err(SnsError::invalid(WRONG_TYPE)) } else { Ok(()) };
    }
    if cargo.group.is_none() {
        return Err(SnsError::invalid("The MessageGroupId parameter is required for FIFO topics"));
    }
    match cargo.dedup.as_deref() {
        Some(id) if !good(id) => {
            Err(SnsError::invalid(format!("MessageDeduplicationId Reason: MessageDeduplicationId {reason}")))
        }
        None if !ctx.topic.acting.content => Err(SnsError::invalid(NEEDS_DEDUP)),
        _ => Ok(()),
    }
}

/// The account's rate, the FIFO topic's and its groups'; all or nothing.
fn throttle(ctx: &mut Ctx<'_>, messages: &[Message]) -> Result<(), SnsError> {
    let (rates, now) = (ctx.core.limits.rates, ctx.now);
    let count = messages.len() as u64;
    let mut fits = ctx.core.rate.holds(count, rates.publish, now);
    if ctx.topic.fifo && fits {
        let memory = &mut ctx.topic.memory;
        let bytes: u64 = messages.iter().map(|m| m.cargo.size()).sum();
        if !ctx.topic.acting.by_group {
            fits = memory.messages.holds(count, rates.fifo, now) && memory.bytes.holds(bytes, rates.fifo_bytes, now);
        }
        for message in messages {
            let Some(group) = &message.cargo.group else { continue };
            let own = messages.iter().filter(|m| m.cargo.group.as_ref() == Some(group)).count() as u64;
            fits = fits && memory.groups.of(group, now).holds(own, rates.group, now);
        }
        if fits {
            memory.messages.take(count);
            memory.bytes.take(bytes);
            for group in messages.iter().filter_map(|m| m.cargo.group.as_ref()) {
                memory.groups.of(group, now).take(1);
            }
        }
    }
    if !fits {
        ctx.topic.tally.throttled += 1;
        return Err(SnsError::new(Code::Throttled, "Rate exceeded"));
    }
    ctx.core.rate.take(count);
    Ok(())
}

/// 64 KB of a publish are one request on the bill.
const CHUNK: u64 = 65_536;

fn accept(ctx: &mut Ctx<'_>, from: &Name, message: Message) -> Published {
    let Message { mut cargo, structure } = message;
    let mut key = None;
    if ctx.topic.fifo {
        if cargo.dedup.is_none() {
            Arc::make_mut(&mut cargo).dedup = Some(content_id(&cargo.body));
        }
        let scope = cargo.group.clone().filter(|_| ctx.topic.acting.by_group);
        let own = (scope, cargo.dedup.clone().unwrap_or_default());
        ctx.topic.memory.dedup.forget(ctx.now, ctx.core.limits.dedup);
        if let Some(first) = ctx.topic.memory.dedup.find(&own) {
            ctx.topic.tally.deduplicated += 1;
            ctx.emit(ctx.cause, "sns.deduplicated", |d| {
                (d.actor, d.item) = (Some(from.clone()), cargo.item.clone());
                (d.phase, d.weight) = (Some(Phase::Dropped), Weight::Mark);
            });
            return Published { id: first.id, seq: Some(first.seq) };
        }
        key = Some(own);
    }
    let id = ctx.core.message_id();
    let seq = key.map(|key| {
        ctx.topic.memory.seq += 1;
        let seq = ctx.topic.memory.seq;
        ctx.topic.memory.dedup.remember(ctx.now, key, Remembered { id, seq });
        seq
    });
    let bytes = cargo.size();
    let tally = &mut ctx.topic.tally;
    tally.published += 1;
    tally.bytes += bytes;
    tally.chunks += bytes.div_ceil(CHUNK).max(1);
    let event = ctx.emit(ctx.cause, "sns.publish", |d| {
        (d.actor, d.item, d.amount) = (Some(from.clone()), cargo.item.clone(), bytes);
        (d.phase, d.weight) = (Some(Phase::Visible), Weight::Step);
    });
    let notice = Arc::new(Notice { id, cargo, structured: structure.is_some(), published: ctx.now, seq });
    if ctx.topic.acting.archive.is_some() {
        ctx.topic.age(ctx.now);
        ctx.topic.memory.archive.push_back(notice.clone());
        ctx.topic.tally.archived += bytes;
    }
    ctx.fan_out(&notice, event);
    Published { id, seq }
}

/// ContentBasedDeduplication: the SHA-256 of the body, and of nothing else.
fn content_id(body: &str) -> Name {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(body.as_bytes()) {
        let _ = write!(text, "{byte:02x}");
    }
    text.into()
}
