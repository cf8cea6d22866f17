//! `pipes:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// An EventBridge pipe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PipeSpec {
    /// Its name.
    pub name: Name,
}
