"""Amazon SNS: fan-out, filters, raw delivery."""

import json

from hands import Queue, client, refused, rest, until


def fan_out(topic, queue, **attributes):
    """Subscribes a queue and lets the topic send to it."""
    queue.let("sns.amazonaws.com", topic)
    return client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn, Attributes=attributes,
                                   ReturnSubscriptionArn=True)["SubscriptionArn"]


def a_lesson_fan_out():
    sns = client("sns")
    topic = sns.create_topic(Name="orders")["TopicArn"]
    assert topic == "arn:aws:sns:us-east-1:123456789012:orders"
    mail, stock = Queue("mail"), Queue("stock")
    fan_out(topic, mail)
    fan_out(topic, stock, RawMessageDelivery="true")
    sent = sns.publish(TopicArn=topic, Message="order 7", Subject="new")["MessageId"]
    [letter] = mail.bodies(1)
    letter = json.loads(letter)
    assert letter["Type"] == "Notification" and letter["Message"] == "order 7" and letter["MessageId"] == sent
    assert letter["TopicArn"] == topic and letter["Subject"] == "new"
    assert stock.bodies(1) == ["order 7"], "raw is raw"
    assert len(sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]) == 2


def a_lesson_filter_policies():
    sns = client("sns")
    topic = sns.create_topic(Name="orders")["TopicArn"]
    gold, dear = Queue("gold"), Queue("dear")
    fan_out(topic, gold, RawMessageDelivery="true", FilterPolicy=json.dumps({"tier": ["gold"]}))
    fan_out(topic, dear, RawMessageDelivery="true", FilterPolicyScope="MessageBody",
            FilterPolicy=json.dumps({"price": [{"numeric": [">", 100]}]}))
    attribute = lambda tier: {"tier": {"DataType": "String", "StringValue": tier}}
    sns.publish(TopicArn=topic, Message='{"price": 5}', MessageAttributes=attribute("gold"))
    sns.publish(TopicArn=topic, Message='{"price": 500}', MessageAttributes=attribute("tin"))
    assert gold.bodies(1) == ['{"price": 5}']
    assert dear.bodies(1) == ['{"price": 500}']
    rest(5)
    assert gold.take() == [] and dear.take() == []
    refused("InvalidParameter", sns.subscribe, TopicArn=topic, Protocol="sqs", Endpoint=gold.arn,
            Attributes={"FilterPolicy": "{"})


def a_lesson_a_queue_without_a_policy_gets_nothing():
    sns = client("sns")
    topic = sns.create_topic(Name="orders")["TopicArn"]
    closed, dead = Queue("closed"), Queue("dead")
    dead.let("sns.amazonaws.com", topic)
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=closed.arn,
                  Attributes={"RedrivePolicy": json.dumps({"deadLetterTargetArn": dead.arn})})
    sns.publish(TopicArn=topic, Message="knock")
    assert json.loads(dead.bodies(1, within=60)[0])["Message"] == "knock", "refused, so it is a dead letter"
    assert closed.take() == []


def a_lesson_fifo_topic():
    sns = client("sns")
    topic = sns.create_topic(Name="orders.fifo", Attributes={"FifoTopic": "true"})["TopicArn"]
    queue = Queue("orders.fifo", FifoQueue="true")
    fan_out(topic, queue, RawMessageDelivery="true")
    for n in (0, 1, 1, 2):
        sns.publish(TopicArn=topic, Message=f"m{n}", MessageGroupId="g", MessageDeduplicationId=f"d{n}")
    assert queue.bodies(3) == ["m0", "m1", "m2"]
    rest(2)
    assert queue.take() == []


def a_lesson_batches_and_attributes():
    sns = client("sns")
    topic = sns.create_topic(Name="orders", Tags=[{"Key": "team", "Value": "blue"}])["TopicArn"]
    queue = Queue("all")
    fan_out(topic, queue, RawMessageDelivery="true")
    entries = [{"Id": str(n), "Message": f"m{n}"} for n in range(10)]
    assert len(sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)["Successful"]) == 10
    assert len(queue.bodies(10)) == 10
    refused("TooManyEntriesInBatchRequest", sns.publish_batch, TopicArn=topic,
            PublishBatchRequestEntries=entries + [{"Id": "x", "Message": "x"}])
    assert sns.list_tags_for_resource(ResourceArn=topic)["Tags"] == [{"Key": "team", "Value": "blue"}]
    assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["SubscriptionsConfirmed"] == "1"
    sns.delete_topic(TopicArn=topic)
    refused("NotFound", sns.publish, TopicArn=topic, Message="x")
    assert until(lambda: sns.list_topics()["Topics"] == [])
