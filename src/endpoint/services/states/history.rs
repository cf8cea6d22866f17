//! Events of an execution's history in AWS's shape: every type has a member of its own for its details.
use super::tell::{at, join};
use crate::endpoint::services::reading::filled;
use crate::sim::{
    region::Region,
    services::stepfunctions::{
        api::response::Started,
        model::history::{Details, Entry, EventType as T},
    },
};
use serde_json::{Value, json};

/// An event.
pub(super) fn event(entry: &Entry, started: &Started, region: &Region) -> Value {
    let mut out = json!({
        "timestamp": at(entry.at),
        "type": entry.kind.name(),
        "id": entry.id,
        "previousEventId": entry.previous,
    });
    if let Some((member, details)) = details(entry, started, region) {
        join(&mut out, json!({ member: filled(details) }));
    }
    out
}

/// The member for the details of a type, and what it says; `None` where the type has none.
fn details(entry: &Entry, started: &Started, region: &Region) -> Option<(String, Value)> {
    let d = &entry.details;
    let own = member(entry.kind.name());
    Some(match entry.kind {
        T::ExecutionStarted => {
            let mut all = input(d);
            let (version, alias) = (started.version.as_deref(), started.alias.as_deref());
            let more =
                json!({ "roleArn": &*started.role, "stateMachineVersionArn": version, "stateMachineAliasArn": alias });
            join(&mut all, more);
            (own, all)
        }
        T::ExecutionSucceeded | T::ActivitySucceeded | T::LambdaFunctionSucceeded => (own, output(d)),
        T::ExecutionRedriven => (own, json!({ "redriveCount": d.index })),
        T::MapStateStarted => (own, json!({ "length": d.index })),
        T::MapIterationStarted | T::MapIterationSucceeded | T::MapIterationFailed | T::MapIterationAborted => {
            (own, json!({ "name": d.name.as_deref(), "index": d.index }))
        }
        T::MapRunStarted => (own, json!({ "mapRunArn": d.name.as_deref() })),
        T::MapRunRedriven => (own, json!({ "mapRunArn": d.name.as_deref(), "redriveCount": d.index })),
        T::ActivityStarted => (own, json!({ "workerName": d.name.as_deref() })),
        T::TaskScheduled | T::TaskStarted | T::TaskSubmitted | T::TaskSucceeded => (own, task(entry, region)),
        T::LambdaFunctionScheduled | T::ActivityScheduled => (own, scheduled(d)),
        _ => return border(entry).or_else(|| failed(entry).map(|all| (own, all))),
    })
}

/// `TaskScheduled` -> `taskScheduledEventDetails`.
fn member(kind: &str) -> String {
    let mut letters = kind.chars();
    let first = letters.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(letters).chain("EventDetails".chars()).collect()
}

/// States of all types share two members.
fn border(entry: &Entry) -> Option<(String, Value)> {
    let (kind, d) = (entry.kind.name(), &entry.details);
    let mut all = json!({ "name": d.name.as_deref() });
    if kind.ends_with("StateEntered") {
        join(&mut all, input(d));
        return Some((member("stateEntered"), all));
    }
    kind.ends_with("StateExited").then(|| {
        join(&mut all, output(d));
        (member("stateExited"), all)
    })
}

fn input(d: &Details) -> Value {
    let data = d.data.as_deref();
    json!({ "input": data, "inputDetails": data.map(|_| json!({ "truncated": false })) })
}

fn output(d: &Details) -> Value {
    let data = d.data.as_deref();
    json!({ "output": data, "outputDetails": data.map(|_| json!({ "truncated": false })) })
}

/// `resourceType` and `resource` of an integration.
fn resource(d: &Details) -> Value {
    let (kind, resource) = d.resource.as_ref().map_or((None, None), |(a, b)| (Some(&**a), Some(&**b)));
    json!({ "resourceType": kind, "resource": resource })
}

/// An integration's events.
fn task(entry: &Entry, region: &Region) -> Value {
    let d = &entry.details;
    let mut all = resource(d);
    match entry.kind {
        T::TaskScheduled => join(
            &mut all,
            json!({
                "region": region.name(),
                "parameters": d.data.as_deref(),
                "timeoutInSeconds": d.spans.0,
                "heartbeatInSeconds": d.spans.1,
            }),
        ),
        T::TaskStarted => {}
        _ => join(&mut all, output(d)),
    }
    all
}

/// A function or an activity that is scheduled: its ARN is the resource.
fn scheduled(d: &Details) -> Value {
    let mut all = input(d);
    let resource = d.resource.as_ref().map(|(arn, _)| &**arn);
    join(&mut all, json!({ "resource": resource, "timeoutInSeconds": d.spans.0, "heartbeatInSeconds": d.spans.1 }));
    all
}

/// What failed: error and cause, and of an integration which one. States of type Parallel and Map say nothing themselves.
fn failed(entry: &Entry) -> Option<Value> {
    let kind = entry.kind.name();
    let silent = kind.starts_with("MapState") || kind.starts_with("ParallelState") || kind.ends_with("StateAborted");
    let fault = entry.details.fault.as_ref().filter(|_| !silent)?;
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let mut all = json!({ "error": said(&fault.error), "cause": said(&fault.cause) });
    if kind.starts_with("Task") {
        join(&mut all, resource(&entry.details));
    }
    Some(all)
}
