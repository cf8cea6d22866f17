//! Commands become the requests they stand for, and answers the outputs of AWS's model.
use super::{ask, tell};
use crate::base::time::SimTime;
use crate::endpoint::{
    command::{Command, Protocol},
    services::{Ask, Service},
};
use crate::sim::services::{
    Answer, Call,
    stepfunctions::{
        api::{Request, Response, response::Started},
        model::{
            fault::Fault,
            history::{Details, Entry, EventType},
        },
    },
};
use serde_json::{Value, json};
use std::sync::Arc;

const FLOW: &str = "arn:aws:states:us-east-1:123456789012:stateMachine:flow";

fn command(operation: &'static str, input: Value) -> Command {
    Command::sample(Service::States, Protocol::Json, operation, input)
}

fn request(operation: &'static str, input: Value) -> Request {
    match ask(&command(operation, input)) {
        Ok(Ask::Call(call)) => match *call {
            Call::States(request) => request,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn refused(operation: &'static str, input: Value) -> String {
    ask(&command(operation, input)).unwrap_err().code.into_owned()
}

#[test]
fn a_state_machine_brings_everything_it_is_made_of() {
    let input = json!({ "name": "flow", "definition": "{}", "roleArn": "arn:aws:iam::123456789012:role/r",
        "type": "EXPRESS", "publish": true, "versionDescription": "first", "tags": [{ "key": "a", "value": "b" }],
        "tracingConfiguration": { "enabled": true }, "loggingConfiguration": { "level": "ALL", "destinations":
        [{ "cloudWatchLogsLogGroup": { "logGroupArn": "g" } }] },
        "encryptionConfiguration": { "type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "k" } });
    let Request::CreateStateMachine(create) = request("CreateStateMachine", input) else { panic!() };
    assert!(create.express && create.publish && create.config.tracing);
    assert_eq!((&*create.name, create.description.as_deref()), ("flow", Some("first")));
    assert_eq!(create.tags["a"], "b");
    assert_eq!(create.config.encryption.map(|e| e.reuse), Some(300));
    assert_eq!(create.config.logging.and_then(|l| l.group).as_deref(), Some("g"));
}

#[test]
fn arns_are_looked_at_before_anything_is_asked() {
    assert_eq!(refused("DescribeStateMachine", json!({ "stateMachineArn": "bad" })), "InvalidArn");
    let foreign = FLOW.replace("123456789012", "000000000000");
    assert_eq!(refused("StartExecution", json!({ "stateMachineArn": foreign })), "AccessDeniedException");
    assert_eq!(refused("DescribeExecution", json!({ "executionArn": FLOW })), "InvalidArn");
    assert_eq!(refused("ListExecutions", json!({})), "ValidationException");
    let role = json!({ "name": "x", "definition": "{}", "roleArn": "arn:aws:iam::1234:role/x" });
    assert_eq!(refused("CreateStateMachine", role), "InvalidArn");
    assert_eq!(refused("TestState", json!({})), "UnknownOperationException");
}

#[test]
fn an_alias_and_a_version_are_started_by_their_arns() {
    let Request::StartExecution { machine, start } =
        request("StartExecution", json!({ "stateMachineArn": format!("{FLOW}:PROD"), "name": "n", "input": "{}" }))
    else {
        panic!()
    };
    assert_eq!((machine.rsplit(':').next(), start.name.as_deref()), (Some("PROD"), Some("n")));
}

fn told(operation: &'static str, response: Response) -> Value {
    tell(&command(operation, json!({})), Answer::States(Ok(response))).unwrap()
}

#[test]
fn what_is_not_there_is_not_written() {
    let made = |operation| told(operation, Response::Made("a".into(), SimTime::from_millis(1_500), None));
    assert_eq!(made("CreateStateMachine"), json!({ "stateMachineArn": "a", "creationDate": 1_795_219_201.5 }));
    assert_eq!(made("CreateActivity")["activityArn"], "a");
    assert_eq!(told("ListStateMachines", Response::Listed(vec![], None)), json!({ "stateMachines": [] }));
    let nobody = Response::ActivityTask { token: "".into(), input: "".into() };
    assert_eq!(told("GetActivityTask", nobody), json!({}));
}

fn one(kind: EventType, details: Details) -> Value {
    let entry = Arc::new(Entry { at: SimTime::ZERO, id: 2, previous: 1, kind, details });
    let started = Started { role: "r".into(), version: Some("v".into()), alias: None };
    let mut all = told("GetExecutionHistory", Response::History(Box::new(started), vec![entry], None));
    all["events"][0].take()
}

#[test]
fn every_event_has_its_own_details() {
    let data = || Details { name: Some("A".into()), data: Some("{}".into()), ..Details::default() };
    let entered = one(EventType::PassStateEntered, data());
    assert_eq!(
        entered["stateEnteredEventDetails"],
        json!({ "name": "A", "input": "{}", "inputDetails": { "truncated": false } })
    );
    assert_eq!(entered["previousEventId"], 1);
    let begun = one(EventType::ExecutionStarted, data());
    assert_eq!(begun["executionStartedEventDetails"]["stateMachineVersionArn"], "v");
    let fault = Details { fault: Some(Fault::new("E", "")), ..Details::default() };
    assert_eq!(one(EventType::ExecutionFailed, fault.clone())["executionFailedEventDetails"], json!({ "error": "E" }));
    assert!(one(EventType::MapStateFailed, fault).get("mapStateFailedEventDetails").is_none());
    let task = Details { resource: Some(("sqs".into(), "sendMessage".into())), spans: (Some(5), None), ..data() };
    assert_eq!(
        one(EventType::TaskScheduled, task)["taskScheduledEventDetails"],
        json!({ "resourceType": "sqs", "resource": "sendMessage", "region": "us-east-1", "parameters": "{}",
            "timeoutInSeconds": 5 })
    );
}
