//! `databases:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// A database with a connection and a write-rate limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSpec {
    /// Its name.
    pub name: Name,
}
