//! Refusals under AWS's own codes, with a message for people.
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The codes the Scheduler refuses with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Code {
    /// 403
    AccessDenied,
    /// 409
    Conflict,
    /// 404
    NotFound,
    /// 402
    Quota,
    /// 429
    Throttling,
    /// 400
    Validation,
}

impl Code {
    /// AWS's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessDenied => "AccessDeniedException",
            Self::Conflict => "ConflictException",
            Self::NotFound => "ResourceNotFoundException",
            Self::Quota => "ServiceQuotaExceededException",
            Self::Throttling => "ThrottlingException",
            Self::Validation => "ValidationException",
        }
    }
    /// The HTTP status.
    #[must_use]
    pub const fn http_status(self) -> u16 {
        match self {
            Self::AccessDenied => 403,
            Self::Conflict => 409,
            Self::NotFound => 404,
            Self::Quota => 402,
            Self::Throttling => 429,
            Self::Validation => 400,
        }
    }
}

/// A refused call: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchedulerError {
    /// AWS's code.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Cow<'static, str>,
}

pub(super) fn refuse<T>(code: Code, message: impl Into<Cow<'static, str>>) -> Result<T, SchedulerError> {
    Err(SchedulerError { code, message: message.into() })
}
