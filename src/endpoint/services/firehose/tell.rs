//! From the simulator's answer to a Firehose operation's output. What a client wrote of a destination is shown again, with the values
//! that apply where it left them out; passwords are not in AWS's descriptions, and so never leave.
use crate::base::time::SimTime;
use crate::endpoint::command::Command;
use crate::sim::{
    epoch::epoch_millis,
    services::firehose::{
        api::{Code, DESTINATION, Description, FirehoseError, Response, record_id},
        model::{
            config::Source,
            given::{Encryption, Given},
        },
    },
};
use serde_json::{Map, Value, json};

/// The output of an operation.
pub(super) fn output(_: &Command, response: Response) -> Value {
    match response {
        Response::Done => json!({}),
        Response::Created(arn) => json!({ "DeliveryStreamARN": &*arn }),
        Response::Described(description) => json!({ "DeliveryStreamDescription": described(&description) }),
        Response::Listed(names, more) => {
            let names: Vec<&str> = names.iter().map(|name| &**name).collect();
            json!({ "DeliveryStreamNames": names, "HasMoreDeliveryStreams": more })
        }
        Response::Tags(tags, more) => {
            let tags: Vec<Value> = tags.into_iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
            json!({ "Tags": tags, "HasMoreTags": more })
        }
        Response::Put(no, encrypted) => json!({ "RecordId": record_id(no), "Encrypted": encrypted }),
        Response::Batch { failed, each, encrypted } => {
            let each: Vec<Value> = each.into_iter().map(put).collect();
            json!({ "FailedPutCount": failed, "Encrypted": encrypted, "RequestResponses": each })
        }
    }
}

fn put(one: Result<u64, Code>) -> Value {
    match one {
        Ok(no) => json!({ "RecordId": record_id(no) }),
        Err(code) => json!({ "ErrorCode": code.name(), "ErrorMessage": &*FirehoseError::slow_down().message }),
    }
}

/// A moment as AWS writes it: seconds with milliseconds.
#[allow(clippy::cast_precision_loss)] // milliseconds of this age have 41 bits
fn stamp(at: SimTime) -> Value {
    (epoch_millis(at) as f64 / 1_000.0).into()
}

fn described(of: &Description) -> Value {
    json!({
        "DeliveryStreamName": &*of.name,
        "DeliveryStreamARN": &*of.arn,
        "DeliveryStreamStatus": of.status,
        "DeliveryStreamType": of.source.kind(),
        "DeliveryStreamEncryptionConfiguration": of.encryption.as_ref().map(encryption),
        "VersionId": of.version.to_string(),
        "CreateTimestamp": stamp(of.created),
        "LastUpdateTimestamp": of.updated.map(stamp),
        "Source": source(of),
        "Destinations": [destination(of)],
        "HasMoreDestinations": false,
    })
}

fn encryption(of: &Encryption) -> Value {
    json!({ "KeyType": &*of.key_type, "KeyARN": of.key.as_deref(), "Status": if of.on { "ENABLED" } else { "DISABLED" } })
}

fn source(of: &Description) -> Value {
    match &of.source {
        Source::DirectPut => Value::Null,
        Source::KinesisStreamAsSource(stream) => json!({ "KinesisStreamSourceDescription": {
            "KinesisStreamARN": &**stream,
            "DeliveryStartTimestamp": stamp(of.created),
        } }),
    }
}

fn destination(of: &Description) -> Value {
    let given = Given::of(&of.destination);
    let Value::Object(mut config) = given.value() else { return json!({ "DestinationId": DESTINATION }) };
    let (hints, backup, retry) = of.effective;
    let mut out = Map::from_iter([("DestinationId".to_owned(), Value::from(DESTINATION))]);
    if matches!(&*given.kind, "S3" | "ExtendedS3") {
        complete(&mut config, hints);
        config.entry("S3BackupMode").or_insert_with(|| "Disabled".into());
        rename(&mut config, "S3BackupConfiguration", "S3BackupDescription", backup);
        out.insert("S3DestinationDescription".into(), config.clone().into());
        out.insert("ExtendedS3DestinationDescription".into(), config.into());
        return out.into();
    }
    // The buffer of Redshift is that of its stage.
    let stage = if &*given.kind == "Redshift" { hints } else { backup };
    rename(&mut config, "S3Configuration", "S3DestinationDescription", stage);
    rename(&mut config, "S3BackupConfiguration", "S3BackupDescription", backup);
    let mut vpc = config.remove("VpcConfiguration");
    if let Some(vpc) = vpc.take() {
        config.insert("VpcConfigurationDescription".into(), vpc);
    }
    config.entry("RetryOptions").or_insert_with(|| json!({ "DurationInSeconds": retry }));
    config.entry("CloudWatchLoggingOptions").or_insert_with(|| json!({ "Enabled": false }));
    if &*given.kind != "Redshift" {
        config.entry("BufferingHints").or_insert_with(|| buffering(hints));
    }
    out.insert(format!("{}DestinationDescription", given.kind), config.into());
    out.into()
}

/// A bucket's configuration under the name its description has.
fn rename(config: &mut Map<String, Value>, from: &str, to: &str, hints: (u64, u64)) {
    if let Some(Value::Object(mut bucket)) = config.remove(from) {
        complete(&mut bucket, hints);
        config.insert(to.into(), bucket.into());
    }
}

/// What AWS assumes of a bucket where nothing is said.
fn complete(bucket: &mut Map<String, Value>, hints: (u64, u64)) {
    bucket.entry("BufferingHints").or_insert_with(|| buffering(hints));
    bucket.entry("CompressionFormat").or_insert_with(|| "UNCOMPRESSED".into());
    bucket.entry("EncryptionConfiguration").or_insert_with(|| json!({ "NoEncryptionConfig": "NoEncryption" }));
    bucket.entry("CloudWatchLoggingOptions").or_insert_with(|| json!({ "Enabled": false }));
}

fn buffering((bytes, seconds): (u64, u64)) -> Value {
    json!({ "SizeInMBs": bytes / 1_048_576, "IntervalInSeconds": seconds })
}
