//! Retention, capacity mode, record size, encryption, the resource policy: in force at once.
use super::{Code, KinesisError, Reply, Request, Response, fanout, streams, tags};
use crate::sim::services::kinesis::{
    model::{
        Kinesis, bare,
        stream::{Status, Stream, once_more},
    },
    step::{Ctx, Output, demand, trim},
};
use crate::sim::{
    trace::Weight,
    turn::{Draft, Turn},
};

impl Kinesis {
    /// Calls that change one stream.
    pub(super) fn set_up(&mut self, request: Request, turn: Turn<'_>, out: &mut Output) -> Reply {
        match &request {
            Request::SplitShard { stream, shard, at } => return self.split(stream, shard, at, turn, out),
            Request::MergeShards { stream, shard, adjacent } => return self.merge(stream, shard, adjacent, turn, out),
            Request::UpdateShardCount { stream, target } => return self.update_count(stream, *target, turn, out),
            // An ARN of something else: only an account that is spared the pattern gets here.
            Request::DescribeStreamConsumer { consumer, .. } | Request::DeregisterStreamConsumer { consumer, .. }
                if consumer.starts_with("arn:") && !consumer.contains("/consumer/") =>
            {
                return Err(fanout::no_consumer(consumer));
            }
            _ => {}
        }
        let name = request.stream().cloned().unwrap_or_default();
        let name = bare(&name);
        let stream = self.streams.get_mut(name).ok_or_else(|| KinesisError::no_stream(name))?;
        let mut ctx = Ctx::new(&mut self.core, turn, out);
        stream.tick(turn.now, ctx.core.limits.retention.default);
        match request {
            Request::RegisterStreamConsumer { consumer, tags, .. } => {
                fanout::register(stream, &mut ctx, &consumer, tags)
            }
            Request::DeregisterStreamConsumer { consumer, .. } => fanout::deregister(stream, &mut ctx, &consumer),
            Request::DescribeStreamConsumer { consumer, .. } => fanout::describe(stream, &ctx, &consumer),
            Request::ListStreamConsumers { max, token, .. } => fanout::list(stream, &ctx, max, token.as_deref()),
            other @ (Request::IncreaseStreamRetentionPeriod { .. }
            | Request::DecreaseStreamRetentionPeriod { .. }
            | Request::UpdateMaxRecordSize { .. }
            | Request::UpdateStreamMode { .. }
            | Request::StartStreamEncryption { .. }
            | Request::StopStreamEncryption { .. }) => change(stream, &mut ctx, other),
            other => tags::answer(stream, other, turn.region),
        }
    }
}

/// What needs an ACTIVE stream.
fn change(stream: &mut Stream, ctx: &mut Ctx<'_>, request: Request) -> Reply {
    let counts = ctx.core.limits.counts;
    if stream.status != Status::Active {
        return Err(KinesisError::busy(&stream.config.name, stream.status.name()));
    }
    let said = match request {
        Request::IncreaseStreamRetentionPeriod { hours, .. } => retention(stream, ctx, hours, true)?,
        Request::DecreaseStreamRetentionPeriod { hours, .. } => retention(stream, ctx, hours, false)?,
        Request::UpdateMaxRecordSize { kib, .. } => {
            stream.config.record_most = streams::record_size(&ctx.core.limits.sizes, Some(kib))?;
            format!("MaxRecordSizeInKiB {kib}")
        }
        Request::UpdateStreamMode { mode, .. } => {
            if mode == stream.config.mode {
                let message = format!("Stream {} is in {} mode already.", stream.config.name, mode.name());
                return Err(KinesisError::new(Code::InvalidArgument, message));
            }
            if !once_more(&mut stream.days.modes, counts.mode_switches, ctx.now) {
                let message =
                    format!("The capacity mode can be changed at most {} times in 24 hours.", counts.mode_switches);
                return Err(KinesisError::new(Code::LimitExceeded, message));
            }
            stream.config.mode = mode;
            demand::arm(stream, ctx);
            format!("StreamMode {}", mode.name())
        }
        Request::StartStreamEncryption { key, .. } => {
            if !once_more(&mut stream.days.keys, counts.key_changes, ctx.now) {
                let message = format!("A key can be set at most {} times in 24 hours.", counts.key_changes);
                return Err(KinesisError::new(Code::LimitExceeded, message));
            }
            stream.config.key = Some(key);
            "EncryptionType KMS".into()
        }
        Request::StopStreamEncryption { .. } => {
            stream.config.key = None;
            "EncryptionType NONE".into()
        }
        _ => return Err(KinesisError::new(Code::InvalidArgument, "The operation cannot be done on a stream.")),
    };
    let name = &stream.config.name;
    ctx.emit(|| Draft { note: Some(said.into()), weight: Weight::Step, ..Draft::new("kinesis.settings", name) });
    Ok(Response::Done)
}

/// A longer retention brings nothing back; a shorter one loses at once what is older.
fn retention(stream: &mut Stream, ctx: &mut Ctx<'_>, hours: i64, up: bool) -> Result<String, KinesisError> {
    let (span, now) = (ctx.core.limits.retention, stream.config.retention);
    let refuse = |message: String| KinesisError::new(Code::InvalidArgument, message);
    let wanted = u64::try_from(hours).unwrap_or(0);
    if wanted < span.min {
        let least = span.min;
        return Err(refuse(format!(
            "Minimum allowed retention period is {least} hours. Requested retention period ({hours} hours) is too short."
        )));
    }
    if wanted > span.max {
        let most = span.max;
        return Err(refuse(format!(
            "Maximum allowed retention period is {most} hours. Requested retention period ({hours} hours) is too long."
        )));
    }
    if (up && wanted < now) || (!up && wanted > now) {
        let (other, than) = if up { ("Decrease", "shorter") } else { ("Increase", "longer") };
        return Err(refuse(format!(
            "Requested retention period ({wanted} hours) for stream {} can not be {than} than existing retention period ({now} hours). Use {other}RetentionPeriod API.",
            stream.config.name
        )));
    }
    let shards: Vec<u32> = stream.shards.keys().copied().collect();
    for &no in &shards {
        trim::now(stream, ctx, no);
    }
    stream.config.retention = wanted;
    for no in shards {
        trim::now(stream, ctx, no);
        trim::arm(stream, ctx, no);
    }
    Ok(format!("RetentionPeriodHours {wanted}"))
}
