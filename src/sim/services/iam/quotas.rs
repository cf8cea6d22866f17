//! The numbers IAM obeys.
use crate::sim::quotas::{MissingFact, Quotas};
use serde::{Deserialize, Serialize};

/// Every number IAM takes from the ledger, read once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Roles of an account.
    pub roles: u64,
    /// Customer managed policies of an account.
    pub policies: u64,
    /// Policies attached to a role.
    pub attached: u64,
    /// Characters of all inline policies of a role.
    pub inline: u64,
    /// Characters of a managed policy.
    pub document: u64,
    /// Characters of a trust policy.
    pub trust: u64,
    /// Tags of a role.
    pub tags: u64,
}

impl Limits {
    /// Reads the ledger.
    ///
    /// # Errors
    /// The first fact that is missing or lacks a number.
    pub fn resolve(facts: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self {
            roles: facts.is("iam.role:count")?,
            policies: facts.is("iam.role:policies")?,
            attached: facts.is("iam.role:attached")?,
            inline: facts.is("iam.role:inline")?,
            document: facts.is("iam.role:document")?,
            trust: facts.is("iam.role:trust")?,
            tags: facts.is("iam.role:tags")?,
        })
    }
}
