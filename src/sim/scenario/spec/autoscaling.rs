//! `scaling_groups:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// An Auto Scaling group or an ECS service, and its policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScalingSpec {
    /// Its name.
    pub name: Name,
}
