//! `topics:` of a scenario.
use super::Percent;
use crate::base::time::SimTime;
use crate::sim::{scenario::value::Span, services::sns::quotas::Settings, trace::Name};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A topic. FIFO where the name ends in `.fifo`.
///
/// ```yaml
/// topics:
///   - name: orders
///     subscriptions:
///       - { to: billing, raw: true, dead_letter: billing-dlq }
///       - { to: audit, filter: { kind: [order, { prefix: re }] }, scope: MessageBody }
///       - { to: "https://shop.example/hook", confirmed: true, delivery_policy: { healthyRetryPolicy: { numRetries: 5 } } }
///     allow: [uploads]
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicSpec {
    /// Its name.
    pub name: Name,
    /// Attributes under AWS's own names, values written plainly; policies as objects.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Value>,
    /// Who gets its messages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subscriptions: Vec<SubscriptionSpec>,
    /// Resources of the scenario that may publish.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Name>,
    /// Its topic policy as AWS takes it; `allow` adds statements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Value>,
    /// How long a changed filter policy takes to act. AWS says only "up to 15 minutes": a setting of the scenario.
    #[serde(default)]
    pub filter_delay: Span,
    /// How long a delivery waits for its answer: a setting of the scenario.
    #[serde(default = "fifteen")]
    pub answer_within: Span,
    /// How far retries stray, in percent of their delay. AWS publishes no number: a setting of the scenario.
    #[serde(default)]
    pub retry_jitter: Percent,
    /// Notifications carry a signature and an UnsubscribeURL as on AWS. Without them bodies are short enough to be read, and all
    /// subscribers share one copy: a setting of the scenario.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub signed: bool,
}

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionSpec {
    /// A queue, function, Firehose stream or receiver by name; an ARN; or an address: `https://...`, `a@b.example`, `+4930...`,
    /// `app:phone`.
    pub to: Name,
    /// Protocol, where it does not follow from the endpoint (`email-json`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Name>,
    /// FilterPolicy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Value>,
    /// FilterPolicyScope: `MessageAttributes` (the default) or `MessageBody`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Name>,
    /// RawMessageDelivery.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub raw: bool,
    /// RedrivePolicy: the queue for what cannot be delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dead_letter: Option<Name>,
    /// DeliveryPolicy of an HTTP endpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_policy: Option<Value>,
    /// SubscriptionRoleArn of a Firehose stream; a role of its own unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Name>,
    /// ReplayPolicy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay: Option<Value>,
    /// Somebody has confirmed it before the run begins. Otherwise HTTP, e-mail and other accounts have to.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirmed: bool,
}

impl TopicSpec {
    /// Whether it is FIFO.
    #[must_use]
    pub fn is_fifo(&self) -> bool {
        self.name.ends_with(".fifo")
    }
    /// What AWS does not publish, as the service takes it.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings {
            filter_delay: self.filter_delay.0,
            answer_within: self.answer_within.0,
            retry_jitter: self.retry_jitter.0,
            plain: !self.signed,
        }
    }
}

impl SubscriptionSpec {
    /// The protocol of an endpoint, given as ARN or address.
    #[must_use]
    pub fn protocol_of<'a>(&'a self, endpoint: &'a str) -> &'a str {
        if let Some(said) = &self.protocol {
            return said;
        }
        match crate::sim::arn::parse(endpoint).map(|p| (p.service, endpoint)) {
            Some(("sns", _)) => "application",
            Some((service, _)) => service,
            None if endpoint.starts_with("https://") => "https",
            None if endpoint.starts_with("http://") => "http",
            None if endpoint.contains('@') => "email",
            None => "sms",
        }
    }
}

const fn fifteen() -> Span {
    Span(SimTime::from_secs(15))
}
