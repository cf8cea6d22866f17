//! A subscription: where messages go, which ones, in which form, and what becomes of those that do not arrive.
use super::Delivery;
use super::metrics::Fates;
use super::retry::HttpPolicy;
use crate::base::time::SimTime;
use crate::sim::pattern::FilterPolicy;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// How an endpoint is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Protocol {
    /// An SQS queue.
    Sqs,
    /// A Lambda function, invoked asynchronously.
    Lambda,
    /// A Firehose stream.
    Firehose,
    /// `http://...`.
    Http,
    /// `https://...`.
    Https,
    /// An address, as text.
    Email,
    /// An address, as JSON.
    EmailJson,
    /// A telephone.
    Sms,
    /// A mobile app.
    Application,
}

impl Protocol {
    /// Every protocol.
    pub const ALL: &'static [Self] = &[
        Self::Sqs,
        Self::Lambda,
        Self::Firehose,
        Self::Http,
        Self::Https,
        Self::Email,
        Self::EmailJson,
        Self::Sms,
        Self::Application,
    ];
    /// As AWS writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqs => "sqs",
            Self::Lambda => "lambda",
            Self::Firehose => "firehose",
            Self::Http => "http",
            Self::Https => "https",
            Self::Email => "email",
            Self::EmailJson => "email-json",
            Self::Sms => "sms",
            Self::Application => "application",
        }
    }
    /// Read back.
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|p| p.name() == name)
    }
    /// An endpoint inside AWS, with AWS's own retry policy.
    #[must_use]
    pub const fn is_managed(self) -> bool {
        matches!(self, Self::Sqs | Self::Lambda | Self::Firehose)
    }
    /// An endpoint reached by a POST.
    #[must_use]
    pub const fn is_http(self) -> bool {
        matches!(self, Self::Http | Self::Https)
    }
    /// Whether raw delivery is possible.
    #[must_use]
    pub const fn takes_raw(self) -> bool {
        matches!(self, Self::Sqs | Self::Firehose | Self::Http | Self::Https)
    }
    /// The meter its deliveries are billed under.
    #[must_use]
    pub const fn meter(self) -> &'static str {
        match self {
            Self::Sqs => "sns.deliveries.sqs",
            Self::Lambda => "sns.deliveries.lambda",
            Self::Firehose => "sns.deliveries.firehose",
            Self::Http | Self::Https => "sns.deliveries.http",
            Self::Email | Self::EmailJson => "sns.deliveries.email",
            Self::Sms => "sns.deliveries.sms",
            Self::Application => "sns.deliveries.push",
        }
    }
}

/// Whether messages flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Not before somebody confirms with the token.
    Pending {
        /// The token.
        token: Name,
        /// Until then it is valid.
        until: SimTime,
    },
    /// They flow.
    Confirmed {
        /// Only the owner may unsubscribe.
        authenticated: bool,
    },
}

/// ReplayStatus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// Deliveries from the archive still to come.
    pub left: u64,
    /// New messages are not delivered any more: the replay had an ending point.
    pub ends: bool,
}

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Counts from 1.
    pub no: u64,
    /// SubscriptionArn.
    pub arn: Name,
    /// Protocol.
    pub protocol: Protocol,
    /// Endpoint, as it was given.
    pub endpoint: Name,
    /// Where errands go.
    pub to: Name,
    /// Owner, an account.
    pub owner: Name,
    /// Whether messages flow.
    pub status: Status,
    /// Attributes as they were set.
    pub attributes: BTreeMap<String, String>,
    /// RawMessageDelivery.
    pub raw: bool,
    /// FilterPolicy in force.
    pub filter: Option<Box<FilterPolicy>>,
    /// A filter policy that does not act yet.
    pub coming: Option<(SimTime, Option<Box<FilterPolicy>>)>,
    /// The dead-letter queue's ARN.
    pub dead_letter: Option<Name>,
    /// DeliveryPolicy of an HTTP endpoint.
    pub http: Option<Box<HttpPolicy>>,
    /// FIFO to FIFO: deliveries behind one of their group that is pending. A group that is here is busy.
    pub lanes: BTreeMap<Name, VecDeque<Delivery>>,
    /// Order is kept: a FIFO queue on a FIFO topic.
    pub ordered: bool,
    /// Messages from the archive.
    pub replay: Option<Replay>,
    /// The next moment its pace allows a delivery.
    pub free: SimTime,
    /// What became of its messages.
    pub fates: Fates,
}

impl Subscription {
    /// Whether messages flow.
    #[must_use]
    pub const fn is_confirmed(&self) -> bool {
        matches!(self.status, Status::Confirmed { .. })
    }
    /// The endpoint as a learner knows it: the resource's name, or the address.
    #[must_use]
    pub fn short(&self) -> &str {
        if self.protocol.is_managed() {
            return self.endpoint.rsplit([':', '/']).next().unwrap_or(&self.endpoint);
        }
        &self.endpoint
    }
    /// Brings a filter policy into force whose time has come; whether one did.
    pub fn settle(&mut self, now: SimTime) -> bool {
        if self.coming.as_ref().is_none_or(|(at, _)| *at > now) {
            return false;
        }
        self.filter = self.coming.take().and_then(|(_, policy)| policy);
        true
    }
}
