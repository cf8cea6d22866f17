//! What a pipe was told: source, filters, enrichment, target.
use crate::base::time::SimTime;
use crate::sim::{
    pattern::EventPattern,
    trace::Name,
    transform::{path::Path, template::Template},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// What kind of source it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// A standard queue.
    Queue,
    /// A FIFO queue.
    Fifo,
    /// A Kinesis stream.
    Stream,
    /// A broker of Amazon MQ.
    Broker,
}

/// Where a stream is read from at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Start {
    /// TRIM_HORIZON.
    Oldest,
    /// LATEST.
    Latest,
    /// AT_TIMESTAMP.
    At(SimTime),
}

/// What is particular to streams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamSet {
    /// StartingPosition.
    pub start: Start,
    /// ParallelizationFactor.
    pub parallel: u32,
    /// MaximumRetryAttempts; none is without end.
    pub attempts: Option<u32>,
    /// MaximumRecordAgeInSeconds; none is as long as the stream keeps it.
    pub age: Option<SimTime>,
    /// OnPartialBatchItemFailure is AUTOMATIC_BISECT.
    pub bisect: bool,
    /// DeadLetterConfig: the ARN of a queue or a topic.
    pub dead_letter: Option<Name>,
}

/// A value of the target's parameters: fixed, or found in the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// As it stands.
    Fixed(Name),
    /// `$.body.customer`.
    Found(Path),
}

/// Enrichment or target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Its ARN or address.
    pub arn: Name,
    /// InputTemplate.
    pub template: Option<Template>,
    /// The template has no quotes and no frame, as `<$.body>`: what it finds stays the JSON it is.
    pub bare: bool,
    /// InvocationType is FIRE_AND_FORGET.
    pub forget: bool,
    /// MessageGroupId, MessageDeduplicationId, PartitionKey, Source, DetailType, by name.
    pub parts: BTreeMap<Name, Part>,
}

/// What a pipe was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Source: the ARN.
    pub source: Name,
    /// What it is.
    pub kind: Source,
    /// RoleArn.
    pub role: Name,
    /// FilterCriteria: as given, and ready to match.
    pub filters: Vec<(Arc<str>, EventPattern)>,
    /// BatchSize.
    pub batch: u32,
    /// MaximumBatchingWindowInSeconds.
    pub window: SimTime,
    /// Of streams.
    pub stream: Option<StreamSet>,
    /// Enrichment.
    pub enrichment: Option<Stage>,
    /// Target.
    pub target: Stage,
}
