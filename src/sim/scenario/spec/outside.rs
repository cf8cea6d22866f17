//! `receivers:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// A receiver outside AWS: an HTTP endpoint, a mailbox, a telephone, an app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiverSpec {
    /// Its name.
    pub name: Name,
}
