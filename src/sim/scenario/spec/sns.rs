//! `topics:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// A topic. FIFO where the name ends in `.fifo`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicSpec {
    /// Its name.
    pub name: Name,
}
