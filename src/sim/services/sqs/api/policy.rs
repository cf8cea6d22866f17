//! AddPermission and RemovePermission: statements of the queue policy. Whom they let in is IAM's to say.
use super::Reply;
use super::error::{Code, SqsError};
use super::response::Response;
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

fn statements(queue: &Queue) -> Vec<Value> {
    let policy = queue.config.declared.policy.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
    match policy.as_ref().and_then(|p| p.get("Statement")) {
        Some(Value::Array(list)) => list.clone(),
        Some(one) => vec![one.clone()],
        None => vec![],
    }
}

fn store(queue: &mut Queue, statements: &[Value]) {
    let id = format!("{}/SQSDefaultPolicy", arn(&queue.config.name));
    let policy = json!({"Version": "2012-10-17", "Id": id, "Statement": statements}).to_string();
    let policy = (!statements.is_empty()).then(|| policy.into());
    queue.config.declared.policy.clone_from(&policy);
    queue.config.acting.policy = policy;
}

/// AddPermission.
pub(super) fn add(queue: &mut Queue, limits: &Limits, label: &str, grant: (&[String], &[String])) -> Reply {
    let (accounts, actions) = grant;
    let good = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if label.is_empty() || label.len() > 80 || !label.bytes().all(good) {
        return Err(SqsError::value(
            "Label",
            label,
            "Can only include alphanumeric characters, hyphens, or underscores, 1 to 80 in length.",
        ));
    }
    if accounts.is_empty() {
        return Err(SqsError::missing("AWSAccountIds"));
    }
    if actions.is_empty() {
        return Err(SqsError::missing("Actions"));
    }
    if let Some(account) = accounts.iter().find(|a| a.len() != 12 || !a.bytes().all(|b| b.is_ascii_digit())) {
        return Err(SqsError::value("PrincipalId", account, "Unable to verify."));
    }
    if let Some(action) = actions.iter().find(|a| !ACTIONS.contains(&a.as_str())) {
        return Err(SqsError::value(
            "ActionName",
            action,
            "Please refer to the appropriate WSDL for a list of valid actions.",
        ));
    }
    let mut all = statements(queue);
    if all.iter().any(|s| s.get("Sid").and_then(Value::as_str) == Some(label)) {
        return Err(SqsError::value("Label", label, "Already exists."));
    }
    if actions.len() as u64 > limits.sizes.policy_actions || all.len() as u64 >= limits.sizes.policy_statements {
        let message =
            format!("{} Actions were found, maximum allowed is {}.", actions.len(), limits.sizes.policy_actions);
        return Err(SqsError::new(Code::OverLimit, message));
    }
    let principals: Vec<String> = accounts.iter().map(|a| format!("arn:aws:iam::{a}:root")).collect();
    let actions: Vec<String> = actions.iter().map(|a| format!("SQS:{a}")).collect();
    all.push(json!({
        "Sid": label, "Effect": "Allow", "Principal": {"AWS": principals}, "Action": actions,
        "Resource": arn(&queue.config.name),
    }));
    store(queue, &all);
    Ok(Response::Done)
}

/// RemovePermission.
pub(super) fn remove(queue: &mut Queue, label: &str) -> Reply {
    let mut all = statements(queue);
    let before = all.len();
    all.retain(|s| s.get("Sid").and_then(Value::as_str) != Some(label));
    if all.len() == before {
        return Err(SqsError::value("Label", label, "can't find label on existing policy."));
    }
    store(queue, &all);
    Ok(Response::Done)
}
