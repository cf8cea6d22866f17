//! `keys:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A KMS key with its key policy. Its alias is `alias/NAME`; a queue is encrypted with it by `KmsMasterKeyId: alias/NAME`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeySpec {
    /// Its name.
    pub name: Name,
    /// Resources whose service may use it on their behalf, besides whom IAM allows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Name>,
    /// Its key policy, in place of the default that delegates to IAM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Value>,
    /// Enabled, or disabled.
    #[serde(default = "yes")]
    pub enabled: bool,
}

const fn yes() -> bool {
    true
}
