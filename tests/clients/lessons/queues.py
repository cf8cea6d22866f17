"""Amazon SQS: hiding, coming back, dead letters, order."""

import hashlib
import json
import threading
import time

from hands import SPEED, Queue, client, refused, rest, until


def a_lesson_visibility_timeout():
    orders = Queue("orders", VisibilityTimeout="90")
    sent = orders.send("one")
    assert sent["MD5OfMessageBody"] == hashlib.md5(b"one").hexdigest()
    [first] = orders.take()
    assert first["MessageId"] == sent["MessageId"] and first["Attributes"]["ApproximateReceiveCount"] == "1"
    assert orders.take() == [], "it is hidden"
    counts = orders.attributes("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    assert counts == {"ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesNotVisible": "1"}
    rest(91)
    [again] = until(orders.take)
    assert again["MessageId"] == first["MessageId"] and again["Attributes"]["ApproximateReceiveCount"] == "2"
    assert again["ReceiptHandle"] != first["ReceiptHandle"]
    orders.delete(again)
    rest(91)
    assert orders.take() == [], "deleted is deleted"


def a_lesson_heartbeat_and_giving_back():
    jobs = Queue("jobs", VisibilityTimeout="60")
    jobs.send("long")
    [job] = jobs.take()
    jobs.sqs.change_message_visibility(QueueUrl=jobs.url, ReceiptHandle=job["ReceiptHandle"], VisibilityTimeout=600)
    rest(70)
    assert jobs.take() == [], "the heartbeat keeps it hidden"
    jobs.sqs.change_message_visibility(QueueUrl=jobs.url, ReceiptHandle=job["ReceiptHandle"], VisibilityTimeout=0)
    assert [m["Body"] for m in jobs.take()] == ["long"], "given back at once"


def a_lesson_dead_letters_and_redrive():
    dead = Queue("dead")
    orders = Queue("orders", VisibilityTimeout="30",
                   RedrivePolicy=json.dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": 2}))
    orders.send("poison")
    for _ in range(2):
        assert until(orders.take)[0]["Body"] == "poison"
    [letter] = until(lambda: orders.take() or dead.take(VisibilityTimeout=0))
    assert letter["Attributes"]["DeadLetterQueueSourceArn"] == orders.arn
    assert orders.take() == []
    sources = orders.sqs.list_dead_letter_source_queues(QueueUrl=dead.url)["queueUrls"]
    assert sources == [orders.url]
    task = dead.sqs.start_message_move_task(SourceArn=dead.arn)["TaskHandle"]
    assert task
    assert orders.bodies(1) == ["poison"], "back where it came from"
    [move] = dead.sqs.list_message_move_tasks(SourceArn=dead.arn)["Results"]
    assert move["ApproximateNumberOfMessagesMoved"] == 1


def a_lesson_long_poll_wakes_on_arrival():
    orders = Queue("orders")
    answer = []

    def wait():
        answer.append(orders.take(wait=20))
        answer.append(time.monotonic())

    reader = threading.Thread(target=wait)
    began = time.monotonic()
    reader.start()
    rest(4)
    Queue("orders").send("ding")
    reader.join()
    assert answer[0][0]["Body"] == "ding"
    assert answer[1] - began < 18 / SPEED + 0.5, "it does not wait out its 20 seconds"
    began = time.monotonic()
    assert orders.take(wait=10) == []
    assert time.monotonic() - began >= 9 / SPEED, "an empty long poll waits"


def a_lesson_delays_and_retention():
    later = Queue("later", DelaySeconds="60")
    later.send("by the queue")
    later.send("by itself", DelaySeconds=0)
    assert [m["Body"] for m in later.take()] == ["by itself"]
    assert later.attributes("ApproximateNumberOfMessagesDelayed")["ApproximateNumberOfMessagesDelayed"] == "1"
    rest(61)
    assert until(later.take)[0]["Body"] == "by the queue"
    short = Queue("short", MessageRetentionPeriod="60")
    short.send("forgotten")
    rest(65)
    until(lambda: short.attributes("ApproximateNumberOfMessages")["ApproximateNumberOfMessages"] == "0")
    assert short.take() == []


def a_lesson_batches():
    orders = Queue("orders")
    entries = [{"Id": str(n), "MessageBody": f"m{n}"} for n in range(10)]
    out = orders.sqs.send_message_batch(QueueUrl=orders.url, Entries=entries)
    assert len(out["Successful"]) == 10 and "Failed" not in out
    refused("AWS.SimpleQueueService.TooManyEntriesInBatchRequest", orders.sqs.send_message_batch,
            QueueUrl=orders.url, Entries=entries + [{"Id": "x", "MessageBody": "x"}])
    refused("AWS.SimpleQueueService.BatchEntryIdsNotDistinct", orders.sqs.send_message_batch,
            QueueUrl=orders.url, Entries=[entries[0], entries[0]])
    refused("AWS.SimpleQueueService.EmptyBatchRequest", orders.sqs.send_message_batch, QueueUrl=orders.url, Entries=[])
    assert sorted(orders.bodies(10)) == sorted(f"m{n}" for n in range(10))


def a_lesson_fifo_order_and_groups():
    orders = Queue("orders.fifo", FifoQueue="true", VisibilityTimeout="60")
    for n in range(3):
        for group in ("a", "b"):
            orders.send(f"{group}{n}", MessageGroupId=group, MessageDeduplicationId=f"{group}{n}")
    got = orders.take(most=1)
    assert [m["Body"] for m in got] == ["a0"]
    rest_of = [m["Body"] for m in orders.take()]
    assert rest_of == ["b0", "b1", "b2"], "group a waits for its first message"
    orders.delete(got[0])
    assert [m["Body"] for m in orders.take()] == ["a1", "a2"]


def a_lesson_fifo_deduplication():
    orders = Queue("orders.fifo", FifoQueue="true", ContentBasedDeduplication="true")
    one = orders.send("pay 7", MessageGroupId="g")
    two = orders.send("pay 7", MessageGroupId="g")
    assert one["MessageId"] == two["MessageId"] and one["SequenceNumber"] == two["SequenceNumber"]
    assert orders.bodies(1) == ["pay 7"]
    assert orders.take() == [], "the second one was the first one"
    rest(310)
    orders.send("pay 7", MessageGroupId="g")
    assert orders.bodies(1) == ["pay 7"], "five minutes later it is a new one"
    refused("MissingParameter", orders.send, body="no group")


def a_lesson_attributes_tags_and_errors():
    orders = Queue("orders", VisibilityTimeout="45")
    orders.send("x", MessageAttributes={"kind": {"DataType": "String", "StringValue": "gold"},
                                        "blob": {"DataType": "Binary", "BinaryValue": b"\x00\x01"}})
    [message] = orders.take()
    assert message["MessageAttributes"]["kind"]["StringValue"] == "gold"
    assert message["MessageAttributes"]["blob"]["BinaryValue"] == b"\x00\x01"
    orders.sqs.tag_queue(QueueUrl=orders.url, Tags={"team": "blue"})
    assert orders.sqs.list_queue_tags(QueueUrl=orders.url)["Tags"] == {"team": "blue"}
    assert Queue("orders", VisibilityTimeout="45").url == orders.url
    refused("QueueAlreadyExists", orders.sqs.create_queue, QueueName="orders", Attributes={"VisibilityTimeout": "46"})
    refused("AWS.SimpleQueueService.NonExistentQueue", orders.sqs.get_queue_url, QueueName="nobody")
    refused("ReceiptHandleIsInvalid", orders.sqs.delete_message, QueueUrl=orders.url, ReceiptHandle="nonsense")
    try:
        orders.sqs.get_queue_url(QueueName="nobody")
    except orders.sqs.exceptions.QueueDoesNotExist:
        pass
    orders.sqs.delete_queue(QueueUrl=orders.url)
    assert orders.url not in client("sqs").list_queues().get("QueueUrls", [])
