//! Nothing here comes from the ledger: a receiver outside AWS is what the scenario says it is.
use crate::base::time::SimTime;
use serde::{Deserialize, Serialize};

/// What kind of receiver it is; it decides the words only, and how a batch is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// An HTTP or HTTPS endpoint.
    #[default]
    Http,
    /// A mailbox.
    Mailbox,
    /// A telephone that takes SMS.
    Telephone,
    /// An app that takes mobile push.
    App,
    /// An OpenSearch domain: takes bulk requests, each document with a result of its own.
    Opensearch,
    /// A Redshift cluster: takes COPY commands.
    Redshift,
}

impl Form {
    /// Its word on a panel.
    #[must_use]
    pub const fn role(self) -> &'static str {
        match self {
            Self::Http => "endpoint",
            Self::Mailbox => "mailbox",
            Self::Telephone => "telephone",
            Self::App => "app",
            Self::Opensearch => "search domain",
            Self::Redshift => "warehouse",
        }
    }
}

/// How a receiver behaves; every value may change during a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The status it answers with. Default 200.
    pub status: u16,
    /// How long an answer takes. Default 50 ms.
    pub latency: SimTime,
    /// Of a million requests so many are answered 500. Default 0.
    pub errors_per_million: u32,
    /// Requests a second it can take; more are answered 429. Default 0: no limit.
    pub capacity: u32,
    /// It never answers. Default no.
    pub silent: bool,
    /// OpenSearch: of a million documents so many are rejected. Default 0.
    pub rejects_per_million: u32,
    /// It visits the SubscribeURL of a subscription confirmation. Default no.
    pub confirms: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            status: 200,
            latency: SimTime::from_millis(50),
            errors_per_million: 0,
            capacity: 0,
            silent: false,
            rejects_per_million: 0,
            confirms: false,
        }
    }
}
