//! Refusals under AWS's own codes.
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $code:literal $http:literal;)*) => {
        /// The codes CloudWatch refuses with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// AWS's name.
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
    /// IAM says no.
    AccessDenied "AccessDenied" 403;
    /// A token that is none.
    InvalidNextToken "InvalidNextToken" 400;
    /// Parameters that exclude each other.
    InvalidParameterCombination "InvalidParameterCombination" 400;
    /// A parameter's value is invalid.
    InvalidParameterValue "InvalidParameterValue" 400;
    /// A limit would be passed.
    LimitExceeded "LimitExceeded" 400;
    /// A required parameter is missing.
    MissingParameter "MissingParameter" 400;
    /// There is no such resource to tag.
    NotTagged "ResourceNotFoundException" 404;
    /// There is no such alarm.
    ResourceNotFound "ResourceNotFound" 404;
    /// The request does not keep the rules of its parameters.
    Validation "ValidationError" 400;
}

/// A refused call: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloudWatchError {
    /// AWS's code.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Cow<'static, str>,
}

impl CloudWatchError {
    /// An error.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }
    /// A rule of the parameters is not kept.
    pub fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Validation, message)
    }
    /// A parameter's value is invalid.
    pub fn value(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::InvalidParameterValue, message)
    }
    /// A parameter is missing.
    #[must_use]
    pub fn missing(name: &str) -> Self {
        Self::new(Code::MissingParameter, format!("The parameter {name} is required."))
    }
}

impl fmt::Display for CloudWatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.message)
    }
}

impl std::error::Error for CloudWatchError {}
