//! APIs and the requests that wait for their integration.
use super::{
    api::Plan,
    quotas::{Bucket, Limits},
};
use crate::base::time::SimTime;
use crate::sim::{
    trace::{Item, Name},
    turn::CallId,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All APIs of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gateway {
    pub(super) limits: Limits,
    /// The account's bucket.
    pub(super) account: Bucket,
    pub(super) apis: BTreeMap<Name, Api>,
    /// Requests at their integration, by ticket.
    pub(super) pending: BTreeMap<u64, Pending>,
    pub(super) next: u64,
}

/// One API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Api {
    /// How it is set up.
    pub(super) plan: Plan,
    /// The stage's bucket, where it has limits of its own.
    pub(super) stage: Option<Bucket>,
    pub(super) tally: Tally,
}

/// A request at its integration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub(super) api: Name,
    pub(super) call: CallId,
    pub(super) from: Name,
    pub(super) item: Option<Item>,
    pub(super) came: SimTime,
}

/// Counts since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// All requests.
    pub count: u64,
    /// Answered below 400.
    pub good: u64,
    /// 4XX, throttled ones too.
    pub client: u64,
    /// 5XX.
    pub server: u64,
    /// 429.
    pub throttled: u64,
    /// Milliseconds the last answer took.
    pub latency: u64,
}

impl Gateway {
    pub(super) fn with(limits: Limits) -> Self {
        let account = Bucket::new(limits.rate, limits.burst);
        Self { limits, account, apis: BTreeMap::new(), pending: BTreeMap::new(), next: 0 }
    }
}

impl Api {
    pub(super) fn measure(&self, name: &str) -> Option<u64> {
        Some(match name {
            "Count" => self.tally.count,
            "4XXError" => self.tally.client,
            "5XXError" => self.tally.server,
            "Latency" | "IntegrationLatency" => self.tally.latency,
            _ => return None,
        })
    }
}
