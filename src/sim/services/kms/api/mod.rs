//! Calls and answers, under AWS's operation and parameter names.
mod keys;
mod open;

pub use open::Wish;

use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// One call. A `key` is a KeyId, a key ARN, an alias or an alias ARN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// CreateKey. AWS gives the KeyId; here a scenario may.
    CreateKey {
        /// The KeyId, where the scenario names it.
        id: Option<Name>,
        /// Its account; the run's own unless said.
        account: Option<Name>,
        /// Policy; without it the default, which delegates to IAM.
        policy: Option<Name>,
        /// Description and Tags.
        about: Box<About>,
    },
    /// PutKeyPolicy.
    PutKeyPolicy {
        /// KeyId.
        key: Name,
        /// Policy.
        policy: Name,
        /// BypassPolicyLockoutSafetyCheck.
        bypass: bool,
    },
    /// GetKeyPolicy.
    GetKeyPolicy {
        /// KeyId.
        key: Name,
    },
    /// DescribeKey.
    DescribeKey {
        /// KeyId.
        key: Name,
    },
    /// EnableKey.
    EnableKey {
        /// KeyId.
        key: Name,
    },
    /// DisableKey.
    DisableKey {
        /// KeyId.
        key: Name,
    },
    /// ScheduleKeyDeletion.
    ScheduleKeyDeletion {
        /// KeyId.
        key: Name,
        /// PendingWindowInDays.
        days: Option<u64>,
    },
    /// CancelKeyDeletion; the key is Disabled then.
    CancelKeyDeletion {
        /// KeyId.
        key: Name,
    },
    /// CreateAlias.
    CreateAlias {
        /// AliasName: `alias/orders`.
        alias: Name,
        /// TargetKeyId.
        key: Name,
    },
    /// UpdateAlias.
    UpdateAlias {
        /// AliasName.
        alias: Name,
        /// TargetKeyId.
        key: Name,
    },
    /// DeleteAlias.
    DeleteAlias {
        /// AliasName.
        alias: Name,
    },
    /// ListKeys.
    ListKeys,
    /// ListAliases.
    ListAliases {
        /// KeyId.
        key: Option<Name>,
    },
    /// TagResource, UntagResource: tags to set, keys to take away.
    TagResource {
        /// KeyId.
        key: Name,
        /// Tags.
        tags: BTreeMap<Name, Name>,
        /// TagKeys.
        gone: Vec<Name>,
    },
    /// GenerateDataKey.
    GenerateDataKey {
        /// KeyId.
        key: Name,
    },
    /// Decrypt.
    Decrypt {
        /// KeyId.
        key: Name,
    },
    /// Encrypt.
    Encrypt {
        /// KeyId.
        key: Name,
    },
}

