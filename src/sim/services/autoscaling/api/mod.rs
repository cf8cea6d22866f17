//! The calls of Auto Scaling under AWS's names, and where each is answered.
/// Errands of other services.
pub mod errand;
/// Refusals.
pub mod error;
mod groups;
/// Calls in AWS's JSON form.
pub mod json;
mod launches;
mod plans;
mod policies;
/// The calls as data.
pub mod request;

use super::{
    model::{AutoScaling, Group},
    step::{Ctx, Output},
};
use crate::sim::{
    trace::{Name, Weight},
    turn::{CallId, Draft, Turn},
};
pub use error::{AutoScalingError, Code};
pub use request::{Request, Response};

/// An answer, or a refusal that changed nothing.
pub type Reply = Result<Response, AutoScalingError>;

impl AutoScaling {
    /// A call arrives; it is always answered at once.
    pub(super) fn handle(&mut self, (id, from): (CallId, &Name), request: Request, turn: Turn<'_>, out: &mut Output) {
        let request = self.read(request);
        let place: Name = request.group().unwrap_or("autoscaling").into();
        let reply = self.answer(request, turn, out);
        if let Err(error) = &reply {
            out.sink.emit(turn.now, turn.cause, || Draft {
                actor: Some(from.clone()),
                note: Some(error.code.name().into()),
                weight: Weight::Mark,
                ..Draft::new("autoscaling.refused", &place)
            });
        }
        out.replies.push((id, reply));
    }

    /// A call in AWS's JSON form, read.
    pub(super) fn read(&self, request: Request) -> Request {
        let Request::Said { operation, body } = request else { return request };
        let body = serde_json::from_str(&body).unwrap_or_default();
        json::read(&operation, &body, &self.limits).unwrap_or_else(|error| Request::Unreadable(Box::new(error)))
    }

    fn answer(&mut self, request: Request, turn: Turn<'_>, out: &mut Output) -> Reply {
        let done = |done: Result<(), AutoScalingError>| done.map(|()| Response::Done);
        match request {
            Request::CreateAutoScalingGroup(create) => self.create(*create, turn, out),
            Request::DeleteAutoScalingGroup { group, force } => self.delete(&group, force, turn, out),
            Request::DescribeAutoScalingGroups(names) => {
                let fits = |g: &&Group| names.is_empty() || names.contains(&g.name);
                Ok(Response::Groups(self.groups.values().filter(fits).cloned().collect()))
            }
            Request::UpdateAutoScalingGroup { group, changes } => {
                self.on(&group, turn, out, |g, ctx| done(groups::update(g, ctx, &changes)))
            }
            Request::SetDesiredCapacity { group, desired, honor } => {
                self.on(&group, turn, out, |g, ctx| done(groups::set_desired(g, ctx, desired, honor)))
            }
            Request::TerminateInstanceInAutoScalingGroup { instance, decrement } => {
                let group = self.owner(&instance)?;
                self.on(&group, turn, out, |g, ctx| {
                    groups::terminate(g, ctx, &instance, decrement).map(|()| Response::Terminated(g.name.clone()))
                })
            }
            Request::SetInstanceHealth { instance, healthy } => {
                let group = self.owner(&instance)?;
                self.on(&group, turn, out, |g, ctx| done(groups::set_health(g, ctx, &instance, healthy)))
            }
            Request::SetInstanceProtection { group, instances, on } => {
                self.on(&group, turn, out, |g, ctx| done(groups::protect(g, ctx, &instances, on)))
            }
            Request::CreateLaunchConfiguration { name, said } => self.create_launch(name, said, turn.now),
            Request::DeleteLaunchConfiguration(name) => self.delete_launch(&name),
            Request::DescribeLaunchConfigurations(names) => {
                let fits = |l: &&super::model::LaunchConfiguration| names.is_empty() || names.contains(&l.name);
                Ok(Response::Launches(self.launches.values().filter(fits).cloned().collect()))
            }
            Request::CreateOrUpdateTags { group, tags } => {
                self.on(&group, turn, out, |g, ctx| launches::tag(g, ctx, tags))
            }
            Request::DeleteTags { group, keys } => self.on(&group, turn, out, |g, _| {
                g.about.tags.retain(|key, _| !keys.contains(key));
                Ok(Response::Done)
            }),
            Request::EnableMetricsCollection(group) => self.on(&group, turn, out, |g, _| {
                g.config.metrics = true;
                Ok(Response::Done)
            }),
            Request::DisableMetricsCollection(group) => self.on(&group, turn, out, |g, _| {
                g.config.metrics = false;
                Ok(Response::Done)
            }),
            Request::PutScalingPolicy { group, policy } => {
                self.on(&group, turn, out, |g, ctx| policies::put(g, ctx, *policy))
            }
            Request::DeletePolicy { group, policy } => {
                self.on(&group, turn, out, |g, ctx| done(policies::delete(g, ctx, &policy)))
            }
            Request::ExecutePolicy { group, policy, honor, value, breach } => self.on(&group, turn, out, |g, ctx| {
                let name = super::model::named(&policy).map_or(&*policy, |(_, name)| name);
                done(policies::execute(g, ctx, name, honor, &policies::Breach { alarm: None, value, breach }))
            }),
            Request::Alarm { policy, alarm, value, breach } => {
                let Some((group, name)) = super::model::named(&policy) else {
                    return Err(AutoScalingError::invalid(format!("There is no policy {policy}")));
                };
                let breach = policies::Breach { alarm: Some(alarm), value, breach };
                self.on(group, turn, out, |g, ctx| done(policies::execute(g, ctx, name, true, &breach)))
            }
            Request::Unreadable(error) => Err(*error),
            other => self.plan(other, turn, out),
        }
    }

    fn owner(&self, instance: &str) -> Result<Name, AutoScalingError> {
        let none = || {
            AutoScalingError::invalid(format!(
                "Instance Id not found - No managed instance found for instance ID: {instance}"
            ))
        };
        self.group_of(instance).ok_or_else(none)
    }

    /// Does something with one group.
    fn on(
        &mut self,
        name: &str,
        turn: Turn<'_>,
        out: &mut Output,
        act: impl FnOnce(&mut Group, &mut Ctx<'_>) -> Reply,
    ) -> Reply {
        self.with_group(name, turn, out, act).unwrap_or_else(|| Err(AutoScalingError::no_group(name)))
    }
}
