//! The answers. What costs work to write out (digests, handles as text) is written by a method, when somebody asks.
use super::digest;
use super::handle::{MessageId, Receipt, SequenceNumber};
use super::request::{AttributeValue, Attributes, Send};
use crate::base::time::SimTime;
use crate::sim::services::sqs::model::epoch_millis;
use crate::sim::trace::{Item, Name};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::error::Code;

/// The answer to a call that was not refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Nothing to say: DeleteQueue, SetQueueAttributes, TagQueue, UntagQueue, AddPermission, RemovePermission,
    /// DeleteMessage, ChangeMessageVisibility, PurgeQueue.
    Done,
    /// QueueUrl: CreateQueue, GetQueueUrl.
    QueueUrl(String),
    /// QueueUrls and NextToken: ListQueues, ListDeadLetterSourceQueues.
    Queues {
        /// QueueUrls, sorted by name.
        urls: Vec<String>,
        /// NextToken.
        next_token: Option<String>,
    },
    /// Attributes: GetQueueAttributes.
    Attributes(Attributes),
    /// Tags: ListQueueTags.
    Tags(BTreeMap<String, String>),
    /// SendMessage.
    Sent(Sent),
    /// SendMessageBatch.
    SentBatch(Batch<Sent>),
    /// ReceiveMessage; empty where there is nothing (on the wire without `Messages`).
    Messages(Vec<Message>),
    /// DeleteMessageBatch, ChangeMessageVisibilityBatch.
    DoneBatch(Batch<()>),
    /// TaskHandle: StartMessageMoveTask.
    TaskHandle(String),
    /// Results: ListMessageMoveTasks, newest first.
    Tasks(Vec<TaskEntry>),
    /// ApproximateNumberOfMessagesMoved: CancelMessageMoveTask.
    Moved(u64),
}

/// The answer to a batch: HTTP 200 even where entries failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch<T> {
    /// Successful: Id and answer.
    pub successful: Vec<(String, T)>,
    /// Failed.
    pub failed: Vec<Failed>,
}

/// An entry that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// Id.
    pub id: String,
    /// Code.
    pub code: Code,
    /// Message.
    pub message: Cow<'static, str>,
    /// SenderFault.
    pub sender_fault: bool,
}

/// An accepted message; a duplicate inside the deduplication interval answers with the first one's identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// MessageId.
    pub message_id: MessageId,
    /// SequenceNumber, on FIFO.
    pub sequence_number: Option<SequenceNumber>,
    /// What was sent, for the digests.
    pub payload: Arc<Send>,
}

impl Sent {
    /// MD5OfMessageBody.
    #[must_use]
    pub fn md5_of_body(&self) -> String {
        digest::of_body(&self.payload.body)
    }
    /// MD5OfMessageAttributes.
    #[must_use]
    pub fn md5_of_attributes(&self) -> Option<String> {
        digest::of_attributes(&self.payload.attributes)
    }
    /// MD5OfMessageSystemAttributes.
    #[must_use]
    pub fn md5_of_system_attributes(&self) -> Option<String> {
        let header = self.payload.trace_header.as_ref()?;
        let value = AttributeValue { data_type: "String".into(), string: Some(header.as_ref().into()), binary: None };
        digest::of_attributes(&BTreeMap::from([("AWSTraceHeader".to_string(), value)]))
    }
}

/// Which attributes a receive asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// MessageSystemAttributeNames.
    pub system: Vec<String>,
    /// MessageAttributeNames.
    pub attributes: Vec<String>,
}

/// A received message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// MessageId.
    pub message_id: MessageId,
    /// ReceiptHandle.
    pub receipt: Receipt,
    /// What was sent.
    pub payload: Arc<Send>,
    /// ApproximateReceiveCount.
    pub receive_count: u32,
    /// SentTimestamp, in simulated time.
    pub sent: SimTime,
    /// ApproximateFirstReceiveTimestamp, in simulated time.
    pub first_receive: SimTime,
    /// When it will be visible again.
    pub hidden_until: SimTime,
    /// SequenceNumber, on FIFO.
    pub sequence_number: Option<SequenceNumber>,
    /// MessageDeduplicationId, on FIFO: given, or made of the body.
    pub dedup_id: Option<Arc<str>>,
    /// SenderId.
    pub sender: Name,
    /// DeadLetterQueueSourceArn, in a dead-letter queue.
    pub source: Option<Name>,
    /// Which attributes were asked for.
    pub wanted: Option<Arc<Wanted>>,
}