impl Request {
    /// What IAM calls it.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        match self {
            Self::CreateKey { .. } => "kms:CreateKey",
            Self::PutKeyPolicy { .. } => "kms:PutKeyPolicy",
            Self::GetKeyPolicy { .. } => "kms:GetKeyPolicy",
            Self::DescribeKey { .. } => "kms:DescribeKey",
            Self::EnableKey { .. } => "kms:EnableKey",
            Self::DisableKey { .. } => "kms:DisableKey",
            Self::ScheduleKeyDeletion { .. } => "kms:ScheduleKeyDeletion",
            Self::CancelKeyDeletion { .. } => "kms:CancelKeyDeletion",
            Self::CreateAlias { .. } => "kms:CreateAlias",
            Self::UpdateAlias { .. } => "kms:UpdateAlias",
            Self::DeleteAlias { .. } => "kms:DeleteAlias",
            Self::ListKeys => "kms:ListKeys",
            Self::ListAliases { .. } => "kms:ListAliases",
            Self::TagResource { .. } => "kms:TagResource",
            Self::GenerateDataKey { .. } => "kms:GenerateDataKey",
            Self::Decrypt { .. } => "kms:Decrypt",
            Self::Encrypt { .. } => "kms:Encrypt",
        }
    }
    /// Which key it names.
    #[must_use]
    pub fn key(&self) -> Option<&Name> {
        match self {
            Self::CreateKey { .. } | Self::ListKeys | Self::DeleteAlias { .. } => None,
            Self::ListAliases { key } => key.as_ref(),
            Self::PutKeyPolicy { key, .. }
            | Self::GetKeyPolicy { key }
            | Self::DescribeKey { key }
            | Self::EnableKey { key }
            | Self::DisableKey { key }
            | Self::ScheduleKeyDeletion { key, .. }
            | Self::CancelKeyDeletion { key }
            | Self::CreateAlias { key, .. }
            | Self::UpdateAlias { key, .. }
            | Self::TagResource { key, .. }
            | Self::GenerateDataKey { key }
            | Self::Decrypt { key }
            | Self::Encrypt { key } => Some(key),
        }
    }
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// KeyMetadata.
    Key(Box<Metadata>),
    /// Policy.
    Policy(Name),
    /// A data key, a plaintext, a ciphertext: KeyId says with which key; a number nobody else gets.
    Used(Name, u64),
    /// ListKeys: KeyId and Arn.
    Keys(Vec<(Name, Name)>),
    /// ListAliases: alias and KeyId.
    Aliases(Vec<(Name, Name)>),
    /// Done.
    Done,
}

/// KeyMetadata, as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// KeyId.
    pub id: Name,
    /// Arn.
    pub arn: Name,
    /// KeyState.
    pub state: super::model::State,
    /// DeletionDate.
    pub deletion: Option<crate::base::time::SimTime>,
    /// KeyManager is AWS.
    pub managed: bool,
    /// CreationDate.
    pub since: crate::base::time::SimTime,
    /// Description and tags.
    pub about: About,
}

/// What a caller says about a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Description.
    pub description: Name,
    /// Tags.
    pub tags: BTreeMap<Name, Name>,
}

/// The codes KMS refuses with; all are HTTP 400.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Code {
    /// The key policy or IAM says no.
    AccessDeniedException,
    /// The alias is taken.
    AlreadyExistsException,
    /// The key is disabled.
    DisabledException,
    /// Not an alias.
    InvalidAliasNameException,
    /// The key's state does not allow that.
    KMSInvalidStateException,
    /// Too long a policy.
    LimitExceededException,
    /// Not a key policy.
    MalformedPolicyDocumentException,
    /// No such key.
    NotFoundException,
    /// Too many calls.
    ThrottlingException,
    /// Not with an AWS managed key.
    UnsupportedOperationException,
    /// More tags than a key may have.
    TagException,
    /// A parameter is out of range.
    ValidationException,
}

impl Code {
    /// As on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessDeniedException => "AccessDeniedException",
            Self::AlreadyExistsException => "AlreadyExistsException",
            Self::DisabledException => "DisabledException",
            Self::InvalidAliasNameException => "InvalidAliasNameException",
            Self::KMSInvalidStateException => "KMSInvalidStateException",
            Self::LimitExceededException => "LimitExceededException",
            Self::MalformedPolicyDocumentException => "MalformedPolicyDocumentException",
            Self::NotFoundException => "NotFoundException",
            Self::ThrottlingException => "ThrottlingException",
            Self::UnsupportedOperationException => "UnsupportedOperationException",
            Self::TagException => "TagException",
            Self::ValidationException => "ValidationException",
        }
    }
    /// The HTTP status.
    #[must_use]
    pub const fn http_status(self) -> u16 {
        400
    }
}

/// A refused call: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KmsError {
    /// AWS's code.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Cow<'static, str>,
}

impl KmsError {
    /// An error.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }
    /// There is no such key.
    #[must_use]
    pub fn unknown(key: &str) -> Self {
        let what = if key.contains("alias/") { "Alias" } else { "Key" };
        Self::new(Code::NotFoundException, format!("{what} '{key}' does not exist"))
    }
}

impl std::fmt::Display for KmsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.message)
    }
}

impl std::error::Error for KmsError {}
