"""AWS Lambda: functions whose environment says what stands in for their code, and what calls them."""

import io
import json
import zipfile

from hands import Queue, client, refused, rest, role, until


def function(name, **environment):
    """A function from a zip, as every tutorial makes one."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as file:
        file.writestr("app.py", "def handler(event, context): return event\n")
    fn = client("lambda")
    arn = fn.create_function(FunctionName=name, Runtime="python3.13", Handler="app.handler", Role=role(f"{name}-role"),
                             Code={"ZipFile": package.getvalue()}, Timeout=10,
                             Environment={"Variables": environment})["FunctionArn"]
    until(lambda: fn.get_function_configuration(FunctionName=name)["State"] == "Active", within=120)
    return arn


def a_lesson_invoking():
    fn = client("lambda")
    arn = function("work", INFLIGHT_RESPONSE="echo", INFLIGHT_FAIL="poison")
    out = fn.invoke(FunctionName="work", Payload=b'{"n": 7}')
    assert out["StatusCode"] == 200 and json.loads(out["Payload"].read()) == {"n": 7} and "FunctionError" not in out
    out = fn.invoke(FunctionName=arn, Payload=b'{"n": "poison"}')
    assert out["StatusCode"] == 200 and out["FunctionError"] == "Unhandled", "the call worked, the function did not"
    assert fn.invoke(FunctionName="work", InvocationType="Event", Payload=b"{}")["StatusCode"] == 202
    refused("ResourceNotFoundException", fn.invoke, FunctionName="nobody", Payload=b"{}")
    refused("ResourceConflictException", fn.create_function, FunctionName="work", Runtime="python3.13", Handler="a.b",
            Role=role("again"), Code={"ZipFile": b"x"})


def a_lesson_a_queue_feeds_a_function():
    fn, dead = client("lambda"), Queue("dead")
    orders = Queue("orders", VisibilityTimeout="60",
                   RedrivePolicy=json.dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": 2}))
    function("work", INFLIGHT_FAIL="poison")
    made = fn.create_event_source_mapping(FunctionName="work", EventSourceArn=orders.arn, BatchSize=10,
                                          FunctionResponseTypes=["ReportBatchItemFailures"])
    state = lambda: fn.get_event_source_mapping(UUID=made["UUID"])["State"]
    until(lambda: state() == "Enabled", within=300)
    for body in ("one", "poison", "two"):
        orders.send(body)
    letters = until(dead.take, within=900)
    assert [m["Body"] for m in letters] == ["poison"], "the good ones of its batch are done"
    left = orders.attributes("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    assert set(left.values()) == {"0"}
    fn.delete_event_source_mapping(UUID=made["UUID"])


def a_lesson_a_topic_calls_a_function_and_failures_go_on():
    fn, sns, lost = client("lambda"), client("sns"), Queue("lost")
    topic = sns.create_topic(Name="orders")["TopicArn"]
    arn = function("work", INFLIGHT_FAIL="always")
    fn.add_permission(FunctionName="work", StatementId="topic", Action="lambda:InvokeFunction",
                      Principal="sns.amazonaws.com", SourceArn=topic)
    fn.put_function_event_invoke_config(FunctionName="work", MaximumRetryAttempts=0,
                                        DestinationConfig={"OnFailure": {"Destination": lost.arn}})
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=arn)
    sns.publish(TopicArn=topic, Message="order 7")
    record = json.loads(lost.bodies(1, within=300)[0])
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestPayload"]["Records"][0]["Sns"]["Message"] == "order 7"


def a_lesson_a_flow_retries_its_function():
    fn, sfn = client("lambda"), client("stepfunctions")
    arn = function("work", INFLIGHT_FAIL="always")
    task = {"Type": "Task", "Resource": arn, "End": True,
            "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 2, "MaxAttempts": 2}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Sorry"}]}
    definition = json.dumps({"StartAt": "Work", "States": {"Work": task, "Sorry": {"Type": "Pass", "End": True}}})
    flow = sfn.create_state_machine(name="flow", definition=definition, roleArn=role("flow", "states.amazonaws.com"))
    run = sfn.start_execution(stateMachineArn=flow["stateMachineArn"], input='{"n": 7}')["executionArn"]
    end = until(lambda: [e for e in [sfn.describe_execution(executionArn=run)] if e["status"] != "RUNNING"], within=300)[0]
    assert end["status"] == "SUCCEEDED" and json.loads(end["output"])["n"] == 7 and "error" in json.loads(end["output"])
    kinds = [e["type"] for e in sfn.get_execution_history(executionArn=run, maxResults=1000)["events"]]
    assert kinds.count("LambdaFunctionFailed") == 3, "once and two retries"
