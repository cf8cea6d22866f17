"""Amazon CloudWatch: metrics, alarms, and what they set off."""

import datetime
import json

from hands import Queue, client, refused, rest, until
from lessons.topics import fan_out


def span(cw):
    """From before to after now: the server's clock runs ahead of ours."""
    now = datetime.datetime.now(datetime.timezone.utc)
    return {"StartTime": now - datetime.timedelta(hours=3), "EndTime": now + datetime.timedelta(hours=8)}


def a_lesson_own_metrics():
    cw = client("cloudwatch")
    host = [{"Name": "Host", "Value": "a"}]
    for value in (10.0, 20.0, 60.0):
        cw.put_metric_data(Namespace="Shop", MetricData=[
            {"MetricName": "Latency", "Dimensions": host, "Value": value, "Unit": "Milliseconds"}])
    ask = {"Namespace": "Shop", "MetricName": "Latency", "Dimensions": host, "Period": 300, **span(cw)}
    points = cw.get_metric_statistics(Statistics=["Average", "Sum", "SampleCount"], **ask)["Datapoints"]
    assert sum(p["SampleCount"] for p in points) == 3 and sum(p["Sum"] for p in points) == 90
    assert points[0]["Unit"] == "Milliseconds"
    stat = {"Metric": {"Namespace": "Shop", "MetricName": "Latency", "Dimensions": host}, "Period": 300, "Stat": "Sum"}
    out = cw.get_metric_data(MetricDataQueries=[
        {"Id": "m1", "MetricStat": stat, "ReturnData": False},
        {"Id": "twice", "Expression": "m1 * 2", "Label": "doubled"}], **span(cw))["MetricDataResults"]
    assert [r["Label"] for r in out] == ["doubled"] and sum(out[0]["Values"]) == 180
    assert cw.list_metrics(Namespace="Shop")["Metrics"][0]["Dimensions"] == host
    refused("InvalidParameterValue", cw.put_metric_data, Namespace="AWS/SQS", MetricData=[{"MetricName": "x", "Value": 1}])


def a_lesson_an_alarm_on_a_queue():
    cw, sns = client("cloudwatch"), client("sns")
    orders, pager = Queue("orders"), Queue("pager")
    topic = sns.create_topic(Name="ops")["TopicArn"]
    fan_out(topic, pager)
    statement = {"Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Action": "sns:Publish",
                 "Resource": topic, "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}}
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy",
                             AttributeValue=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    cw.put_metric_alarm(AlarmName="too-deep", Namespace="AWS/SQS", MetricName="ApproximateNumberOfMessagesVisible",
                        Dimensions=[{"Name": "QueueName", "Value": "orders"}], Statistic="Maximum", Period=60,
                        EvaluationPeriods=1, Threshold=3, ComparisonOperator="GreaterThanThreshold", AlarmActions=[topic])
    state = lambda: cw.describe_alarms(AlarmNames=["too-deep"])["MetricAlarms"][0]["StateValue"]
    assert state() == "INSUFFICIENT_DATA"
    for n in range(5):
        orders.send(f"m{n}")
    until(lambda: state() == "ALARM", within=420)
    note = json.loads(json.loads(pager.bodies(1)[0])["Message"])
    assert note["AlarmName"] == "too-deep" and note["NewStateValue"] == "ALARM"
    assert note["Trigger"]["MetricName"] == "ApproximateNumberOfMessagesVisible"
    orders.sqs.purge_queue(QueueUrl=orders.url)
    until(lambda: state() == "OK", within=600)
    kinds = [h["HistorySummary"] for h in cw.describe_alarm_history(AlarmName="too-deep")["AlarmHistoryItems"]]
    assert "Alarm updated from ALARM to OK" in kinds and 'Alarm "too-deep" created' in kinds


def a_lesson_metrics_of_a_queue_come_by_themselves():
    cw, orders = client("cloudwatch"), Queue("orders")
    for n in range(4):
        orders.send(f"m{n}")
    queue = [{"Name": "QueueName", "Value": "orders"}]
    until(lambda: cw.list_metrics(Namespace="AWS/SQS", MetricName="NumberOfMessagesSent", Dimensions=queue)["Metrics"],
          within=300)
    ask = {"Namespace": "AWS/SQS", "MetricName": "NumberOfMessagesSent", "Dimensions": queue, "Period": 60,
           "Statistics": ["Sum"], **span(cw)}
    points = until(lambda: cw.get_metric_statistics(**ask)["Datapoints"], within=300)
    assert sum(p["Sum"] for p in points) == 4 and points[0]["Unit"] == "Count"


def a_lesson_composite_and_by_hand():
    cw = client("cloudwatch")
    for name in ("a", "b"):
        cw.put_metric_alarm(AlarmName=name, Namespace="Shop", MetricName=name, Statistic="Sum", Period=60,
                            EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
                            TreatMissingData="ignore", Tags=[{"Key": "team", "Value": "blue"}])
    cw.put_composite_alarm(AlarmName="both", AlarmRule="ALARM(a) AND ALARM(b)")
    both = lambda: cw.describe_alarms(AlarmTypes=["CompositeAlarm"])["CompositeAlarms"][0]["StateValue"]
    cw.set_alarm_state(AlarmName="a", StateValue="ALARM", StateReason="drill")
    assert both() == "OK"
    cw.set_alarm_state(AlarmName="b", StateValue="ALARM", StateReason="drill")
    assert both() == "ALARM"
    arn = cw.describe_alarms(AlarmNames=["a"])["MetricAlarms"][0]["AlarmArn"]
    assert cw.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "team", "Value": "blue"}]
    refused("ResourceNotFound", cw.set_alarm_state, AlarmName="nobody", StateValue="OK", StateReason="x")
    cw.delete_alarms(AlarmNames=["both"])
    cw.delete_alarms(AlarmNames=["a", "b"])
    assert cw.describe_alarms()["MetricAlarms"] == []
