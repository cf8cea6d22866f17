//! The answers as data.
use super::error::Code;
use crate::sim::services::sns::model::notice::{MessageId, sequence_number};
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// An accepted message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// MessageId.
    pub id: MessageId,
    /// FIFO: its place; written as SequenceNumber.
    pub seq: Option<u64>,
}

impl Published {
    /// SequenceNumber.
    #[must_use]
    pub fn sequence_number(&self) -> Option<String> {
        self.seq.map(sequence_number)
    }
}

/// An entry of a batch that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// Id.
    pub id: String,
    /// Code.
    pub code: Code,
    /// Message.
    pub message: Cow<'static, str>,
}

/// A subscription in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// SubscriptionArn, or `PendingConfirmation`.
    pub subscription: Name,
    /// Owner.
    pub owner: Name,
    /// Protocol.
    pub protocol: Name,
    /// Endpoint.
    pub endpoint: Name,
    /// TopicArn.
    pub topic: Name,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Nothing to say.
    Done,
    /// TopicArn.
    Topic(Name),
    /// SubscriptionArn, or `pending confirmation`.
    Subscription(Name),
    /// Publish.
    Published(Published),
    /// PublishBatch: Successful and Failed.
    Batch(Vec<(String, Published)>, Vec<Failed>),
    /// Attributes.
    Attributes(Box<BTreeMap<String, String>>),
    /// Topics and NextToken.
    Topics(Vec<Name>, Option<String>),
    /// Subscriptions and NextToken.
    Subscriptions(Vec<Listed>, Option<String>),
    /// Tags.
    Tags(BTreeMap<String, String>),
    /// PlatformApplicationArn, EndpointArn.
    Arn(Name),
    /// PlatformApplications or Endpoints, each with its attributes, and NextToken.
    Named(Vec<(Name, BTreeMap<String, String>)>, Option<String>),
    /// phoneNumbers.
    Phones(Vec<Name>),
    /// isOptedOut.
    Flag(bool),
}
