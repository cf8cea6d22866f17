//! `brokers:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// An Amazon MQ broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrokerSpec {
    /// Its name.
    pub name: Name,
}
