//! The whole simulated world as plain data: clone it, compare it, serialise it.
use super::{
    panel::Panel,
    quotas::Quotas,
    scenario::{Scenario, ScenarioError},
};
use serde::{Deserialize, Serialize};

/// Everything there is at one moment of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct World {}

impl World {
    /// The world of a checked scenario at 0:00.
    ///
    /// # Errors
    /// What AWS itself refuses, with its code.
    #[allow(clippy::unnecessary_wraps)]
    pub fn start(_scenario: &Scenario, _seed: u64, _quotas: &Quotas) -> Result<Self, Vec<ScenarioError>> {
        Ok(Self {})
    }
    /// What there is to see now: producers, resources, consumers, in the scenario's order.
    #[must_use]
    pub fn panels(&self) -> Vec<Panel> {
        vec![]
    }
    /// The value of a CloudWatch metric now, by resource and exact metric name; `None` where there is no such metric.
    #[must_use]
    pub fn metric(&self, _resource: &str, _name: &str) -> Option<u64> {
        None
    }
}
