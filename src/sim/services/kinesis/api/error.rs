//! Refusals under AWS's own codes, with a message for people.
use crate::sim::errand::Class;
use crate::sim::services::kinesis::model::shard::{shard_id, shard_no};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident, $text:literal, $http:literal, $class:ident;)*) => {
        /// The codes Kinesis refuses with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// AWS's name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
            /// The HTTP status.
            #[must_use]
            pub const fn http_status(self) -> u16 {
                match self { $(Self::$name => $http,)* }
            }
            /// What retry rules look at.
            #[must_use]
            pub const fn class(self) -> Class {
                match self { $(Self::$name => Class::$class,)* }
            }
        }
    };
}

codes! {
    /// IAM or the resource policy says no.
    AccessDenied, "AccessDeniedException", 400, Denied;
    /// The iterator is older than five minutes.
    ExpiredIterator, "ExpiredIteratorException", 400, Client;
    /// The NextToken is older than five minutes.
    ExpiredNextToken, "ExpiredNextTokenException", 400, Client;
    /// A parameter is out of its range, not supported, or does not belong here.
    InvalidArgument, "InvalidArgumentException", 400, Client;
    /// The KMS key's policy says no.
    KmsAccessDenied, "KMSAccessDeniedException", 400, Denied;
    /// The KMS key is disabled.
    KmsDisabled, "KMSDisabledException", 400, Client;
    /// The KMS key is in a state that does not allow the use.
    KmsInvalidState, "KMSInvalidStateException", 400, Client;
    /// There is no such KMS key.
    KmsNotFound, "KMSNotFoundException", 400, Client;
    /// Too many calls to KMS.
    KmsThrottling, "KMSThrottlingException", 400, Throttled;
    /// A limit of the account or the stream would be passed.
    LimitExceeded, "LimitExceededException", 400, Client;
    /// The shard's capacity is used up.
    ProvisionedThroughputExceeded, "ProvisionedThroughputExceededException", 400, Throttled;
    /// It is being changed, exists already, or somebody else has it.
    ResourceInUse, "ResourceInUseException", 400, Client;
    /// No such stream, shard or consumer.
    ResourceNotFound, "ResourceNotFoundException", 400, Client;
    /// The request breaks a constraint of the API, or does not fit the capacity mode.
    Validation, "ValidationException", 400, Client;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A refused call: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KinesisError {
    /// AWS's code.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Cow<'static, str>,
}

impl KinesisError {
    /// An error.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }
    /// A constraint of the API's model is broken, in AWS's words.
    #[must_use]
    pub fn constraint(value: impl fmt::Display, name: &str, must: impl fmt::Display) -> Self {
        let message = format!(
            "1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: Member must {must}"
        );
        Self::new(Code::Validation, message)
    }
    /// There is no such stream, in AWS's words.
    #[must_use]
    pub fn no_stream(name: &str) -> Self {
        let account = crate::sim::arn::ACCOUNT;
        Self::new(Code::ResourceNotFound, format!("Stream {name} under account {account} not found."))
    }
    /// There is no such shard, in AWS's words.
    #[must_use]
    pub fn no_shard(stream: &str, shard: &str) -> Self {
        let account = crate::sim::arn::ACCOUNT;
        let message = format!("Could not find shard {shard} in stream {stream} under account {account}.");
        Self::new(Code::ResourceNotFound, message)
    }
    /// A shard that is to be read is not there, in AWS's words.
    #[must_use]
    pub fn lost_shard(stream: &str, shard: &str) -> Self {
        let account = crate::sim::arn::ACCOUNT;
        let shard = shard_no(shard).map_or_else(|| shard.into(), shard_id);
        let message = format!("Shard {shard} in stream {stream} under account {account} does not exist");
        Self::new(Code::ResourceNotFound, message)
    }
    /// The stream is not ACTIVE.
    #[must_use]
    pub fn busy(stream: &str, status: &str) -> Self {
        let account = crate::sim::arn::ACCOUNT;
        let message = format!("Stream {stream} under account {account} not ACTIVE, instead in state {status}");
        Self::new(Code::ResourceInUse, message)
    }
    /// A shard's capacity is used up, in AWS's words.
    #[must_use]
    pub fn rate(stream: &str, shard: &str) -> Self {
        let account = crate::sim::arn::ACCOUNT;
        let message = format!("Rate exceeded for shard {shard} in stream {stream} under account {account}.");
        Self::new(Code::ProvisionedThroughputExceeded, message)
    }
}

impl fmt::Display for KinesisError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for KinesisError {}
