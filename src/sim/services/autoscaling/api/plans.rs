//! Lifecycle hooks, scheduled actions, suspended processes.
use super::{AutoScalingError, Code, Reply, Request, Response};
use crate::base::time::SimTime;
use crate::sim::{
    services::autoscaling::{
        model::{AutoScaling, Group, Life},
        step::{Ctx, Output, hooks},
    },
    trace::{Name, Weight},
    turn::{Draft, Turn},
};

/// Processes that can be suspended and are modelled.
const PROCESSES: &[&str] = &[
    "Launch",
    "Terminate",
    "AddToLoadBalancer",
    "AlarmNotification",
    "AZRebalance",
    "HealthCheck",
    "InstanceRefresh",
    "ReplaceUnhealthy",
    "ScheduledActions",
];

impl AutoScaling {
    /// The calls about what is to happen at certain moments.
    pub(super) fn plan(&mut self, request: Request, turn: Turn<'_>, out: &mut Output) -> Reply {
        match request {
            Request::PutLifecycleHook { group, name, hook } => self.on(&group, turn, out, |g, ctx| {
                let most = ctx.limits.most[3];
                if !g.plans.hooks.contains_key(&name) && g.plans.hooks.len() as u64 >= most {
                    return Err(AutoScalingError::new(
                        Code::LimitExceeded,
                        format!("A group has at most {most} hooks."),
                    ));
                }
                g.plans.hooks.insert(name, *hook);
                Ok(Response::Done)
            }),
            Request::DeleteLifecycleHook { group, name } => self.on(&group, turn, out, |g, ctx| {
                let waits: Vec<Name> = waiting(g, &name).map(|i| i.id.clone()).collect();
                g.plans
                    .hooks
                    .remove(&name)
                    .ok_or_else(|| AutoScalingError::invalid(format!("No Lifecycle Hook {name}")))?;
                waits.iter().for_each(|id| hooks::complete(g, ctx, id, true));
                Ok(Response::Done)
            }),
            Request::CompleteLifecycleAction { group, hook, instance, proceed } => {
                self.on(&group, turn, out, |g, ctx| {
                    found(g, &hook, &instance)?;
                    hooks::complete(g, ctx, &instance, proceed);
                    Ok(Response::Done)
                })
            }
            Request::RecordLifecycleActionHeartbeat { group, hook, instance } => {
                self.on(&group, turn, out, |g, ctx| {
                    found(g, &hook, &instance)?;
                    let span = SimTime::from_secs(g.plans.hooks.get(&hook).map_or(0, |h| h.heartbeat));
                    if let Some(instance) = g.instances.iter_mut().find(|i| i.id == instance) {
                        let end = ctx.now + span;
                        instance.until = Some(instance.limit.map_or(end, |limit| end.min(limit)));
                    }
                    Ok(Response::Done)
                })
            }
            Request::PutScheduledUpdateGroupAction { group, name, action } => self.on(&group, turn, out, |g, ctx| {
                if action.at <= ctx.now {
                    return Err(AutoScalingError::invalid("Given start time is in the past"));
                }
                let most = ctx.limits.most[2];
                if !g.plans.scheduled.contains_key(&name) && g.plans.scheduled.len() as u64 >= most {
                    let message = format!("A group has at most {most} scheduled actions.");
                    return Err(AutoScalingError::new(Code::LimitExceeded, message));
                }
                g.plans.scheduled.insert(name, *action);
                Ok(Response::Done)
            }),
            Request::DeleteScheduledAction { group, name } => self.on(&group, turn, out, |g, _| {
                let gone = g.plans.scheduled.remove(&name);
                gone.map(|_| Response::Done).ok_or_else(|| AutoScalingError::invalid("Scheduled action name not found"))
            }),
            Request::SuspendProcesses { group, processes } => {
                self.on(&group, turn, out, |g, ctx| suspend(g, ctx, &processes, true))
            }
            Request::ResumeProcesses { group, processes } => {
                self.on(&group, turn, out, |g, ctx| suspend(g, ctx, &processes, false))
            }
            _ => Err(AutoScalingError::invalid("not an operation of Auto Scaling")),
        }
    }
}

fn waiting<'a>(
    group: &'a Group,
    hook: &'a str,
) -> impl Iterator<Item = &'a crate::sim::services::autoscaling::model::Instance> {
    group.instances.iter().filter(move |i| match &i.life {
        Life::PendingWait(hooks) | Life::TerminatingWait(hooks) => hooks.first().is_some_and(|h| &**h == hook),
        _ => false,
    })
}

fn found(group: &Group, hook: &str, id: &str) -> Result<(), AutoScalingError> {
    if waiting(group, hook).any(|i| &*i.id == id) {
        return Ok(());
    }
    Err(AutoScalingError::invalid(format!("No active Lifecycle Action found with instance ID {id}")))
}

fn suspend(group: &mut Group, ctx: &mut Ctx<'_>, processes: &[Name], on: bool) -> Reply {
    if let Some(unknown) = processes.iter().find(|p| !PROCESSES.contains(&&***p)) {
        return Err(AutoScalingError::invalid(format!("Unknown process {unknown}")));
    }
    let all: Vec<Name> =
        if processes.is_empty() { PROCESSES.iter().map(|p| (*p).into()).collect() } else { processes.to_vec() };
    for process in all {
        if on {
            group.plans.suspended.insert(process);
        } else {
            group.plans.suspended.remove(&process);
        }
    }
    let name = group.name.clone();
    ctx.emit(|| Draft {
        weight: Weight::Step,
        ..Draft::new(if on { "autoscaling.suspend" } else { "autoscaling.resume" }, &name)
    });
    Ok(Response::Done)
}
