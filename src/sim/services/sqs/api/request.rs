//! The calls, under AWS's operation and parameter names. A `queue` is a QueueUrl, or the bare queue name.
use super::handle::ReceiptHandle;
use crate::sim::trace::{Item, Name};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Queue attributes as on the wire: AWS's name to a value written as text.
pub type Attributes = BTreeMap<String, String>;

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// CreateQueue.
    CreateQueue {
        /// QueueName.
        name: String,
        /// Attributes.
        attributes: Attributes,
        /// tags.
        tags: BTreeMap<String, String>,
    },
    /// DeleteQueue.
    DeleteQueue {
        /// QueueUrl.
        queue: Name,
    },
    /// GetQueueUrl.
    GetQueueUrl {
        /// QueueName.
        name: String,
    },
    /// ListQueues.
    ListQueues {
        /// QueueNamePrefix.
        prefix: Option<String>,
        /// MaxResults; without it there are no pages.
        max_results: Option<i64>,
        /// NextToken.
        next_token: Option<String>,
    },
    /// ListDeadLetterSourceQueues.
    ListDeadLetterSourceQueues {
        /// QueueUrl of the dead-letter queue.
        queue: Name,
        /// MaxResults; without it there are no pages.
        max_results: Option<i64>,
        /// NextToken.
        next_token: Option<String>,
    },
    /// GetQueueAttributes.
    GetQueueAttributes {
        /// QueueUrl.
        queue: Name,
        /// AttributeNames; `All` for all, none for none.
        names: Vec<String>,
    },
    /// SetQueueAttributes.
    SetQueueAttributes {
        /// QueueUrl.
        queue: Name,
        /// Attributes to change; an empty value removes a policy.
        attributes: Attributes,
    },
    /// TagQueue.
    TagQueue {
        /// QueueUrl.
        queue: Name,
        /// Tags; a tag of the same key is replaced.
        tags: BTreeMap<String, String>,
    },
    /// UntagQueue.
    UntagQueue {
        /// QueueUrl.
        queue: Name,
        /// TagKeys.
        keys: Vec<String>,
    },
    /// ListQueueTags.
    ListQueueTags {
        /// QueueUrl.
        queue: Name,
    },
    /// AddPermission.
    AddPermission {
        /// QueueUrl.
        queue: Name,
        /// Label, the statement's Sid.
        label: String,
        /// AWSAccountIds.
        accounts: Vec<String>,
        /// Actions: `SendMessage`, or `*`.
        actions: Vec<String>,
    },
    /// RemovePermission.
    RemovePermission {
        /// QueueUrl.
        queue: Name,
        /// Label.
        label: String,
    },
    /// SendMessage.
    SendMessage {
        /// QueueUrl.
        queue: Name,
        /// The message.
        message: Send,
    },
    /// SendMessageBatch.
    SendMessageBatch {
        /// QueueUrl.
        queue: Name,
        /// Entries.
        entries: Vec<Entry<Send>>,
    },
    /// ReceiveMessage.
    ReceiveMessage {
        /// QueueUrl.
        queue: Name,
        /// The other parameters.
        receive: Receive,
    },
    /// DeleteMessage.
    DeleteMessage {
        /// QueueUrl.
        queue: Name,
        /// ReceiptHandle.
        receipt_handle: ReceiptHandle,
    },
    /// DeleteMessageBatch.
    DeleteMessageBatch {
        /// QueueUrl.
        queue: Name,
        /// Entries.
        entries: Vec<Entry<ReceiptHandle>>,
    },
    /// ChangeMessageVisibility.
    ChangeMessageVisibility {
        /// QueueUrl.
        queue: Name,
        /// ReceiptHandle and VisibilityTimeout.
        change: Change,
    },
    /// ChangeMessageVisibilityBatch.
    ChangeMessageVisibilityBatch {
        /// QueueUrl.
        queue: Name,
        /// Entries.
        entries: Vec<Entry<Change>>,
    },
    /// PurgeQueue.
    PurgeQueue {
        /// QueueUrl.
        queue: Name,
    },
    /// StartMessageMoveTask.
    StartMessageMoveTask {
        /// SourceArn: a dead-letter queue.
        source_arn: String,
        /// DestinationArn; without it every message goes back to the queue it came from.
        destination_arn: Option<String>,
        /// MaxNumberOfMessagesPerSecond.
        rate: Option<i64>,
    },
    /// ListMessageMoveTasks.
    ListMessageMoveTasks {
        /// SourceArn.
        source_arn: String,
        /// MaxResults; 1 where not given.
        max_results: Option<i64>,
    },
    /// CancelMessageMoveTask.
    CancelMessageMoveTask {
        /// TaskHandle.
        task_handle: String,
    },
}

