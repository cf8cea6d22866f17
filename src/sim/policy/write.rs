//! Statements as the console and the CDK write them, so that a scenario can say `allow: [orders-topic]`.
use crate::sim::trace::Name;
use serde_json::{Value, json};

/// Who is let in by a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    /// A service on behalf of these resources (ARNs, perhaps with `*`); S3's ARNs name no account, so it is said apart.
    Service {
        /// `sns.amazonaws.com`.
        principal: Name,
        /// `aws:SourceArn`.
        sources: Vec<Name>,
        /// `aws:SourceAccount`, where the ARN does not say it.
        account: Option<Name>,
    },
    /// A role or an account: its ARN.
    Identity(Name),
}

/// One statement that allows these actions on a resource.
#[must_use]
pub fn statement(resource: &str, actions: &[&str], grant: &Grant) -> Value {
    let actions = one_or_many(actions);
    match grant {
        Grant::Identity(arn) => {
            json!({"Effect": "Allow", "Principal": {"AWS": &**arn}, "Action": actions, "Resource": resource})
        }
        Grant::Service { principal, sources, account } => {
            let operator = if sources.iter().any(|s| s.contains(['*', '?'])) { "ArnLike" } else { "ArnEquals" };
            let sources: Vec<&str> = sources.iter().map(|s| &**s).collect();
            let mut condition = json!({ operator: {"aws:SourceArn": one_or_many(&sources)} });
            if let (Some(account), Some(map)) = (account, condition.as_object_mut()) {
                map.insert("StringEquals".into(), json!({"aws:SourceAccount": &**account}));
            }
            json!({"Effect": "Allow", "Principal": {"Service": &**principal}, "Action": actions, "Resource": resource,
                "Condition": condition})
        }
    }
}

/// A whole policy that allows one service, on behalf of these sources, these actions on a resource.
#[must_use]
pub fn allow_policy(resource: &str, principal: &str, actions: &[&str], sources: &[Name]) -> String {
    let grant = Grant::Service { principal: principal.into(), sources: sources.to_vec(), account: None };
    merged(None, vec![statement(resource, actions, &grant)])
}

/// The statement every key policy begins with unless its author takes it out: the account's IAM policies decide. `root` is the
/// account as a whole: `arn:aws:iam::111122223333:root`.
#[must_use]
pub fn delegating(root: &str) -> Value {
    json!({"Sid": "Enable IAM User Permissions", "Effect": "Allow", "Action": "kms:*", "Resource": "*",
        "Principal": {"AWS": root}})
}

/// A policy with more statements at its end. What is no policy stays as it is: the service refuses it in its own words.
#[must_use]
pub fn merged(policy: Option<&Value>, more: Vec<Value>) -> String {
    let Some(policy) = policy else { return json!({"Version": "2012-10-17", "Statement": more}).to_string() };
    let mut whole = policy.clone();
    if more.is_empty() {
        return whole.to_string();
    }
    if let Some(map) = whole.as_object_mut() {
        let mut all = match map.remove("Statement") {
            Some(Value::Array(list)) => list,
            Some(one) => vec![one],
            None => vec![],
        };
        all.extend(more);
        map.insert("Statement".into(), Value::Array(all));
    }
    whole.to_string()
}

fn one_or_many(words: &[&str]) -> Value {
    match words {
        [one] => json!(one),
        many => json!(many),
    }
}
