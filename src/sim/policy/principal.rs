//! Who a policy speaks of, and who asks.
use crate::sim::arn;
use std::sync::Arc;

/// Principal or NotPrincipal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Principals {
    /// `NotPrincipal`: everybody but these.
    pub not: bool,
    /// `"*"` or `{"AWS": "*"}`: everybody, services and strangers too.
    pub everybody: bool,
    /// Accounts named as a whole: `111122223333`, `arn:aws:iam::111122223333:root`.
    pub accounts: Vec<Arc<str>>,
    /// Roles and users by ARN.
    pub identities: Vec<Arc<str>>,
    /// Services: `sns.amazonaws.com`.
    pub services: Vec<Arc<str>>,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller<'a> {
    /// A service for itself or on behalf of a resource.
    Service {
        /// `sns.amazonaws.com`.
        principal: &'a str,
    },
    /// A role somebody assumed.
    Role {
        /// `arn:aws:iam::111122223333:role/worker`.
        role: &'a str,
        /// `arn:aws:sts::111122223333:assumed-role/worker/C1`.
        session: &'a str,
        /// Its account.
        account: &'a str,
    },
}

/// How a policy speaks of a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Means {
    /// Not at all.
    No,
    /// It names the account: what the account's own policies allow.
    Account,
    /// It names the caller or everybody.
    Self_,
}

impl Principals {
    /// How these speak of a caller.
    pub(super) fn mean(&self, who: Caller<'_>) -> Means {
        let named = self.named(who);
        match (self.not, named) {
            (false, _) => named,
            (true, Means::No) => Means::Self_,
            (true, _) => Means::No,
        }
    }

    fn named(&self, who: Caller<'_>) -> Means {
        if self.everybody {
            return Means::Self_;
        }
        match who {
            Caller::Service { principal } if self.services.iter().any(|s| s.eq_ignore_ascii_case(principal)) => {
                Means::Self_
            }
            Caller::Service { .. } => Means::No,
            Caller::Role { role, session, .. } if self.identities.iter().any(|i| **i == *role || **i == *session) => {
                Means::Self_
            }
            Caller::Role { account, .. } if self.accounts.iter().any(|a| **a == *account) => Means::Account,
            Caller::Role { .. } => Means::No,
        }
    }
}

impl<'a> Caller<'a> {
    /// As AWS's refusals name it.
    #[must_use]
    pub const fn name(self) -> &'a str {
        match self {
            Self::Service { principal } => principal,
            Self::Role { session, .. } => session,
        }
    }
}

/// The account a principal names as a whole.
pub(super) fn account(text: &str) -> Option<&str> {
    if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(text);
    }
    let place = arn::parse(text)?;
    let whole = (place.service, place.region, place.name, place.rest) == ("iam", "", "root", "");
    (whole && place.kind.is_empty()).then_some(place.account)
}

/// Whether the text is the ARN of a role, a user or a session.
pub(super) fn is_identity(text: &str) -> bool {
    let kind = |p: arn::Place<'_>| match p.service {
        "iam" => matches!(p.kind, "role" | "user"),
        "sts" => matches!(p.kind, "assumed-role" | "federated-user"),
        _ => false,
    };
    arn::parse(text).is_some_and(kind) && !text.contains(['*', '?'])
}
