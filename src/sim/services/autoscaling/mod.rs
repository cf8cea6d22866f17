//! Amazon EC2 Auto Scaling, and Application Auto Scaling for a service of ECS on Fargate.
//!
//! Modelled: groups over a consumer fleet of the scenario with minimum, maximum and desired capacity; instances that take time to
//! start and to warm up; simple policies with a cooldown, step policies, target tracking with the alarms it makes for itself;
//! scale-in protection, termination policies, lifecycle hooks, scheduled actions, suspended processes; health checks with their
//! grace period and Spot interruptions; group metrics. Tasks of ECS get SIGTERM and their stopTimeout, instances do not.
//!
//! # Events ([`KINDS`])
//! `place` is the group, `actor` the instance.
//!
//! | kind | says |
//! |---|---|
//! | `autoscaling.scale_out`, `autoscaling.scale_in` | the desired capacity changed; `amount` the new one, note from, to and why |
//! | `autoscaling.launch` | an instance starts; `until` it runs |
//! | `autoscaling.in_service` | it is in service |
//! | `autoscaling.terminate` | it is to go (note: the worker and why) |
//! | `autoscaling.terminated` | it is gone |
//! | `autoscaling.hook`, `autoscaling.hook_timeout` | it waits for a lifecycle hook (note), or has waited too long |
//! | `autoscaling.unhealthy` | the health check has it replaced |
//! | `autoscaling.broken`, `autoscaling.interruption` | it failed, or EC2 takes the Spot instance away at `until` |
//! | `autoscaling.cooldown` | a simple policy was ignored: a cooldown runs |
//! | `autoscaling.protect` | scale-in protection was set (note: on, off) |
//! | `autoscaling.put_policy` | a policy was put (note) |
//! | `autoscaling.alarm_failed` | an alarm of a policy could not be made; note the code |
//! | `autoscaling.suspend`, `autoscaling.resume` | processes were suspended or resumed |
//! | `autoscaling.refused` | a call was refused; note the code |
//!
//! # Meters
//! `ec2.instance_seconds`, `ec2.spot_seconds`, `fargate.task_seconds`: from launch to termination. Auto Scaling itself is free.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

/// Calls and answers.
pub mod api;
/// Data.
pub mod model;
/// What a learner sees.
pub mod panel;
/// Numbers.
pub mod quotas;
/// What time does.
pub mod step;
#[cfg(test)]
#[allow(clippy::too_many_lines)]
mod tests;

use super::super::{
    errand::{Outcome, Task, Ticket},
    panel::Panel,
    quotas::{MissingFact, Quotas},
    trace::Name,
    turn::{Access, Balance, CallId, Denied, OutOf, Service, Turn, Usage},
};
use crate::base::time::SimTime;
pub use model::AutoScaling;