impl Message {
    /// The simulation's number of this message.
    #[must_use]
    pub fn item(&self) -> Option<&Item> {
        self.payload.item.as_ref()
    }
    /// MD5OfBody.
    #[must_use]
    pub fn md5_of_body(&self) -> String {
        digest::of_body(&self.payload.body)
    }
    /// Attributes: the system attributes asked for.
    #[must_use]
    pub fn system_attributes(&self) -> BTreeMap<&'static str, String> {
        let Some(wanted) = &self.wanted else { return BTreeMap::new() };
        let all = wanted.system.iter().any(|n| n == "All");
        self.every_system_attribute()
            .into_iter()
            .filter(|(name, _)| all || wanted.system.iter().any(|n| n == name))
            .collect()
    }
    fn every_system_attribute(&self) -> Vec<(&'static str, String)> {
        let mut out = vec![
            ("SenderId", self.sender.to_string()),
            ("SentTimestamp", epoch_millis(self.sent).to_string()),
            ("ApproximateReceiveCount", self.receive_count.to_string()),
            ("ApproximateFirstReceiveTimestamp", epoch_millis(self.first_receive).to_string()),
        ];
        let mut add = |name, value: Option<String>| out.extend(value.map(|v| (name, v)));
        add("SequenceNumber", self.sequence_number.map(|n| n.to_string()));
        add("MessageDeduplicationId", self.dedup_id.as_ref().map(ToString::to_string));
        add("MessageGroupId", self.payload.group_id.as_ref().map(ToString::to_string));
        add("AWSTraceHeader", self.payload.trace_header.as_ref().map(ToString::to_string));
        add("DeadLetterQueueSourceArn", self.source.as_ref().map(ToString::to_string));
        out
    }
    /// MessageAttributes: those asked for by name, prefix or `All`.
    #[must_use]
    pub fn attributes(&self) -> BTreeMap<String, AttributeValue> {
        let Some(wanted) = &self.wanted else { return BTreeMap::new() };
        let asked = |name: &str| {
            wanted.attributes.iter().any(|w| match w.strip_suffix(".*") {
                Some(prefix) => name.starts_with(prefix),
                None => w == "All" || w == name,
            })
        };
        self.payload.attributes.iter().filter(|(n, _)| asked(n)).map(|(n, v)| (n.clone(), v.clone())).collect()
    }
    /// MD5OfMessageAttributes, over those returned.
    #[must_use]
    pub fn md5_of_attributes(&self) -> Option<String> {
        digest::of_attributes(&self.attributes())
    }
}

/// One move task as listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskEntry {
    /// TaskHandle, while RUNNING.
    pub task_handle: Option<String>,
    /// Status.
    pub status: Status,
    /// SourceArn.
    pub source_arn: String,
    /// DestinationArn, where one was given.
    pub destination_arn: Option<String>,
    /// MaxNumberOfMessagesPerSecond, where one was given.
    pub rate: Option<u32>,
    /// ApproximateNumberOfMessagesMoved.
    pub moved: u64,
    /// ApproximateNumberOfMessagesToMove.
    pub to_move: u64,
    /// FailureReason.
    pub failure: Option<String>,
    /// StartedTimestamp, epoch milliseconds.
    pub started: u64,
}

/// How a move task stands. (CANCELLING does not occur: cancelling acts at once.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// RUNNING.
    Running,
    /// COMPLETED.
    Completed,
    /// CANCELLED.
    Cancelled,
    /// FAILED.
    Failed,
}

impl Status {
    /// As AWS writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Completed => "COMPLETED",
            Self::Cancelled => "CANCELLED",
            Self::Failed => "FAILED",
        }
    }
}
