//! AddPermission and RemovePermission: statements of the topic policy.
use super::Reply;
use super::error::SnsError;
use super::response::Response;
use crate::sim::services::sns::model::topic::Topic;
use crate::sim::services::sns::quotas::Limits;
use crate::sim::services::sns::step::Ctx;
use serde_json::{Value, json};

/// Actions a topic policy may grant, in the order of the default policy.
const ACTIONS: &[&str] = &[
    "GetTopicAttributes",
    "SetTopicAttributes",
    "AddPermission",
    "RemovePermission",
    "DeleteTopic",
    "Subscribe",
    "ListSubscriptionsByTopic",
    "Publish",
    "Receive",
];

/// What every topic begins with: its owner may do everything.
pub(super) fn default_policy(topic: &Topic) -> Value {
    let actions: Vec<String> = ACTIONS.iter().filter(|a| **a != "Receive").map(|a| format!("SNS:{a}")).collect();
    json!({
        "Version": "2008-10-17", "Id": "__default_policy_ID",
        "Statement": [{
            "Sid": "__default_statement_ID", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": actions,
            "Resource": &*topic.arn, "Condition": {"StringEquals": {"AWS:SourceOwner": crate::sim::arn::ACCOUNT}},
        }],
    })
}

/// Checks a whole policy.
pub(super) fn check(text: &str, limits: &Limits) -> Result<(), SnsError> {
    let bad = |why: &str| SnsError::invalid(format!("Policy Error: {why}"));
    if text.len() as u64 > limits.sizes.policy_bytes {
        return Err(bad("the policy is too large"));
    }
    let policy: Value = serde_json::from_str(text).map_err(|_| bad("null"))?;
    match policy.get("Statement") {
        Some(Value::Array(all)) if all.len() as u64 > limits.sizes.policy_statements => Err(bad("too many statements")),
        Some(Value::Array(_) | Value::Object(_)) => Ok(()),
        _ => Err(bad("PrincipalNotFound")),
    }
}

fn read(topic: &Topic) -> Value {
    let own = topic.acting.policy.as_deref().and_then(|text| serde_json::from_str(text).ok());
    own.unwrap_or_else(|| default_policy(topic))
}

fn statements(policy: &Value) -> Vec<Value> {
    match policy.get("Statement") {
        Some(Value::Array(all)) => all.clone(),
        Some(one) => vec![one.clone()],
        None => vec![],
    }
}

fn store(topic: &mut Topic, mut policy: Value, all: Vec<Value>) {
    if let Some(fields) = policy.as_object_mut() {
        fields.insert("Statement".into(), all.into());
    }
    let text = policy.to_string();
    topic.acting.policy = Some(text.as_str().into());
    topic.attributes.insert("Policy".into(), text);
}

/// AddPermission.
pub(super) fn add(ctx: &mut Ctx<'_>, label: &str, (accounts, actions): (&[String], &[String])) -> Reply {
    if label.is_empty() || accounts.is_empty() || actions.is_empty() {
        return Err(SnsError::invalid("Label, AWSAccountId and ActionName are required"));
    }
    if accounts.iter().any(|a| a.len() != 12 || !a.bytes().all(|b| b.is_ascii_digit())) {
        return Err(SnsError::invalid("Policy Error: PrincipalNotFound"));
    }
    if actions.iter().any(|a| !ACTIONS.contains(&a.as_str())) {
        return Err(SnsError::invalid("Policy statement action out of service scope!"));
    }
    let policy = read(ctx.topic);
    let mut all = statements(&policy);
    if all.iter().any(|s| s.get("Sid").and_then(Value::as_str) == Some(label)) {
        return Err(SnsError::invalid("Statement already exists"));
    }
    let principals: Vec<String> = accounts.iter().map(|a| crate::sim::arn::root(&ctx.topic.arn, a)).collect();
    let actions: Vec<String> = actions.iter().map(|a| format!("SNS:{a}")).collect();
    all.push(json!({
        "Sid": label, "Effect": "Allow", "Principal": {"AWS": plainly(principals)}, "Action": plainly(actions),
        "Resource": &*ctx.topic.arn,
    }));
    store(ctx.topic, policy, all);
    Ok(Response::Done)
}

/// One is written without a list.
fn plainly(mut all: Vec<String>) -> Value {
    if all.len() == 1 { all.pop().into() } else { all.into() }
}

/// RemovePermission: a label that is not there is fine.
pub(super) fn remove(ctx: &mut Ctx<'_>, label: &str) -> Reply {
    let policy = read(ctx.topic);
    let mut all = statements(&policy);
    let before = all.len();
    all.retain(|s| s.get("Sid").and_then(Value::as_str) != Some(label));
    if all.len() != before {
        store(ctx.topic, policy, all);
    }
    Ok(Response::Done)
}
