//! `apis:` of a scenario.
use crate::sim::{scenario::value::Span, trace::Name};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An API Gateway API in front of one integration.
///
/// ```yaml
/// apis:
///   - { name: front, to: resize, throttle: { rateLimit: 100, burstLimit: 50 } }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiSpec {
    /// Its name.
    pub name: Name,
    /// The integration: a function, a queue, a stream, a database, a receiver.
    pub to: Name,
    /// How long it waits for the integration; 29 s unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<Span>,
    /// Limits of the stage; without them only the account's hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throttle: Option<Throttle>,
    /// An HTTP API in place of a REST API.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub http: bool,
    /// Callers sign their requests (AWS_IAM); without it anybody may call.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub iam: bool,
    /// Who else may call it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Name>,
    /// Its resource policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Value>,
}

/// ThrottleSettings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Throttle {
    /// rateLimit: requests a second.
    pub rate_limit: u64,
    /// burstLimit: requests at once.
    pub burst_limit: u64,
}
