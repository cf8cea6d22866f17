//! Commands become the requests they stand for, and answers the outputs of AWS's model.
use super::{ask, tell};
use crate::endpoint::{
    command::{Command, Protocol},
    services::{Ask, Service},
};
use crate::sim::services::{
    Answer, Call,
    sqs::api::{
        Code, Request, Response, SqsError,
        handle::MessageId,
        request::Send,
        response::{Batch, Failed, Sent},
    },
};
use serde_json::{Value, json};

fn command(operation: &'static str, input: Value) -> Command {
    Command::sample(Service::Sqs, Protocol::Json, operation, input)
}

fn request(operation: &'static str, input: Value) -> Request {
    match ask(&command(operation, input)) {
        Ok(Ask::Call(call)) => match *call {
            Call::Sqs(request) => request,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

const URL: &str = "http://127.0.0.1:4599/123456789012/orders";

#[test]
fn a_message_brings_everything_it_carries() {
    let input = json!({ "QueueUrl": URL, "MessageBody": "hi", "DelaySeconds": 5, "MessageGroupId": "A",
        "MessageDeduplicationId": "1", "MessageAttributes": { "n": { "DataType": "Number", "StringValue": "1" },
        "b": { "DataType": "Binary", "BinaryValue": "aGk=" } },
        "MessageSystemAttributes": { "AWSTraceHeader": { "DataType": "String", "StringValue": "Root=1" } } });
    let Request::SendMessage { queue, message } = request("SendMessage", input) else { panic!() };
    assert_eq!((&*queue, &*message.body, message.delay), ("orders", "hi", Some(5)));
    assert_eq!((message.group_id.as_deref(), message.dedup_id.as_deref()), (Some("A"), Some("1")));
    assert_eq!(message.attributes["b"].binary.as_deref(), Some(&b"hi"[..]));
    assert_eq!(message.trace_header.as_deref(), Some("Root=1"));
}

#[test]
fn a_queue_of_another_account_and_a_missing_parameter_are_refused_in_both_protocols_words() {
    let other = ask(&command("PurgeQueue", json!({ "QueueUrl": "http://h/999999999999/orders" }))).unwrap_err();
    assert_eq!(other.code, "QueueDoesNotExist");
    assert_eq!(other.query_code.as_deref(), Some("AWS.SimpleQueueService.NonExistentQueue"));
    let missing = ask(&command("SendMessage", json!({ "QueueUrl": URL }))).unwrap_err();
    assert_eq!(missing.message, "The request must contain the parameter MessageBody.");
    let bare = request("PurgeQueue", json!({ "QueueUrl": "orders" }));
    assert_eq!(bare.queue(), Some("orders"));
}

#[test]
fn a_handle_that_was_never_made_is_kept_for_the_refusal() {
    let Request::DeleteMessage { receipt_handle, .. } =
        request("DeleteMessage", json!({ "QueueUrl": URL, "ReceiptHandle": "nonsense" }))
    else {
        panic!()
    };
    assert!(format!("{receipt_handle:?}").contains("nonsense"));
}

#[test]
fn outputs_carry_what_the_model_names_and_nothing_empty() {
    let told = |operation, response| tell(&command(operation, json!({})), Answer::Sqs(Ok(response))).unwrap();
    assert_eq!(told("ReceiveMessage", Response::Messages(vec![])), json!({}));
    assert_eq!(told("CreateQueue", Response::QueueUrl("https://sqs/1/orders".into()))["QueueUrl"], URL);
    let listed = |operation| told(operation, Response::Queues { urls: vec!["orders".into()], next_token: None });
    assert_eq!(listed("ListQueues"), json!({ "QueueUrls": [URL] }));
    assert_eq!(listed("ListDeadLetterSourceQueues"), json!({ "queueUrls": [URL] }));
    let payload = Send { body: "hello".into(), ..Send::default() };
    let sent = Sent { message_id: MessageId::new(1, 1), sequence_number: None, payload: payload.into() };
    assert_eq!(
        told("SendMessage", Response::Sent(sent.clone()))["MD5OfMessageBody"],
        "5d41402abc4b2a76b9719d911017c592"
    );
    let failed =
        Failed { id: "b".into(), code: Code::InvalidMessageContents, message: "no".into(), sender_fault: true };
    let both = told(
        "SendMessageBatch",
        Response::SentBatch(Batch { successful: vec![("a".into(), sent)], failed: vec![failed] }),
    );
    assert_eq!(both["Successful"][0]["Id"], "a");
    assert_eq!(
        both["Failed"][0],
        json!({ "Id": "b", "Code": "InvalidMessageContents", "Message": "no", "SenderFault": true })
    );
}

#[test]
fn refusals_have_their_status() {
    let refused = |error| tell(&command("PurgeQueue", json!({})), Answer::Sqs(Err(error))).unwrap_err();
    let busy = refused(SqsError::new(Code::PurgeQueueInProgress, "busy"));
    assert_eq!((busy.status, &*busy.code), (403, "PurgeQueueInProgress"));
}
