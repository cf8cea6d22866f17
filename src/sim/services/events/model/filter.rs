//! An event pattern with its text, as rules and archives keep it.
use crate::sim::{pattern::EventPattern, trace::Name};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A pattern that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// As it was put.
    pub text: Name,
    /// Read.
    pub pattern: EventPattern,
}

impl Filter {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let pattern = EventPattern::parse(text).map_err(|e| e.to_string())?;
        Ok(Self { text: text.into(), pattern })
    }
    /// Whether it takes an event.
    #[must_use]
    pub fn matches(&self, event: &Value) -> bool {
        self.pattern.matches(event)
    }
    /// Whether it counts among the bus's rules with wildcards.
    #[must_use]
    pub fn wild(&self) -> bool {
        self.text.contains("\"wildcard\"")
    }
}
