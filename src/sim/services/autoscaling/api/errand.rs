//! Errands of other services, read as calls of Auto Scaling. An alarm invokes a policy; other calls name the operation in
//! `Cargo.kind` and write AWS's JSON in the body, as an AWS SDK integration does.
use super::{AutoScalingError, Code, Reply, Request, json, request::Response};
use crate::sim::{
    errand::{Cargo, Class, Outcome, Task},
    services::autoscaling::{
        model::AutoScaling,
        model::{Instance, LaunchConfiguration},
    },
    turn::Denied,
};
use serde_json::{Value, json};

/// What an errand asks.
///
/// # Errors
/// The outcome where it makes no sense.
pub(in crate::sim::services::autoscaling) fn accept(
    me: &AutoScaling,
    to: &str,
    task: Task,
) -> Result<Request, Outcome> {
    match task {
        Task::Alarm { name, value, breach, .. } => Ok(Request::Alarm { policy: to.into(), alarm: name, value, breach }),
        Task::Protect(instance, on) => {
            let group = me.group_of(&instance).unwrap_or_else(|| to.into());
            Ok(Request::SetInstanceProtection { group, instances: vec![instance], on })
        }
        Task::Send(cargo) | Task::Invoke(cargo) => Ok(read(me, &cargo)),
        _ => Err(Outcome::senseless("autoscaling")),
    }
}

fn read(me: &AutoScaling, cargo: &Cargo) -> Request {
    let parameters = serde_json::from_str::<Value>(&cargo.body)
        .map_err(|e| AutoScalingError::invalid(format!("the parameters are not JSON: {e}")));
    let operation = cargo.kind.as_deref().unwrap_or("");
    let read = parameters.and_then(|body| json::read(operation, &body, &me.limits));
    read.unwrap_or_else(|error| Request::Unreadable(Box::new(error)))
}

/// What an answer means to whoever asked.
pub(in crate::sim::services::autoscaling) fn outcome(reply: Reply) -> Outcome {
    match reply {
        Ok(Response::Done) => Outcome::Taken("".into()),
        Ok(Response::Policy(arn, _)) => Outcome::Taken(arn),
        Ok(Response::Terminated(group)) => Outcome::Taken(group),
        Ok(Response::Launches(all)) => {
            let one = |l: &LaunchConfiguration| json!({ "LaunchConfigurationName": &*l.name });
            let body = json!({ "LaunchConfigurations": all.iter().map(one).collect::<Vec<_>>() });
            Outcome::Returned(body.to_string().into())
        }
        Ok(Response::Groups(all)) => {
            let instance = |i: &Instance| json!({ "InstanceId": &*i.id, "LifecycleState": i.word() });
            let group = |g: &crate::sim::services::autoscaling::model::Group| {
                json!({
                    "AutoScalingGroupName": &*g.name,
                    "MinSize": g.config.min,
                    "MaxSize": g.config.max,
                    "DesiredCapacity": g.config.desired,
                    "Instances": g.instances.iter().map(instance).collect::<Vec<_>>(),
                })
            };
            let body = json!({ "AutoScalingGroups": all.iter().map(group).collect::<Vec<_>>() });
            Outcome::Returned(body.to_string().into())
        }
        Err(error) => {
            let class = match error.code {
                Code::AccessDenied => Class::Denied,
                Code::ScalingActivityInProgress => Class::Throttled,
                _ => Class::Client,
            };
            Outcome::refused(error.code.name(), class, &error.message)
        }
    }
}

/// IAM's refusal.
pub(in crate::sim::services::autoscaling) fn denied(why: &Denied) -> AutoScalingError {
    let Denied { principal, action, resource, because, .. } = why;
    let message = format!("User: {principal} is not authorized to perform: {action} on resource: {resource} {because}");
    AutoScalingError::new(Code::AccessDenied, message)
}
