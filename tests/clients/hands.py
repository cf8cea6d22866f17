"""What every lesson holds in its hands: clients, queues, a clock that runs as fast as the server's."""

import json
import os
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

SPEED = float(os.environ.get("INFLIGHT_SPEED", "1"))
ACCOUNT = "123456789012"
QUICK = Config(retries={"max_attempts": 0}, read_timeout=60, connect_timeout=5)


def client(service, region="us-east-1"):
    return boto3.client(service, region_name=region, config=QUICK)


def rest(seconds):
    """Lets so many simulated seconds pass."""
    time.sleep(seconds / SPEED)


def until(look, within=120):
    """Looks again and again until there is something, for at most so many simulated seconds."""
    end = time.monotonic() + within / SPEED + 20
    while True:
        seen = look()
        if seen:
            return seen
        assert time.monotonic() < end, f"nothing came within {within} simulated seconds"
        time.sleep(0.02)


def refused(code, call, **args):
    """The call is refused with this code."""
    try:
        call(**args)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error.response["Error"]
        return error.response
    raise AssertionError(f"{code} was expected, the call succeeded")


class Queue:
    """A queue as a learner uses it."""

    def __init__(self, name, **attributes):
        self.sqs = client("sqs")
        self.url = self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        self.arn = self.attributes("QueueArn")["QueueArn"]

    def attributes(self, *names):
        return self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=list(names) or ["All"])["Attributes"]

    def send(self, body, **args):
        return self.sqs.send_message(QueueUrl=self.url, MessageBody=body, **args)

    def take(self, most=10, wait=1, **args):
        """A long poll of a second asks every server; a short poll may pass a message by."""
        args.setdefault("MessageSystemAttributeNames", ["All"])
        args.setdefault("MessageAttributeNames", ["All"])
        got = self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=most, WaitTimeSeconds=wait, **args)
        return got.get("Messages", [])

    def bodies(self, count, within=120):
        """Takes and deletes so many messages, in the order they come."""
        found = []

        def look():
            for message in self.take():
                found.append(message["Body"])
                self.delete(message)
            return len(found) >= count

        if count:
            until(look, within)
        else:
            look()
        return found

    def delete(self, message):
        self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])

    def let(self, service, source):
        """The queue's policy lets a service send, for one source."""
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sqs:SendMessage",
            "Resource": self.arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": source}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.sqs.set_queue_attributes(QueueUrl=self.url, Attributes={"Policy": policy})


def role(name="worker", service="lambda.amazonaws.com"):
    """A role, as every tutorial makes one first."""
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
