//! Commands through the adapter to a service by itself.
use super::{Ask, ask, tell};
use crate::base::time::SimTime;
use crate::endpoint::{
    command::{Command, Protocol},
    refusal::Refusal,
    services::Service,
};
use crate::sim::{
    quotas::Quotas,
    services::{Answer, Call, firehose},
    trace::Name,
    turn::{CallId, Out, Service as _, Turn},
};
use serde_json::{Value, json};

struct Desk {
    firehose: firehose::Firehose,
    quotas: Quotas,
}

impl Desk {
    fn new() -> Self {
        let quotas = crate::sim::testing::quotas();
        Self { firehose: firehose::Firehose::new(1, &quotas).unwrap(), quotas }
    }
    fn call(&mut self, operation: &'static str, mut input: Value) -> Result<Value, Refusal> {
        input["DeliveryStreamName"] = "clicks".into();
        let command = Command {
            service: Service::Firehose,
            operation,
            protocol: Protocol::Json,
            region: crate::sim::region::Region::default(),
            client: "boto3".into(),
            host: "localhost".into(),
            input,
            breach: None,
        };
        let Ask::Call(call) = ask(&command)? else { panic!("no call") };
        let Call::Firehose(request) = *call else { panic!("astray") };
        let mut out = Out::default();
        let turn = Turn::strict(SimTime::from_secs(1), &self.quotas);
        let who: Name = "boto3".into();
        firehose::Firehose::call(&mut self.firehose, (CallId(1), &who), request, turn, &mut out);
        let (_, reply) = out.replies.pop().expect("an answer");
        tell(&command, Answer::Firehose(reply))
    }
    fn ok(&mut self, operation: &'static str, input: Value) -> Value {
        self.call(operation, input).unwrap()
    }
    fn described(&mut self) -> Value {
        self.ok("DescribeDeliveryStream", json!({}))["DeliveryStreamDescription"].take()
    }
}

fn bucket() -> Value {
    json!({ "RoleARN": "arn:aws:iam::123456789012:role/r", "BucketARN": "arn:aws:s3:::box", "Prefix": "in/" })
}

#[test]
fn a_bucket_is_described_with_what_aws_assumes() {
    let mut desk = Desk::new();
    let made = desk.ok("CreateDeliveryStream", json!({ "ExtendedS3DestinationConfiguration": bucket() }));
    assert_eq!(made["DeliveryStreamARN"], "arn:aws:firehose:us-east-1:123456789012:deliverystream/clicks");
    let seen = desk.described();
    assert_eq!((&seen["VersionId"], &seen["DeliveryStreamType"]), (&json!("1"), &json!("DirectPut")));
    let place = &seen["Destinations"][0]["ExtendedS3DestinationDescription"];
    assert_eq!(place["BufferingHints"], json!({ "SizeInMBs": 5, "IntervalInSeconds": 300 }));
    assert_eq!((&place["Prefix"], &place["S3BackupMode"]), (&json!("in/"), &json!("Disabled")));
    let put = desk.ok("PutRecord", json!({ "Record": { "Data": "/w==" } }));
    assert_eq!(put["Encrypted"], false);
    let batch = desk.ok("PutRecordBatch", json!({ "Records": [{ "Data": "YQ==" }, { "Data": "Yg==" }] }));
    assert_eq!((&batch["FailedPutCount"], batch["RequestResponses"].as_array().unwrap().len()), (&json!(0), 2));
}

#[test]
fn an_update_is_merged_and_counted() {
    let mut desk = Desk::new();
    let config = json!({ "RoleARN": "r", "S3BackupMode": "FailedDataOnly", "S3Configuration": bucket() });
    desk.ok("CreateDeliveryStream", json!({ "IcebergDestinationConfiguration": config }));
    let update = |version: &str, id: &str| json!({ "CurrentDeliveryStreamVersionId": version, "DestinationId": id, "IcebergDestinationUpdate": { "S3BackupMode": "AllData" } });
    let id = "destinationId-000000000001";
    assert_eq!(desk.call("UpdateDestination", update("2", id)).unwrap_err().code, "ConcurrentModificationException");
    assert_eq!(desk.call("UpdateDestination", update("1", "x")).unwrap_err().code, "InvalidArgumentException");
    desk.ok("UpdateDestination", update("1", id));
    let seen = desk.described();
    let place = &seen["Destinations"][0]["IcebergDestinationDescription"];
    assert_eq!((&seen["VersionId"], &place["S3BackupMode"]), (&json!("2"), &json!("AllData")));
    assert_eq!(place["S3DestinationDescription"]["BucketARN"], "arn:aws:s3:::box");
    assert!(seen["LastUpdateTimestamp"].is_number());
}

#[test]
fn tags_and_encryption_are_kept() {
    let mut desk = Desk::new();
    let tags = json!([{ "Key": "a", "Value": "1" }, { "Key": "b", "Value": "2" }]);
    desk.ok("CreateDeliveryStream", json!({ "S3DestinationConfiguration": bucket(), "Tags": tags }));
    let page = desk.ok("ListTagsForDeliveryStream", json!({ "Limit": 1 }));
    assert_eq!(page, json!({ "Tags": [{ "Key": "a", "Value": "1" }], "HasMoreTags": true }));
    desk.ok("UntagDeliveryStream", json!({ "TagKeys": ["a", "b"] }));
    assert_eq!(desk.ok("ListTagsForDeliveryStream", json!({}))["Tags"], json!([]));
    desk.ok("StartDeliveryStreamEncryption", json!({}));
    let seen = desk.described();
    let wanted = json!({ "KeyType": "AWS_OWNED_CMK", "KeyARN": null, "Status": "ENABLED" });
    assert_eq!(seen["DeliveryStreamEncryptionConfiguration"], wanted);
    assert_eq!(desk.ok("PutRecord", json!({ "Record": { "Data": "YQ==" } }))["Encrypted"], true);
    desk.ok("StopDeliveryStreamEncryption", json!({}));
    assert_eq!(desk.described()["DeliveryStreamEncryptionConfiguration"]["Status"], "DISABLED");
}

#[test]
fn exactly_one_destination_is_needed() {
    let mut desk = Desk::new();
    assert_eq!(desk.call("CreateDeliveryStream", json!({})).unwrap_err().code, "InvalidArgumentException");
    let both = json!({ "S3DestinationConfiguration": bucket(), "ExtendedS3DestinationConfiguration": bucket() });
    assert_eq!(desk.call("CreateDeliveryStream", both).unwrap_err().code, "InvalidArgumentException");
    let missing = desk.call("StopDeliveryStreamEncryption", json!({})).unwrap_err();
    assert_eq!(missing.message, "Firehose clicks under account 123456789012 not found.");
}

#[test]
fn processors_are_read() {
    let mut desk = Desk::new();
    let mut config = bucket();
    config["ProcessingConfiguration"] = json!({ "Enabled": true, "Processors": [{ "Type": "Lambda", "Parameters": [
        { "ParameterName": "LambdaArn", "ParameterValue": "arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST" },
        { "ParameterName": "BufferSizeInMBs", "ParameterValue": "0.5" },
    ] }, { "Type": "AppendDelimiterToRecord" }] });
    desk.ok("CreateDeliveryStream", json!({ "ExtendedS3DestinationConfiguration": config }));
    let destination = &desk.firehose.stream("clicks").unwrap().destination;
    let processing = destination.processing.as_ref().unwrap();
    assert_eq!(&*processing.lambda, "arn:aws:lambda:us-east-1:123456789012:function:f");
    assert_eq!((processing.buffer_bytes, destination.delimiter), (Some(524_288), true));
}
