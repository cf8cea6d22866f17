//! Refusals under AWS's own codes, with a message for people.
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $http:literal;)*) => {
        /// The codes SNS refuses with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// As on the wire.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
            /// The HTTP status.
            #[must_use]
            pub const fn http_status(self) -> u16 {
                match self { $(Self::$name => $http,)* }
            }
        }
    };
}

codes! {
    /// IAM or the topic's policy says no.
    AuthorizationError, "AuthorizationError", 403;
    /// Two entries of a batch share an Id.
    BatchEntryIdsNotDistinct, "BatchEntryIdsNotDistinct", 400;
    /// All entries together are too long.
    BatchRequestTooLong, "BatchRequestTooLong", 400;
    /// A batch without entries.
    EmptyBatchRequest, "EmptyBatchRequest", 400;
    /// The device is switched off.
    EndpointDisabled, "EndpointDisabled", 400;
    /// Too many filter policies.
    FilterPolicyLimitExceeded, "FilterPolicyLimitExceeded", 403;
    /// An Id of a batch breaks the rules.
    InvalidBatchEntryId, "InvalidBatchEntryId", 400;
    /// A parameter is invalid.
    InvalidParameter, "InvalidParameter", 400;
    /// A message attribute's value is invalid.
    ParameterValueInvalid, "ParameterValueInvalid", 400;
    /// The platform application is switched off.
    PlatformApplicationDisabled, "PlatformApplicationDisabled", 400;
    /// The KMS key's policy says no.
    KmsAccessDenied, "KMSAccessDenied", 400;
    /// No such topic or subscription.
    NotFound, "NotFound", 404;
    /// The same, for tags.
    ResourceNotFound, "ResourceNotFound", 404;
    /// Too many subscriptions.
    SubscriptionLimitExceeded, "SubscriptionLimitExceeded", 403;
    /// Too many tags.
    TagLimitExceeded, "TagLimitExceeded", 400;
    /// Too many calls.
    Throttled, "Throttled", 429;
    /// More entries than a batch may have.
    TooManyEntriesInBatchRequest, "TooManyEntriesInBatchRequest", 400;
    /// Too many topics.
    TopicLimitExceeded, "TopicLimitExceeded", 403;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A refused call: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnsError {
    /// AWS's code.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Cow<'static, str>,
}

impl SnsError {
    /// An error.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }
    /// `Invalid parameter: ` and what.
    #[must_use]
    pub fn invalid(what: impl fmt::Display) -> Self {
        Self::new(Code::InvalidParameter, format!("Invalid parameter: {what}"))
    }
    /// A parameter is invalid, in other words than most.
    pub fn parameter(what: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::InvalidParameter, what)
    }
    /// There is no such topic.
    #[must_use]
    pub const fn no_topic() -> Self {
        Self { code: Code::NotFound, message: Cow::Borrowed("Topic does not exist") }
    }
    /// There is no such subscription.
    #[must_use]
    pub const fn no_subscription() -> Self {
        Self { code: Code::NotFound, message: Cow::Borrowed("Subscription does not exist") }
    }
}

impl fmt::Display for SnsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for SnsError {}
