//! Refusals: AWS's codes for management, the protocols' words for what clients say.
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $text:literal $http:literal;)*) => {
        /// Why a call was refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// As it is written.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
            /// The HTTP status of a management call; 0 for the protocols.
            #[must_use]
            pub const fn http_status(self) -> u16 {
                match self { $(Self::$name => $http,)* }
            }
        }
    };
}

codes! {
    /// A parameter is missing or makes no sense.
    BadRequestException "BadRequestException" 400;
    /// IAM says no.
    ForbiddenException "ForbiddenException" 403;
    /// No such broker.
    NotFoundException "NotFoundException" 404;
    /// The name is taken.
    ConflictException "ConflictException" 409;
    /// The broker is not there: no node serves.
    ConnectionRefused "ConnectionRefused" 0;
    /// The connection broke; what was not acknowledged comes again.
    ConnectionClosed "ConnectionClosed" 0;
    /// More connections of this protocol than the broker takes.
    TooManyConnections "TooManyConnections" 0;
    /// The broker does not speak this protocol.
    ProtocolNotSupported "ProtocolNotSupported" 0;
    /// There is no such queue or topic.
    NoSuchDestination "NoSuchDestination" 0;
    /// The queue cannot be used: its node, or most of the nodes, are down.
    QueueUnavailable "QueueUnavailable" 0;
    /// The client has no consumer there.
    NotSubscribed "NotSubscribed" 0;
    /// The disk is full: producers are blocked.
    StorageFull "StorageFull" 0;
}

/// A refused call: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MqError {
    /// Which.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Cow<'static, str>,
}

impl MqError {
    /// An error.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }
    /// There is no such broker, in AWS's words.
    #[must_use]
    pub fn no_broker(name: &str) -> Self {
        Self::new(
            Code::NotFoundException,
            format!("Can't find requested broker [{name}]. Make sure your broker exists."),
        )
    }
}

impl fmt::Display for MqError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.message)
    }
}

impl std::error::Error for MqError {}
