//! From a Kinesis command to the simulator's request.
use crate::base::time::SimTime;
use crate::endpoint::{command::Command, input::Input, refusal::Refusal, services::lacks};
use crate::sim::{
    arn,
    epoch::EPOCH_MILLIS,
    errand::{Cargo, Position},
    services::kinesis::{
        api::{
            Code, KinesisError,
            request::{Entry, Request, ShardFilter, Subscribe, Token},
        },
        model::stream::Mode,
    },
    trace::Name,
};
use std::sync::Arc;

/// The request an operation stands for.
pub(super) fn request(command: &Command) -> Result<Request, Refusal> {
    let input = command.input();
    if input.flag("DryRun") == Some(true) {
        return Err(lacks(command));
    }
    Ok(match command.operation {
        "PutRecord" => Request::PutRecord {
            stream: stream(command, input)?,
            entry: entry(input),
            ordering: input.name("SequenceNumberForOrdering"),
        },
        "PutRecords" => {
            Request::PutRecords { stream: stream(command, input)?, entries: input.list("Records").map(entry).collect() }
        }
        "GetShardIterator" => Request::GetShardIterator {
            stream: stream(command, input)?,
            shard: input.need("ShardId")?.into(),
            from: position(input, ("ShardIteratorType", "StartingSequenceNumber"))?,
        },
        "GetRecords" => Request::GetRecords {
            iterator: Token::Text(input.need("ShardIterator")?.into()),
            limit: input.int("Limit"),
        },
        "SubscribeToShard" => subscribe(command, input)?,
        _ => return describe(command, input),
    })
}

/// What only looks.
fn describe(command: &Command, input: Input<'_>) -> Result<Request, Refusal> {
    let paging = || (input.int("MaxResults"), input.name("NextToken"));
    Ok(match command.operation {
        "DescribeStream" => Request::DescribeStream {
            stream: stream(command, input)?,
            limit: input.int("Limit"),
            after: input.name("ExclusiveStartShardId"),
        },
        "DescribeStreamSummary" => Request::DescribeStreamSummary { stream: stream(command, input)? },
        "DescribeLimits" => Request::DescribeLimits,
        "ListStreams" => Request::ListStreams {
            limit: input.int("Limit"),
            after: input.name("NextToken").or_else(|| input.name("ExclusiveStartStreamName")),
        },
        "ListShards" => {
            let (max, token) = paging();
            // The token of a page stands for the stream; the simulator refuses both.
            let named = input.has("StreamName") || input.has("StreamARN") || token.is_none();
            Request::ListShards {
                stream: if named { stream(command, input)? } else { Name::default() },
                max,
                after: input.name("ExclusiveStartShardId"),
                filter: input.object("ShardFilter").map(filter).transpose()?.map(Box::new),
                token,
            }
        }
        "DescribeStreamConsumer" => {
            let (stream, consumer) = consumer(command, input)?;
            Request::DescribeStreamConsumer { stream, consumer }
        }
        "ListStreamConsumers" => {
            let (max, token) = paging();
            Request::ListStreamConsumers { stream: stream(command, input)?, max, token }
        }
        "ListTagsForStream" => Request::ListTags {
            stream: stream(command, input)?,
            after: input.name("ExclusiveStartTagKey"),
            limit: input.int("Limit"),
        },
        "ListTagsForResource" => Request::ListTags { stream: resource(command, input)?, after: None, limit: None },
        "GetResourcePolicy" => Request::GetResourcePolicy { stream: resource(command, input)? },
        _ => return manage(command, input),
    })
}

