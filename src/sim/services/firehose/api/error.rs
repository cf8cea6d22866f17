//! Refusals under AWS's own codes, with a message for people.
use crate::sim::arn;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $http:literal;)*) => {
        /// The codes Firehose refuses with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// AWS's name of it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
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
    /// IAM says no.
    AccessDeniedException 400;
    /// The VersionId is not the current one.
    ConcurrentModificationException 400;
    /// A parameter's value is wrong.
    InvalidArgumentException 400;
    /// More streams than an account may have.
    LimitExceededException 400;
    /// The name is taken.
    ResourceInUseException 400;
    /// No such stream.
    ResourceNotFoundException 400;
    /// Too fast: back off and try again.
    ServiceUnavailableException 503;
}

/// A refused call: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirehoseError {
    /// AWS's code.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Cow<'static, str>,
}

impl FirehoseError {
    /// An error.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }
    /// There is no such stream, in AWS's words.
    #[must_use]
    pub fn no_stream(name: &str) -> Self {
        let message = format!("Firehose {name} under account {} not found.", arn::ACCOUNT);
        Self::new(Code::ResourceNotFoundException, message)
    }
    /// Too fast, in AWS's words.
    #[must_use]
    pub const fn slow_down() -> Self {
        Self { code: Code::ServiceUnavailableException, message: Cow::Borrowed("Slow down.") }
    }
}

impl fmt::Display for FirehoseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.message)
    }
}

impl std::error::Error for FirehoseError {}
