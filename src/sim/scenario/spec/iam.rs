//! `roles:` of a scenario.
use crate::sim::{arn, scenario::Scenario, trace::Name};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What an actor or a resource may do: its identity policies. Whoever has no role here is an administrator of the own account.
///
/// ```yaml
/// roles:
///   - name: worker-role
///     of: [C, resize]
///     policies:
///       - { allow: ["sqs:ReceiveMessage", "sqs:DeleteMessage"], on: [orders] }
///       - { deny: ["sqs:PurgeQueue"], on: ["*"] }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleSpec {
    /// Its name.
    pub name: Name,
    /// The actors and resources that assume it.
    #[serde(default)]
    pub of: Vec<Name>,
    /// Its policies; none: it may do nothing.
    #[serde(default)]
    pub policies: Vec<RolePolicy>,
}

/// An identity policy, short or in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RolePolicy {
    /// `{allow: [sqs:SendMessage], on: [orders]}`.
    Short(Short),
    /// A whole policy as AWS takes it.
    Whole(Value),
}

/// Actions on resources, allowed or denied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Short {
    /// Actions that are allowed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Name>,
    /// Actions that are denied.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deny: Vec<Name>,
    /// Resources of the scenario by name, ARNs, or `*`.
    pub on: Vec<Name>,
}

impl RolePolicy {
    /// The policy as AWS takes it.
    #[must_use]
    pub fn text(&self, plan: &Scenario) -> String {
        let short = match self {
            Self::Whole(value) => return value.to_string(),
            Self::Short(short) => short,
        };
        let resources: Vec<Name> = short.on.iter().flat_map(|name| with_parts(plan, name)).collect();
        let statements: Vec<Value> = [("Allow", &short.allow), ("Deny", &short.deny)]
            .into_iter()
            .filter(|(_, actions)| !actions.is_empty())
            .map(|(effect, actions)| json!({"Effect": effect, "Action": actions, "Resource": resources}))
            .collect();
        json!({"Version": "2012-10-17", "Statement": statements}).to_string()
    }
}

/// A resource with what is in it: a bucket's objects, a function's versions.
fn with_parts(plan: &Scenario, name: &Name) -> Vec<Name> {
    let Some(whole) = plan.arn_of(name) else { return vec![name.clone()] };
    let inside = match arn::parse(&whole).map(|p| p.service) {
        Some("s3" | "execute-api" | "kinesis") => Some(format!("{whole}/*")),
        Some("lambda") => Some(format!("{whole}:*")),
        _ => None,
    };
    std::iter::once(whole).chain(inside.map(Into::into)).collect()
}
