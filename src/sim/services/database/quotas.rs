//! The proxy's numbers come from the ledger; what a database carries is the scenario's.
use crate::base::time::SimTime;
use crate::sim::quotas::{MissingFact, Quotas, Span};
use serde::{Deserialize, Serialize};

/// Every number taken from the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// ConnectionBorrowTimeout of RDS Proxy, seconds.
    pub borrow: Span,
    /// MaxConnectionsPercent of RDS Proxy.
    pub percent: Span,
}

impl Limits {
    /// Reads the ledger.
    ///
    /// # Errors
    /// The first fact that is missing or lacks a number.
    pub fn resolve(quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self {
            borrow: quotas.span("rds.proxy.borrow_timeout", None)?,
            percent: quotas.span("rds.proxy.max_connections_percent", None)?,
        })
    }
}

/// What a database carries: its class in numbers, assumptions of the scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// `max_connections`. Default 90, a small instance.
    pub max_connections: u32,
    /// Writes a second it carries altogether. Default 500.
    pub writes_per_second: u32,
    /// How long one write takes when nothing else happens. Default 10 ms.
    pub write_time: SimTime,
    /// A write that would have to wait longer than this is rolled back after it. Default 5 s.
    pub timeout: SimTime,
    /// RDS Proxy in front.
    pub proxy: Option<Proxy>,
    /// So many refused and timed-out writes within ten seconds make it fall over; without it it never does.
    pub falls_over_after: Option<u32>,
    /// How long it is down then, and after a failover. Default 60 s.
    pub down_for: SimTime,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_connections: 90,
            writes_per_second: 500,
            write_time: SimTime::from_millis(10),
            timeout: SimTime::from_secs(5),
            proxy: None,
            falls_over_after: None,
            down_for: SimTime::from_secs(60),
        }
    }
}

/// RDS Proxy, under AWS's names; what is not said comes from the ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "PascalCase")]
pub struct Proxy {
    /// MaxConnectionsPercent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_connections_percent: Option<u64>,
    /// ConnectionBorrowTimeout, seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_borrow_timeout: Option<u64>,
}
