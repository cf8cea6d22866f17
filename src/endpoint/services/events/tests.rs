//! Commands become the requests they stand for, and answers the outputs of AWS's model.
use super::{ask, tell};
use crate::endpoint::{
    command::{Command, Protocol},
    services::{Ask, Service},
};
use crate::sim::{
    members::{Listed, Page},
    services::{
        Answer, Call,
        events::api::{Code, EventsError, Request, Response, request::Form},
    },
};
use serde_json::{Value, json};

fn command(operation: &'static str, input: Value) -> Command {
    Command::sample(Service::Events, Protocol::Json, operation, input)
}

fn request(operation: &'static str, input: Value) -> Request {
    match ask(&command(operation, input)) {
        Ok(Ask::Call(call)) => match *call {
            Call::Events(request) => request,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn told(response: Response) -> Value {
    tell(&command("X", json!({})), Answer::Events(Ok(response))).unwrap()
}

#[test]
fn a_target_brings_what_is_read_and_what_is_only_kept() {
    let target = json!({ "Id": "1", "Arn": "arn:aws:sqs:us-east-1:123456789012:q.fifo", "SqsParameters": { "MessageGroupId": "g" },
        "InputTransformer": { "InputPathsMap": { "a": "$.detail.a" }, "InputTemplate": "<a>" },
        "RetryPolicy": { "MaximumRetryAttempts": 0 }, "DeadLetterConfig": { "Arn": "d" },
        "HttpParameters": { "PathParameterValues": ["x"] } });
    let Request::PutTargets { bus, rule, targets } = request("PutTargets", json!({ "Rule": "r", "Targets": [target] }))
    else {
        panic!()
    };
    assert_eq!((&*bus, &*rule), ("", "r"));
    let (paths, template) = targets[0].transformer.clone().unwrap();
    assert_eq!((&*paths["a"], &*template), ("$.detail.a", "<a>"));
    assert_eq!((targets[0].group.as_deref(), targets[0].attempts, targets[0].age), (Some("g"), Some(0), None));
    assert_eq!(targets[0].more.keys().collect::<Vec<_>>(), ["HttpParameters"]);
}

#[test]
fn entries_of_events_may_lack_anything() {
    let input =
        json!({ "Entries": [{}, { "Source": "s", "DetailType": "t", "Detail": "{}", "Time": 1_609_503_814.0 }] });
    let Request::PutEvents { entries, .. } = request("PutEvents", input) else { panic!() };
    assert_eq!((entries[0].source.as_deref(), entries[1].time), (None, Some(1_609_503_814)));
}

#[test]
fn no_secret_passes() {
    let input = json!({ "Name": "c", "AuthorizationType": "BASIC", "AuthParameters": {
        "BasicAuthParameters": { "Username": "u", "Password": "hidden" },
        "OAuthParameters": { "ClientParameters": { "ClientID": "i", "ClientSecret": "hidden" } },
        "InvocationHttpParameters": { "HeaderParameters": [
            { "Key": "k", "Value": "hidden", "IsValueSecret": true }, { "Key": "l", "Value": "w", "IsValueSecret": false }] } } });
    let Request::CreateConnection(connection) = request("CreateConnection", input) else { panic!() };
    let text = Value::from(connection.parameters.clone()).to_string();
    assert!(!text.contains("hidden") && text.contains("\"w\"") && text.contains("Username"), "{text}");
}

#[test]
fn lists_are_asked_for_by_page_and_told_with_their_token() {
    let Request::ListRules { prefix, page, .. } =
        request("ListRules", json!({ "NamePrefix": "a", "Limit": 2, "NextToken": "eA==" }))
    else {
        panic!()
    };
    assert_eq!((&*prefix, page), ("a", Page { limit: Some(2), token: Some("eA==".into()) }));
    let page = Listed { member: "RuleNames".into(), entries: vec!["r".into()], next: Some("cg==".into()) };
    assert_eq!(told(Response::Listed(page)), json!({ "RuleNames": ["r"], "NextToken": "cg==" }));
    let last = Listed { member: "Rules".into(), entries: vec![], next: None };
    assert_eq!(told(Response::Listed(last)), json!({ "Rules": [] }));
}

#[test]
fn entries_fail_one_by_one() {
    let results = vec![Ok("e".into()), Err((Code::MalformedDetail, "Detail is malformed.".into()))];
    assert_eq!(
        told(Response::Put(Form::Call, results)),
        json!({ "FailedEntryCount": 1, "Entries": [{ "EventId": "e" },
            { "ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed." }] })
    );
    let failed = vec![("t".into(), Code::NotFound, "gone".into())];
    assert_eq!(told(Response::Failed(failed))["FailedEntries"][0]["TargetId"], "t");
    assert_eq!(told(Response::Failed(vec![])), json!({ "FailedEntryCount": 0, "FailedEntries": [] }));
}

#[test]
fn refusals_and_operations_that_are_not_there_are_said() {
    let error = EventsError::missing("Rule", "r");
    let refused = tell(&command("DescribeRule", json!({})), Answer::Events(Err(error))).unwrap_err();
    assert_eq!((&*refused.code, refused.status), ("ResourceNotFoundException", 400));
    assert_eq!(ask(&command("CreateEndpoint", json!({}))).unwrap_err().status, 501);
}
