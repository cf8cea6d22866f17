"""Amazon Kinesis Data Streams and Data Firehose."""

import json

from hands import client, refused, rest, role, until


def stream(name="clicks", shards=1):
    kinesis = client("kinesis")
    kinesis.create_stream(StreamName=name, ShardCount=shards)
    active = lambda: kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]
    until(lambda: active()["StreamStatus"] == "ACTIVE", within=300)
    return kinesis, active()["StreamARN"]


def read(kinesis, name, shard, kind="TRIM_HORIZON", **args):
    """All records of a shard."""
    iterator = kinesis.get_shard_iterator(StreamName=name, ShardId=shard, ShardIteratorType=kind, **args)["ShardIterator"]
    records = []
    while iterator:
        page = kinesis.get_records(ShardIterator=iterator)
        records += page["Records"]
        if page["MillisBehindLatest"] == 0:
            return records
        iterator = page.get("NextShardIterator")
    return records


def a_lesson_put_and_get():
    kinesis, _ = stream()
    for n in range(5):
        kinesis.put_record(StreamName="clicks", PartitionKey="user-1", Data=f"click {n}".encode())
    out = kinesis.put_records(StreamName="clicks", Records=[{"Data": b"\x00\xff", "PartitionKey": "user-2"}])
    assert out["FailedRecordCount"] == 0
    [shard] = kinesis.list_shards(StreamName="clicks")["Shards"]
    records = until(lambda: [r for r in [read(kinesis, "clicks", shard["ShardId"])] if len(r) == 6])[0]
    assert [r["Data"] for r in records] == [b"click 0", b"click 1", b"click 2", b"click 3", b"click 4", b"\x00\xff"]
    later = read(kinesis, "clicks", shard["ShardId"], "AFTER_SEQUENCE_NUMBER",
                 StartingSequenceNumber=records[3]["SequenceNumber"])
    assert [r["Data"] for r in later] == [b"click 4", b"\x00\xff"], "reading takes nothing away"
    refused("ResourceNotFoundException", kinesis.put_record, StreamName="nobody", PartitionKey="k", Data=b"x")


def a_lesson_splitting_a_shard():
    kinesis, _ = stream()
    kinesis.put_record(StreamName="clicks", PartitionKey="a", Data=b"before")
    [old] = kinesis.list_shards(StreamName="clicks")["Shards"]
    kinesis.split_shard(StreamName="clicks", ShardToSplit=old["ShardId"], NewStartingHashKey=str(2**127))
    state = lambda: kinesis.describe_stream_summary(StreamName="clicks")["StreamDescriptionSummary"]
    until(lambda: state()["StreamStatus"] == "ACTIVE" and state()["OpenShardCount"] == 2, within=300)
    shards = kinesis.list_shards(StreamName="clicks")["Shards"]
    parents = {s["ShardId"]: s.get("ParentShardId") for s in shards}
    assert list(parents.values()).count(old["ShardId"]) == 2 and len(shards) == 3
    assert "EndingSequenceNumber" in next(s for s in shards if s["ShardId"] == old["ShardId"])["SequenceNumberRange"]
    assert [r["Data"] for r in read(kinesis, "clicks", old["ShardId"])] == [b"before"], "the parent is read first"


def a_lesson_subscribe_to_shard():
    kinesis, arn = stream()
    consumer = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="fast")["Consumer"]["ConsumerARN"]
    status = lambda: kinesis.describe_stream_consumer(ConsumerARN=consumer)["ConsumerDescription"]["ConsumerStatus"]
    until(lambda: status() == "ACTIVE", within=300)
    kinesis.put_record(StreamName="clicks", PartitionKey="a", Data=b"pushed")
    [shard] = kinesis.list_shards(StreamName="clicks")["Shards"]
    answer = kinesis.subscribe_to_shard(ConsumerARN=consumer, ShardId=shard["ShardId"],
                                        StartingPosition={"Type": "TRIM_HORIZON"})
    for event in answer["EventStream"]:
        records = event["SubscribeToShardEvent"]["Records"]
        if records:
            assert records[0]["Data"] == b"pushed" and records[0]["PartitionKey"] == "a"
            break
    answer["EventStream"].close()


def a_lesson_firehose_to_a_bucket():
    s3, firehose = client("s3"), client("firehose")
    s3.create_bucket(Bucket="lake")
    arn = role("hose", "firehose.amazonaws.com")
    firehose.create_delivery_stream(DeliveryStreamName="hose", ExtendedS3DestinationConfiguration={
        "RoleARN": arn, "BucketARN": "arn:aws:s3:::lake", "Prefix": "in/",
        "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 1}})
    described = lambda: firehose.describe_delivery_stream(DeliveryStreamName="hose")["DeliveryStreamDescription"]
    until(lambda: described()["DeliveryStreamStatus"] == "ACTIVE", within=300)
    for n in range(3):
        firehose.put_record(DeliveryStreamName="hose", Record={"Data": f"line {n}\n".encode()})
    [seen] = until(lambda: s3.list_objects_v2(Bucket="lake", Prefix="in/").get("Contents"), within=300)
    body = s3.get_object(Bucket="lake", Key=seen["Key"])["Body"].read()
    assert body == b"line 0\nline 1\nline 2\n", body
    assert "hose-1-" in seen["Key"], seen["Key"]
