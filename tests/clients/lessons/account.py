"""STS, IAM, KMS, S3 and MQ, as far as the others need them."""

import hashlib
import json

from hands import Queue, client, refused, role, until


def a_lesson_who_am_i():
    me = client("sts").get_caller_identity()
    assert me["Account"] == "123456789012" and me["Arn"].startswith("arn:aws:")
    elsewhere = client("sqs", "eu-central-1")
    elsewhere.create_queue(QueueName="far")
    assert "QueueUrls" not in client("sqs").list_queues(), "Regions do not see each other"
    url = elsewhere.get_queue_url(QueueName="far")["QueueUrl"]
    arn = elsewhere.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    assert arn == "arn:aws:sqs:eu-central-1:123456789012:far"


def a_lesson_roles():
    iam = client("iam")
    arn = role("worker")
    assert arn == "arn:aws:iam::123456789012:role/worker"
    refused("EntityAlreadyExists", iam.create_role, RoleName="worker", AssumeRolePolicyDocument='{"Statement": []}')
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}
    iam.put_role_policy(RoleName="worker", PolicyName="queues", PolicyDocument=json.dumps(document))
    assert iam.get_role_policy(RoleName="worker", PolicyName="queues")["PolicyDocument"] == document
    iam.attach_role_policy(RoleName="worker", PolicyArn="arn:aws:iam::aws:policy/AmazonSQSFullAccess")
    [attached] = iam.list_attached_role_policies(RoleName="worker")["AttachedPolicies"]
    assert attached["PolicyName"] == "AmazonSQSFullAccess"
    refused("DeleteConflict", iam.delete_role, RoleName="worker")
    iam.detach_role_policy(RoleName="worker", PolicyArn=attached["PolicyArn"])
    iam.delete_role_policy(RoleName="worker", PolicyName="queues")
    iam.delete_role(RoleName="worker")
    refused("NoSuchEntity", iam.get_role, RoleName="worker")


def a_lesson_buckets():
    s3 = client("s3")
    s3.create_bucket(Bucket="lake")
    out = s3.put_object(Bucket="lake", Key="in/a.bin", Body=b"\x00\xff\x01", Metadata={"who": "me"})
    assert out["ETag"].strip('"') == hashlib.md5(b"\x00\xff\x01").hexdigest()
    got = s3.get_object(Bucket="lake", Key="in/a.bin")
    assert got["Body"].read() == b"\x00\xff\x01" and got["Metadata"] == {"who": "me"}
    for n in range(5):
        s3.put_object(Bucket="lake", Key=f"out/{n} x.txt", Body=f"text {n}".encode())
    page = s3.list_objects_v2(Bucket="lake", Delimiter="/")
    assert [p["Prefix"] for p in page["CommonPrefixes"]] == ["in/", "out/"]
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket="lake", Prefix="out/", PaginationConfig={"PageSize": 2})
    assert [o["Key"] for p in pages for o in p["Contents"]] == [f"out/{n} x.txt" for n in range(5)]
    assert s3.head_object(Bucket="lake", Key="out/1 x.txt")["ContentLength"] == 6
    refused("NoSuchKey", s3.get_object, Bucket="lake", Key="nothing")
    refused("404", s3.head_object, Bucket="lake", Key="nothing")
    refused("NoSuchBucket", s3.list_objects_v2, Bucket="nobody")
    refused("BucketNotEmpty", s3.delete_bucket, Bucket="lake")
    keys = [{"Key": o["Key"]} for o in s3.list_objects_v2(Bucket="lake")["Contents"]]
    s3.delete_objects(Bucket="lake", Delete={"Objects": keys})
    s3.delete_bucket(Bucket="lake")


def a_lesson_a_bucket_tells_a_queue():
    s3, queue = client("s3"), Queue("uploads")
    s3.create_bucket(Bucket="lake")
    rule = {"QueueArn": queue.arn, "Events": ["s3:ObjectCreated:*"],
            "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".jpg"}]}}}
    config = {"QueueConfigurations": [rule]}
    refused("InvalidArgument", s3.put_bucket_notification_configuration, Bucket="lake", NotificationConfiguration=config)
    queue.let("s3.amazonaws.com", "arn:aws:s3:::lake")
    s3.put_bucket_notification_configuration(Bucket="lake", NotificationConfiguration=config)
    assert json.loads(queue.bodies(1)[0])["Event"] == "s3:TestEvent"
    s3.put_object(Bucket="lake", Key="cat.txt", Body=b"no")
    s3.put_object(Bucket="lake", Key="cat.jpg", Body=b"yes")
    [record] = json.loads(queue.bodies(1)[0])["Records"]
    assert record["s3"]["object"]["key"] == "cat.jpg" and record["eventName"] == "ObjectCreated:Put"
    seen = s3.get_bucket_notification_configuration(Bucket="lake")["QueueConfigurations"][0]
    assert seen["QueueArn"] == queue.arn


def a_lesson_keys():
    kms = client("kms")
    key = kms.create_key(Description="orders")["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/orders", TargetKeyId=key)
    sealed = kms.encrypt(KeyId="alias/orders", Plaintext=b"secret")["CiphertextBlob"]
    assert sealed != b"secret" and kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"secret"
    data = kms.generate_data_key(KeyId=key, KeySpec="AES_256")
    assert len(data["Plaintext"]) == 32 and kms.decrypt(CiphertextBlob=data["CiphertextBlob"])["Plaintext"] == data["Plaintext"]
    kms.disable_key(KeyId=key)
    refused("DisabledException", kms.decrypt, CiphertextBlob=sealed)
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    refused("KMSInvalidStateException", kms.decrypt, CiphertextBlob=sealed)
    refused("NotFoundException", kms.describe_key, KeyId="alias/nobody")


def a_lesson_brokers():
    mq = client("mq")
    made = mq.create_broker(BrokerName="shop", EngineType="ACTIVEMQ", DeploymentMode="ACTIVE_STANDBY_MULTI_AZ",
                            HostInstanceType="mq.m5.large", PubliclyAccessible=False,
                            Users=[{"Username": "admin", "Password": "long-enough-1"}])
    assert mq.describe_broker(BrokerId=made["BrokerId"])["EngineType"].upper() == "ACTIVEMQ"
    assert [b["BrokerName"] for b in mq.list_brokers()["BrokerSummaries"]] == ["shop"]
    mq.delete_broker(BrokerId=made["BrokerId"])
    refused("NotFoundException", mq.describe_broker, BrokerId=made["BrokerId"])
