//! The calls of Firehose under AWS's names, and where each is answered.
/// Errands of other services.
pub(super) mod errand;
mod error;
mod manage;
mod put;
mod tags;

use super::model::{
    Firehose,
    config::{Destination, Source},
    given::{Encryption, Given},
};
use super::step::Output;
use crate::base::time::SimTime;
use crate::sim::errand::Cargo;
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::{CallId, Draft, Turn};
pub use error::{Code, FirehoseError};
pub use manage::DESTINATION;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// The calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// CreateDeliveryStream.
    CreateDeliveryStream {
        /// DeliveryStreamName.
        name: Name,
        /// DeliveryStreamType with its source.
        source: Source,
        /// The one destination.
        destination: Box<Destination>,
        /// Tags.
        tags: Tags,
        /// DeliveryStreamEncryptionConfigurationInput.
        encryption: Option<Box<Encryption>>,
    },
    /// DeleteDeliveryStream.
    DeleteDeliveryStream {
        /// DeliveryStreamName.
        name: Name,
    },
    /// DescribeDeliveryStream.
    DescribeDeliveryStream {
        /// DeliveryStreamName.
        name: Name,
    },
    /// ListDeliveryStreams.
    ListDeliveryStreams {
        /// Limit.
        limit: Option<i64>,
        /// ExclusiveStartDeliveryStreamName.
        after: Option<Name>,
        /// DeliveryStreamType.
        kind: Option<Name>,
    },
    /// UpdateDestination.
    UpdateDestination {
        /// DeliveryStreamName.
        name: Name,
        /// CurrentDeliveryStreamVersionId.
        version: u64,
        /// The destination as it is to be.
        destination: Box<Change>,
    },
    /// TagDeliveryStream.
    TagDeliveryStream {
        /// DeliveryStreamName.
        name: Name,
        /// Tags.
        tags: Tags,
    },
    /// UntagDeliveryStream.
    UntagDeliveryStream {
        /// DeliveryStreamName.
        name: Name,
        /// TagKeys.
        keys: Vec<String>,
    },
    /// ListTagsForDeliveryStream.
    ListTagsForDeliveryStream {
        /// DeliveryStreamName.
        name: Name,
        /// ExclusiveStartTagKey.
        after: Option<Name>,
        /// Limit.
        limit: Option<i64>,
    },
    /// StartDeliveryStreamEncryption.
    StartDeliveryStreamEncryption {
        /// DeliveryStreamName.
        name: Name,
        /// DeliveryStreamEncryptionConfigurationInput.
        encryption: Box<Encryption>,
    },
    /// StopDeliveryStreamEncryption.
    StopDeliveryStreamEncryption {
        /// DeliveryStreamName.
        name: Name,
    },
    /// PutRecord.
    PutRecord {
        /// DeliveryStreamName.
        name: Name,
        /// Record.
        record: Arc<Cargo>,
    },
    /// PutRecordBatch.
    PutRecordBatch {
        /// DeliveryStreamName.
        name: Name,
        /// Records.
        records: Vec<Arc<Cargo>>,
    },
}

/// Tags by key.
pub type Tags = BTreeMap<String, String>;

/// What UpdateDestination brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// The destination as it is to be: a lab's scenario.
    Whole(Box<Destination>),
    /// What is to be different, as a client wrote it, and the DestinationId.
    Part(Given, Name),
}

/// The answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Nothing to say.
    Done,
    /// CreateDeliveryStream: the ARN.
    Created(Name),
    /// DescribeDeliveryStream.
    Described(Box<Description>),
    /// ListDeliveryStreams: names, and whether there are more.
    Listed(Vec<Name>, bool),
    /// ListTagsForDeliveryStream: Tags, HasMoreTags.
    Tags(Vec<(String, String)>, bool),
    /// PutRecord: RecordId, as a number; Encrypted.
    Put(u64, bool),
    /// PutRecordBatch.
    Batch {
        /// FailedPutCount.
        failed: u64,
        /// RequestResponses, in order.
        each: Vec<Result<u64, Code>>,
        /// Encrypted.
        encrypted: bool,
    },
}

/// DeliveryStreamStatus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// It takes records.
    #[serde(rename = "ACTIVE")]
    Active,
}

/// DeliveryStreamDescription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// DeliveryStreamName.
    pub name: Name,
    /// DeliveryStreamARN.
    pub arn: Name,
    /// DeliveryStreamStatus.
    pub status: Status,
    /// Source.
    pub source: Source,
    /// VersionId.
    pub version: u64,
    /// CreateTimestamp.
    pub created: SimTime,
    /// LastUpdateTimestamp.
    pub updated: Option<SimTime>,
    /// DeliveryStreamEncryptionConfiguration.
    pub encryption: Option<Encryption>,
    /// Destinations: there is one.
    pub destination: Destination,
    /// BufferingHints that apply, bytes and seconds; those of its backup; and RetryOptions, seconds.
    pub effective: ((u64, u64), (u64, u64), u64),
}

