//! Requests and answers by hand, one of each kind; the many come from botocore (`tests/fixtures/endpoint`).
use super::{Head, HttpAnswer, Rejection, read, reject, reply};
use crate::endpoint::{
    command::{Command, Protocol},
    refusal::Refusal,
    services::Service,
};
use serde_json::{Value, json};

fn scope(service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=AKID/20261121/eu-west-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
    )
}

fn ask(line: &str, more: &[(&str, &str)], body: &str) -> Result<Command, Rejection> {
    let (method, path_and_query) = line.split_once(' ').unwrap();
    let mut headers = vec![("Host", "127.0.0.1:4566"), ("User-Agent", "Boto3/1.44.5 md/x")];
    headers.extend_from_slice(more);
    read(&Head { method, path_and_query, headers: &headers }, body.as_bytes())
}

fn target(target: &str, body: &str) -> Result<Command, Rejection> {
    ask("POST /", &[("X-Amz-Target", target), ("X-Amzn-Query-Mode", "true"), ("Authorization", &scope("any"))], body)
}

fn form(service: &str, body: &str) -> Result<Command, Rejection> {
    let kind = "application/x-www-form-urlencoded; charset=utf-8";
    ask("POST /123456789012/q", &[("Content-Type", kind), ("Authorization", &scope(service))], body)
}

fn text(answer: &HttpAnswer) -> &str {
    std::str::from_utf8(&answer.body).unwrap()
}

fn header<'a>(answer: &'a HttpAnswer, name: &str) -> Option<&'a str> {
    answer.headers.iter().find(|(n, _)| n == name).map(|(_, value)| &**value)
}

