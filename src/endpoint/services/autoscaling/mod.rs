//! Amazon EC2 Auto Scaling on the wire.
mod groups;
/// Policies, for Application Auto Scaling too.
pub(super) mod policies;

use super::{Ask, astray, lacks};
use crate::endpoint::{command::Command, input::Input, page::Page, refusal::Refusal};
use crate::sim::{
    epoch,
    services::{
        Answer, Call,
        autoscaling::{
            api::{AutoScalingError, Request, Response},
            model::{Group, Kind},
        },
    },
    trace::Name,
};
use serde_json::{Map, Value, json};

/// Operations whose answer is told from the groups.
const SEEN: &[&str] = &[
    "DescribeAutoScalingGroups",
    "DescribeAutoScalingInstances",
    "DescribePolicies",
    "DescribeLifecycleHooks",
    "DescribeScheduledActions",
    "DescribeScalingActivities",
    "DescribeTags",
];

/// What the simulator has besides.
const KNOWN: &[&str] = &[
    "CreateAutoScalingGroup",
    "UpdateAutoScalingGroup",
    "DeleteAutoScalingGroup",
    "SetDesiredCapacity",
    "TerminateInstanceInAutoScalingGroup",
    "PutScalingPolicy",
    "DeletePolicy",
    "ExecutePolicy",
    "SetInstanceProtection",
    "SetInstanceHealth",
    "PutLifecycleHook",
    "DeleteLifecycleHook",
    "CompleteLifecycleAction",
    "RecordLifecycleActionHeartbeat",
    "PutScheduledUpdateGroupAction",
    "DeleteScheduledAction",
    "EnableMetricsCollection",
    "DisableMetricsCollection",
    "SuspendProcesses",
    "ResumeProcesses",
    "CreateLaunchConfiguration",
    "DeleteLaunchConfiguration",
    "DescribeLaunchConfigurations",
    "CreateOrUpdateTags",
    "DeleteTags",
];

/// Says a command in the simulator's words.
///
/// # Errors
/// What AWS refuses before the service looks at it.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    let input = command.input();
    let request = match command.operation {
        "DescribeAutoScalingGroups" => Request::DescribeAutoScalingGroups(names(input, "AutoScalingGroupNames")),
        seen if SEEN.contains(&seen) => {
            let one = input.name("AutoScalingGroupName");
            Request::DescribeAutoScalingGroups(one.into_iter().collect())
        }
        known if KNOWN.contains(&known) => read(command)?,
        _ => return Err(lacks(command)),
    };
    Ok(Call::AutoScaling(request).into())
}

fn names(input: Input<'_>, member: &str) -> Vec<Name> {
    input.texts(member).into_iter().map(Into::into).collect()
}

/// Reads it as the simulator does, with moments as seconds of the run.
pub(super) fn read(command: &Command) -> Result<Request, Refusal> {
    let mut body = command.input.clone();
    if let Some(absent) =
        ["Recurrence", "LifecycleHookSpecificationList", "TrafficSources"].into_iter().find(|m| command.input().has(m))
    {
        return Err(Refusal::new("ValidationError", format!("inflight does not simulate {absent}.")));
    }
    if let Some(at) = command.input().int("StartTime") {
        body["StartTime"] = json!(epoch::moment(at).map_or(0, |at| at.as_secs()));
    }
    Ok(Request::Said { operation: command.operation.into(), body: body.to_string().into() })
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(command: &Command, answer: Answer) -> Result<Value, Refusal> {
    let Answer::AutoScaling(reply) = answer else { return Err(astray()) };
    let input = command.input();
    match reply.map_err(|e| refusal(&e))? {
        Response::Groups(all) => {
            let all: Vec<Group> = all.into_iter().filter(|g| g.kind == Kind::Ec2).collect();
            seen(command, &all)
        }
        Response::Policy(arn, alarms) => Ok(policies::made(&command.region, &arn, &alarms)),
        Response::Launches(all) => {
            let all = all.iter().map(|l| groups::launch_configuration(&command.region, l)).collect();
            Page::next("MaxRecords", 100).of(input, "LaunchConfigurations", all).map(Value::Object)
        }
        Response::Terminated(group) => Ok(json!({ "Activity": groups::terminating(input, &group) })),
        Response::Done => Ok(Value::Object(Map::new())),
    }
}

fn seen(command: &Command, all: &[Group]) -> Result<Value, Refusal> {
    let (operation, input, region) = (command.operation, command.input(), &command.region);
    let page = |name, all| Page::next("MaxRecords", 100).of(input, name, all).map(Value::Object);
    let each = |of: &dyn Fn(&Group) -> Vec<Value>| all.iter().flat_map(of).collect::<Vec<Value>>();
    match operation {
        "DescribeAutoScalingInstances" => {
            let wanted = input.texts("InstanceIds");
            let of = |g: &Group| {
                let all = g.instances.iter().filter(|i| wanted.is_empty() || wanted.iter().any(|w| **w == *i.id));
                all.map(|i| groups::instance(region, g, i, true)).collect()
            };
            page("AutoScalingInstances", each(&of))
        }
        "DescribePolicies" => page("ScalingPolicies", each(&|g| policies::described(region, input, g))),
        "DescribeLifecycleHooks" => {
            let wanted = input.texts("LifecycleHookNames");
            Ok(json!({ "LifecycleHooks": each(&|g| groups::hooks(g, &wanted)) }))
        }
        "DescribeScheduledActions" => {
            let wanted = input.texts("ScheduledActionNames");
            page("ScheduledUpdateGroupActions", each(&|g| groups::scheduled(region, g, &wanted)))
        }
        "DescribeScalingActivities" => {
            page("Activities", each(&|g| g.past.iter().rev().map(|a| groups::activity(region, g, a)).collect()))
        }
        "DescribeTags" => page("Tags", each(&|g| groups::tags(g))),
        _ => page("AutoScalingGroups", all.iter().map(|g| groups::described(region, g)).collect()),
    }
}

/// A refusal under AWS's code.
fn refusal(error: &AutoScalingError) -> Refusal {
    Refusal::new(error.code.name(), error.message.clone()).status(error.code.http_status())
}
