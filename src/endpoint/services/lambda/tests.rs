//! Commands become the requests they stand for, and answers the outputs of AWS's model.
use super::{ask, tell};
use crate::endpoint::{
    command::{Command, Protocol},
    services::{Ask, Service},
};
use crate::sim::services::{
    Answer, Call,
    lambda::api::{Request, Response, request::Kind, response::Invoked},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

fn command(operation: &'static str, input: Value) -> Command {
    Command::sample(Service::Lambda, Protocol::Rest, operation, input)
}

fn request(operation: &'static str, input: Value) -> Request {
    match ask(&command(operation, input)) {
        Ok(Ask::Call(call)) => match *call {
            Call::Lambda(request) => request,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_function_is_made_of_its_package_and_its_environment() {
    let input = json!({ "FunctionName": "work", "Role": "r", "Runtime": "python3.13", "Handler": "a.b",
        "Code": { "ZipFile": STANDARD.encode("zip") }, "Timeout": 5, "Tags": { "a": "b" },
        "Environment": { "Variables": { "INFLIGHT_FAIL": "always" } } });
    let Request::CreateFunction(new) = request("CreateFunction", input) else { panic!() };
    assert_eq!((new.name.as_str(), new.timeout, new.about.package.size), ("work", Some(5), 3));
    assert_eq!(new.about.environment["INFLIGHT_FAIL"], "always");
    assert_eq!(new.about.tags["a"], "b");
}

#[test]
fn a_payload_is_json_or_refused() {
    let invoke =
        |payload: &str| ask(&command("Invoke", json!({ "FunctionName": "f", "Payload": STANDARD.encode(payload) })));
    assert_eq!(invoke("{").unwrap_err().code, "InvalidRequestContentException");
    assert!(invoke("[1]").is_ok());
    let Request::Invoke { kind, payload, .. } =
        request("Invoke", json!({ "FunctionName": "f", "InvocationType": "Event" }))
    else {
        panic!()
    };
    assert_eq!((kind, &*payload.body), (Kind::Event, "{}"));
}

#[test]
fn a_mapping_brings_every_parameter() {
    let input = json!({ "FunctionName": "f", "EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:q", "BatchSize": 7,
        "FilterCriteria": { "Filters": [{ "Pattern": "{\"a\":[1]}" }] }, "Enabled": false,
        "FunctionResponseTypes": ["ReportBatchItemFailures"], "ScalingConfig": { "MaximumConcurrency": 5 } });
    let Request::CreateEventSourceMapping(new) = request("CreateEventSourceMapping", input) else { panic!() };
    assert_eq!((new.set.batch_size, new.set.enabled), (Some(7), Some(false)));
    assert_eq!(new.set.scaling_config.and_then(|s| s.maximum_concurrency), Some(5));
    assert_eq!(new.set.filter_criteria.map(|c| c.filters.len()), Some(1));
}

#[test]
fn a_failure_is_told_as_a_function_error() {
    let told = |error: Option<&str>, payload: &str| {
        let invoked =
            Invoked { status: 200, request: "r".into(), error: error.map(Into::into), payload: payload.into() };
        tell(&command("Invoke", json!({})), Answer::Lambda(Ok(Response::Invoked(Box::new(invoked))))).unwrap()
    };
    let good = told(None, "null");
    assert_eq!(good, json!({ "StatusCode": 200, "ExecutedVersion": "$LATEST", "Payload": STANDARD.encode("null") }));
    let bad = told(Some("Error"), "no");
    assert_eq!(bad["FunctionError"], "Unhandled");
    let payload = STANDARD.decode(bad["Payload"].as_str().unwrap()).unwrap();
    assert_eq!(payload, br#"{"errorMessage":"no","errorType":"Error"}"#);
}

#[test]
fn lists_come_in_pages() {
    let none = tell(&command("ListFunctions", json!({})), Answer::Lambda(Ok(Response::Functions(vec![])))).unwrap();
    assert_eq!(none, json!({ "Functions": [] }));
    let bad =
        tell(&command("ListFunctions", json!({ "Marker": "x" })), Answer::Lambda(Ok(Response::Functions(vec![]))));
    assert_eq!(bad.unwrap_err().code, "InvalidParameterValueException");
}
