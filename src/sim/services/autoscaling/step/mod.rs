//! What time does to groups: instances start, wait, warm up, stop; scheduled actions and cooldowns.
/// The capacity follows the wish.
pub mod capacity;
/// Waiting for hooks.
pub mod hooks;

use super::{
    api::{AutoScalingError, Response},
    model::{AutoScaling, Group, Kind, Life, Under},
    quotas::Limits,
};
use crate::base::time::SimTime;
use crate::sim::{
    errand::{By, Cargo, Errand, Outcome, Task, Ticket},
    ids,
    region::Region,
    trace::{Name, Weight},
    turn::{Draft, Out, Turn},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc};

/// Auto Scaling's own timers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Timer {
    /// Something may be due in this group.
    Group(Name),
}

/// What Auto Scaling answers with.
pub type Output = Out<Timer, Result<Response, AutoScalingError>>;

/// How often the workers are looked at, where a policy wants to know.
const LOOK: SimTime = SimTime::from_secs(60);

/// What a step works with besides its group.
#[derive(Debug)]
pub struct Ctx<'a> {
    /// The moment of the step.
    pub now: SimTime,
    /// The trace event that led here.
    pub cause: Option<u64>,
    /// AWS's numbers.
    pub limits: Limits,
    /// Where it is.
    pub region: &'a Region,
    seed: u64,
    made: &'a mut u64,
    next: &'a mut u64,
    errands: &'a mut BTreeMap<u64, Under>,
    out: &'a mut Output,
}

impl Ctx<'_> {
    /// Records an event.
    pub fn emit(&mut self, draft: impl FnOnce() -> Draft) -> Option<u64> {
        self.out.sink.emit(self.now, self.cause, draft)
    }
    /// A new instance's id.
    pub fn id(&mut self) -> Name {
        *self.made += 1;
        let (a, b) = ids::pair(self.seed, 0xec2, *self.made);
        format!("i-0{:08x}{:08x}", a >> 32, b >> 32).into()
    }
    /// A new policy's number.
    pub fn uuid(&mut self) -> Name {
        *self.made += 1;
        ids::uuid(self.seed, 0xa5, *self.made).into()
    }
    /// Asks something of somebody.
    pub fn send(&mut self, group: &str, to: Name, task: Task, under: Under) {
        let ticket = *self.next;
        *self.next += 1;
        self.errands.insert(ticket, under);
        self.out.errands.push(Errand {
            ticket: Ticket(ticket),
            // Its service-linked role, or the role a hook names.
            by: By::Role { of: self.region.arn("autoscaling", &format!("autoScalingGroup:{group}")) },
            to,
            task,
            patience: SimTime::from_secs(10),
            cause: self.cause,
        });
    }
    /// Tells the default event bus.
    pub fn announce(&mut self, group: &str, kind: &str, detail: &serde_json::Value) {
        let source = if kind.contains("Spot") { "aws.ec2" } else { "aws.autoscaling" };
        let cargo = Cargo { subject: Some(source.into()), kind: Some(kind.into()), ..Cargo::new(detail.to_string()) };
        self.send(group, self.region.arn("events", "event-bus/default"), Task::Send(Arc::new(cargo)), Under::Other);
    }
}

