//! `state_machines:` of a scenario.
//!
//! ```yaml
//! state_machines:
//!   - name: fulfil
//!     type: STANDARD                     # or EXPRESS
//!     definition:                        # the Amazon States Language, as YAML or as JSON text
//!       StartAt: Charge
//!       States:
//!         Charge: { Type: Task, Resource: "${charge}", End: true }
//! ```
//!
//! `${name}` in a text of the definition is the ARN of that resource of the scenario.
use super::super::value::Span;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A Step Functions state machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MachineSpec {
    /// Its name.
    pub name: Name,
    /// STANDARD or EXPRESS; it cannot be changed during a run.
    #[serde(default, rename = "type")]
    pub kind: MachineType,
    /// The definition.
    pub definition: Value,
    /// Activities its tasks wait for; a worker takes them by GetActivityTask.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activities: Vec<Name>,
    /// How long a state transition takes. AWS publishes no number: a setting of the scenario. 20 ms, Express 5 ms unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transition: Option<Span>,
    /// Of a million asynchronous Express starts so many run twice. AWS publishes no rate: a setting of the scenario.
    #[serde(default)]
    pub duplicates_per_million: u32,
    /// Memory an Express execution is billed for, MB.
    #[serde(default = "sixty_four")]
    pub express_memory: u32,
}

/// The type of a workflow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum MachineType {
    /// Exactly once, up to a year.
    #[default]
    Standard,
    /// At least once, up to five minutes.
    Express,
}

const fn sixty_four() -> u32 {
    64
}

impl MachineSpec {
    /// The definition as JSON text, `${name}` replaced by what `arn` makes of the name; what it does not know stays.
    #[must_use]
    pub fn text(&self, arn: impl Fn(&str) -> Option<Name>) -> String {
        self.text_with(&mut |name| arn(name).map(|arn| arn.to_string()))
    }

    fn text_with(&self, arn: &mut dyn FnMut(&str) -> Option<String>) -> String {
        let text = match &self.definition {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        replace(&text, arn)
    }

    /// Every name that stands as `${name}` in the definition.
    #[must_use]
    pub fn references(&self) -> Vec<String> {
        let mut found = vec![];
        let _ = self.text_with(&mut |name| {
            found.push(name.to_string());
            None
        });
        found
    }
}

/// Replaces every `${name}` that `by` knows.
fn replace(text: &str, by: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let named = after.split_once('}').and_then(|(name, tail)| Some((by(name)?, tail)));
        match named {
            Some((arn, tail)) => {
                out.push_str(&arn);
                rest = tail;
            }
            None => {
                out.push_str("${");
                rest = after;
            }
        }
    }
    out + rest
}
