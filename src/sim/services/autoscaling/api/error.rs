//! Refusals under AWS's own codes.
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $code:literal $http:literal;)*) => {
        /// The codes Auto Scaling refuses with.
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
    /// The name is taken.
    AlreadyExists "AlreadyExists" 400;
    /// A limit would be passed.
    LimitExceeded "LimitExceeded" 400;
    /// The group still has instances.
    ResourceInUse "ResourceInUse" 400;
    /// A cooldown or an activity stands in the way.
    ScalingActivityInProgress "ScalingActivityInProgress" 400;
    /// The request does not keep the rules of its parameters, or names what is not there.
    Validation "ValidationError" 400;
}

/// A refused call: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoScalingError {
    /// AWS's code.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Cow<'static, str>,
}

impl AutoScalingError {
    /// An error.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }
    /// A rule of the parameters is not kept.
    pub fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Validation, message)
    }
    /// There is no such group.
    #[must_use]
    pub fn no_group(name: &str) -> Self {
        Self::invalid(format!("AutoScalingGroup name not found - AutoScalingGroup {name} not found"))
    }
}

impl fmt::Display for AutoScalingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.message)
    }
}

impl std::error::Error for AutoScalingError {}
