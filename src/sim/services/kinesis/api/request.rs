//! The calls, under AWS's operation and parameter names. A `stream` is a StreamName or a StreamARN.
use crate::base::time::SimTime;
use crate::sim::{
    errand::{Cargo, Position},
    services::kinesis::model::{sequence::ShardIterator, stream::Mode},
    trace::Name,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

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
        /// Tags.
        tags: Tags,
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
        /// ExclusiveStartShardId.
        after: Option<Name>,
        /// ShardFilter.
        filter: Option<Box<ShardFilter>>,
        /// NextToken of the page before, which stands for the stream and all that was asked of it.
        token: Option<Name>,
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
    /// EnableEnhancedMonitoring.
    EnableEnhancedMonitoring {
        /// The stream.
        stream: Name,
        /// ShardLevelMetrics; `ALL` stands for every one.
        metrics: Vec<Name>,
    },
    /// DisableEnhancedMonitoring.
    DisableEnhancedMonitoring {
        /// The stream.
        stream: Name,
        /// ShardLevelMetrics; `ALL` stands for every one.
        metrics: Vec<Name>,
    },
    /// TagResource, AddTagsToStream.
    TagResource {
        /// The stream, or a ConsumerARN.
        stream: Name,
        /// Tags.
        tags: Tags,
    },
    /// UntagResource, RemoveTagsFromStream.
    UntagResource {
        /// The stream, or a ConsumerARN.
        stream: Name,
        /// TagKeys.
        keys: Vec<String>,
    },
    /// ListTagsForStream; ListTagsForResource asks for all.
    ListTags {
        /// The stream, or a ConsumerARN.
        stream: Name,
        /// ExclusiveStartTagKey.
        after: Option<Name>,
        /// Limit.
        limit: Option<i64>,
    },
    /// PutResourcePolicy.
    PutResourcePolicy {
        /// ResourceARN: a stream's or a consumer's.
        stream: Name,
        /// Policy.
        policy: Arc<str>,
    },
    /// GetResourcePolicy.
    GetResourcePolicy {
        /// ResourceARN: a stream's or a consumer's.
        stream: Name,
    },
    /// DeleteResourcePolicy.
    DeleteResourcePolicy {
        /// ResourceARN: a stream's or a consumer's.
        stream: Name,
    },
    /// RegisterStreamConsumer.
    RegisterStreamConsumer {
        /// StreamARN.
        stream: Name,
        /// ConsumerName.
        consumer: Name,
        /// Tags.
        tags: Tags,
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
        /// MaxResults.
        max: Option<i64>,
        /// NextToken of the page before.
        token: Option<Name>,
    },
    /// SubscribeToShard. A call that stays open hears [`super::Response::Subscribed`] and then event after event, as on AWS. Any
    /// other is answered by one event of the subscription; the first one opens it, and while the same caller asks again from
    /// where the last event ended, it stays the same subscription.
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
    /// The call stays open until the subscription ends.
    pub stays: bool,
}

/// Tags by key.
pub type Tags = BTreeMap<String, String>;

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