/// An answer, or a refusal that changed nothing.
pub type Reply = Result<Response, FirehoseError>;

/// A RecordId as AWS writes it.
#[must_use]
pub fn record_id(no: u64) -> String {
    format!("49{no:054}")
}

impl Request {
    /// The stream it is about.
    pub(super) const fn stream(&self) -> Option<&Name> {
        match self {
            Self::CreateDeliveryStream { name, .. }
            | Self::DeleteDeliveryStream { name }
            | Self::DescribeDeliveryStream { name }
            | Self::UpdateDestination { name, .. }
            | Self::TagDeliveryStream { name, .. }
            | Self::UntagDeliveryStream { name, .. }
            | Self::ListTagsForDeliveryStream { name, .. }
            | Self::StartDeliveryStreamEncryption { name, .. }
            | Self::StopDeliveryStreamEncryption { name }
            | Self::PutRecord { name, .. }
            | Self::PutRecordBatch { name, .. } => Some(name),
            Self::ListDeliveryStreams { .. } => None,
        }
    }
    /// IAM's name of it.
    pub(super) const fn action(&self) -> &'static str {
        match self {
            Self::CreateDeliveryStream { .. } => "firehose:CreateDeliveryStream",
            Self::DeleteDeliveryStream { .. } => "firehose:DeleteDeliveryStream",
            Self::DescribeDeliveryStream { .. } => "firehose:DescribeDeliveryStream",
            Self::ListDeliveryStreams { .. } => "firehose:ListDeliveryStreams",
            Self::UpdateDestination { .. } => "firehose:UpdateDestination",
            Self::TagDeliveryStream { .. } => "firehose:TagDeliveryStream",
            Self::UntagDeliveryStream { .. } => "firehose:UntagDeliveryStream",
            Self::ListTagsForDeliveryStream { .. } => "firehose:ListTagsForDeliveryStream",
            Self::StartDeliveryStreamEncryption { .. } => "firehose:StartDeliveryStreamEncryption",
            Self::StopDeliveryStreamEncryption { .. } => "firehose:StopDeliveryStreamEncryption",
            Self::PutRecord { .. } => "firehose:PutRecord",
            Self::PutRecordBatch { .. } => "firehose:PutRecordBatch",
        }
    }
}

/// What a new stream is to be.
struct New {
    source: Source,
    destination: Destination,
    tags: Tags,
    encryption: Option<Encryption>,
}

/// Who calls and when.
#[derive(Clone, Copy, Debug)]
struct Call<'a> {
    from: &'a Name,
    turn: Turn<'a>,
}

impl Firehose {
    pub(super) fn handle(&mut self, who: (CallId, &Name), request: Request, turn: Turn<'_>, out: &mut Output) {
        let call = Call { from: who.1, turn };
        let place =
            if out.sink.off { None } else { Some(request.stream().cloned().unwrap_or_else(|| "firehose".into())) };
        let reply = self.answer(call, request, out);
        if let (Err(error), Some(place)) = (&reply, &place)
            && error.code != Code::ServiceUnavailableException
        {
            out.sink.emit(turn.now, turn.cause, || Draft {
                actor: Some(call.from.clone()),
                note: Some(error.code.name().into()),
                weight: Weight::Mark,
                ..Draft::new("firehose.refused", place)
            });
        }
        out.replies.push((who.0, reply));
    }

    fn answer(&mut self, call: Call<'_>, request: Request, out: &mut Output) -> Reply {
        match request {
            Request::CreateDeliveryStream { name, source, destination, tags, encryption } => {
                let new = New { source, destination: *destination, tags, encryption: encryption.map(|e| *e) };
                self.create(call, &name, new, out)
            }
            Request::DeleteDeliveryStream { name } => self.delete(call, &name, out),
            Request::DescribeDeliveryStream { name } => self.describe(&name, call.turn.region),
            Request::ListDeliveryStreams { limit, after, kind } => self.list(limit, after.as_deref(), kind.as_deref()),
            Request::UpdateDestination { name, version, destination } => {
                self.update(call, &name, version, *destination, out)
            }
            Request::TagDeliveryStream { name, tags } => self.tag(&name, tags),
            Request::UntagDeliveryStream { name, keys } => self.untag(&name, &keys),
            Request::ListTagsForDeliveryStream { name, after, limit } => self.tags(&name, after.as_deref(), limit),
            Request::StartDeliveryStreamEncryption { name, encryption } => self.encrypt(&name, Some(*encryption)),
            Request::StopDeliveryStreamEncryption { name } => self.encrypt(&name, None),
            Request::PutRecord { name, record } => {
                let put = self.with_stream(&name, call.turn, out, |s, ctx| put::one(s, ctx, call.from, record));
                put.unwrap_or_else(|| Err(FirehoseError::no_stream(&name)))
            }
            Request::PutRecordBatch { name, records } => {
                let put = self.with_stream(&name, call.turn, out, |s, ctx| put::batch(s, ctx, call.from, records));
                put.unwrap_or_else(|| Err(FirehoseError::no_stream(&name)))
            }
        }
    }
}