impl AutoScaling {
    /// Brings a group up to now, does `act`, follows up and asks for the next wake-up.
    pub(super) fn with_group<T>(
        &mut self,
        name: &str,
        turn: Turn<'_>,
        out: &mut Output,
        act: impl FnOnce(&mut Group, &mut Ctx<'_>) -> T,
    ) -> Option<T> {
        let group = self.groups.get_mut(name)?;
        let mut ctx = Ctx {
            now: turn.now,
            cause: turn.cause,
            limits: self.limits,
            region: turn.region,
            seed: self.seed,
            made: &mut self.made,
            next: &mut self.next,
            errands: &mut self.errands,
            out,
        };
        settle(group, &mut ctx);
        let answer = act(group, &mut ctx);
        settle(group, &mut ctx);
        capacity::reconcile(group, &mut ctx);
        capacity::rest(group, &ctx);
        settle(group, &mut ctx);
        if let Some(next) = due(group)
            && group.course.armed.is_none_or(|armed| next < armed || armed <= turn.now)
        {
            group.course.armed = Some(next);
            out.timers.push((next, Timer::Group(group.name.clone())));
        }
        Some(answer)
    }

    /// A timer has come.
    pub(super) fn wake(&mut self, name: &Name, turn: Turn<'_>, out: &mut Output) {
        self.with_group(name, turn, out, |_, _| ());
        self.sweep(name);
    }

    /// Forgets a deleted group whose instances are gone.
    pub(super) fn sweep(&mut self, name: &str) {
        if self.groups.get(name).is_some_and(|g| g.course.leaving && g.instances.is_empty()) {
            self.groups.remove(name);
        }
    }

    /// What came of an errand.
    pub(super) fn hear(&mut self, ticket: u64, outcome: Outcome, turn: Turn<'_>, out: &mut Output) {
        match (self.errands.remove(&ticket), outcome) {
            (Some(Under::Launch(group, id)), Outcome::Taken(worker)) => {
                let instance = self.groups.get_mut(&group).and_then(|g| g.instances.iter_mut().find(|i| i.id == id));
                if let Some(instance) = instance {
                    instance.worker = Some(worker);
                }
            }
            (Some(Under::Measure(group)), Outcome::Measured(values)) => {
                let value = |at: usize| values.get(at).copied().flatten().map(|r| r.value);
                if let (Some(group), Some(busy), Some(members)) = (self.groups.get_mut(&group), value(0), value(1)) {
                    let used = busy * u64::from(group.settings.busy_cpu);
                    group.course.cpu = used.checked_div(members);
                }
            }
            (Some(Under::Alarm(group, alarm)), Outcome::Refused { code, .. }) => {
                out.sink.emit(turn.now, turn.cause, || Draft {
                    actor: Some(alarm),
                    note: Some(code),
                    weight: Weight::Alarm,
                    ..Draft::new("autoscaling.alarm_failed", &group)
                });
            }
            _ => {}
        }
    }

    /// Something breaks: an instance, or of a group the oldest in service. Spot instances get a warning.
    pub(super) fn strike(&mut self, resource: &str, turn: Turn<'_>, out: &mut Output) -> bool {
        let worker =
            |g: &Group| g.instances.iter().find(|i| i.worker.as_deref() == Some(resource)).map(|i| i.id.clone());
        let by_worker = self.groups.values().find_map(|g| Some((g.name.clone(), worker(g)?)));
        let found = by_worker.or_else(|| match self.groups.get(resource) {
            Some(group) => {
                let serving = group.instances.iter().find(|i| i.serves() && i.sick.is_none() && i.taken.is_none());
                serving.map(|i| (group.name.clone(), i.id.clone()))
            }
            None => self.group_of(resource).map(|group| (group, resource.into())),
        });
        let Some((group, id)) = found else { return false };
        self.with_group(&group, turn, out, |g, ctx| capacity::strike(g, ctx, &id)).is_some()
    }
}

/// The next moment something is due.
fn due(group: &Group) -> Option<SimTime> {
    let instances = group.instances.iter().flat_map(|i| [i.until, i.begins, i.sick, i.taken]);
    let cool = (group.course.cool > SimTime::ZERO).then_some(group.course.cool);
    let scheduled = group.plans.scheduled.values().map(|s| Some(s.at));
    instances.chain(scheduled).chain([group.course.look, cool]).flatten().filter(|t| *t < SimTime::NEVER).min()
}

/// Lets everything happen that is due up to now, in the order of time.
fn settle(group: &mut Group, ctx: &mut Ctx<'_>) {
    if group.course.armed.is_some_and(|armed| armed <= ctx.now) {
        group.course.armed = None;
    }
    while due(group).is_some_and(|at| at <= ctx.now) {
        one(group, ctx);
    }
}

/// One thing that is due.
fn one(group: &mut Group, ctx: &mut Ctx<'_>) {
    let now = ctx.now;
    let is_due = |t: Option<SimTime>| t.is_some_and(|t| t <= now);
    if group.course.cool > SimTime::ZERO && group.course.cool <= now {
        group.course.cool = SimTime::ZERO;
    } else if is_due(group.course.look) {
        look(group, ctx);
    } else if let Some(name) = group.plans.scheduled.iter().find(|(_, s)| s.at <= now).map(|(n, _)| n.clone()) {
        scheduled(group, ctx, &name);
    } else if let Some(at) = group.instances.iter().position(|i| is_due(i.taken)) {
        let id = group.instances.get(at).map(|i| i.id.clone());
        id.iter().for_each(|id| capacity::gone(group, ctx, id, "a Spot interruption"));
    } else if let Some(at) = group.instances.iter().position(|i| is_due(i.sick)) {
        replace(group, ctx, at);
    } else if let Some(at) = group.instances.iter().position(|i| is_due(i.begins)) {
        begin(group, ctx, at);
    } else if let Some(at) = group.instances.iter().position(|i| is_due(i.until)) {
        phase(group, ctx, at);
    }
}

/// The health check finds an instance ill and has it replaced.
fn replace(group: &mut Group, ctx: &mut Ctx<'_>, at: usize) {
    let suspended = group.plans.suspended.contains("ReplaceUnhealthy") || group.plans.suspended.contains("HealthCheck");
    let Some(instance) = group.instances.get_mut(at) else { return };
    instance.sick = None;
    let id = instance.id.clone();
    if suspended {
        return;
    }
    let name = group.name.clone();
    ctx.emit(|| Draft { actor: Some(id.clone()), weight: Weight::Alarm, ..Draft::new("autoscaling.unhealthy", &name) });
    capacity::terminate(group, ctx, &id, "a failed health check");
}

/// The worker in an instance begins.
fn begin(group: &mut Group, ctx: &mut Ctx<'_>, at: usize) {
    let Some(instance) = group.instances.get_mut(at) else { return };
    instance.begins = None;
    let (id, name) = (instance.id.clone(), group.name.clone());
    if let Some(fleet) = &group.fleet {
        let to: Name = format!("fleet://{fleet}").into();
        ctx.send(&name, to, Task::Launch(id.clone()), Under::Launch(name.clone(), id));
    }
}

/// A phase of an instance ends by itself.
fn phase(group: &mut Group, ctx: &mut Ctx<'_>, at: usize) {
    let Some(instance) = group.instances.get_mut(at) else { return };
    instance.until = None;
    let id = instance.id.clone();
    match &instance.life {
        Life::Pending => hooks::open(group, ctx, &id, true),
        Life::PendingWait(_) | Life::TerminatingWait(_) => hooks::timeout(group, ctx, &id),
        Life::Stopping => capacity::gone(group, ctx, &id, "stopTimeout"),
        Life::InService => {}
    }
}

fn scheduled(group: &mut Group, ctx: &mut Ctx<'_>, name: &str) {
    let Some(action) = group.plans.scheduled.remove(name) else { return };
    if group.plans.suspended.contains("ScheduledActions") {
        return;
    }
    let [min, max, desired] = action.sizes;
    let config = &mut group.config;
    (config.min, config.max) = (min.unwrap_or(config.min), max.unwrap_or(config.max));
    config.max = config.max.max(config.min);
    let desired = desired.unwrap_or(config.desired);
    capacity::want(group, ctx, desired, name);
}

/// How busy the workers are.
fn look(group: &mut Group, ctx: &mut Ctx<'_>) {
    let now = ctx.now.as_secs();
    // A little before the minute ends, so that the metric is fresh when it is collected.
    group.course.look =
        Some(SimTime::from_secs(now - now % 60 + 59) + if now % 60 == 59 { LOOK } else { SimTime::ZERO });
    let Some(fleet) = group.fleet.clone() else { return };
    let wanted = vec![(fleet.clone(), "busy".into()), (fleet, "members".into())];
    let name = group.name.clone();
    ctx.send(&name, "metrics://".into(), Task::Measure(wanted), Under::Measure(name.clone()));
}

/// The word for what a group is made of.
#[must_use]
pub const fn unit(kind: Kind) -> &'static str {
    match kind {
        Kind::Ec2 => "instance",
        Kind::Ecs => "task",
    }
}

/// An event's detail about an instance.
#[must_use]
pub fn detail(group: &Group, id: &str) -> serde_json::Value {
    json!({ "AutoScalingGroupName": &*group.name, "EC2InstanceId": id })
}
