//! `schedules:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// A schedule of EventBridge Scheduler.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleSpec {
    /// Its name.
    pub name: Name,
}
