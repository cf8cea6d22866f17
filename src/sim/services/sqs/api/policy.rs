//! AddPermission and RemovePermission: statements of the queue policy. Whom they let in is IAM's to say.
use super::Reply;
use super::error::{Code, SqsError};
use super::response::Response;
use crate::sim::region::Region;
use crate::sim::services::sqs::model::{arn, queue::Queue};
use crate::sim::services::sqs::quotas::Limits;
use serde_json::{Value, json};

/// Actions AddPermission may grant.
const ACTIONS: &[&str] = &[
    "*",
    "SendMessage",
    "ReceiveMessage",
    "DeleteMessage",
    "ChangeMessageVisibility",
    "GetQueueAttributes",
    "GetQueueUrl",
    "ListDeadLetterSourceQueues",
    "PurgeQueue",
];

/// Actions that nobody else may be given.
const OWNERS: &[&str] = &[
    "AddPermission",
    "RemovePermission",
    "CreateQueue",
    "DeleteQueue",
    "SetQueueAttributes",
    "ListQueues",
    "ListQueueTags",
    "TagQueue",
    "UntagQueue",
    "StartMessageMoveTask",
    "ListMessageMoveTasks",
    "CancelMessageMoveTask",
];

/// The policy as it stands; none where none was set.
fn policy(queue: &Queue) -> Option<Value> {
    queue.config.declared.policy.as_deref().and_then(|text| serde_json::from_str(text).ok())
}

fn statements(policy: Option<&Value>) -> Vec<Value> {
    match policy.and_then(|p| p.get("Statement")) {
        Some(Value::Array(list)) => list.clone(),
        Some(one) => vec![one.clone()],
        None => vec![],
    }
}

/// Puts the statements into the policy, or into a new one of AWS's form; without any, no policy is left.
fn store(queue: &mut Queue, policy: Option<Value>, statements: Vec<Value>, region: &Region) {
    let id = format!("{}/SQSDefaultPolicy", arn(region, &queue.config.name));
    let mut policy = policy.unwrap_or_else(|| json!({"Version": "2008-10-17", "Id": id}));
    let left = !statements.is_empty();
    if let Some(map) = policy.as_object_mut() {
        map.insert("Statement".into(), statements.into());
    }
    let policy = left.then(|| policy.to_string().into());
    queue.config.declared.policy.clone_from(&policy);
    queue.config.acting.policy = policy;
}

/// One is written as itself, several as a list.
fn fold(mut texts: Vec<String>) -> Value {
    if texts.len() == 1 { texts.remove(0).into() } else { texts.into() }
}

fn labelled(statement: &Value, label: &str) -> bool {
    statement.get("Sid").and_then(Value::as_str) == Some(label)
}

/// AddPermission.
pub(super) fn add(
    queue: &mut Queue,
    (limits, region): (&Limits, &Region),
    label: &str,
    grant: (&[String], &[String]),
) -> Reply {
    let (accounts, actions) = grant;
    check(label, accounts, actions)?;
    let policy = policy(queue);
    let mut all = statements(policy.as_ref());
    if all.iter().any(|s| labelled(s, label)) {
        return Err(SqsError::value("Label", label, "Already exists."));
    }
    if actions.len() as u64 > limits.sizes.policy_actions || all.len() as u64 >= limits.sizes.policy_statements {
        let message =
            format!("{} Actions were found, maximum allowed is {}.", actions.len(), limits.sizes.policy_actions);
        return Err(SqsError::new(Code::OverLimit, message));
    }
    let principals = accounts.iter().map(|a| region.global("iam", a, "root").to_string()).collect();
    let actions = actions.iter().map(|a| format!("SQS:{a}")).collect();
    all.push(json!({
        "Sid": label, "Effect": "Allow", "Principal": {"AWS": fold(principals)}, "Action": fold(actions),
        "Resource": arn(region, &queue.config.name),
    }));
    store(queue, policy, all, region);
    Ok(Response::Done)
}

fn check(label: &str, accounts: &[String], actions: &[String]) -> Result<(), SqsError> {
    let good = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if label.is_empty() || label.len() > 80 || !label.bytes().all(good) {
        let reason = "Can only include alphanumeric characters, hyphens, or underscores, 1 to 80 in length.";
        return Err(SqsError::value("Label", label, reason));
    }
    if actions.is_empty() {
        return Err(SqsError::missing("Actions"));
    }
    let account = |a: &String| a.len() == 12 && a.bytes().all(|b| b.is_ascii_digit());
    if accounts.is_empty() || !accounts.iter().all(account) {
        return Err(SqsError::value("PrincipalId", format!("[{}]", accounts.join(", ")), "Unable to verify."));
    }
    let Some(action) = actions.iter().find(|a| !ACTIONS.contains(&a.as_str())) else { return Ok(()) };
    let reason = if OWNERS.contains(&action.as_str()) {
        "Only the queue owner is allowed to invoke this action."
    } else {
        "Please refer to the appropriate WSDL for a list of valid actions."
    };
    Err(SqsError::value("ActionName", format!("SQS:{action}"), reason))
}

/// RemovePermission.
pub(super) fn remove(queue: &mut Queue, label: &str, region: &Region) -> Reply {
    let policy = policy(queue);
    let mut all = statements(policy.as_ref());
    let before = all.len();
    all.retain(|s| !labelled(s, label));
    if all.len() == before {
        let reason = if before == 0 { "can't find label." } else { "can't find label on existing policy." };
        return Err(SqsError::value("Label", label, reason));
    }
    store(queue, policy, all, region);
    Ok(Response::Done)
}
