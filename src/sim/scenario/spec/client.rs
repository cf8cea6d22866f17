//! `clients:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// A client of a message broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientSpec {
    /// Its name.
    pub name: Name,
}