/// What makes, changes and takes away.
fn manage(command: &Command, input: Input<'_>) -> Result<Request, Refusal> {
    let metrics = || input.texts("ShardLevelMetrics").into_iter().map(Into::into).collect();
    let hours = || input.int("RetentionPeriodHours").unwrap_or_default();
    Ok(match command.operation {
        "CreateStream" => Request::CreateStream {
            name: input.need("StreamName")?.into(),
            shards: input.int("ShardCount"),
            mode: mode(input),
            max_record_kib: input.int("MaxRecordSizeInKiB"),
            tags: input.text_map("Tags"),
        },
        "DeleteStream" => Request::DeleteStream {
            stream: stream(command, input)?,
            enforce: input.flag("EnforceConsumerDeletion").unwrap_or_default(),
        },
        "UpdateStreamMode" => Request::UpdateStreamMode { stream: stream(command, input)?, mode: mode(input) },
        "UpdateMaxRecordSize" => Request::UpdateMaxRecordSize {
            stream: stream(command, input)?,
            kib: input.int("MaxRecordSizeInKiB").unwrap_or_default(),
        },
        "IncreaseStreamRetentionPeriod" => {
            Request::IncreaseStreamRetentionPeriod { stream: stream(command, input)?, hours: hours() }
        }
        "DecreaseStreamRetentionPeriod" => {
            Request::DecreaseStreamRetentionPeriod { stream: stream(command, input)?, hours: hours() }
        }
        "StartStreamEncryption" => {
            Request::StartStreamEncryption { stream: stream(command, input)?, key: input.need("KeyId")?.into() }
        }
        "StopStreamEncryption" => Request::StopStreamEncryption { stream: stream(command, input)? },
        "EnableEnhancedMonitoring" => {
            Request::EnableEnhancedMonitoring { stream: stream(command, input)?, metrics: metrics() }
        }
        "DisableEnhancedMonitoring" => {
            Request::DisableEnhancedMonitoring { stream: stream(command, input)?, metrics: metrics() }
        }
        _ => return reshape(command, input),
    })
}

/// Shards, consumers, and what hangs on a resource.
fn reshape(command: &Command, input: Input<'_>) -> Result<Request, Refusal> {
    Ok(match command.operation {
        "SplitShard" => Request::SplitShard {
            stream: stream(command, input)?,
            shard: input.need("ShardToSplit")?.into(),
            at: input.need("NewStartingHashKey")?.into(),
        },
        "MergeShards" => Request::MergeShards {
            stream: stream(command, input)?,
            shard: input.need("ShardToMerge")?.into(),
            adjacent: input.need("AdjacentShardToMerge")?.into(),
        },
        "UpdateShardCount" => Request::UpdateShardCount {
            stream: stream(command, input)?,
            target: input.int("TargetShardCount").unwrap_or_default(),
        },
        "RegisterStreamConsumer" => Request::RegisterStreamConsumer {
            stream: stream(command, input)?,
            consumer: input.need("ConsumerName")?.into(),
            tags: input.text_map("Tags"),
        },
        "DeregisterStreamConsumer" => {
            let (stream, consumer) = consumer(command, input)?;
            Request::DeregisterStreamConsumer { stream, consumer }
        }
        "AddTagsToStream" => Request::TagResource { stream: stream(command, input)?, tags: input.text_map("Tags") },
        "TagResource" => Request::TagResource { stream: resource(command, input)?, tags: input.text_map("Tags") },
        "RemoveTagsFromStream" => {
            Request::UntagResource { stream: stream(command, input)?, keys: input.texts("TagKeys") }
        }
        "UntagResource" => Request::UntagResource { stream: resource(command, input)?, keys: input.texts("TagKeys") },
        "PutResourcePolicy" => {
            Request::PutResourcePolicy { stream: resource(command, input)?, policy: input.need("Policy")?.into() }
        }
        "DeleteResourcePolicy" => Request::DeleteResourcePolicy { stream: resource(command, input)? },
        _ => return Err(lacks(command)),
    })
}

fn invalid(message: impl Into<std::borrow::Cow<'static, str>>) -> Refusal {
    super::refusal(KinesisError::new(Code::InvalidArgument, message))
}

/// The stream, by StreamARN or by StreamName.
fn stream(command: &Command, input: Input<'_>) -> Result<Name, Refusal> {
    match (input.text("StreamARN"), input.name("StreamName")) {
        (Some(arn), _) => own(command, arn),
        (None, Some(name)) => Ok(name),
        (None, None) => Err(invalid("Either StreamARN or StreamName must be specified.")),
    }
}

/// A stream or a consumer by ResourceARN.
fn resource(command: &Command, input: Input<'_>) -> Result<Name, Refusal> {
    own(command, input.need("ResourceARN")?)
}

