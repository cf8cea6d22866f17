//! Keys, their policies and states, and who holds a data key of theirs.
use super::{
    api::{About, Code, KmsError},
    quotas::Limits,
};
use crate::base::time::SimTime;
use crate::sim::{arn, policy, region::Region, trace::Name};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kms {
    pub(super) seed: u64,
    pub(super) limits: Limits,
    pub(super) keys: BTreeMap<Name, Key>,
    pub(super) aliases: BTreeMap<Name, Name>,
    /// Calls through AWS managed keys, by alias.
    pub(super) managed: BTreeMap<Name, u64>,
    /// Data keys services hold, by encrypted resource and by whom they serve.
    pub(super) held: BTreeMap<Name, BTreeMap<Name, Held>>,
    /// The second that runs, and the calls in it.
    pub(super) pace: (u64, u64),
    pub(super) next: u64,
}

/// A customer managed key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// KeyId: a name in place of AWS's UUID.
    pub name: Name,
    /// Its ARN.
    pub arn: Name,
    /// The key policy, as given.
    pub policy: Name,
    /// KeyState.
    pub state: State,
    /// The day of its deletion, where it waits for one.
    pub until: Option<SimTime>,
    /// CreationDate.
    pub since: SimTime,
    /// What happened to it.
    pub tally: Tally,
    /// Description and tags.
    pub about: About,
}

/// KeyState.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// It can be used.
    Enabled,
    /// It cannot; everything else can be done with it.
    Disabled,
    /// It waits for its deletion.
    PendingDeletion,
}

impl State {
    /// As AWS writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enabled => "Enabled",
            Self::Disabled => "Disabled",
            Self::PendingDeletion => "PendingDeletion",
        }
    }
}

/// Counts since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Calls that used it.
    pub used: u64,
    /// Calls that were refused.
    pub refused: u64,
}

/// Until when data keys are kept: one to write, one to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// For writers.
    pub write: SimTime,
    /// For readers.
    pub read: SimTime,
}

/// What a gate must know of a key before it lets anybody through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// The key's ARN.
    pub arn: Name,
    /// Its account.
    pub account: Name,
    /// Its policy.
    pub policy: Name,
}

impl Kms {
    /// KMS with these limits.
    #[must_use]
    pub fn with(seed: u64, limits: Limits) -> Self {
        Self {
            seed,
            limits,
            keys: BTreeMap::new(),
            aliases: BTreeMap::new(),
            managed: BTreeMap::new(),
            held: BTreeMap::new(),
            pace: (0, 0),
            next: 0,
        }
    }

    /// A customer managed key by id, ARN, alias or the alias's ARN.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<&Key> {
        self.keys.get(self.id(key))
    }

    /// The id behind whatever names a key.
    pub(super) fn id<'a>(&'a self, key: &'a str) -> &'a str {
        let plain = key.split_once(":key/").map_or(key, |(_, id)| id);
        let alias = if plain.starts_with("alias/") {
            Some(plain)
        } else {
            plain.split_once(":alias/").and_then(|(head, _)| plain.get(head.len() + 1..))
        };
        alias.and_then(|a| self.aliases.get(a)).map_or(plain, |id| &**id)
    }

    /// The lock of a key, as its users see it; an AWS managed one needs nobody to make it.
    ///
    /// # Errors
    /// There is no such key.
    pub fn lock(&self, key: &str, region: &Region) -> Result<Lock, KmsError> {
        if let Some(key) = self.find(key) {
            let account = arn::parse(&key.arn).map_or(arn::ACCOUNT, |p| p.account).into();
            return Ok(Lock { arn: key.arn.clone(), account, policy: key.policy.clone() });
        }
        let service = managed(key).ok_or_else(|| KmsError::unknown(key))?;
        Ok(Lock {
            arn: region.arn("kms", &format!("alias/aws/{service}")),
            account: arn::ACCOUNT.into(),
            policy: managed_policy(service, region).into(),
        })
    }

    /// Whether a service still holds a data key for this resource and caller, so that KMS is not asked again.
    #[must_use]
    pub fn is_held(&self, resource: &Name, who: &Name, write: bool, now: SimTime) -> bool {
        let held = self.held.get(resource).and_then(|all| all.get(who));
        held.is_some_and(|held| now < if write { held.write } else { held.read })
    }

    /// Counts a call against the quota of the running second.
    pub(super) fn pass(&mut self, calls: u64, now: SimTime) -> Result<(), KmsError> {
        let second = now.as_secs();
        let spent = if self.pace.0 == second { self.pace.1 } else { 0 };
        if spent + calls > self.limits.requests {
            let message = "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.";
            return Err(KmsError::new(Code::ThrottlingException, message));
        }
        self.pace = (second, spent + calls);
        Ok(())
    }

    /// Whether the state of a key lets it be used.
    pub(super) fn usable(&self, key: &str) -> Result<(), KmsError> {
        match self.find(key) {
            Some(Key { state: State::Enabled, .. }) => Ok(()),
            Some(k) if k.state == State::Disabled => {
                Err(KmsError::new(Code::DisabledException, format!("{} is disabled.", k.arn)))
            }
            Some(k) => Err(KmsError::new(Code::KMSInvalidStateException, format!("{} is pending deletion.", k.arn))),
            None if managed(key).is_some() => Ok(()),
            None => Err(KmsError::unknown(key)),
        }
    }
}

/// The service of an AWS managed key, by its alias: `alias/aws/sqs`, also inside an ARN.
#[must_use]
pub fn managed(key: &str) -> Option<&str> {
    let alias = key.split_once(":alias/").map_or_else(|| key.strip_prefix("alias/"), |(_, alias)| Some(alias))?;
    alias.strip_prefix("aws/").filter(|service| !service.is_empty())
}

/// The policy of an AWS managed key: callers of the account, through the service. No service principal ever fits.
fn managed_policy(service: &str, region: &Region) -> String {
    let statement = serde_json::json!({
        "Sid": format!("Allow access through {service} for all principals in the account that are authorized to use it"),
        "Effect": "Allow", "Principal": {"AWS": "*"}, "Resource": "*",
        "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"],
        "Condition": {"StringEquals": {"kms:CallerAccount": arn::ACCOUNT, "kms:ViaService": region.host(service)}},
    });
    policy::merged(None, vec![statement])
}
