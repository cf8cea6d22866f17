//! `buses:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// An event bus with its rules and archives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BusSpec {
    /// Its name.
    pub name: Name,
}
