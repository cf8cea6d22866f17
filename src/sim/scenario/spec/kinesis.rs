//! `streams:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// A Kinesis data stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamSpec {
    /// Its name.
    pub name: Name,
}
