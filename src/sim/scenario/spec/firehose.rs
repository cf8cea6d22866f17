//! `delivery_streams:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// A Firehose stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliverySpec {
    /// Its name.
    pub name: Name,
}
