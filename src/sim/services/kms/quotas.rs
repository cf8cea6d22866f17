//! The numbers KMS obeys.
use crate::sim::quotas::{MissingFact, Quotas, Span};
use serde::{Deserialize, Serialize};

/// Every number KMS takes from the ledger, read once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Days between ScheduleKeyDeletion and the end.
    pub deletion: Span,
    /// Bytes of a key policy.
    pub policy_bytes: u64,
    /// Calls a second that use keys, all keys together.
    pub requests: u64,
    /// Tags of a key.
    pub tags: u64,
    /// Seconds a service reuses a data key where its queue says nothing else.
    pub reuse: u64,
}

impl Limits {
    /// Reads the ledger.
    ///
    /// # Errors
    /// The first fact that is missing or lacks a number.
    pub fn resolve(quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self {
            deletion: quotas.span("kms.key.deletion_window", None)?,
            policy_bytes: quotas.is("kms.policy.max_size")?,
            requests: quotas.is("kms.requests.symmetric")?,
            tags: quotas.is("kms.key.tags")?,
            reuse: quotas.default_of("sqs.sse.kms_reuse")?,
        })
    }
}