/// One entry of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry<T> {
    /// Id, unique in its batch.
    pub id: String,
    /// The single call's parameters.
    pub body: T,
}

/// The parameters of SendMessage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Send {
    /// MessageBody.
    pub body: Arc<str>,
    /// DelaySeconds.
    pub delay: Option<i64>,
    /// MessageAttributes.
    pub attributes: BTreeMap<String, AttributeValue>,
    /// MessageSystemAttributes AWSTraceHeader.
    pub trace_header: Option<Arc<str>>,
    /// MessageDeduplicationId.
    pub dedup_id: Option<Arc<str>>,
    /// MessageGroupId.
    pub group_id: Option<Arc<str>>,
    /// How the simulation numbers this message; AWS does not see it.
    pub item: Option<Item>,
}

/// A message attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeValue {
    /// DataType: `String`, `Number`, `Binary`, with an optional label: `Number.float`.
    pub data_type: String,
    /// StringValue, for String and Number.
    pub string: Option<String>,
    /// BinaryValue.
    pub binary: Option<Vec<u8>>,
}

/// The parameters of ReceiveMessage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receive {
    /// MaxNumberOfMessages; 1 where not given.
    pub max: Option<i64>,
    /// VisibilityTimeout; the queue's where not given.
    pub visibility: Option<i64>,
    /// WaitTimeSeconds; the queue's ReceiveMessageWaitTimeSeconds where not given.
    pub wait: Option<i64>,
    /// ReceiveRequestAttemptId.
    pub attempt_id: Option<Arc<str>>,
    /// MessageSystemAttributeNames (and the older AttributeNames).
    pub system_names: Vec<String>,
    /// MessageAttributeNames: names, `All`, `.*` or a prefix `foo.*`.
    pub attribute_names: Vec<String>,
}

/// The parameters of ChangeMessageVisibility.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// ReceiptHandle.
    pub receipt_handle: ReceiptHandle,
    /// VisibilityTimeout in seconds, from now.
    pub visibility: Option<i64>,
}

