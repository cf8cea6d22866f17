//! Refusals under AWS's own codes.
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $code:literal $http:literal;)*) => {
        /// The codes IAM refuses with.
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
    /// Something still hangs on it.
    DeleteConflict "DeleteConflict" 409;
    /// The name is taken.
    EntityAlreadyExists "EntityAlreadyExists" 409;
    /// A limit would be passed.
    LimitExceeded "LimitExceeded" 409;
    /// Not a policy.
    MalformedPolicyDocument "MalformedPolicyDocument" 400;
    /// There is none.
    NoSuchEntity "NoSuchEntity" 404;
    /// A parameter breaks the rules.
    Validation "ValidationError" 400;
}

/// A refused call: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IamError {
    /// AWS's code.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Cow<'static, str>,
}

impl IamError {
    /// An error.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }
    /// There is no such role.
    #[must_use]
    pub fn no_role(name: &str) -> Self {
        Self::new(Code::NoSuchEntity, format!("The role with name {name} cannot be found."))
    }
    /// There is no such policy.
    #[must_use]
    pub fn no_policy(what: &str) -> Self {
        Self::new(Code::NoSuchEntity, format!("Policy {what} was not found."))
    }
    /// A quota is used up.
    #[must_use]
    pub fn limit(what: &str, most: u64) -> Self {
        Self::new(Code::LimitExceeded, format!("Cannot exceed quota for {what}: {most}"))
    }
}

impl fmt::Display for IamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.message)
    }
}

impl std::error::Error for IamError {}
