//! PutRecord and PutRecordBatch.
use super::{Code, FirehoseError, Reply, Response};
use crate::sim::errand::Cargo;
use crate::sim::services::firehose::model::{config::Source, stream::DeliveryStream};
use crate::sim::services::firehose::step::{Ctx, intake};
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::Draft;
use std::sync::Arc;

fn direct(stream: &DeliveryStream) -> Result<(), FirehoseError> {
    if stream.source == Source::DirectPut {
        return Ok(());
    }
    let message = "This operation is not permitted on KinesisStreamAsSource delivery stream type.";
    Err(FirehoseError::new(Code::InvalidArgumentException, message))
}

fn fits(record: &Cargo, most: u64) -> Result<u64, FirehoseError> {
    let size = record.size();
    if size > most {
        let message = format!(
            "1 validation error detected: Value at 'record.data' failed to satisfy constraint: Member must have length less than or equal to {most}"
        );
        return Err(FirehoseError::new(Code::InvalidArgumentException, message));
    }
    Ok(size)
}

/// PutRecord.
pub(super) fn one(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, from: &Name, record: Arc<Cargo>) -> Reply {
    direct(stream)?;
    let size = fits(&record, ctx.core.limits.record)?;
    stream.counts.requests += 1;
    let rates = stream.rates(&ctx.core.limits);
    if !stream.intake.call(rates, ctx.now) || !stream.intake.record(rates, size) {
        throttled(stream, ctx, from, 1);
        return Err(FirehoseError::slow_down());
    }
    let encrypted = stream.encrypted();
    Ok(Response::Put(intake(stream, ctx, Some(from), record, size), encrypted))
}

/// PutRecordBatch: every record has its own fate; the call itself fails only as a whole.
pub(super) fn batch(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, from: &Name, records: Vec<Arc<Cargo>>) -> Reply {
    direct(stream)?;
    let limits = ctx.core.limits;
    let invalid = |message: String| Err(FirehoseError::new(Code::InvalidArgumentException, message));
    let count = records.len() as u64;
    if count == 0 || count > limits.batch_records {
        let most = limits.batch_records;
        return invalid(format!(
            "1 validation error detected: Value at 'records' failed to satisfy constraint: Member must have length between 1 and {most}"
        ));
    }
    let mut total = 0u64;
    for record in &records {
        total = total.saturating_add(fits(record, limits.record)?);
    }
    if total > limits.batch_bytes {
        return invalid(format!("Records size exceeds {} MB limit", limits.batch_bytes / 1_048_576));
    }
    stream.counts.requests += 1;
    let rates = stream.rates(&limits);
    if !stream.intake.call(rates, ctx.now) {
        throttled(stream, ctx, from, count);
        return Err(FirehoseError::slow_down());
    }
    let mut each = Vec::with_capacity(records.len());
    for record in records {
        let size = record.size();
        each.push(if stream.intake.record(rates, size) {
            Ok(intake(stream, ctx, Some(from), record, size))
        } else {
            Err(Code::ServiceUnavailableException)
        });
    }
    let failed = each.iter().filter(|one| one.is_err()).count() as u64;
    if failed > 0 {
        throttled(stream, ctx, from, failed);
    }
    Ok(Response::Batch { failed, each, encrypted: stream.encrypted() })
}

fn throttled(stream: &mut DeliveryStream, ctx: &mut Ctx<'_>, from: &Name, records: u64) {
    stream.counts.throttled += records;
    ctx.emit(|| Draft {
        actor: Some(from.clone()),
        amount: records,
        note: Some(Code::ServiceUnavailableException.name().into()),
        weight: Weight::Alarm,
        ..Draft::new("firehose.throttled", &stream.name)
    });
}
