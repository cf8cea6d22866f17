"""AWS Step Functions: retries, tokens, activities, branches."""

import json

import boto3

from hands import QUICK, Queue, client, refused, role, until
from botocore.config import Config


def machine(states, start, name="flow", kind="STANDARD"):
    definition = json.dumps({"StartAt": start, "States": states})
    arn = role("flow", "states.amazonaws.com")
    return client("stepfunctions").create_state_machine(name=name, definition=definition, roleArn=arn, type=kind)["stateMachineArn"]


def finish(sfn, execution, within=600):
    return until(lambda: [e for e in [sfn.describe_execution(executionArn=execution)] if e["status"] != "RUNNING"], within)[0]


def a_lesson_choices_and_maps():
    sfn = client("stepfunctions")
    arn = machine({
        "Each": {"Type": "Map", "ItemsPath": "$.orders", "Next": "Done", "ItemProcessor": {"StartAt": "Dear", "States": {
            "Dear": {"Type": "Choice", "Default": "No",
                     "Choices": [{"Variable": "$.price", "NumericGreaterThan": 100, "Next": "Yes"}]},
            "Yes": {"Type": "Pass", "Result": "dear", "End": True},
            "No": {"Type": "Pass", "Result": "cheap", "End": True}}}},
        "Done": {"Type": "Succeed"}}, "Each")
    run = sfn.start_execution(stateMachineArn=arn, input='{"orders": [{"price": 5}, {"price": 500}]}')["executionArn"]
    end = finish(sfn, run)
    assert end["status"] == "SUCCEEDED" and json.loads(end["output"]) == ["cheap", "dear"]
    kinds = [e["type"] for e in sfn.get_execution_history(executionArn=run, maxResults=1000)["events"]]
    assert kinds[0] == "ExecutionStarted" and kinds[-1] == "ExecutionSucceeded" and kinds.count("MapIterationSucceeded") == 2
    refused("InvalidDefinition", sfn.create_state_machine, name="bad", definition="{}", roleArn=role("other"))
    refused("ExecutionDoesNotExist", sfn.describe_execution, executionArn=run + "x")


def a_lesson_an_activity_and_a_retry():
    sfn = client("stepfunctions")
    activity = sfn.create_activity(name="by-hand")["activityArn"]
    arn = machine({"Ask": {"Type": "Task", "Resource": activity, "End": True,
                           "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 5, "MaxAttempts": 2}]}}, "Ask")
    run = sfn.start_execution(stateMachineArn=arn, input='{"n": 7}')["executionArn"]
    first = sfn.get_activity_task(activityArn=activity, workerName="me")
    assert json.loads(first["input"]) == {"n": 7}
    sfn.send_task_failure(taskToken=first["taskToken"], error="Busy", cause="try again")
    second = sfn.get_activity_task(activityArn=activity, workerName="me")
    assert second["taskToken"] != first["taskToken"], "the retry asks anew"
    sfn.send_task_heartbeat(taskToken=second["taskToken"])
    sfn.send_task_success(taskToken=second["taskToken"], output='{"done": true}')
    end = finish(sfn, run)
    assert end["status"] == "SUCCEEDED" and json.loads(end["output"]) == {"done": True}
    refused("TaskTimedOut", sfn.send_task_success, taskToken=second["taskToken"], output="{}")


def a_lesson_waiting_for_a_token():
    sfn, queue = client("stepfunctions"), Queue("approvals")
    arn = machine({"Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": True,
                           "Parameters": {"QueueUrl": queue.url, "MessageBody": {"token.$": "$$.Task.Token", "order": 7}}}},
                  "Ask")
    run = sfn.start_execution(stateMachineArn=arn)["executionArn"]
    [body] = queue.bodies(1)
    body = json.loads(body)
    assert body["order"] == 7 and sfn.describe_execution(executionArn=run)["status"] == "RUNNING"
    sfn.send_task_success(taskToken=body["token"], output='"approved"')
    end = finish(sfn, run)
    assert end["status"] == "SUCCEEDED" and json.loads(end["output"]) == "approved"


def a_lesson_catching_a_failure():
    sfn = client("stepfunctions")
    arn = machine({
        "Send": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": True,
                 "Parameters": {"QueueUrl": "http://127.0.0.1/123456789012/nobody", "MessageBody": "x"},
                 "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Sorry"}]},
        "Sorry": {"Type": "Fail", "Error": "NoQueue", "Cause": "it is not there"}}, "Send")
    run = sfn.start_execution(stateMachineArn=arn, name="once", input="{}")["executionArn"]
    end = finish(sfn, run)
    assert end["status"] == "FAILED" and end["error"] == "NoQueue"
    refused("ExecutionAlreadyExists", sfn.start_execution, stateMachineArn=arn, name="once", input='{"other": 1}')


def a_lesson_express_at_once():
    near = boto3.client("stepfunctions", config=QUICK.merge(Config(inject_host_prefix=False)))
    arn = machine({"Double": {"Type": "Pass", "Parameters": {"n.$": "$.n"}, "End": True}}, "Double", kind="EXPRESS")
    out = near.start_sync_execution(stateMachineArn=arn, input='{"n": 2}')
    assert out["status"] == "SUCCEEDED" and json.loads(out["output"]) == {"n": 2}
