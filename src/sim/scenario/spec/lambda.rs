//! `functions:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// A Lambda function with its event source mappings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionSpec {
    /// Its name.
    pub name: Name,
}
