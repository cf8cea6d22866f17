//! Commands in, calls out; answers in, outputs out.
use super::{Ask, ask, tell};
use crate::base::time::SimTime;
use crate::endpoint::{
    command::{Command, Protocol},
    refusal::Refusal,
    services::Service,
};
use crate::sim::{
    errand::Position,
    leniency::Leniency,
    quotas::Quotas,
    services::{
        Answer, Call, kinesis,
        kinesis::api::request::{Request, ShardFilter},
    },
    trace::Name,
    turn::{CallId, Out, Service as _, Turn},
};
use serde_json::{Value, json};

fn command(operation: &'static str, input: Value) -> Command {
    Command::sample(Service::Kinesis, Protocol::Json, operation, input)
}

fn request(operation: &'static str, input: Value) -> Request {
    match ask(&command(operation, input)) {
        Ok(Ask::Call(call)) => match *call {
            Call::Kinesis(request) => request,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

/// A service by itself, spoken to through the adapter.
struct Desk {
    kinesis: kinesis::Kinesis,
    quotas: Quotas,
}

impl Desk {
    fn new() -> Self {
        let quotas = crate::sim::testing::quotas();
        let kinesis = kinesis::Kinesis::new(1, &quotas).unwrap();
        Self { kinesis, quotas }
    }
    fn call(&mut self, operation: &'static str, input: Value) -> Result<Value, Refusal> {
        let command = command(operation, input);
        let Ask::Call(call) = ask(&command)? else { panic!("no call") };
        let Call::Kinesis(request) = *call else { panic!("astray") };
        let mut out = Out::default();
        let turn = Turn { leniency: Leniency::LENIENT, ..Turn::strict(SimTime::from_secs(10), &self.quotas) };
        let who: Name = "boto3".into();
        kinesis::Kinesis::call(&mut self.kinesis, (CallId(1), &who), request, turn, &mut out);
        let (_, reply) = out.replies.pop().expect("an answer");
        tell(&command, Answer::Kinesis(reply))
    }
    fn ok(&mut self, operation: &'static str, input: Value) -> Value {
        self.call(operation, input).unwrap()
    }
}

#[test]
fn a_stream_is_named_by_its_arn_or_its_name() {
    let arn = "arn:aws:kinesis:us-east-1:123456789012:stream/clicks";
    let named = |input| match request("DescribeStreamSummary", input) {
        Request::DescribeStreamSummary { stream } => stream,
        other => panic!("{other:?}"),
    };
    assert_eq!(&*named(json!({ "StreamName": "clicks" })), "clicks");
    assert_eq!(&*named(json!({ "StreamARN": arn, "StreamName": "clicks" })), arn);
    let refused = |input| ask(&command("DescribeStreamSummary", input)).unwrap_err().code;
    assert_eq!(refused(json!({})), "InvalidArgumentException");
    assert_eq!(refused(json!({ "StreamARN": arn.replace("123456789012", "210987654321") })), "AccessDeniedException");
}

#[test]
fn positions_and_filters_are_read() {
    let from = |mut input: Value| {
        (input["StreamName"], input["ShardId"]) = ("s".into(), "0".into());
        match ask(&command("GetShardIterator", input)) {
            Ok(Ask::Call(call)) => match *call {
                Call::Kinesis(Request::GetShardIterator { from, .. }) => Ok(from),
                other => panic!("{other:?}"),
            },
            Ok(other) => panic!("{other:?}"),
            Err(refusal) => Err(refusal.code),
        }
    };
    assert_eq!(from(json!({ "ShardIteratorType": "LATEST" })), Ok(Position::Latest));
    assert_eq!(from(json!({ "ShardIteratorType": "TRIM_HORIZON" })), Ok(Position::TrimHorizon));
    let after = json!({ "ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": "7" });
    assert_eq!(from(after), Ok(Position::After("7".into())));
    let at = |seconds: f64| json!({ "ShardIteratorType": "AT_TIMESTAMP", "Timestamp": seconds });
    assert_eq!(from(at(1_795_219_200.25)), Ok(Position::Timestamp(SimTime::from_millis(250))));
    assert_eq!(from(at(-5.0)), Ok(Position::Timestamp(SimTime::ZERO)));
    assert_eq!(from(json!({ "ShardIteratorType": "AT_TIMESTAMP" })), Err("InvalidArgumentException".into()));
    let listed = request("ListShards", json!({ "StreamName": "s", "ShardFilter": { "Type": "AT_LATEST" } }));
    assert!(matches!(listed, Request::ListShards { filter: Some(f), .. } if *f == ShardFilter::AtLatest));
}

#[test]
fn bytes_that_are_no_text_come_back_as_they_went() {
    let mut desk = Desk::new();
    desk.ok("CreateStream", json!({ "StreamName": "clicks", "ShardCount": 1 }));
    let put = desk.ok("PutRecord", json!({ "StreamName": "clicks", "PartitionKey": "k", "Data": "/wAB/g==" }));
    assert_eq!((&put["ShardId"], &put["EncryptionType"]), (&json!("shardId-000000000000"), &Value::Null));
    let batch = json!({ "StreamName": "clicks", "Records": [{ "PartitionKey": "k", "Data": "aGk=" }] });
    assert_eq!(desk.ok("PutRecords", batch)["FailedRecordCount"], 0);
    let start =
        json!({ "StreamName": "clicks", "ShardId": "shardId-000000000000", "ShardIteratorType": "TRIM_HORIZON" });
    let iterator = desk.ok("GetShardIterator", start)["ShardIterator"].clone();
    let read = desk.ok("GetRecords", json!({ "ShardIterator": iterator }));
    let data: Vec<&Value> = read["Records"].as_array().unwrap().iter().map(|r| &r["Data"]).collect();
    assert_eq!(data, ["/wAB/g==", "aGk="]);
    assert_eq!(read["Records"][0]["ApproximateArrivalTimestamp"], json!(1_795_219_210.0));
    assert!(read["NextShardIterator"].is_string() && read["ChildShards"].is_null());
}

#[test]
fn a_stream_is_described_in_the_words_of_aws() {
    let mut desk = Desk::new();
    desk.ok("CreateStream", json!({ "StreamName": "clicks", "ShardCount": 2, "Tags": { "a": "1" } }));
    let page = desk.ok("DescribeStream", json!({ "StreamName": "clicks", "Limit": 1 }))["StreamDescription"].clone();
    assert_eq!((&page["StreamStatus"], &page["HasMoreShards"]), (&json!("ACTIVE"), &json!(true)));
    assert_eq!(page["EnhancedMonitoring"], json!([{ "ShardLevelMetrics": [] }]));
    assert_eq!(page["Shards"][0]["HashKeyRange"]["StartingHashKey"], "0");
    let list = desk.ok("ListStreams", json!({}));
    assert_eq!(list["StreamSummaries"][0]["StreamModeDetails"]["StreamMode"], "PROVISIONED");
    let scaled = json!({ "StreamName": "clicks", "TargetShardCount": 4, "ScalingType": "UNIFORM_SCALING" });
    let scaled = desk.ok("UpdateShardCount", scaled);
    assert_eq!((&scaled["StreamName"], &scaled["CurrentShardCount"]), (&json!("clicks"), &json!(2)));
    let summary = desk.ok("DescribeStreamSummary", json!({ "StreamName": "clicks" }));
    assert_eq!(summary["StreamDescriptionSummary"]["OpenShardCount"], 4);
    let tags = desk.ok("ListTagsForStream", json!({ "StreamName": "clicks" }));
    assert_eq!(tags["Tags"], json!([{ "Key": "a", "Value": "1" }]));
    let gone = desk.call("DescribeStream", json!({ "StreamName": "nowhere" })).unwrap_err();
    assert_eq!(gone.message, "Stream nowhere under account 123456789012 not found.");
}

#[test]
fn a_subscription_opens_with_an_empty_output() {
    let mut desk = Desk::new();
    desk.ok("CreateStream", json!({ "StreamName": "clicks", "ShardCount": 1 }));
    let stream = "arn:aws:kinesis:us-east-1:123456789012:stream/clicks";
    let made = desk.ok("RegisterStreamConsumer", json!({ "StreamARN": stream, "ConsumerName": "app" }));
    let arn = made["Consumer"]["ConsumerARN"].clone();
    let seen = desk.ok("DescribeStreamConsumer", json!({ "ConsumerARN": arn }))["ConsumerDescription"].clone();
    assert_eq!((&seen["StreamARN"], &seen["ConsumerStatus"]), (&json!(stream), &json!("ACTIVE")));
    let start = json!({ "Type": "LATEST" });
    let open = json!({ "ConsumerARN": arn, "ShardId": "shardId-000000000000", "StartingPosition": start });
    assert_eq!(desk.ok("SubscribeToShard", open.clone()), json!({}));
    assert_eq!(desk.call("SubscribeToShard", open).unwrap_err().code, "ResourceInUseException");
}

#[test]
fn what_is_not_simulated_says_so() {
    for operation in ["CreateChannel", "CreateQueue", "UpdateAccountSettings"] {
        assert_eq!(ask(&command(operation, json!({}))).unwrap_err().status, 501);
    }
}
