//! The calls, under AWS's operation and parameter names. A `stream` is a StreamName or a StreamARN.
use crate::base::time::SimTime;
use crate::sim::{
    errand::{Cargo, Position},
    services::kinesis::model::{sequence::ShardIterator, stream::Mode},
    trace::Name,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// CreateStream.
    CreateStream {
        /// StreamName.
        name: Name,
        /// ShardCount; only in provisioned mode.
        shards: Option<i64>,
        /// StreamModeDetails.
        mode: Mode,
        /// MaxRecordSizeInKiB.
        max_record_kib: Option<i64>,
    },
    /// DeleteStream.
    DeleteStream {
        /// The stream.
        stream: Name,
        /// EnforceConsumerDeletion.
        enforce: bool,
    },
    /// DescribeStream.
    DescribeStream {
        /// The stream.
        stream: Name,
        /// Limit.
        limit: Option<i64>,
        /// ExclusiveStartShardId.
        after: Option<Name>,
    },
    /// DescribeStreamSummary.
    DescribeStreamSummary {
        /// The stream.
        stream: Name,
    },
    /// DescribeLimits.
    DescribeLimits,
    /// ListStreams.
    ListStreams {
        /// Limit.
        limit: Option<i64>,
        /// ExclusiveStartStreamName.
        after: Option<Name>,
    },
    /// ListShards.
    ListShards {
        /// The stream.
        stream: Name,
        /// MaxResults.
        max: Option<i64>,
        /// ExclusiveStartShardId, or the NextToken of the page before.
        after: Option<Name>,
        /// ShardFilter.
        filter: Option<Box<ShardFilter>>,
    },
    /// PutRecord.
    PutRecord {
        /// The stream.
        stream: Name,
        /// The record.
        entry: Entry,
        /// SequenceNumberForOrdering.
        ordering: Option<Name>,
    },
    /// PutRecords.
    PutRecords {
        /// The stream.
        stream: Name,
        /// Records.
        entries: Vec<Entry>,
    },
    /// GetShardIterator.
    GetShardIterator {
        /// The stream.
        stream: Name,
        /// ShardId.
        shard: Name,
        /// ShardIteratorType with StartingSequenceNumber or Timestamp.
        from: Position,
    },
    /// GetRecords.
    GetRecords {
        /// ShardIterator.
        iterator: Token,
        /// Limit.
        limit: Option<i64>,
    },
    /// SplitShard.
    SplitShard {
        /// The stream.
        stream: Name,
        /// ShardToSplit.
        shard: Name,
        /// NewStartingHashKey.
        at: Name,
    },
    /// MergeShards.
    MergeShards {
        /// The stream.
        stream: Name,
        /// ShardToMerge.
        shard: Name,
        /// AdjacentShardToMerge.
        adjacent: Name,
    },
    /// UpdateShardCount with UNIFORM_SCALING.
    UpdateShardCount {
        /// The stream.
        stream: Name,
        /// TargetShardCount.
        target: i64,
    },
    /// UpdateStreamMode.
    UpdateStreamMode {
        /// StreamARN.
        stream: Name,
        /// StreamModeDetails.
        mode: Mode,
    },
    /// UpdateMaxRecordSize.
    UpdateMaxRecordSize {
        /// StreamARN.
        stream: Name,
        /// MaxRecordSizeInKiB.
        kib: i64,
    },
    /// IncreaseStreamRetentionPeriod.
    IncreaseStreamRetentionPeriod {
        /// The stream.
        stream: Name,
        /// RetentionPeriodHours.
        hours: i64,
    },
    /// DecreaseStreamRetentionPeriod.
    DecreaseStreamRetentionPeriod {
        /// The stream.
        stream: Name,
        /// RetentionPeriodHours.
        hours: i64,
    },
    /// StartStreamEncryption with KMS.
    StartStreamEncryption {
        /// The stream.
        stream: Name,
        /// KeyId.
        key: Name,
    },
    /// StopStreamEncryption.
    StopStreamEncryption {
        /// The stream.
        stream: Name,
    },
    /// PutResourcePolicy.
    PutResourcePolicy {
        /// ResourceARN.
        stream: Name,
        /// Policy.
        policy: Arc<str>,
    },
    /// GetResourcePolicy.
    GetResourcePolicy {
        /// ResourceARN.
        stream: Name,
    },
    /// DeleteResourcePolicy.
    DeleteResourcePolicy {
        /// ResourceARN.
        stream: Name,
    },
    /// RegisterStreamConsumer.
    RegisterStreamConsumer {
        /// StreamARN.
        stream: Name,
        /// ConsumerName.
        consumer: Name,
    },
    /// DeregisterStreamConsumer.
    DeregisterStreamConsumer {
        /// StreamARN.
        stream: Name,
        /// ConsumerName or ConsumerARN.
        consumer: Name,
    },
    /// DescribeStreamConsumer.
    DescribeStreamConsumer {
        /// StreamARN.
        stream: Name,
        /// ConsumerName or ConsumerARN.
        consumer: Name,
    },
    /// ListStreamConsumers.
    ListStreamConsumers {
        /// StreamARN.
        stream: Name,
    },
    /// SubscribeToShard. Each call is answered by one event of the subscription; the first one opens it, and while the
    /// same caller asks again from where the last event ended, it stays the same subscription.
    SubscribeToShard(Box<Subscribe>),
}

/// SubscribeToShard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscribe {
    /// The stream.
    pub stream: Name,
    /// ConsumerName or ConsumerARN.
    pub consumer: Name,
    /// ShardId.
    pub shard: Name,
    /// StartingPosition.
    pub from: Position,
}

