//! Application Auto Scaling on the wire, for services of ECS.
use super::{
    Ask, astray,
    autoscaling::{policies, read},
    lacks,
};
use crate::endpoint::{command::Command, input::Input, page::Page, refusal::Refusal};
use crate::sim::{
    epoch::epoch_secs,
    region::Region,
    services::{
        Answer, Call,
        autoscaling::{
            api::{AutoScalingError, Code, Request, Response},
            model::{
                Group, Kind, group_arn,
                policy::{How, Policy},
                policy_arn,
            },
        },
    },
    trace::Name,
};
use serde_json::{Map, Value, json};

/// Says a command in the simulator's words.
///
/// # Errors
/// What AWS refuses before the service looks at it.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    let input = command.input();
    if let Some(other) = input.text("ServiceNamespace").filter(|n| *n != "ecs") {
        let message = format!("inflight simulates Application Auto Scaling for ECS services, not for {other}.");
        return Err(Refusal::new("ValidationException", message));
    }
    let request = match command.operation {
        "RegisterScalableTarget" => read(command)?,
        "PutScalingPolicy" => {
            let mut typed = command.clone();
            if !input.has("PolicyType") {
                typed.input["PolicyType"] = json!("StepScaling");
            }
            read(&typed)?
        }
        "DeleteScalingPolicy" => {
            Request::DeletePolicy { group: service(input)?, policy: input.need("PolicyName")?.into() }
        }
        "DescribeScalableTargets" | "DescribeScalingPolicies" | "DescribeScalingActivities" => {
            Request::DescribeAutoScalingGroups(vec![])
        }
        _ => return Err(lacks(command)),
    };
    Ok(Call::AutoScaling(request).into())
}

/// The service in `service/CLUSTER/NAME`.
fn service(input: Input<'_>) -> Result<Name, Refusal> {
    let id = input.need("ResourceId")?;
    let bad = || Refusal::new("ValidationException", format!("Unsupported service namespace, resource type: {id}"));
    id.strip_prefix("service/").and_then(|rest| rest.split_once('/')).map(|(_, name)| name.into()).ok_or_else(bad)
}

/// ResourceId of a group.
fn resource(group: &Group) -> String {
    format!("service/default/{}", group.name)
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(command: &Command, answer: Answer) -> Result<Value, Refusal> {
    let Answer::AutoScaling(reply) = answer else { return Err(astray()) };
    let input = command.input();
    match (command.operation, reply.map_err(|e| refusal(&e))?) {
        ("RegisterScalableTarget", _) => Ok(
            json!({ "ScalableTargetARN": &*group_arn(&command.region, input.text("ResourceId").unwrap_or_default()) }),
        ),
        (_, Response::Policy(arn, alarms)) => Ok(policies::made(&command.region, &arn, &alarms)),
        (_, Response::Groups(all)) => {
            let ids = input.texts("ResourceIds");
            let one = input.text("ResourceId");
            let fits = |g: &&Group| {
                let id = resource(g);
                g.kind == Kind::Ecs && (ids.is_empty() || ids.contains(&id)) && one.is_none_or(|one| one == id)
            };
            seen(command, all.iter().filter(fits))
        }
        _ => Ok(Value::Object(Map::new())),
    }
}

fn seen<'a>(command: &Command, all: impl Iterator<Item = &'a Group>) -> Result<Value, Refusal> {
    let (operation, input, region) = (command.operation, command.input(), &command.region);
    let page = |name, all| Page::next("MaxResults", 50).of(input, name, all).map(Value::Object);
    match operation {
        "DescribeScalableTargets" => page("ScalableTargets", all.map(|g| target(region, g)).collect()),
        "DescribeScalingPolicies" => {
            let names = input.texts("PolicyNames");
            let of = |g: &'a Group| {
                let fits = |p: &&Policy| names.is_empty() || names.iter().any(|n| **n == *p.name);
                g.policies.values().filter(fits).map(|p| policy(region, g, p)).collect::<Vec<_>>()
            };
            page("ScalingPolicies", all.flat_map(of).collect())
        }
        _ => page(
            "ScalingActivities",
            all.flat_map(|g| g.past.iter().rev().map(|a| activity(g, a)).collect::<Vec<_>>()).collect(),
        ),
    }
}

/// The service-linked role.
const ROLE: &str = "role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService";

fn target(region: &Region, group: &Group) -> Value {
    json!({
        "ServiceNamespace": "ecs", "ResourceId": resource(group), "ScalableDimension": "ecs:service:DesiredCount",
        "MinCapacity": group.config.min, "MaxCapacity": group.config.max,
        "RoleARN": &*region.global("iam", crate::sim::arn::ACCOUNT, ROLE),
        "CreationTime": epoch_secs(group.about.made),
        "ScalableTargetARN": &*group_arn(region, &resource(group)),
    })
}

fn policy(region: &Region, group: &Group, policy: &Policy) -> Value {
    let mut out = json!({
        "PolicyARN": &*policy_arn(region, group, policy), "PolicyName": &*policy.name, "PolicyType": policies::kind(policy),
        "ServiceNamespace": "ecs", "ResourceId": resource(group), "ScalableDimension": "ecs:service:DesiredCount",
        "Alarms": policies::alarms(region, &policy.alarms), "CreationTime": epoch_secs(group.about.made),
    });
    let said = match &policy.how {
        How::Steps(how, all) => ("StepScalingPolicyConfiguration", policies::step_configuration(*how, all)),
        How::Track(track) => {
            let mut said = policies::tracking(track, "ECSServiceAverageCPUUtilization");
            let [out, back] = track.cooldowns;
            (said["ScaleOutCooldown"], said["ScaleInCooldown"]) = (json!(out), json!(back));
            ("TargetTrackingScalingPolicyConfiguration", said)
        }
        How::Simple(..) => return out,
    };
    out[said.0] = said.1;
    out
}

fn activity(group: &Group, activity: &crate::sim::services::autoscaling::model::Activity) -> Value {
    json!({
        "ActivityId": &*activity.id, "ServiceNamespace": "ecs", "ResourceId": resource(group),
        "ScalableDimension": "ecs:service:DesiredCount", "Cause": &*activity.cause,
        "Description": if activity.launch { "Starting a task" } else { "Stopping a task" },
        "StartTime": epoch_secs(activity.start), "EndTime": activity.end.map(epoch_secs),
        "StatusCode": if activity.end.is_some() { "Successful" } else { "InProgress" },
    })
}

/// A refusal under this API's own codes.
fn refusal(error: &AutoScalingError) -> Refusal {
    let code = match error.code {
        Code::LimitExceeded => "LimitExceededException",
        _ if error.message.contains("not found") => "ObjectNotFoundException",
        _ => "ValidationException",
    };
    Refusal::new(code, error.message.clone())
}