/// The stream of a consumer, and the consumer: by ConsumerARN, or by StreamARN and ConsumerName.
fn consumer(command: &Command, input: Input<'_>) -> Result<(Name, Name), Refusal> {
    match (input.text("ConsumerARN"), input.name("ConsumerName")) {
        (Some(arn), _) => own(command, arn).map(|arn| (arn.clone(), arn)),
        (None, Some(name)) if input.has("StreamARN") => Ok((stream(command, input)?, name)),
        _ => Err(invalid("Either ConsumerARN, or StreamARN and ConsumerName, must be specified.")),
    }
}

/// An ARN of this account. Another account's resources would have to be shared by a policy of theirs: there is none.
fn own(command: &Command, name: &str) -> Result<Name, Refusal> {
    let foreign = arn::parse(name).is_some_and(|place| place.account != arn::ACCOUNT);
    if foreign {
        let (account, operation) = (arn::ACCOUNT, command.operation);
        let message = format!(
            "User: arn:{}:iam::{account}:root is not authorized to perform: kinesis:{operation} on resource: {name} because no resource-based policy allows the kinesis:{operation} action",
            command.region.partition()
        );
        return Err(super::refusal(KinesisError::new(Code::AccessDenied, message)));
    }
    Ok(name.into())
}

fn mode(input: Input<'_>) -> Mode {
    let mode = input.object("StreamModeDetails");
    match mode.and_then(|m| m.text("StreamMode")) {
        Some("ON_DEMAND") => Mode::OnDemand,
        _ => Mode::Provisioned,
    }
}

fn entry(input: Input<'_>) -> Entry {
    let data = Cargo { key: input.name("PartitionKey"), ..Cargo::of(input.blob("Data").unwrap_or_default()) };
    Entry { data: Arc::new(data), hash: input.name("ExplicitHashKey") }
}

fn subscribe(command: &Command, input: Input<'_>) -> Result<Request, Refusal> {
    let consumer = own(command, input.need("ConsumerARN")?)?;
    let start = input.object("StartingPosition").ok_or_else(|| Refusal::missing("startingPosition"))?;
    let from = position(start, ("Type", "SequenceNumber"))?;
    let shard = input.need("ShardId")?.into();
    Ok(Request::SubscribeToShard(Box::new(Subscribe { stream: consumer.clone(), consumer, shard, from, stays: true })))
}

/// Where reading starts, under the member names of the operation.
fn position(input: Input<'_>, (kind, number): (&str, &str)) -> Result<Position, Refusal> {
    let word = input.need(kind)?;
    let sequence = || {
        let missing = || invalid(format!("{number} must be specified for the type {word}."));
        input.name(number).ok_or_else(missing)
    };
    Ok(match word {
        "LATEST" => Position::Latest,
        "AT_SEQUENCE_NUMBER" => Position::At(sequence()?),
        "AFTER_SEQUENCE_NUMBER" => Position::After(sequence()?),
        "AT_TIMESTAMP" => Position::Timestamp(moment(input)?),
        _ => Position::TrimHorizon,
    })
}

/// A Timestamp; one before the run stands for its beginning.
fn moment(input: Input<'_>) -> Result<SimTime, Refusal> {
    let seconds =
        input.float("Timestamp").ok_or_else(|| invalid("Timestamp must be specified for the type AT_TIMESTAMP."))?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    // milliseconds of a date; negative ones are cut to 0
    let millis = (seconds * 1_000.0).round() as u64;
    Ok(SimTime::from_millis(millis.saturating_sub(EPOCH_MILLIS)))
}

fn filter(input: Input<'_>) -> Result<ShardFilter, Refusal> {
    Ok(match input.need("Type")? {
        "AFTER_SHARD_ID" => {
            let missing = || invalid("ShardId must be specified for the type AFTER_SHARD_ID.");
            ShardFilter::After(input.name("ShardId").ok_or_else(missing)?)
        }
        "AT_TRIM_HORIZON" => ShardFilter::AtTrimHorizon,
        "AT_LATEST" => ShardFilter::AtLatest,
        "AT_TIMESTAMP" => ShardFilter::At(moment(input)?),
        "FROM_TIMESTAMP" => ShardFilter::From(moment(input)?),
        _ => ShardFilter::FromTrimHorizon,
    })
}