impl Request {
    /// AWS's name of the operation.
    #[must_use]
    pub const fn operation(&self) -> &'static str {
        match self {
            Self::CreateQueue { .. } => "CreateQueue",
            Self::DeleteQueue { .. } => "DeleteQueue",
            Self::GetQueueUrl { .. } => "GetQueueUrl",
            Self::ListQueues { .. } => "ListQueues",
            Self::ListDeadLetterSourceQueues { .. } => "ListDeadLetterSourceQueues",
            Self::GetQueueAttributes { .. } => "GetQueueAttributes",
            Self::SetQueueAttributes { .. } => "SetQueueAttributes",
            Self::TagQueue { .. } => "TagQueue",
            Self::UntagQueue { .. } => "UntagQueue",
            Self::ListQueueTags { .. } => "ListQueueTags",
            Self::AddPermission { .. } => "AddPermission",
            Self::RemovePermission { .. } => "RemovePermission",
            Self::SendMessage { .. } => "SendMessage",
            Self::SendMessageBatch { .. } => "SendMessageBatch",
            Self::ReceiveMessage { .. } => "ReceiveMessage",
            Self::DeleteMessage { .. } => "DeleteMessage",
            Self::DeleteMessageBatch { .. } => "DeleteMessageBatch",
            Self::ChangeMessageVisibility { .. } => "ChangeMessageVisibility",
            Self::ChangeMessageVisibilityBatch { .. } => "ChangeMessageVisibilityBatch",
            Self::PurgeQueue { .. } => "PurgeQueue",
            Self::StartMessageMoveTask { .. } => "StartMessageMoveTask",
            Self::ListMessageMoveTasks { .. } => "ListMessageMoveTasks",
            Self::CancelMessageMoveTask { .. } => "CancelMessageMoveTask",
        }
    }
    /// The action IAM knows it by; batches are allowed by the single call's action.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        match self {
            Self::CreateQueue { .. } => "sqs:CreateQueue",
            Self::DeleteQueue { .. } => "sqs:DeleteQueue",
            Self::GetQueueUrl { .. } => "sqs:GetQueueUrl",
            Self::ListQueues { .. } => "sqs:ListQueues",
            Self::ListDeadLetterSourceQueues { .. } => "sqs:ListDeadLetterSourceQueues",
            Self::GetQueueAttributes { .. } => "sqs:GetQueueAttributes",
            Self::SetQueueAttributes { .. } => "sqs:SetQueueAttributes",
            Self::TagQueue { .. } => "sqs:TagQueue",
            Self::UntagQueue { .. } => "sqs:UntagQueue",
            Self::ListQueueTags { .. } => "sqs:ListQueueTags",
            Self::AddPermission { .. } => "sqs:AddPermission",
            Self::RemovePermission { .. } => "sqs:RemovePermission",
            Self::SendMessage { .. } | Self::SendMessageBatch { .. } => "sqs:SendMessage",
            Self::ReceiveMessage { .. } => "sqs:ReceiveMessage",
            Self::DeleteMessage { .. } | Self::DeleteMessageBatch { .. } => "sqs:DeleteMessage",
            Self::ChangeMessageVisibility { .. } | Self::ChangeMessageVisibilityBatch { .. } => {
                "sqs:ChangeMessageVisibility"
            }
            Self::PurgeQueue { .. } => "sqs:PurgeQueue",
            Self::StartMessageMoveTask { .. } => "sqs:StartMessageMoveTask",
            Self::ListMessageMoveTasks { .. } => "sqs:ListMessageMoveTasks",
            Self::CancelMessageMoveTask { .. } => "sqs:CancelMessageMoveTask",
        }
    }
    /// The queue it speaks to, by bare name, where it speaks to one by URL.
    #[must_use]
    pub fn queue(&self) -> Option<&str> {
        match self {
            Self::DeleteQueue { queue }
            | Self::ListDeadLetterSourceQueues { queue, .. }
            | Self::GetQueueAttributes { queue, .. }
            | Self::SetQueueAttributes { queue, .. }
            | Self::TagQueue { queue, .. }
            | Self::UntagQueue { queue, .. }
            | Self::ListQueueTags { queue }
            | Self::AddPermission { queue, .. }
            | Self::RemovePermission { queue, .. }
            | Self::SendMessage { queue, .. }
            | Self::SendMessageBatch { queue, .. }
            | Self::ReceiveMessage { queue, .. }
            | Self::DeleteMessage { queue, .. }
            | Self::DeleteMessageBatch { queue, .. }
            | Self::ChangeMessageVisibility { queue, .. }
            | Self::ChangeMessageVisibilityBatch { queue, .. }
            | Self::PurgeQueue { queue } => Some(bare(queue)),
            Self::CreateQueue { name, .. } | Self::GetQueueUrl { name } => Some(name),
            Self::ListQueues { .. }
            | Self::StartMessageMoveTask { .. }
            | Self::ListMessageMoveTasks { .. }
            | Self::CancelMessageMoveTask { .. } => None,
        }
    }
}

/// The queue name at the end of a QueueUrl; a bare name is itself.
#[must_use]
pub fn bare(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or(url)
}
