//! `apis:` of a scenario.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// An API Gateway API in front of one integration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiSpec {
    /// Its name.
    pub name: Name,
}
