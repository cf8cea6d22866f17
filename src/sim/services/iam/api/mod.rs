//! Calls and answers, under AWS's operation and parameter names.
mod error;
mod roles;

pub use error::{Code, IamError};

use super::model::{Managed, Role};
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // AWS's own names
pub enum Request {
    CreateRole(Box<Create>),
    GetRole(Name),
    DeleteRole(Name),
    ListRoles,
    UpdateAssumeRolePolicy { role: Name, document: Name },
    PutRolePolicy { role: Name, name: Name, document: Name },
    GetRolePolicy { role: Name, name: Name },
    DeleteRolePolicy { role: Name, name: Name },
    AttachRolePolicy { role: Name, arn: Name },
    DetachRolePolicy { role: Name, arn: Name },
    TagRole { role: Name, tags: BTreeMap<Name, Name>, gone: Vec<Name> },
    CreatePolicy(Box<Create>),
    GetPolicy(Name),
    DeletePolicy(Name),
    ListPolicies,
}

/// CreateRole, CreatePolicy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Create {
    /// Its name.
    pub name: Name,
    /// Path; `/` unless said.
    pub path: Name,
    /// The trust policy, or the policy itself.
    pub document: Name,
    /// Description.
    pub description: Option<Name>,
    /// MaxSessionDuration.
    pub session: u64,
    /// Tags.
    pub tags: BTreeMap<Name, Name>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Done.
    Done,
    /// A role with all that belongs to it.
    Role(Box<Role>),
    /// ListRoles.
    Roles(Vec<Role>),
    /// GetRolePolicy: the document.
    Document(Name),
    /// A customer managed policy.
    Policy(Box<Managed>),
    /// ListPolicies.
    Policies(Vec<Managed>),
}

impl Request {
    /// What IAM itself knows it as.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        match self {
            Self::CreateRole(_) => "iam:CreateRole",
            Self::GetRole(_) => "iam:GetRole",
            Self::DeleteRole(_) => "iam:DeleteRole",
            Self::ListRoles => "iam:ListRoles",
            Self::UpdateAssumeRolePolicy { .. } => "iam:UpdateAssumeRolePolicy",
            Self::PutRolePolicy { .. } => "iam:PutRolePolicy",
            Self::GetRolePolicy { .. } => "iam:GetRolePolicy",
            Self::DeleteRolePolicy { .. } => "iam:DeleteRolePolicy",
            Self::AttachRolePolicy { .. } => "iam:AttachRolePolicy",
            Self::DetachRolePolicy { .. } => "iam:DetachRolePolicy",
            Self::TagRole { .. } => "iam:TagRole",
            Self::CreatePolicy(_) => "iam:CreatePolicy",
            Self::GetPolicy(_) => "iam:GetPolicy",
            Self::DeletePolicy(_) => "iam:DeletePolicy",
            Self::ListPolicies => "iam:ListPolicies",
        }
    }
    /// The role or policy it is about.
    #[must_use]
    pub fn place(&self) -> Name {
        match self {
            Self::CreateRole(create) | Self::CreatePolicy(create) => create.name.clone(),
            Self::GetRole(role)
            | Self::DeleteRole(role)
            | Self::UpdateAssumeRolePolicy { role, .. }
            | Self::PutRolePolicy { role, .. }
            | Self::GetRolePolicy { role, .. }
            | Self::DeleteRolePolicy { role, .. }
            | Self::AttachRolePolicy { role, .. }
            | Self::DetachRolePolicy { role, .. }
            | Self::TagRole { role, .. } => role.clone(),
            Self::GetPolicy(arn) | Self::DeletePolicy(arn) => arn.clone(),
            Self::ListRoles | Self::ListPolicies => "*".into(),
        }
    }
}
