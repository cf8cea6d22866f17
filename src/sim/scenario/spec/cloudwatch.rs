//! `alarms:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// A CloudWatch alarm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlarmSpec {
    /// Its name.
    pub name: Name,
}
