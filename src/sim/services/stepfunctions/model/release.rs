//! What a state machine is besides its definition: configuration, published versions, aliases that route to them.
use super::program::Program;
use crate::base::time::SimTime;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Configuration that changes nothing in how executions run, but is told again as it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// LoggingConfiguration; `None` = level OFF.
    pub logging: Option<Logging>,
    /// TracingConfiguration: enabled.
    pub tracing: bool,
    /// EncryptionConfiguration; `None` = AWS_OWNED_KEY.
    pub encryption: Option<Encryption>,
}

/// LoggingConfiguration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logging {
    /// ALL, ERROR, FATAL or OFF.
    pub level: Name,
    /// includeExecutionData.
    pub data: bool,
    /// logGroupArn of its one destination.
    pub group: Option<Name>,
}

/// EncryptionConfiguration with a key of the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encryption {
    /// kmsKeyId.
    pub key: Name,
    /// kmsDataKeyReusePeriodSeconds.
    pub reuse: u32,
}

/// A published version: it never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Its definition.
    pub program: Program,
    /// RoleArn.
    pub role: Name,
    /// Its configuration.
    pub config: Config,
    /// The revision it was made of.
    pub revision: Option<Name>,
    /// What whoever published it said.
    pub description: Option<Arc<str>>,
    /// When.
    pub created: SimTime,
}

/// An alias.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// What it is for.
    pub description: Option<Arc<str>>,
    /// One or two versions and their weights, which make a hundred.
    pub routes: Vec<(u32, u32)>,
    /// When it was made.
    pub created: SimTime,
    /// When it was last changed.
    pub updated: SimTime,
}

/// The versions and aliases of a state machine, and its revision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Releases {
    /// revisionId; `None` until the first update.
    pub revision: Option<Name>,
    /// When it was last updated.
    pub updated: Option<SimTime>,
    /// By number.
    pub versions: BTreeMap<u32, Arc<Version>>,
    /// The number given last; numbers are never given twice.
    pub last: u32,
    /// By name.
    pub aliases: BTreeMap<Name, Alias>,
}
