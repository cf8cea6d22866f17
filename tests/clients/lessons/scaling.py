"""Amazon EC2 Auto Scaling on a queue's backlog."""

from hands import Queue, client, refused, rest, until


def a_lesson_a_group_follows_its_queue():
    asg, cw, orders = client("autoscaling"), client("cloudwatch"), Queue("orders")
    asg.create_launch_configuration(LaunchConfigurationName="worker", ImageId="ami-12345678", InstanceType="t3.micro")
    asg.create_auto_scaling_group(AutoScalingGroupName="workers", LaunchConfigurationName="worker", MinSize=1, MaxSize=4,
                                  AvailabilityZones=["us-east-1a", "us-east-1b"],
                                  Tags=[{"Key": "team", "Value": "blue", "PropagateAtLaunch": True}])
    group = lambda: asg.describe_auto_scaling_groups(AutoScalingGroupNames=["workers"])["AutoScalingGroups"][0]
    assert group()["DesiredCapacity"] == 1 and group()["Tags"][0]["Value"] == "blue"
    until(lambda: [i["LifecycleState"] for i in group()["Instances"]] == ["InService"], within=300)
    policy = asg.put_scaling_policy(AutoScalingGroupName="workers", PolicyName="more", PolicyType="StepScaling",
                                    AdjustmentType="ChangeInCapacity",
                                    StepAdjustments=[{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 2}])
    cw.put_metric_alarm(AlarmName="backlog", Namespace="AWS/SQS", MetricName="ApproximateNumberOfMessagesVisible",
                        Dimensions=[{"Name": "QueueName", "Value": "orders"}], Statistic="Maximum", Period=60,
                        EvaluationPeriods=1, Threshold=5, ComparisonOperator="GreaterThanOrEqualToThreshold",
                        AlarmActions=[policy["PolicyARN"]])
    for n in range(8):
        orders.send(f"m{n}")
    until(lambda: group()["DesiredCapacity"] >= 3, within=600)
    until(lambda: sum(i["LifecycleState"] == "InService" for i in group()["Instances"]) >= 3, within=300)
    causes = asg.describe_scaling_activities(AutoScalingGroupName="workers")["Activities"]
    assert causes[0]["Description"].startswith("Launching a new EC2 instance: i-")
    [seen] = asg.describe_policies(AutoScalingGroupName="workers")["ScalingPolicies"]
    assert seen["PolicyARN"] == policy["PolicyARN"] and seen["StepAdjustments"][0]["ScalingAdjustment"] == 2


def a_lesson_target_tracking_and_hooks():
    asg, cw = client("autoscaling"), client("cloudwatch")
    asg.create_launch_configuration(LaunchConfigurationName="worker", ImageId="ami-12345678", InstanceType="t3.micro")
    refused("ValidationError", asg.create_auto_scaling_group, AutoScalingGroupName="w", MinSize=0, MaxSize=1,
            AvailabilityZones=["us-east-1a"])
    asg.create_auto_scaling_group(AutoScalingGroupName="workers", LaunchConfigurationName="worker", MinSize=0, MaxSize=4,
                                  AvailabilityZones=["us-east-1a"])
    made = asg.put_scaling_policy(AutoScalingGroupName="workers", PolicyName="half", PolicyType="TargetTrackingScaling",
                                  TargetTrackingConfiguration={"TargetValue": 50.0, "PredefinedMetricSpecification": {
                                      "PredefinedMetricType": "ASGAverageCPUUtilization"}})
    assert len(made["Alarms"]) == 2
    names = [a["AlarmName"] for a in made["Alarms"]]
    until(lambda: len(cw.describe_alarms(AlarmNames=names)["MetricAlarms"]) == 2)
    asg.put_lifecycle_hook(AutoScalingGroupName="workers", LifecycleHookName="warm-up", HeartbeatTimeout=3600,
                           LifecycleTransition="autoscaling:EC2_INSTANCE_LAUNCHING")
    asg.set_desired_capacity(AutoScalingGroupName="workers", DesiredCapacity=1)
    all_of = lambda: asg.describe_auto_scaling_instances()["AutoScalingInstances"]
    [waits] = until(lambda: [i for i in all_of() if i["LifecycleState"] == "Pending:Wait"], within=300)
    asg.complete_lifecycle_action(AutoScalingGroupName="workers", LifecycleHookName="warm-up",
                                  InstanceId=waits["InstanceId"], LifecycleActionResult="CONTINUE")
    until(lambda: all_of()[0]["LifecycleState"] == "InService", within=120)
    asg.set_instance_protection(AutoScalingGroupName="workers", InstanceIds=[waits["InstanceId"]], ProtectedFromScaleIn=True)
    assert all_of()[0]["ProtectedFromScaleIn"] is True
    refused("ResourceInUse", asg.delete_auto_scaling_group, AutoScalingGroupName="workers")
    asg.delete_auto_scaling_group(AutoScalingGroupName="workers", ForceDelete=True)
    until(lambda: asg.describe_auto_scaling_groups()["AutoScalingGroups"] == [], within=900)
