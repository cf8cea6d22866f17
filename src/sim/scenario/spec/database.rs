//! `databases:` of a scenario.
use crate::sim::{
    scenario::value::Span,
    services::database::quotas::{Proxy, Settings},
    trace::Name,
};
use serde::{Deserialize, Serialize};

/// A database with a connection and a write-rate limit; what an instance carries depends on its class, so all of it is a setting.
///
/// ```yaml
/// databases:
///   - { name: aurora, max_connections: 45, writes_per_second: 200, falls_over_after: 500 }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSpec {
    /// Its name.
    pub name: Name,
    /// `max_connections` of the engine.
    #[serde(default = "ninety")]
    pub max_connections: u32,
    /// Writes a second it carries altogether.
    #[serde(default = "five_hundred")]
    pub writes_per_second: u32,
    /// How long one write takes when nothing else happens.
    #[serde(default = "ten_millis")]
    pub write_time: Span,
    /// A write that waits longer inside is rolled back.
    #[serde(default = "five_seconds")]
    pub timeout: Span,
    /// RDS Proxy in front, `{}` with its defaults: callers wait for a connection instead of being refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<Proxy>,
    /// So many refused and timed-out writes within ten seconds make it fall over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub falls_over_after: Option<u32>,
    /// How long it is down then, and after a failover.
    #[serde(default = "minute")]
    pub down_for: Span,
}

impl DatabaseSpec {
    /// The same as the service takes it.
    #[must_use]
    pub const fn settings(&self) -> Settings {
        Settings {
            max_connections: self.max_connections,
            writes_per_second: self.writes_per_second,
            write_time: self.write_time.0,
            timeout: self.timeout.0,
            proxy: self.proxy,
            falls_over_after: self.falls_over_after,
            down_for: self.down_for.0,
        }
    }
}

const fn ninety() -> u32 {
    90
}
const fn five_hundred() -> u32 {
    500
}
const fn ten_millis() -> Span {
    Span(crate::base::time::SimTime::from_millis(10))
}
const fn five_seconds() -> Span {
    Span(crate::base::time::SimTime::from_secs(5))
}
const fn minute() -> Span {
    Span(crate::base::time::SimTime::from_secs(60))
}
