//! Refusals under AWS's own codes, with a message for people.
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $text:literal $http:literal,)*) => {
        /// The codes EventBridge refuses with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
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
        }
    };
}

codes! {
    /// IAM or the bus's policy says no.
    AccessDenied "AccessDeniedException" 400,
    /// Not in this state.
    IllegalStatus "IllegalStatusException" 400,
    /// Of an entry: a parameter is missing or wrong.
    InvalidArgument "InvalidArgument" 400,
    /// The event pattern is wrong.
    InvalidEventPattern "InvalidEventPatternException" 400,
    /// A partner source in a state that forbids it.
    InvalidState "InvalidStateException" 400,
    /// A quota would be passed.
    LimitExceeded "LimitExceededException" 400,
    /// Of an entry: Detail is no JSON object.
    MalformedDetail "MalformedDetail" 400,
    /// Of an entry: only AWS's own services use that source.
    NotAuthorizedForSource "NotAuthorizedForSourceException" 400,
    /// AWS itself keeps this rule.
    ManagedRule "ManagedRuleException" 400,
    /// The bus policy would be too long.
    PolicyLengthExceeded "PolicyLengthExceededException" 400,
    /// There is one of this name.
    AlreadyExists "ResourceAlreadyExistsException" 400,
    /// There is none of this name.
    NotFound "ResourceNotFoundException" 400,
    /// Too many requests.
    Throttling "ThrottlingException" 400,
    /// A parameter is wrong.
    Validation "ValidationException" 400,
}

/// A refused call: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventsError {
    /// AWS's code.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Cow<'static, str>,
}

impl EventsError {
    /// An error.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }
    /// A parameter is wrong.
    pub fn validation(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Validation, message)
    }
    /// A parameter is wrong, in AWS's words.
    #[must_use]
    pub fn parameter(name: &str, reason: &str) -> Self {
        Self::validation(format!("Parameter {name} is not valid. Reason: {reason}"))
    }
    /// There is no such thing, in AWS's words.
    #[must_use]
    pub fn missing(kind: &str, name: &str) -> Self {
        Self::new(Code::NotFound, format!("{kind} {name} does not exist."))
    }
    /// There is one already, in AWS's words.
    #[must_use]
    pub fn exists(kind: &str, name: &str) -> Self {
        Self::new(Code::AlreadyExists, format!("{kind} {name} already exists."))
    }
    /// A quota would be passed, in AWS's words.
    #[must_use]
    pub fn limit() -> Self {
        Self::new(Code::LimitExceeded, "The requested resource exceeds the maximum number allowed.")
    }
}

impl fmt::Display for EventsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.message)
    }
}

impl std::error::Error for EventsError {}
