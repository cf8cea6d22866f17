//! `readers:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// An application that reads a stream with the Kinesis Client Library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReaderSpec {
    /// Its name.
    pub name: Name,
}