impl Service for AutoScaling {
    const NAME: &'static str = "autoscaling";
    const KINDS: &'static [&'static str] = KINDS;
    const METRICS: &'static [&'static str] = METRICS;
    const SUMS: &'static [&'static str] = &[];
    const LEFT_OUT: &'static [&'static str] = LEFT_OUT;
    type Request = api::Request;
    type Response = api::Response;
    type Error = api::AutoScalingError;
    type Timer = step::Timer;

    fn new(seed: u64, quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self::with(seed, quotas::Limits::resolve(quotas)?))
    }
    fn call(&mut self, who: (CallId, &Name), request: api::Request, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.handle(who, request, turn, out);
    }
    fn due(&mut self, step::Timer::Group(name): step::Timer, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.wake(&name, turn, out);
    }
    fn told(&mut self, ticket: Ticket, outcome: Outcome, turn: Turn<'_>, out: &mut OutOf<Self>) {
        self.hear(ticket.0, outcome, turn, out);
    }
    fn accept(&self, to: &str, task: Task) -> Result<api::Request, Outcome> {
        api::errand::accept(self, to, task)
    }
    fn outcome(reply: api::Reply) -> Outcome {
        api::errand::outcome(reply)
    }
    fn access(&self, request: &api::Request) -> Option<Access> {
        let said = matches!(request, api::Request::Said { .. }).then(|| self.read(request.clone()));
        let request = said.as_ref().unwrap_or(request);
        let resource = request.group().unwrap_or("*").into();
        Some(Access { action: request.action()?, resource, policy: None, key: None })
    }
    fn denied(why: &Denied) -> api::AutoScalingError {
        api::errand::denied(why)
    }
    fn panels(&self, now: SimTime) -> Vec<Panel> {
        self.views(now)
    }
    fn metric(&self, resource: &str, name: &str, _: SimTime) -> Option<u64> {
        self.groups.get(resource)?.measure(name)
    }
    fn resources(&self) -> Vec<Name> {
        self.groups.keys().cloned().collect()
    }
    fn usage(&self, now: SimTime) -> Vec<Usage> {
        let used = |g: &model::Group| {
            let live: u64 = g.instances.iter().map(|i| now.since(i.launched).as_micros()).sum();
            let meter = match g.kind {
                model::Kind::Ecs => "fargate.task_seconds",
                model::Kind::Ec2 if g.settings.spot => "ec2.spot_seconds",
                model::Kind::Ec2 => "ec2.instance_seconds",
            };
            Usage { resource: g.name.clone(), meter, amount: (live + g.course.ran) / 1_000_000 }
        };
        self.groups.values().map(used).collect()
    }
    fn balances(&self) -> Vec<Balance> {
        let balance = |g: &model::Group| Balance {
            place: g.name.clone(),
            came: g.course.launched,
            fates: g.instances.len() as u64 + g.course.terminated,
        };
        self.groups.values().map(balance).collect()
    }
    fn fail(&mut self, resource: &str, turn: Turn<'_>, out: &mut OutOf<Self>) -> bool {
        self.strike(resource, turn, out)
    }
}

/// Metrics under CloudWatch's names: of a group once its metrics are collected, of an ECS service always.
pub const METRICS: &[&str] = &[
    "GroupMinSize",
    "GroupMaxSize",
    "GroupDesiredCapacity",
    "GroupInServiceInstances",
    "GroupPendingInstances",
    "GroupStandbyInstances",
    "GroupTerminatingInstances",
    "GroupTotalInstances",
    "DesiredTaskCount",
    "RunningTaskCount",
    "PendingTaskCount",
    "CPUUtilization",
];

/// Every kind of event Auto Scaling makes.
pub const KINDS: &[&str] = &[
    "autoscaling.scale_out",
    "autoscaling.scale_in",
    "autoscaling.launch",
    "autoscaling.in_service",
    "autoscaling.terminate",
    "autoscaling.terminated",
    "autoscaling.hook",
    "autoscaling.hook_timeout",
    "autoscaling.unhealthy",
    "autoscaling.broken",
    "autoscaling.interruption",
    "autoscaling.cooldown",
    "autoscaling.protect",
    "autoscaling.put_policy",
    "autoscaling.alarm_failed",
    "autoscaling.suspend",
    "autoscaling.resume",
    "autoscaling.refused",
];

/// What is deliberately left out, in sentences a lesson or a lab can show.
pub const LEFT_OUT: &[&str] = &[
    "How long an instance or a task takes to start and to boot is an assumption of the lab: AWS publishes none.",
    "Target tracking takes away at most a tenth of the capacity at once, an assumption: AWS says only that it is more gradual.",
    "Health checks look at the instance, not at the process in it: a crashed worker on a sound instance is not replaced.",
    "CPU is how many workers are busy; a worker that waits for its database counts as busy too.",
    "An instance of EC2 terminates at once; on AWS shutting down takes some seconds.",
    "Predictive scaling, warm pools, Standby, instance refresh, mixed instances and capacity rebalancing do not exist here.",
    "Scheduled actions happen once; recurrence by a cron expression is left out.",
    "All instances of a group have one launch template, so that termination policies by template tell nothing apart.",
    "Load balancers, and target tracking by requests or by network, do not exist here.",
];
