//! `state_machines:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// A Step Functions state machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MachineSpec {
    /// Its name.
    pub name: Name,
}
