//! `receivers:` of a scenario.
use crate::base::time::SimTime;
use crate::sim::{
    scenario::{spec::Percent, value::Span},
    services::outside::quotas::{Form, Settings},
    trace::Name,
};
use serde::{Deserialize, Serialize};

/// A receiver outside AWS: an HTTP endpoint, a mailbox, a telephone, an app, a cluster Firehose loads.
///
/// ```yaml
/// receivers:
///   - { name: hook, kind: http, address: "https://shop.example/hook", status: 503, latency: 80ms }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiverSpec {
    /// Its name.
    pub name: Name,
    /// `http` (the default), `mailbox`, `telephone`, `app`, `opensearch`, `redshift`.
    #[serde(default)]
    pub kind: Form,
    /// Its address (`https://...`, `mailto:...`, `tel:...`); its name reaches it as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Name>,
    /// The status it answers with.
    #[serde(default = "ok")]
    pub status: u16,
    /// How long an answer takes.
    #[serde(default = "soon")]
    pub latency: Span,
    /// Of a hundred requests so many are answered 500.
    #[serde(default)]
    pub errors: Percent,
    /// Requests a second it can take; more are answered 429. 0: no limit.
    #[serde(default)]
    pub capacity: u32,
    /// It never answers.
    #[serde(default)]
    pub silent: bool,
    /// OpenSearch: of a hundred documents so many are rejected.
    #[serde(default)]
    pub rejects: Percent,
    /// It confirms subscriptions by itself.
    #[serde(default)]
    pub confirms: bool,
}

impl ReceiverSpec {
    /// How it behaves, as the service takes it.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings {
            status: self.status,
            latency: self.latency.0,
            errors_per_million: self.errors.0.saturating_mul(10_000),
            capacity: self.capacity,
            silent: self.silent,
            rejects_per_million: self.rejects.0.saturating_mul(10_000),
            confirms: self.confirms,
        }
    }
}

const fn ok() -> u16 {
    200
}
const fn soon() -> Span {
    Span(SimTime::from_millis(50))
}
