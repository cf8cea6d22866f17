//! From the simulator's answer to a Kinesis operation's output.
use crate::base::time::SimTime;
use crate::endpoint::command::Command;
use crate::sim::{
    epoch::epoch_millis,
    services::kinesis::{
        api::{
            Response,
            response::{Child, ConsumerView, Event, Failed, Record, ShardView, Summary},
        },
        model::{bare, hash::HashKey, sequence::SequenceNumber, stream_arn},
    },
    trace::Name,
};
use serde_json::{Value, json};

/// The output of an operation.
pub(super) fn output(command: &Command, response: Response) -> Value {
    match response {
        Response::Done | Response::Subscribed => json!({}),
        Response::Ended => Value::Null,
        Response::Put(shard, sequence, encrypted) => {
            json!({ "ShardId": &*shard, "SequenceNumber": sequence.to_string(), "EncryptionType": kms(encrypted) })
        }
        Response::PutBatch(all, encrypted) => {
            let failed = all.iter().filter(|one| one.is_err()).count();
            let records: Vec<Value> = all.into_iter().map(put).collect();
            json!({ "FailedRecordCount": failed, "Records": records, "EncryptionType": kms(encrypted) })
        }
        Response::Iterator(iterator) => json!({ "ShardIterator": iterator.to_string() }),
        Response::Records(read) => {
            let mut out =
                json!({ "Records": records(&read.records, read.encrypted), "MillisBehindLatest": read.behind_millis });
            match &read.next {
                Some(next) => out["NextShardIterator"] = next.to_string().into(),
                None => out["ChildShards"] = children(&read.children),
            }
            out
        }
        Response::Event(event) => json!({ "SubscribeToShardEvent": self::event(&event) }),
        Response::Shards(shards, token) => json!({ "Shards": list(&shards, shard), "NextToken": token.as_deref() }),
        Response::Consumers(all, token) => json!({ "Consumers": list(&all, consumer), "NextToken": token.as_deref() }),
        Response::Consumer(view) => one_consumer(command, &view),
        Response::Counts(now, target) => {
            let mut out = named(command);
            (out["CurrentShardCount"], out["TargetShardCount"]) = (now.into(), target.into());
            out
        }
        Response::Monitoring(before, now) => {
            let mut out = named(command);
            (out["CurrentShardLevelMetrics"], out["DesiredShardLevelMetrics"]) = (texts(&before), texts(&now));
            out
        }
        Response::Policy(policy) => json!({ "Policy": &*policy }),
        Response::Tags(tags, more) => {
            let tags: Vec<Value> = tags.into_iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
            json!({ "Tags": tags, "HasMoreTags": more })
        }
        Response::Limits([most, open, on_demand, on_demand_most]) => json!({
            "ShardLimit": most,
            "OpenShardCount": open,
            "OnDemandStreamCount": on_demand,
            "OnDemandStreamCountLimit": on_demand_most,
        }),
        other => described(other),
    }
}

/// What there is to say of streams.
fn described(response: Response) -> Value {
    match response {
        Response::Stream(summary, shards, more) => {
            let mut out = stream(&summary);
            (out["Shards"], out["HasMoreShards"]) = (list(&shards, shard).into(), more.into());
            json!({ "StreamDescription": out })
        }
        Response::Summary(summary) => {
            let mut out = stream(&summary);
            out["OpenShardCount"] = summary.open_shards.into();
            out["ConsumerCount"] = summary.consumers.into();
            out["MaxRecordSizeInKiB"] = summary.max_record_kib.into();
            json!({ "StreamDescriptionSummary": out })
        }
        Response::Streams(all, more) => {
            let names: Vec<&str> = all.iter().map(|s| &*s.name).collect();
            let next = all.last().filter(|_| more).map(|s| &*s.name);
            json!({
                "StreamNames": names,
                "HasMoreStreams": more,
                "NextToken": next,
                "StreamSummaries": list(&all, brief),
            })
        }
        _ => json!({}),
    }
}

/// A moment as AWS writes it: seconds with milliseconds.
#[allow(clippy::cast_precision_loss)] // milliseconds of this age have 41 bits
fn stamp(at: SimTime) -> Value {
    (epoch_millis(at) as f64 / 1_000.0).into()
}

