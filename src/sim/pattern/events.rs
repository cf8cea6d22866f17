//! The front door of EventBridge: event patterns of rules, archives and pipes, and Lambda's filter criteria.
use super::PatternError;
use super::compile::Dialect;
use super::json;
use super::number::Numbers;
use super::walk::Step;
use serde::{Deserialize, Serialize};
use serde_json::Value;

const DIALECT: Dialect = Dialect { numbers: Numbers { most: 5_000_000_000, places: 6 }, rich: true, strict_or: true };

/// An event pattern, ready to match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPattern {
    branches: Vec<Step>,
}

impl EventPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What AWS says under `InvalidEventPatternException`.
    pub fn parse(json: &str) -> Result<Self, PatternError> {
        let wrap = |f| PatternError::at("Event pattern is not valid. Reason: ", json, f);
        let node = json::read(json).map_err(wrap)?;
        let branches = DIALECT.compile(&node).map_err(wrap)?;
        Ok(Self { branches: branches.iter().map(Step::of).collect() })
    }
    #[cfg(test)]
    pub(super) fn branches(&self) -> usize {
        self.branches.len()
    }
    /// Whether an event (or a record, or a message) matches.
    #[must_use]
    pub fn matches(&self, event: &Value) -> bool {
        self.branches.iter().any(|branch| branch.passes(event, DIALECT.numbers))
    }
}
