//! `roles:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// What an actor or a resource may do: its identity policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleSpec {
    /// Its name.
    pub name: Name,
}
