//! The answers as data.
use super::error::Code;
use crate::base::time::SimTime;
use crate::sim::{
    errand::Cargo,
    services::kinesis::model::{
        hash::HashKey,
        sequence::{SequenceNumber, ShardIterator},
        stream::Mode,
    },
    trace::Name,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Nothing to say.
    Done,
    /// PutRecord: ShardId, SequenceNumber, and whether it is encrypted.
    Put(Name, SequenceNumber, bool),
    /// PutRecords: one result per record, in order, and whether they are encrypted.
    PutBatch(Vec<Result<(Name, SequenceNumber), Failed>>, bool),
    /// GetShardIterator.
    Iterator(ShardIterator),
    /// GetRecords.
    Records(Box<Records>),
    /// SubscribeToShard, where the call stays open: the subscription is there, its events follow.
    Subscribed,
    /// An event of a subscription.
    Event(Box<Event>),
    /// The five minutes of a subscription whose call stayed open are over.
    Ended,
    /// DescribeStream: the summary, a page of shards, HasMoreShards.
    Stream(Box<Summary>, Vec<ShardView>, bool),
    /// DescribeStreamSummary.
    Summary(Box<Summary>),
    /// DescribeLimits: ShardLimit, OpenShardCount, OnDemandStreamCount, OnDemandStreamCountLimit.
    Limits([u64; 4]),
    /// ListStreams: StreamSummaries, HasMoreStreams.
    Streams(Vec<Summary>, bool),
    /// ListShards: a page, NextToken.
    Shards(Vec<ShardView>, Option<Name>),
    /// UpdateShardCount: CurrentShardCount, TargetShardCount.
    Counts(u64, u64),
    /// GetResourcePolicy.
    Policy(Arc<str>),
    /// RegisterStreamConsumer, DescribeStreamConsumer.
    Consumer(Box<ConsumerView>),
    /// ListStreamConsumers: a page, NextToken.
    Consumers(Vec<ConsumerView>, Option<Name>),
    /// EnableEnhancedMonitoring, DisableEnhancedMonitoring: CurrentShardLevelMetrics, DesiredShardLevelMetrics.
    Monitoring(Vec<Name>, Vec<Name>),
    /// ListTagsForStream, ListTagsForResource: Tags, HasMoreTags.
    Tags(Vec<(String, String)>, bool),
}

/// A record of PutRecords that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// ErrorCode.
    pub code: Code,
    /// ErrorMessage.
    pub message: Arc<str>,
}

/// A record that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// SequenceNumber.
    pub sequence: SequenceNumber,
    /// ApproximateArrivalTimestamp.
    pub arrived: SimTime,
    /// Data, PartitionKey.
    pub data: Arc<Cargo>,
}

/// What GetRecords returns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Records {
    /// Oldest first.
    pub records: Vec<Record>,
    /// NextShardIterator; `None` only at the end of a closed shard.
    pub next: Option<ShardIterator>,
    /// MillisBehindLatest.
    pub behind_millis: u64,
    /// ChildShards, at the end of a closed shard.
    pub children: Vec<Child>,
    /// The stream is encrypted.
    pub encrypted: bool,
}

/// SubscribeToShardEvent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Oldest first.
    pub records: Vec<Record>,
    /// ContinuationSequenceNumber: from behind it the next call goes on; `None` at the end of a closed shard.
    pub continuation: Option<SequenceNumber>,
    /// MillisBehindLatest.
    pub behind_millis: u64,
    /// ChildShards, at the end of a closed shard.
    pub children: Vec<Child>,
    /// The stream is encrypted.
    pub encrypted: bool,
    /// The call stays open: more events follow.
    pub more: bool,
}

/// ChildShard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    /// ShardId.
    pub id: Name,
    /// ParentShards.
    pub parents: Vec<Name>,
    /// HashKeyRange.
    pub range: (HashKey, HashKey),
}

/// StreamDescriptionSummary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// StreamName.
    pub name: Name,
    /// StreamARN.
    pub arn: Name,
    /// StreamStatus.
    pub status: Name,
    /// StreamModeDetails.
    pub mode: Mode,
    /// RetentionPeriodHours.
    pub retention_hours: u64,
    /// StreamCreationTimestamp.
    pub created: SimTime,
    /// KeyId, where it is encrypted.
    pub key: Option<Name>,
    /// OpenShardCount.
    pub open_shards: u32,
    /// ConsumerCount.
    pub consumers: u32,
    /// MaxRecordSizeInKiB.
    pub max_record_kib: u64,
    /// EnhancedMonitoring: ShardLevelMetrics.
    pub monitoring: Vec<Name>,
}

/// A shard as AWS describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardView {
    /// ShardId.
    pub id: Name,
    /// ParentShardId.
    pub parent: Option<Name>,
    /// AdjacentParentShardId.
    pub adjacent_parent: Option<Name>,
    /// HashKeyRange.
    pub range: (HashKey, HashKey),
    /// StartingSequenceNumber.
    pub starting: SequenceNumber,
    /// EndingSequenceNumber, where it is closed.
    pub ending: Option<SequenceNumber>,
}

/// A consumer as AWS describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsumerView {
    /// ConsumerName.
    pub name: Name,
    /// ConsumerARN.
    pub arn: Name,
    /// Whether ConsumerStatus is ACTIVE, else CREATING.
    pub active: bool,
    /// ConsumerCreationTimestamp.
    pub created: SimTime,
}
