//! AWS's refusals on the wire: a code, a message, an HTTP status.
use std::borrow::Cow;

/// Why a request is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The code: what SDKs make an exception class of (`__type` in JSON, `Code` in XML).
    pub code: Cow<'static, str>,
    /// The code of the older query protocol where it differs (`x-amzn-query-error`, and `Code` for query clients).
    pub query_code: Option<Cow<'static, str>>,
    /// For people.
    pub message: Cow<'static, str>,
    /// The HTTP status; below 500 it is the sender's fault.
    pub status: u16,
}

impl Refusal {
    /// The sender's fault, status 400.
    #[must_use]
    pub fn new(code: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code: code.into(), query_code: None, message: message.into(), status: 400 }
    }
    /// The same with another status.
    #[must_use]
    pub const fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
    /// The same with the query protocol's own code.
    #[must_use]
    pub fn query(mut self, code: impl Into<Cow<'static, str>>) -> Self {
        self.query_code = Some(code.into());
        self
    }
    /// A required member is missing, where the model could not say so.
    #[must_use]
    pub fn missing(member: &str) -> Self {
        Self::new(
            "ValidationException",
            format!(
                "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null"
            ),
        )
    }
}
