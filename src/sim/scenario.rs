//! The description of a world as an author writes it in YAML: queues, producers, consumers, the wire.
use super::{quotas::Quotas, world::World};
use serde::{Deserialize, Serialize};

/// What a run starts from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {}

/// Why a scenario or a changed value is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    /// Where, as a path: `queues.orders.VisibilityTimeout`; empty for the whole.
    pub path: String,
    /// AWS's own error code where AWS would refuse it (`InvalidAttributeValue`), else empty.
    pub code: &'static str,
    /// What is wrong and the cure.
    pub message: String,
}

impl Scenario {
    /// Changes one value by path, as text; for variables before a run.
    ///
    /// # Errors
    /// Unknown path, or a value out of its range.
    pub fn set(&mut self, _path: &str, _value: &str) -> Result<(), ScenarioError> {
        Ok(())
    }
    /// The value at a path, written as in the file.
    #[must_use]
    pub fn get(&self, _path: &str) -> Option<String> {
        None
    }
    /// Builds the world at 0:00.
    ///
    /// # Errors
    /// Every fault found, not only the first.
    pub fn start(&self, _seed: u64, _quotas: &Quotas) -> Result<World, Vec<ScenarioError>> {
        Err(vec![])
    }
}
