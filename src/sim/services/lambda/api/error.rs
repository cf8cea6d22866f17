//! Refusals under AWS's own codes, with a message for people.
use crate::sim::errand::Class;
use crate::sim::region::Region;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

/// The codes Lambda refuses with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Code {
    /// IAM says no.
    AccessDenied,
    /// A parameter's value is invalid.
    InvalidParameterValue,
    /// A parameter breaks the shape of the API.
    Validation,
    /// No such function, mapping or configuration.
    ResourceNotFound,
    /// No such provisioned concurrency.
    ProvisionedConcurrencyConfigNotFound,
    /// It is already there, or is being changed.
    ResourceConflict,
    /// The mapping is being changed.
    ResourceInUse,
    /// No concurrency is left.
    TooManyRequests,
    /// The payload is too large.
    RequestTooLarge,
    /// The resource policy would be too long.
    PolicyLengthExceeded,
    /// The payload is no JSON.
    InvalidRequestContent,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 11] = [
        Self::AccessDenied,
        Self::InvalidParameterValue,
        Self::Validation,
        Self::ResourceNotFound,
        Self::ProvisionedConcurrencyConfigNotFound,
        Self::ResourceConflict,
        Self::ResourceInUse,
        Self::TooManyRequests,
        Self::RequestTooLarge,
        Self::PolicyLengthExceeded,
        Self::InvalidRequestContent,
    ];
    /// AWS's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessDenied => "AccessDeniedException",
            Self::InvalidParameterValue => "InvalidParameterValueException",
            Self::Validation => "ValidationException",
            Self::ResourceNotFound => "ResourceNotFoundException",
            Self::ProvisionedConcurrencyConfigNotFound => "ProvisionedConcurrencyConfigNotFoundException",
            Self::ResourceConflict => "ResourceConflictException",
            Self::ResourceInUse => "ResourceInUseException",
            Self::TooManyRequests => "TooManyRequestsException",
            Self::RequestTooLarge => "RequestTooLargeException",
            Self::PolicyLengthExceeded => "PolicyLengthExceededException",
            Self::InvalidRequestContent => "InvalidRequestContentException",
        }
    }
    /// The HTTP status.
    #[must_use]
    pub const fn http_status(self) -> u16 {
        match self {
            Self::AccessDenied => 403,
            Self::ResourceNotFound | Self::ProvisionedConcurrencyConfigNotFound => 404,
            Self::ResourceConflict => 409,
            Self::RequestTooLarge => 413,
            Self::TooManyRequests => 429,
            Self::InvalidParameterValue
            | Self::Validation
            | Self::ResourceInUse
            | Self::PolicyLengthExceeded
            | Self::InvalidRequestContent => 400,
        }
    }
    /// What retry rules make of it.
    #[must_use]
    pub const fn class(self) -> Class {
        match self {
            Self::AccessDenied => Class::Denied,
            Self::TooManyRequests => Class::Throttled,
            _ => Class::Client,
        }
    }
}

/// Why there was no concurrency: `Reason` of TooManyRequestsException.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// The account's, or the rate at which it grows.
    ConcurrentInvocationLimitExceeded,
    /// The function's reserved concurrency.
    ReservedFunctionConcurrentInvocationLimitExceeded,
}

impl Reason {
    /// AWS's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ConcurrentInvocationLimitExceeded => "ConcurrentInvocationLimitExceeded",
            Self::ReservedFunctionConcurrentInvocationLimitExceeded => {
                "ReservedFunctionConcurrentInvocationLimitExceeded"
            }
        }
    }
}

/// A refused call: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LambdaError {
    /// AWS's code.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Cow<'static, str>,
    /// `Reason`, where too much was asked.
    pub reason: Option<Reason>,
}

impl LambdaError {
    /// An error.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into(), reason: None }
    }
    /// A parameter's value is invalid.
    pub fn value(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::InvalidParameterValue, message)
    }
    /// A number outside the API's shape, in AWS's words.
    #[must_use]
    pub fn range(field: &str, value: i64, most: u64, too_much: bool) -> Self {
        let side = if too_much { "less" } else { "greater" };
        let message = format!(
            "1 validation error detected: Value '{value}' at '{field}' failed to satisfy constraint: Member must have value {side} than or equal to {most}"
        );
        Self::new(Code::Validation, message)
    }
    /// There is no such function, in AWS's words.
    #[must_use]
    pub fn no_function(name: &str, region: &Region) -> Self {
        let arn = region.arn("lambda", &format!("function:{name}"));
        Self::new(Code::ResourceNotFound, format!("Function not found: {arn}"))
    }
    /// There is no such mapping, in AWS's words.
    #[must_use]
    pub fn no_mapping() -> Self {
        Self::new(Code::ResourceNotFound, "The resource you requested does not exist.")
    }
    /// No concurrency is left.
    #[must_use]
    pub const fn throttled(reason: Reason) -> Self {
        Self { code: Code::TooManyRequests, message: Cow::Borrowed("Rate Exceeded."), reason: Some(reason) }
    }
}

impl fmt::Display for LambdaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.message)
    }
}

impl std::error::Error for LambdaError {}
