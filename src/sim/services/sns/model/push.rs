//! Platform applications and their endpoints: the devices a Publish or a subscription reaches by mobile push.
use super::Core;
use crate::sim::trace::Name;
use crate::sim::{ids, region::Region};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Attributes under AWS's names.
pub type Attributes = BTreeMap<String, String>;

/// The application every receiver of a scenario belongs to (`app:phone`): nobody has to make it.
pub const OWN: &str = "GCM/inflight";

/// Platforms that want a principal (a certificate, a client id) beside their credential; the others take a key alone.
const PAIRED: &[&str] =
    &["ADM", "APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "BAIDU", "MACOS", "MACOS_SANDBOX"];

/// Every platform.
const PLATFORMS: &[&str] = &[
    "ADM",
    "APNS",
    "APNS_SANDBOX",
    "APNS_VOIP",
    "APNS_VOIP_SANDBOX",
    "BAIDU",
    "GCM",
    "MACOS",
    "MACOS_SANDBOX",
    "MPNS",
    "WNS",
];

/// Whether there is such a platform.
#[must_use]
pub fn is_platform(name: &str) -> bool {
    PLATFORMS.contains(&name)
}

/// Whether a platform wants principal and credential both.
#[must_use]
pub fn is_paired(platform: &str) -> bool {
    PAIRED.contains(&platform)
}

/// All platform applications of the account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// By platform and name: `GCM/shop`.
    pub(in crate::sim::services::sns) applications: BTreeMap<Name, Application>,
    made: u64,
}

/// A platform application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// What may be told: credentials are taken and forgotten.
    pub attributes: Attributes,
    /// Its endpoints by their UUID, and the order they were made in.
    pub endpoints: BTreeMap<Name, Endpoint>,
}

/// A device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Counts from 1.
    pub no: u64,
    /// Token, Enabled, CustomUserData.
    pub attributes: Attributes,
}

impl Push {
    /// Whether nothing was ever made.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.made == 0 && self.applications.is_empty()
    }
    /// Whether notifications reach the endpoint of an ARN, which they always do where it is one of the scenario's own receivers;
    /// `None`: there is no such endpoint.
    #[must_use]
    pub fn is_on(&self, endpoint: &str) -> Option<bool> {
        let (application, id) = parts(endpoint)?;
        match self.applications.get(application) {
            Some(application) => application.endpoints.get(id).map(Endpoint::is_on),
            None => (application == OWN).then_some(true),
        }
    }
    /// Whether the application of an endpoint is switched off.
    #[must_use]
    pub fn is_off(&self, endpoint: &str) -> bool {
        let application = parts(endpoint).and_then(|(application, _)| self.applications.get(application));
        application.is_some_and(|a| a.attributes.get("Enabled").is_some_and(|on| on == "false"))
    }
}

impl Endpoint {
    /// Whether notifications reach it.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.attributes.get("Enabled").is_none_or(|on| on == "true")
    }
}

impl Core {
    /// A new endpoint's number and UUID.
    pub(in crate::sim::services::sns) fn endpoint(&mut self) -> (u64, Name) {
        self.push.made += 1;
        (self.push.made, ids::uuid(self.seed, 0x736e_7365, self.push.made).into())
    }
}

/// `GCM/shop` and the UUID of `arn:aws:sns:...:endpoint/GCM/shop/UUID`.
#[must_use]
pub fn parts(endpoint: &str) -> Option<(&str, &str)> {
    let (application, id) = endpoint.split_once(":endpoint/")?.1.rsplit_once('/')?;
    (application.split('/').count() == 2).then_some((application, id))
}

/// EndpointArn.
#[must_use]
pub fn endpoint_arn(region: &Region, application: &str, id: &str) -> Name {
    region.arn("sns", &format!("endpoint/{application}/{id}"))
}

/// PlatformApplicationArn.
#[must_use]
pub fn application_arn(region: &Region, application: &str) -> Name {
    region.arn("sns", &format!("app/{application}"))
}
