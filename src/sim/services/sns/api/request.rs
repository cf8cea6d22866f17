//! The calls, under AWS's operation and parameter names. A `topic` is a TopicArn, or the bare name.
use crate::sim::errand::Cargo;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Attributes as on the wire: AWS's name to a value written as text.
pub type Attributes = BTreeMap<String, String>;

/// What is published: Message, Subject, MessageAttributes, MessageGroupId and MessageDeduplicationId are the cargo's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The message.
    pub cargo: Arc<Cargo>,
    /// MessageStructure.
    pub structure: Option<Name>,
}

impl From<Arc<Cargo>> for Message {
    fn from(cargo: Arc<Cargo>) -> Self {
        Self { cargo, structure: None }
    }
}

/// An entry of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Id.
    pub id: String,
    /// The message.
    pub message: Message,
}

/// Subscribe.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscribe {
    /// Protocol.
    pub protocol: String,
    /// Endpoint.
    pub endpoint: Name,
    /// Attributes.
    pub attributes: Attributes,
    /// ReturnSubscriptionArn.
    pub return_arn: bool,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// CreateTopic.
    CreateTopic {
        /// Name.
        name: String,
        /// Attributes.
        attributes: Attributes,
        /// Tags.
        tags: BTreeMap<String, String>,
    },
    /// DeleteTopic.
    DeleteTopic {
        /// TopicArn.
        topic: Name,
    },
    /// GetTopicAttributes.
    GetTopicAttributes {
        /// TopicArn.
        topic: Name,
    },
    /// SetTopicAttributes.
    SetTopicAttributes {
        /// TopicArn.
        topic: Name,
        /// AttributeName.
        name: String,
        /// AttributeValue; empty takes it away.
        value: String,
    },
    /// ListTopics.
    ListTopics {
        /// NextToken.
        next: Option<String>,
    },
    /// AddPermission.
    AddPermission {
        /// TopicArn.
        topic: Name,
        /// Label.
        label: String,
        /// AWSAccountId.
        accounts: Vec<String>,
        /// ActionName.
        actions: Vec<String>,
    },
    /// RemovePermission.
    RemovePermission {
        /// TopicArn.
        topic: Name,
        /// Label.
        label: String,
    },
    /// Publish.
    Publish {
        /// TopicArn.
        topic: Name,
        /// The message.
        message: Message,
    },
    /// Publish to a telephone or a device.
    PublishTo {
        /// PhoneNumber, or the TargetArn of an endpoint.
        target: Name,
        /// The message.
        message: Message,
    },
    /// PublishBatch.
    PublishBatch {
        /// TopicArn.
        topic: Name,
        /// PublishBatchRequestEntries.
        entries: Vec<Entry>,
    },
    /// Subscribe.
    Subscribe {
        /// TopicArn.
        topic: Name,
        /// The rest.
        what: Box<Subscribe>,
    },
    /// ConfirmSubscription.
    ConfirmSubscription {
        /// TopicArn.
        topic: Name,
        /// Token.
        token: Name,
        /// AuthenticateOnUnsubscribe.
        authenticate: bool,
    },
    /// Unsubscribe.
    Unsubscribe {
        /// SubscriptionArn.
        subscription: Name,
    },
    /// GetSubscriptionAttributes.
    GetSubscriptionAttributes {
        /// SubscriptionArn.
        subscription: Name,
    },
    /// SetSubscriptionAttributes.
    SetSubscriptionAttributes {
        /// SubscriptionArn.
        subscription: Name,
        /// AttributeName.
        name: String,
        /// AttributeValue; empty takes it away.
        value: String,
    },
    /// ListSubscriptions.
    ListSubscriptions {
        /// NextToken.
        next: Option<String>,
    },
    /// ListSubscriptionsByTopic.
    ListSubscriptionsByTopic {
        /// TopicArn.
        topic: Name,
        /// NextToken.
        next: Option<String>,
    },
    /// TagResource.
    TagResource {
        /// ResourceArn.
        topic: Name,
        /// Tags.
        tags: BTreeMap<String, String>,
    },
    /// UntagResource.
    UntagResource {
        /// ResourceArn.
        topic: Name,
        /// TagKeys.
        keys: Vec<String>,
    },
    /// ListTagsForResource.
    ListTagsForResource {
        /// ResourceArn.
        topic: Name,
    },
    /// Platform applications and endpoints.
    Push(Box<super::push::Request>),
    /// Text messages.
    Sms(Box<super::sms::Request>),
}

/// The name in a TopicArn or a SubscriptionArn; a bare name is itself.
#[must_use]
pub fn bare(topic: &str) -> &str {
    crate::sim::arn::parse(topic).map_or(topic, |place| place.name)
}

impl Request {
    /// The topic it is about, by ARN or name.
    #[must_use]
    pub fn topic(&self) -> Option<&str> {
        Some(match self {
            Self::CreateTopic { name, .. } => name,
            Self::DeleteTopic { topic }
            | Self::GetTopicAttributes { topic }
            | Self::SetTopicAttributes { topic, .. }
            | Self::AddPermission { topic, .. }
            | Self::RemovePermission { topic, .. }
            | Self::Publish { topic, .. }
            | Self::PublishBatch { topic, .. }
            | Self::Subscribe { topic, .. }
            | Self::ConfirmSubscription { topic, .. }
            | Self::ListSubscriptionsByTopic { topic, .. }
            | Self::TagResource { topic, .. }
            | Self::UntagResource { topic, .. }
            | Self::ListTagsForResource { topic } => topic,
            Self::Unsubscribe { subscription }
            | Self::GetSubscriptionAttributes { subscription }
            | Self::SetSubscriptionAttributes { subscription, .. } => subscription,
            Self::ListTopics { .. }
            | Self::ListSubscriptions { .. }
            | Self::PublishTo { .. }
            | Self::Push(_)
            | Self::Sms(_) => return None,
        })
    }
    /// What IAM calls it.
    #[must_use]
    pub fn action(&self) -> &'static str {
        match self {
            Self::CreateTopic { .. } => "sns:CreateTopic",
            Self::DeleteTopic { .. } => "sns:DeleteTopic",
            Self::GetTopicAttributes { .. } => "sns:GetTopicAttributes",
            Self::SetTopicAttributes { .. } => "sns:SetTopicAttributes",
            Self::ListTopics { .. } => "sns:ListTopics",
            Self::AddPermission { .. } => "sns:AddPermission",
            Self::RemovePermission { .. } => "sns:RemovePermission",
            Self::Publish { .. } | Self::PublishBatch { .. } | Self::PublishTo { .. } => "sns:Publish",
            Self::Subscribe { .. } => "sns:Subscribe",
            Self::ConfirmSubscription { .. } => "sns:ConfirmSubscription",
            Self::Unsubscribe { .. } => "sns:Unsubscribe",
            Self::GetSubscriptionAttributes { .. } => "sns:GetSubscriptionAttributes",
            Self::SetSubscriptionAttributes { .. } => "sns:SetSubscriptionAttributes",
            Self::ListSubscriptions { .. } => "sns:ListSubscriptions",
            Self::ListSubscriptionsByTopic { .. } => "sns:ListSubscriptionsByTopic",
            Self::TagResource { .. } => "sns:TagResource",
            Self::UntagResource { .. } => "sns:UntagResource",
            Self::ListTagsForResource { .. } => "sns:ListTagsForResource",
            Self::Push(request) => request.action(),
            Self::Sms(request) => request.action(),
        }
    }
}
