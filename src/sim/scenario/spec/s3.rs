//! `buckets:` of a scenario.
use crate::sim::{scenario::value::Span, services::s3::quotas::Settings, trace::Name};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An S3 bucket with its notifications.
///
/// ```yaml
/// buckets:
///   - name: uploads
///     notifications:
///       - { to: images, events: ["s3:ObjectCreated:*"], prefix: in/, suffix: .jpg }
///     EventBridge: true
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BucketSpec {
    /// Its name.
    pub name: Name,
    /// Rules: what happens to which keys goes where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notifications: Vec<RuleSpec>,
    /// Every event goes to the default bus.
    #[serde(default, rename = "EventBridge", skip_serializing_if = "std::ops::Not::not")]
    pub event_bridge: bool,
    /// Destinations are not asked before the configuration is taken, and no test event is sent.
    #[serde(default, rename = "SkipDestinationValidation", skip_serializing_if = "std::ops::Not::not")]
    pub skip_validation: bool,
    /// Resources of the scenario whose service may use the bucket.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Name>,
    /// Its bucket policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Value>,
    /// How long an event takes to leave. AWS publishes no number: a setting of the scenario.
    #[serde(default = "second")]
    pub notification_delay: Span,
    /// Up to so much more, so that events overtake each other.
    #[serde(default)]
    pub notification_jitter: Span,
    /// Of a million events so many leave twice.
    #[serde(default)]
    pub duplicates_per_million: u32,
}

/// One rule of a notification configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSpec {
    /// The queue, topic or function, by name or ARN.
    pub to: Name,
    /// Event types; everything that is created unless said.
    #[serde(default = "created")]
    pub events: Vec<Name>,
    /// Keys begin with this.
    #[serde(default)]
    pub prefix: Name,
    /// Keys end with this.
    #[serde(default)]
    pub suffix: Name,
}

impl BucketSpec {
    /// What AWS does not publish, as the service takes it.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings {
            notification_delay: self.notification_delay.0,
            notification_jitter: self.notification_jitter.0,
            duplicates_per_million: self.duplicates_per_million,
            ..Settings::default()
        }
    }
}

const fn second() -> Span {
    Span::secs(1)
}
fn created() -> Vec<Name> {
    vec!["s3:ObjectCreated:*".into()]
}
