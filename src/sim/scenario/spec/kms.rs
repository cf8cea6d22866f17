//! `keys:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// A KMS key with its key policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeySpec {
    /// Its name.
    pub name: Name,
}