/// A record to be put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Data and PartitionKey (`key`).
    pub data: Arc<Cargo>,
    /// ExplicitHashKey.
    pub hash: Option<Name>,
}

/// A ShardIterator as it was handed out, or any text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Token {
    /// As it was handed out.
    Made(ShardIterator),
    /// A text that came over the wire.
    Text(Name),
}

impl Token {
    /// The iterator, where it is one.
    #[must_use]
    pub fn read(&self) -> Option<ShardIterator> {
        match self {
            Self::Made(iterator) => Some(*iterator),
            Self::Text(text) => ShardIterator::parse(text),
        }
    }
}

/// ShardFilter of ListShards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShardFilter {
    /// `AFTER_SHARD_ID`.
    After(Name),
    /// `AT_TRIM_HORIZON`: open when the oldest record that is kept arrived.
    AtTrimHorizon,
    /// `FROM_TRIM_HORIZON`: all.
    FromTrimHorizon,
    /// `AT_LATEST`: open now.
    AtLatest,
    /// `AT_TIMESTAMP`: open then.
    At(SimTime),
    /// `FROM_TIMESTAMP`: open then or later.
    From(SimTime),
}

impl Request {
    /// The stream it is about, by name or ARN; `None` for calls about all, and for an iterator, which carries its own.
    #[must_use]
    pub fn stream(&self) -> Option<&Name> {
        match self {
            Self::DescribeLimits | Self::ListStreams { .. } | Self::GetRecords { .. } => None,
            Self::CreateStream { name, .. } => Some(name),
            Self::SubscribeToShard(subscribe) => Some(&subscribe.stream),
            Self::DeleteStream { stream, .. }
            | Self::DescribeStream { stream, .. }
            | Self::DescribeStreamSummary { stream }
            | Self::ListShards { stream, .. }
            | Self::PutRecord { stream, .. }
            | Self::PutRecords { stream, .. }
            | Self::GetShardIterator { stream, .. }
            | Self::SplitShard { stream, .. }
            | Self::MergeShards { stream, .. }
            | Self::UpdateShardCount { stream, .. }
            | Self::UpdateStreamMode { stream, .. }
            | Self::UpdateMaxRecordSize { stream, .. }
            | Self::IncreaseStreamRetentionPeriod { stream, .. }
            | Self::DecreaseStreamRetentionPeriod { stream, .. }
            | Self::StartStreamEncryption { stream, .. }
            | Self::StopStreamEncryption { stream }
            | Self::PutResourcePolicy { stream, .. }
            | Self::GetResourcePolicy { stream }
            | Self::DeleteResourcePolicy { stream }
            | Self::RegisterStreamConsumer { stream, .. }
            | Self::DeregisterStreamConsumer { stream, .. }
            | Self::DescribeStreamConsumer { stream, .. }
            | Self::ListStreamConsumers { stream } => Some(stream),
        }
    }

    /// What IAM is asked.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        match self {
            Self::CreateStream { .. } => "kinesis:CreateStream",
            Self::DeleteStream { .. } => "kinesis:DeleteStream",
            Self::DescribeStream { .. } => "kinesis:DescribeStream",
            Self::DescribeStreamSummary { .. } => "kinesis:DescribeStreamSummary",
            Self::DescribeLimits => "kinesis:DescribeLimits",
            Self::ListStreams { .. } => "kinesis:ListStreams",
            Self::ListShards { .. } => "kinesis:ListShards",
            Self::PutRecord { .. } => "kinesis:PutRecord",
            Self::PutRecords { .. } => "kinesis:PutRecords",
            Self::GetShardIterator { .. } => "kinesis:GetShardIterator",
            Self::GetRecords { .. } => "kinesis:GetRecords",
            Self::SplitShard { .. } => "kinesis:SplitShard",
            Self::MergeShards { .. } => "kinesis:MergeShards",
            Self::UpdateShardCount { .. } => "kinesis:UpdateShardCount",
            Self::UpdateStreamMode { .. } => "kinesis:UpdateStreamMode",
            Self::UpdateMaxRecordSize { .. } => "kinesis:UpdateMaxRecordSize",
            Self::IncreaseStreamRetentionPeriod { .. } => "kinesis:IncreaseStreamRetentionPeriod",
            Self::DecreaseStreamRetentionPeriod { .. } => "kinesis:DecreaseStreamRetentionPeriod",
            Self::StartStreamEncryption { .. } => "kinesis:StartStreamEncryption",
            Self::StopStreamEncryption { .. } => "kinesis:StopStreamEncryption",
            Self::PutResourcePolicy { .. } => "kinesis:PutResourcePolicy",
            Self::GetResourcePolicy { .. } => "kinesis:GetResourcePolicy",
            Self::DeleteResourcePolicy { .. } => "kinesis:DeleteResourcePolicy",
            Self::RegisterStreamConsumer { .. } => "kinesis:RegisterStreamConsumer",
            Self::DeregisterStreamConsumer { .. } => "kinesis:DeregisterStreamConsumer",
            Self::DescribeStreamConsumer { .. } => "kinesis:DescribeStreamConsumer",
            Self::ListStreamConsumers { .. } => "kinesis:ListStreamConsumers",
            Self::SubscribeToShard(_) => "kinesis:SubscribeToShard",
        }
    }

    /// Whether data is encrypted or decrypted on the way.
    #[must_use]
    pub const fn needs_key(&self) -> bool {
        matches!(
            self,
            Self::PutRecord { .. } | Self::PutRecords { .. } | Self::GetRecords { .. } | Self::SubscribeToShard(_)
        )
    }
}