#[test]
fn json_requests_are_read_and_answered() {
    let body = r#"{"QueueUrl":"u","MessageBody":"hi","DelaySeconds":5,"Unknown":1,"MessageGroupId":null}"#;
    let command = target("AmazonSQS.SendMessage", body).unwrap();
    assert_eq!((command.service, command.operation, command.region.name()), (Service::Sqs, "SendMessage", "eu-west-1"));
    assert_eq!((&*command.client, &*command.host), ("boto3", "127.0.0.1:4566"));
    assert_eq!(command.input, json!({"QueueUrl": "u", "MessageBody": "hi", "DelaySeconds": 5}));
    let answer = reply(&command, Ok(json!({"MessageId": "m", "MD5OfMessageBody": "x", "Extra": 1})), "id-1");
    assert_eq!(text(&answer), r#"{"MD5OfMessageBody":"x","MessageId":"m"}"#);
    assert_eq!(header(&answer, "content-type"), Some("application/x-amz-json-1.0"));
    assert_eq!(header(&answer, "x-amzn-requestid"), Some("id-1"));
    let refused = reply(&command, Err(Refusal::new("QueueDoesNotExist", "gone")), "id-2");
    assert_eq!(text(&refused), r#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"gone"}"#);
    assert_eq!(header(&refused, "x-amzn-query-error"), Some("AWS.SimpleQueueService.NonExistentQueue;Sender"));
}

#[test]
fn wrong_json_is_refused_in_aws_words() {
    for body in ["{", "[]", r#"{"QueueUrl":5}"#, r#"{"QueueUrl":{}}"#, r#"{"QueueUrl":"u","MessageAttributes":[]}"#] {
        let rejection = target("AmazonSQS.SendMessage", body).unwrap_err();
        assert_eq!(rejection.refusal.code, "SerializationException", "{body}");
        assert_eq!(reject(&rejection, "id").status, 400);
    }
    let rejection = target("AmazonSQS.Nonsense", "{}").unwrap_err();
    assert!(text(&reject(&rejection, "id")).contains("UnknownOperationException"));
    assert!(target("Nobody.Nonsense", "{}").is_err());
}

#[test]
fn forms_are_read_and_answered_in_xml() {
    let body = "Action=Publish&Version=2010-03-31&TopicArn=a&Message=x%26y&MessageAttributes.entry.1.Name=n\
                &MessageAttributes.entry.1.Value.DataType=String&MessageAttributes.entry.1.Value.StringValue=v";
    let command = form("sns", body).unwrap();
    assert_eq!((command.service, command.protocol), (Service::Sns, Protocol::Query));
    let attribute = json!({"n": {"DataType": "String", "StringValue": "v"}});
    assert_eq!(command.input, json!({"TopicArn": "a", "Message": "x&y", "MessageAttributes": attribute}));
    let answer = reply(&command, Ok(json!({"MessageId": "<m>"})), "id");
    let result = "<PublishResult><MessageId>&lt;m&gt;</MessageId></PublishResult>";
    assert_eq!(
        text(&answer),
        format!(
            "<?xml version=\"1.0\"?><PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">{result}\
             <ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></PublishResponse>"
        )
    );
    let refused = reply(&command, Err(Refusal::new("NotFoundException", "no topic")), "id");
    assert_eq!(refused.status, 404);
    assert!(text(&refused).contains("<Type>Sender</Type><Code>NotFound</Code><Message>no topic</Message>"));
}

#[test]
fn sqs_speaks_its_older_protocol_too() {
    let body = "Action=SendMessageBatch&Version=2012-11-05&SendMessageBatchRequestEntry.2.Id=b\
                &SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=x\
                &SendMessageBatchRequestEntry.2.MessageBody=y&SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=n\
                &SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType=Number";
    let command = form("sqs", body).unwrap();
    let first = json!({"Id": "a", "MessageBody": "x", "MessageAttributes": {"n": {"DataType": "Number"}}});
    assert_eq!(command.input["Entries"], json!([first, {"Id": "b", "MessageBody": "y"}]));
    assert_eq!(command.input["QueueUrl"], "http://127.0.0.1:4566/123456789012/q");
    let command = form("sqs", "Action=ReceiveMessage&Version=2012-11-05&AttributeName.1=All").unwrap();
    assert_eq!(command.input["AttributeNames"], json!(["All"]));
    let message = json!({"MessageId": "m", "Attributes": {"SenderId": "s"}});
    let answer = reply(&command, Ok(json!({"Messages": [message]})), "id");
    let entry = "<Attribute><Name>SenderId</Name><Value>s</Value></Attribute>";
    assert!(
        text(&answer).contains(&format!("<Message><MessageId>m</MessageId>{entry}</Message>")),
        "{}",
        text(&answer)
    );
    let command = ask("GET /123456789012/q?Action=SendMessage&MessageBody=hi", &[], "").unwrap();
    assert_eq!((command.service, command.operation), (Service::Sqs, "SendMessage"));
    let rejection = form("sqs", "Action=Nonsense&Version=2012-11-05").unwrap_err();
    assert!(text(&reject(&rejection, "id")).contains("<Code>InvalidAction</Code>"));
}

#[test]
fn rest_reads_paths_queries_headers_and_bodies() {
    let signed = ("Authorization", scope("lambda"));
    let more = [(signed.0, signed.1.as_str()), ("X-Amz-Invocation-Type", "Event")];
    let command = ask("POST /2015-03-31/functions/my%3Afn/invocations?Qualifier=live", &more, "{\"a\":1}").unwrap();
    assert_eq!((command.operation, command.protocol), ("Invoke", Protocol::Rest));
    let wanted =
        json!({"FunctionName": "my:fn", "Qualifier": "live", "InvocationType": "Event", "Payload": "eyJhIjoxfQ=="});
    assert_eq!(command.input, wanted);
    let output = json!({"StatusCode": 202, "ExecutedVersion": "$LATEST", "Payload": "eyJiIjoyfQ=="});
    let answer = reply(&command, Ok(output), "id");
    assert_eq!((answer.status, text(&answer)), (202, "{\"b\":2}"));
    assert_eq!(header(&answer, "x-amz-executed-version"), Some("$LATEST"));
    let refused = reply(&command, Err(Refusal::new("ResourceNotFoundException", "none")), "id");
    assert_eq!((refused.status, text(&refused)), (404, r#"{"Message":"none","Type":"User"}"#));
    assert_eq!(header(&refused, "x-amzn-errortype"), Some("ResourceNotFoundException"));
    let rejection = ask("GET /2015-03-31/nonsense", &more, "").unwrap_err();
    assert_eq!(reject(&rejection, "id").status, 404);
    assert_eq!(reject(&ask("GET /", &[], "").unwrap_err(), "id").status, 403);
}

#[test]
fn s3_is_told_apart_by_query_and_header() {
    let scope = scope("s3");
    let signed = ("Authorization", scope.as_str());
    for (line, header, operation) in [
        ("PUT /b", None, "CreateBucket"),
        ("PUT /b/k/l", None, "PutObject"),
        ("PUT /b/k", Some(("x-amz-copy-source", "/c/k")), "CopyObject"),
        ("GET /b?list-type=2&prefix=x", None, "ListObjectsV2"),
        ("GET /b", None, "ListObjects"),
        ("GET /", None, "ListBuckets"),
        ("GET /b?location", None, "GetBucketLocation"),
        ("DELETE /b/k", None, "DeleteObject"),
        ("GET /b/k?x-id=GetObject", None, "GetObject"),
    ] {
        let more: Vec<_> = std::iter::once(signed).chain(header).collect();
        assert_eq!(ask(line, &more, "").map(|c| c.operation), Ok(operation), "{line}");
    }
    let command = ask("PUT /b/a%20b", &[signed, ("x-amz-meta-Color", "red")], "hey").unwrap();
    assert_eq!(command.input, json!({"Bucket": "b", "Key": "a b", "Metadata": {"color": "red"}, "Body": "aGV5"}));
    let hosts = [("Host", "b.s3.localhost:4566"), signed];
    let command = read(&Head { method: "GET", path_and_query: "/k?x", headers: &hosts }, b"").unwrap();
    assert_eq!((command.operation, &command.input), ("GetObject", &json!({"Bucket": "b", "Key": "k"})));
    let command = ask("GET /", &[signed], "").unwrap();
    let output: Value = json!({"Buckets": [{"Name": "b", "CreationDate": 1_795_219_200}]});
    let answer = reply(&command, Ok(output), "id");
    let bucket = "<Bucket><Name>b</Name><CreationDate>2026-11-21T00:00:00Z</CreationDate></Bucket>";
    assert!(text(&answer).contains(bucket), "{}", text(&answer));
}

#[test]
fn a_part_of_an_object_is_partial_content() {
    let command = ask("GET /pictures/a.png", &[("Range", "bytes=1-2"), ("Authorization", &scope("s3"))], "").unwrap();
    assert_eq!(command.operation, "GetObject");
    for (output, status) in [
        (json!({"Body": "YmM=", "ContentRange": "bytes 1-2/4", "ContentLength": 2}), 206),
        (json!({"Body": "YWJjZA==", "ContentLength": 4}), 200),
    ] {
        assert_eq!(reply(&command, Ok(output), "id").status, status);
    }
}

#[test]
fn cbor_is_spoken_where_sdks_do() {
    let body = "\u{0}";
    assert!(
        ask(
            "POST /",
            &[("X-Amz-Target", "Kinesis_20131202.PutRecord"), ("Content-Type", "application/x-amz-cbor-1.1")],
            body
        )
        .is_err()
    );
    let kind = ("Smithy-Protocol", "rpc-v2-cbor");
    let path = "POST /service/GraniteServiceVersion20100801/operation/ListMetrics";
    let command = ask(path, &[kind, ("Content-Type", "application/cbor")], "").unwrap();
    assert_eq!((command.operation, command.protocol, &command.input), ("ListMetrics", Protocol::Cbor, &json!({})));
    let answer = reply(&command, Ok(json!({"NextToken": "t"})), "id");
    assert_eq!(
        (header(&answer, "smithy-protocol"), &*answer.body),
        (Some("rpc-v2-cbor"), &b"\xa1\x69NextToken\x61t"[..])
    );
    let refused = reply(&command, Err(Refusal::new("InvalidParameterValueException", "no")), "id");
    assert_eq!(header(&refused, "x-amzn-query-error"), Some("InvalidParameterValue;Sender"));
}
