//! Roles and policies as data.
use super::quotas::Limits;
use crate::base::time::SimTime;
use crate::sim::{arn, ids, region::Region, trace::Name};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Iam {
    pub(super) seed: u64,
    pub(super) limits: Limits,
    /// Roles by name.
    pub(super) roles: BTreeMap<Name, Role>,
    /// Customer managed policies by ARN.
    pub(super) policies: BTreeMap<Name, Managed>,
    pub(super) made: u64,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// RoleName.
    pub name: Name,
    /// Path.
    pub path: Name,
    /// RoleId.
    pub id: Name,
    /// AssumeRolePolicyDocument.
    pub trust: Name,
    /// Description.
    pub description: Option<Name>,
    /// MaxSessionDuration.
    pub session: u64,
    /// CreateDate.
    pub made: SimTime,
    /// Inline policies: name to document.
    pub inline: BTreeMap<Name, Name>,
    /// Attached policies, by ARN.
    pub attached: BTreeSet<Name>,
    /// Tags.
    pub tags: BTreeMap<Name, Name>,
}

/// A customer managed policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Managed {
    /// PolicyName.
    pub name: Name,
    /// PolicyId.
    pub id: Name,
    /// Arn.
    pub arn: Name,
    /// Path.
    pub path: Name,
    /// The document of its only version.
    pub document: Name,
    /// Description.
    pub description: Option<Name>,
    /// CreateDate.
    pub made: SimTime,
    /// To how many roles it is attached.
    pub attached: u64,
}

impl Role {
    /// Its ARN.
    #[must_use]
    pub fn arn(&self, region: &Region) -> Name {
        global(region, "role", &self.path, &self.name)
    }
}

/// The ARN of something without a Region.
#[must_use]
pub fn global(region: &Region, kind: &str, path: &str, name: &str) -> Name {
    region.global("iam", arn::ACCOUNT, &format!("{kind}{path}{name}"))
}

impl Iam {
    /// An empty register.
    #[must_use]
    pub const fn with(seed: u64, limits: Limits) -> Self {
        Self { seed, limits, roles: BTreeMap::new(), policies: BTreeMap::new(), made: 0 }
    }
    /// An id as IAM makes it: `AROA` and seventeen more.
    pub(super) fn id(&mut self, head: &str) -> Name {
        const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        self.made += 1;
        let (a, b) = ids::pair(self.seed, 0x1a3, self.made);
        let bits = u128::from(a) << 64 | u128::from(b);
        let letter = |nth: u32| {
            let at = usize::try_from((bits >> (5 * nth)) & 31).unwrap_or(0);
            char::from(LETTERS.get(at).copied().unwrap_or(b'A'))
        };
        (0..17).map(letter).fold(head.to_owned(), |all, c| all + &c.to_string()).into()
    }
}
