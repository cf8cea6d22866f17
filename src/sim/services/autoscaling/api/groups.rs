//! Groups are made, sized and deleted; single instances are terminated, protected, called ill.
use super::{
    AutoScalingError, Code, Reply, Response,
    request::{Changes, Create},
};
use crate::base::time::SimTime;
use crate::sim::{
    services::autoscaling::{
        model::{About, AutoScaling, Course, Group, Kind, Plans},
        step::{Ctx, Output, capacity},
    },
    trace::{Name, Weight},
    turn::{Draft, Turn},
};
use std::collections::{BTreeMap, VecDeque};

type Done = Result<(), AutoScalingError>;

fn sizes(min: u64, max: u64, desired: u64) -> Done {
    if min > max {
        return Err(AutoScalingError::invalid("Min size cannot be greater than max size."));
    }
    if desired < min || desired > max {
        let message =
            format!("Desired capacity:{desired} must be between the specified min size:{min} and max size:{max}");
        return Err(AutoScalingError::invalid(message));
    }
    Ok(())
}

impl AutoScaling {
    /// CreateAutoScalingGroup.
    pub(super) fn create(&mut self, create: Create, turn: Turn<'_>, out: &mut Output) -> Reply {
        let Create { name, kind, fleet, config, settings, about } = create;
        about.iter().try_for_each(|about| self.check_about(about))?;
        let about = about.map_or_else(Default::default, |about| Box::new(About { made: turn.now, ..*about }));
        if name.is_empty() || name.len() > 255 || name.contains(':') {
            return Err(AutoScalingError::invalid("AutoScalingGroupName has 1 to 255 characters, no colon."));
        }
        sizes(config.min, config.max, config.desired)?;
        if kind == Kind::Ecs && !self.limits.stop.holds(config.stop) {
            return Err(AutoScalingError::invalid(format!("stopTimeout is at most {} seconds.", self.limits.stop.max)));
        }
        if self.groups.contains_key(&name) {
            let message = "AutoScalingGroup by this name already exists - A group with this name already exists";
            return Err(AutoScalingError::new(Code::AlreadyExists, message));
        }
        let group = Group {
            name: name.clone(),
            kind,
            fleet,
            config,
            settings,
            instances: vec![],
            policies: BTreeMap::new(),
            plans: Plans::default(),
            course: Course::default(),
            about,
            past: VecDeque::new(),
        };
        self.groups.insert(name.clone(), group);
        self.with_group(&name, turn, out, capacity::open);
        Ok(Response::Done)
    }

    /// DeleteAutoScalingGroup.
    pub(super) fn delete(&mut self, name: &str, force: bool, turn: Turn<'_>, out: &mut Output) -> Reply {
        let Some(group) = self.groups.get(name) else { return Err(AutoScalingError::no_group(name)) };
        if !force && !group.instances.is_empty() {
            let message = "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.";
            return Err(AutoScalingError::new(Code::ResourceInUse, message));
        }
        self.with_group(name, turn, out, |group, ctx| {
            let policies: Vec<Name> = group.policies.keys().cloned().collect();
            for policy in policies {
                let _ = super::policies::delete(group, ctx, &policy);
            }
            capacity::close(group, ctx);
        });
        self.sweep(name);
        Ok(Response::Done)
    }
}

/// UpdateAutoScalingGroup: a desired capacity outside the new sizes moves with them.
pub(super) fn update(group: &mut Group, ctx: &mut Ctx<'_>, changes: &Changes) -> Done {
    let config = &group.config;
    let (min, max) = (changes.min.unwrap_or(config.min), changes.max.unwrap_or(config.max));
    if min > max {
        return Err(AutoScalingError::invalid("Min size cannot be greater than max size."));
    }
    let desired = match changes.desired {
        Some(desired) => {
            sizes(min, max, desired)?;
            desired
        }
        None => config.desired.clamp(min, max),
    };
    let config = &mut group.config;
    (config.min, config.max) = (min, max);
    config.cooldown = changes.cooldown.unwrap_or(config.cooldown);
    config.grace = changes.grace.unwrap_or(config.grace);
    config.warmup = changes.warmup.or(config.warmup);
    config.termination = changes.termination.unwrap_or(config.termination);
    config.protect = changes.protect.unwrap_or(config.protect);
    let about = &mut *group.about;
    for (to, said) in [
        (&mut about.launch, &changes.launch),
        (&mut about.subnets, &changes.subnets),
        (&mut about.health, &changes.health),
    ] {
        if let Some(said) = said {
            *to = said.clone();
        }
    }
    capacity::want(group, ctx, desired, "an update");
    Ok(())
}

/// SetDesiredCapacity.
pub(super) fn set_desired(group: &mut Group, ctx: &mut Ctx<'_>, desired: u64, honor: bool) -> Done {
    sizes(group.config.min, group.config.max, desired).map_err(|_| {
        let side = if desired > group.config.max { "above max value" } else { "below min value" };
        AutoScalingError::invalid(format!("New SetDesiredCapacity value {desired} is {side} for the AutoScalingGroup."))
    })?;
    if honor && cooling(group, ctx.now) {
        let message = "There is already a cooldown in effect.";
        return Err(AutoScalingError::new(Code::ScalingActivityInProgress, message));
    }
    capacity::want(group, ctx, desired, "a user request");
    Ok(())
}

/// Whether a cooldown runs, or waits for its activity to end.
pub(super) fn cooling(group: &Group, now: SimTime) -> bool {
    group.course.cooling.is_some() || now < group.course.cool
}

/// TerminateInstanceInAutoScalingGroup: without a smaller capacity the instance is replaced.
pub(super) fn terminate(group: &mut Group, ctx: &mut Ctx<'_>, id: &str, decrement: bool) -> Done {
    if decrement {
        if group.config.desired <= group.config.min {
            let message = "Currently, desiredSize equals minSize. Terminating instance without replacement will violate group's min size constraint.";
            return Err(AutoScalingError::invalid(message));
        }
        group.config.desired -= 1;
    }
    capacity::terminate(group, ctx, id, "a user request");
    Ok(())
}

/// SetInstanceHealth: an unhealthy instance is replaced when its grace period is over.
pub(super) fn set_health(group: &mut Group, ctx: &mut Ctx<'_>, id: &str, healthy: bool) -> Done {
    let (grace, now) = (SimTime::from_secs(group.config.grace), ctx.now);
    if let Some(instance) = group.instances.iter_mut().find(|i| &*i.id == id) {
        let earliest = instance.since.unwrap_or(now) + grace;
        instance.sick = (!healthy).then(|| earliest.max(now));
    }
    Ok(())
}

/// SetInstanceProtection: with the protection gone, what waited for it happens.
pub(super) fn protect(group: &mut Group, ctx: &mut Ctx<'_>, ids: &[Name], on: bool) -> Done {
    if let Some(unknown) = ids.iter().find(|id| !group.instances.iter().any(|i| i.id == **id)) {
        return Err(AutoScalingError::invalid(format!(
            "The instance {unknown} is not part of Auto Scaling group {}.",
            group.name
        )));
    }
    for id in ids {
        if let Some(instance) = group.instances.iter_mut().find(|i| i.id == *id) {
            instance.protected = on;
        }
        let name = group.name.clone();
        ctx.emit(|| Draft {
            actor: Some(id.clone()),
            note: Some(if on { "on" } else { "off" }.into()),
            weight: Weight::Step,
            ..Draft::new("autoscaling.protect", &name)
        });
    }
    Ok(())
}
