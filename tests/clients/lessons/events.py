"""Amazon EventBridge: rules, archive and replay, Scheduler, Pipes."""

import datetime
import json

from hands import Queue, client, refused, rest, role, until


def put(detail, kind="Order Placed", bus="default"):
    entry = {"Source": "shop", "DetailType": kind, "Detail": json.dumps(detail), "EventBusName": bus}
    out = client("events").put_events(Entries=[entry])
    assert out["FailedEntryCount"] == 0, out
    return out["Entries"][0]["EventId"]


def rule_to(queue, name, pattern, bus="default", **target):
    events = client("events")
    arn = events.put_rule(Name=name, EventBusName=bus, EventPattern=json.dumps(pattern))["RuleArn"]
    queue.let("events.amazonaws.com", arn)
    out = events.put_targets(Rule=name, EventBusName=bus, Targets=[{"Id": "queue", "Arn": queue.arn, **target}])
    assert out["FailedEntryCount"] == 0
    return arn


def a_lesson_a_rule_picks_events():
    dear, notes = Queue("dear"), Queue("notes")
    rule_to(dear, "dear", {"source": ["shop"], "detail": {"price": [{"numeric": [">=", 100]}]}})
    rule_to(notes, "notes", {"detail-type": ["Order Placed"]},
            InputTransformer={"InputPathsMap": {"n": "$.detail.id"}, "InputTemplate": '"order <n>"'})
    sent = put({"id": 7, "price": 500})
    put({"id": 8, "price": 5})
    event = json.loads(dear.bodies(1)[0])
    assert event["id"] == sent and event["source"] == "shop" and event["detail"] == {"id": 7, "price": 500}
    assert event["account"] == "123456789012" and event["region"] == "us-east-1"
    assert sorted(notes.bodies(2)) == ['"order 7"', '"order 8"']
    assert dear.take() == []
    said = client("events").test_event_pattern(EventPattern='{"source": ["shop"]}', Event=json.dumps(event))
    assert said["Result"] is True
    refused("InvalidEventPatternException", client("events").put_rule, Name="bad", EventPattern='{"source": "shop"}')


def a_lesson_archive_and_replay():
    events = client("events")
    bus = events.create_event_bus(Name="shop")["EventBusArn"]
    queue = Queue("copy")
    rule = rule_to(queue, "all", {"source": ["shop"]}, bus="shop")
    events.create_archive(ArchiveName="past", EventSourceArn=bus)
    until(lambda: events.describe_archive(ArchiveName="past")["State"] == "ENABLED", within=600)
    began = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
    first = put({"id": 1}, bus="shop")
    assert json.loads(queue.bodies(1)[0])["id"] == first
    until(lambda: events.describe_archive(ArchiveName="past")["EventCount"] == 1, within=1200)
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=30)
    events.start_replay(ReplayName="again", EventSourceArn=events.describe_archive(ArchiveName="past")["ArchiveArn"],
                        EventStartTime=began, EventEndTime=end, Destination={"Arn": bus, "FilterArns": [rule]})
    [again] = [json.loads(body) for body in queue.bodies(1, within=1800)]
    assert again["detail"] == {"id": 1} and again["replay-name"] == "again"
    until(lambda: events.describe_replay(ReplayName="again")["State"] == "COMPLETED", within=1200)


def a_lesson_a_schedule_fires():
    scheduler, queue = client("scheduler"), Queue("alarm-clock")
    arn = role("clock", "scheduler.amazonaws.com")
    made = scheduler.create_schedule(Name="every-minute", ScheduleExpression="rate(1 minute)",
                                     FlexibleTimeWindow={"Mode": "OFF"},
                                     Target={"Arn": queue.arn, "RoleArn": arn, "Input": '{"tick": true}'})
    assert made["ScheduleArn"].endswith(":schedule/default/every-minute")
    assert queue.bodies(2, within=300) == ['{"tick": true}'] * 2
    seen = scheduler.get_schedule(Name="every-minute")
    assert seen["State"] == "ENABLED" and seen["Target"]["Input"] == '{"tick": true}'
    scheduler.delete_schedule(Name="every-minute")
    refused("ResourceNotFoundException", scheduler.get_schedule, Name="every-minute")


def a_lesson_a_pipe_filters():
    pipes, source, target = client("pipes"), Queue("source"), Queue("target")
    arn = role("pipe", "pipes.amazonaws.com")
    pattern = json.dumps({"body": {"tier": ["gold"]}})
    pipes.create_pipe(Name="gold-only", RoleArn=arn, Source=source.arn, Target=target.arn,
                      SourceParameters={"FilterCriteria": {"Filters": [{"Pattern": pattern}]}})
    until(lambda: pipes.describe_pipe(Name="gold-only")["CurrentState"] == "RUNNING", within=600)
    source.send('{"tier": "tin", "id": 1}')
    source.send('{"tier": "gold", "id": 2}')
    [body] = target.bodies(1, within=120)
    assert '"id\\": 2' in body or json.loads(body) == {"tier": "gold", "id": 2} or "gold" in body
    rest(30)
    assert source.attributes("ApproximateNumberOfMessages")["ApproximateNumberOfMessages"] == "0", "the other is gone"
    pipes.delete_pipe(Name="gold-only")