/// EncryptionType; absent where there is none.
fn kms(encrypted: bool) -> Value {
    if encrypted { "KMS".into() } else { Value::Null }
}

fn list<T>(all: &[T], one: impl Fn(&T) -> Value) -> Vec<Value> {
    all.iter().map(one).collect()
}

fn texts(all: &[Name]) -> Value {
    all.iter().map(|text| Value::from(&**text)).collect()
}

/// StreamName and StreamARN of the stream the command is about.
fn named(command: &Command) -> Value {
    let input = command.input();
    let name = input.text("StreamARN").map(bare).or_else(|| input.text("StreamName")).unwrap_or_default();
    json!({ "StreamName": name, "StreamARN": &*stream_arn(&command.region, name) })
}

fn put(one: Result<(Name, SequenceNumber), Failed>) -> Value {
    match one {
        Ok((shard, sequence)) => json!({ "ShardId": &*shard, "SequenceNumber": sequence.to_string() }),
        Err(failed) => json!({ "ErrorCode": failed.code.name(), "ErrorMessage": &*failed.message }),
    }
}

fn records(all: &[Record], encrypted: bool) -> Vec<Value> {
    let one = |record: &Record| {
        json!({
            "SequenceNumber": record.sequence.to_string(),
            "ApproximateArrivalTimestamp": stamp(record.arrived),
            "Data": record.data.base64(),
            "PartitionKey": record.data.key.as_deref().unwrap_or_default(),
            "EncryptionType": kms(encrypted),
        })
    };
    list(all, one)
}

fn event(event: &Event) -> Value {
    let mut out = json!({
        "Records": records(&event.records, event.encrypted),
        "MillisBehindLatest": event.behind_millis,
        "ContinuationSequenceNumber": event.continuation.map(|n| n.to_string()),
    });
    if event.continuation.is_none() {
        out["ChildShards"] = children(&event.children);
    }
    out
}

fn range((first, last): (HashKey, HashKey)) -> Value {
    json!({ "StartingHashKey": first.to_string(), "EndingHashKey": last.to_string() })
}

fn children(all: &[Child]) -> Value {
    let one = |child: &Child| json!({ "ShardId": &*child.id, "ParentShards": texts(&child.parents), "HashKeyRange": range(child.range) });
    list(all, one).into()
}

fn shard(view: &ShardView) -> Value {
    json!({
        "ShardId": &*view.id,
        "ParentShardId": view.parent.as_deref(),
        "AdjacentParentShardId": view.adjacent_parent.as_deref(),
        "HashKeyRange": range(view.range),
        "SequenceNumberRange": {
            "StartingSequenceNumber": view.starting.to_string(),
            "EndingSequenceNumber": view.ending.map(|n| n.to_string()),
        },
    })
}

/// What DescribeStream and DescribeStreamSummary have in common.
fn stream(summary: &Summary) -> Value {
    let mut out = brief(summary);
    out["RetentionPeriodHours"] = summary.retention_hours.into();
    out["EnhancedMonitoring"] = json!([{ "ShardLevelMetrics": texts(&summary.monitoring) }]);
    out["EncryptionType"] = if summary.key.is_some() { "KMS" } else { "NONE" }.into();
    out["KeyId"] = summary.key.as_deref().into();
    out
}

fn brief(summary: &Summary) -> Value {
    json!({
        "StreamName": &*summary.name,
        "StreamARN": &*summary.arn,
        "StreamStatus": &*summary.status,
        "StreamModeDetails": { "StreamMode": summary.mode.name() },
        "StreamCreationTimestamp": stamp(summary.created),
    })
}

fn consumer(view: &ConsumerView) -> Value {
    json!({
        "ConsumerName": &*view.name,
        "ConsumerARN": &*view.arn,
        "ConsumerStatus": if view.active { "ACTIVE" } else { "CREATING" },
        "ConsumerCreationTimestamp": stamp(view.created),
    })
}

/// RegisterStreamConsumer shows it as it is; DescribeStreamConsumer names its stream too.
fn one_consumer(command: &Command, view: &ConsumerView) -> Value {
    let mut out = consumer(view);
    if command.operation == "RegisterStreamConsumer" {
        return json!({ "Consumer": out });
    }
    out["StreamARN"] = (&*stream_arn(&command.region, bare(&view.arn))).into();
    json!({ "ConsumerDescription": out })
}
