//! An errand's outcome as the result of a Task, in the shape the called service answers.
use crate::base::time::SimTime;
use crate::sim::errand::{Class, Outcome};
use crate::sim::services::stepfunctions::model::fault::{Fault, PERMISSIONS, TASK_FAILED, TIMEOUT};
use crate::sim::services::stepfunctions::model::moment;
use crate::sim::services::stepfunctions::model::resource::{Action, Pattern, Resource};
use crate::sim::trace::Name;
use md5::{Digest, Md5};
use serde_json::{Value, json};
use std::fmt::Write;

/// JSON where it is some, else the text.
fn loose(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.into()))
}

/// What came of a task; `sent` is its effective input.
///
/// # Errors
/// The fault as the history shows it.
pub fn result(resource: &Resource, outcome: Outcome, (sent, now): (&str, SimTime)) -> Result<Value, Fault> {
    match outcome {
        Outcome::Failed(error, cause) => Err(failed(resource, &error, &cause)),
        Outcome::Refused { code, class, message } => Err(refused(resource, (&code, class), &message)),
        Outcome::NoAnswer => {
            let error = format!("{}.SdkClientException", resource.prefix());
            Err(Fault::new(&error, "Unable to execute HTTP request: Read timed out"))
        }
        Outcome::Taken(id) => Ok(taken(resource, &id, sent, now)),
        Outcome::Returned(text) => Ok(returned(resource, &text, sent)),
        Outcome::Each(each) => events(&each),
        _ => Ok(json!({})),
    }
}

fn failed(resource: &Resource, error: &str, cause: &str) -> Fault {
    match resource.pattern() {
        Pattern::Sync | Pattern::Sync2 => {
            let status = if error == TIMEOUT { "TIMED_OUT" } else { "FAILED" };
            let cause = json!({ "Error": error, "Cause": cause, "Status": status });
            Fault::new(TASK_FAILED, cause.to_string())
        }
        _ => Fault::new(if error.is_empty() { TASK_FAILED } else { error }, cause),
    }
}

fn refused(resource: &Resource, (code, class): (&str, Class), message: &str) -> Fault {
    if class == Class::Denied {
        return Fault::new(PERMISSIONS, message);
    }
    let code = code.rsplit('.').next().unwrap_or(code);
    let tail = if code.ends_with("Exception") { "" } else { "Exception" };
    Fault::new(&format!("{}.{code}{tail}", resource.prefix()), message)
}

fn md5(text: &str) -> String {
    Md5::digest(text.as_bytes()).iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// The answer to a call that only takes something.
fn taken(resource: &Resource, id: &Name, sent: &str, now: SimTime) -> Value {
    let Resource::Integration { action, .. } = resource else { return Value::Null };
    let input: Value = serde_json::from_str(sent).unwrap_or_default();
    match action {
        Action::Invoke => json!({ "Payload": {}, "StatusCode": 202 }),
        Action::SendMessage => {
            let body = match input.get("MessageBody") {
                Some(Value::String(text)) => md5(text),
                Some(other) => md5(&other.to_string()),
                None => md5(""),
            };
            json!({ "MessageId": &**id, "MD5OfMessageBody": body })
        }
        Action::Publish => json!({ "MessageId": &**id }),
        Action::PutEvents => json!({ "Entries": [{ "EventId": &**id }], "FailedEntryCount": 0 }),
        Action::StartExecution | Action::StartSync => {
            json!({ "ExecutionArn": &**id, "StartDate": moment::stamp(now) })
        }
        Action::RunTask => json!({ "Tasks": [{ "TaskArn": &**id, "LastStatus": "PROVISIONING" }], "Failures": [] }),
        Action::PutRecord => json!({ "SequenceNumber": &**id }),
        Action::Deliver => json!({ "RecordId": &**id, "Encrypted": false }),
        Action::PutObject => json!({ "ETag": &**id }),
        Action::Item(_) => json!({ "SdkHttpMetadata": { "HttpStatusCode": 200 } }),
        Action::Api | Action::Http => json!({ "StatusCode": 200, "StatusText": "OK" }),
    }
}

/// The answer to a call that returns something.
fn returned(resource: &Resource, text: &str, sent: &str) -> Value {
    let Resource::Integration { action, pattern, .. } = resource else { return loose(text) };
    let input: Value = serde_json::from_str(sent).unwrap_or_default();
    match action {
        Action::Invoke => json!({ "ExecutedVersion": "$LATEST", "Payload": loose(text), "StatusCode": 200 }),
        Action::StartExecution | Action::StartSync => {
            let output = if *pattern == Pattern::Sync2 { loose(text) } else { Value::String(text.into()) };
            json!({
                "Input": input.get("Input").cloned().unwrap_or_else(|| json!({})),
                "Name": input.get("Name").cloned().unwrap_or_default(),
                "Output": output,
                "StateMachineArn": input.get("StateMachineArn").cloned().unwrap_or_default(),
                "Status": "SUCCEEDED",
            })
        }
        Action::Api | Action::Http => json!({ "ResponseBody": loose(text), "StatusCode": 200, "StatusText": "OK" }),
        Action::Item(_) => match loose(text) {
            item @ Value::Object(_) => json!({ "Item": item }),
            _ => json!({}),
        },
        _ => loose(text),
    }
}

/// PutEvents with several entries: one that failed fails the state.
fn events(each: &[Result<Name, Name>]) -> Result<Value, Fault> {
    let entry = |one: &Result<Name, Name>| match one {
        Ok(id) => json!({ "EventId": &**id }),
        Err(code) => json!({ "ErrorCode": &**code }),
    };
    let failed = each.iter().filter(|one| one.is_err()).count();
    let all = json!({ "Entries": each.iter().map(entry).collect::<Vec<_>>(), "FailedEntryCount": failed });
    if failed == 0 { Ok(all) } else { Err(Fault::new("EventBridge.FailedEntry", all.to_string())) }
}
