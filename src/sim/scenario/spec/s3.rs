//! `buckets:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// An S3 bucket with its notifications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BucketSpec {
    /// Its name.
    pub name: Name,
}
