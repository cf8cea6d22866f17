//! The capacity follows the wish: instances are launched and terminated, one by one.
use super::{Ctx, detail, hooks};
use crate::base::time::SimTime;
use crate::sim::{
    errand::Task,
    ids,
    services::autoscaling::model::{Activity, Group, Instance, Kind, Life, Termination, Under},
    trace::{Name, Weight},
    turn::Draft,
};
use serde_json::json;

/// The instances of the beginning.
pub fn open(group: &mut Group, ctx: &mut Ctx<'_>) {
    if !group.settings.warm_start {
        return;
    }
    for _ in 0..group.config.desired {
        let id = launch(group, ctx, "the beginning");
        if let Some(instance) = group.instances.iter_mut().find(|i| i.id == id) {
            (instance.life, instance.until, instance.begins) = (Life::InService, None, Some(ctx.now));
            // Warm since long: no since, so that no warm-up is counted.
            instance.since = None;
        }
        done(group, &id, ctx.now);
    }
}

/// Every instance goes, and the group with the last one.
pub fn close(group: &mut Group, ctx: &mut Ctx<'_>) {
    group.course.leaving = true;
    group.plans = crate::sim::services::autoscaling::model::Plans::default();
    (group.config.min, group.config.desired, group.course.look) = (0, 0, None);
    let all: Vec<Name> = group.instances.iter().map(|i| i.id.clone()).collect();
    all.iter().for_each(|id| terminate(group, ctx, id, "the end of the group"));
}

/// A new desired capacity, within the sizes of the group; whether it changed.
pub fn want(group: &mut Group, ctx: &mut Ctx<'_>, to: u64, why: &str) -> bool {
    let to = to.clamp(group.config.min, group.config.max);
    let from = std::mem::replace(&mut group.config.desired, to);
    if from == to {
        return false;
    }
    let place = group.name.clone();
    let event = ctx.emit(|| Draft {
        amount: to,
        note: Some(format!("{from} to {to}: {why}").into()),
        weight: Weight::Mark,
        ..Draft::new(if to > from { "autoscaling.scale_out" } else { "autoscaling.scale_in" }, &place)
    });
    ctx.cause = event.or(ctx.cause);
    true
}

/// Launches what is missing, terminates what is too much.
pub fn reconcile(group: &mut Group, ctx: &mut Ctx<'_>) {
    if group.course.leaving {
        return;
    }
    let live = group.count(|i| !i.leaving());
    let desired = group.config.desired;
    if live < desired && !group.plans.suspended.contains("Launch") {
        for _ in live..desired {
            launch(group, ctx, "the desired capacity");
        }
    } else if live > desired && !group.plans.suspended.contains("Terminate") {
        for _ in desired..live {
            let Some(id) = victim(group, ctx.now) else { break };
            terminate(group, ctx, &id, "scale-in");
        }
    }
}

fn launch(group: &mut Group, ctx: &mut Ctx<'_>, why: &str) -> Name {
    let id = ctx.id();
    let zones = group.settings.zones.max(1);
    let zone = (0..zones).min_by_key(|z| group.count(|i| i.zone == *z)).unwrap_or(0);
    let runs = ctx.now + group.settings.pending;
    group.instances.push(Instance {
        id: id.clone(),
        launched: ctx.now,
        life: Life::Pending,
        until: Some(runs),
        limit: None,
        since: None,
        begins: Some(runs + group.settings.boot),
        protected: group.config.protect,
        sick: None,
        taken: None,
        zone,
        worker: None,
    });
    group.course.launched += 1;
    record(group, ctx, &id, true, why);
    let place = group.name.clone();
    ctx.emit(|| Draft {
        actor: Some(id.clone()),
        note: Some(why.into()),
        until: Some(runs),
        weight: Weight::Step,
        ..Draft::new("autoscaling.launch", &place)
    });
    id
}

/// How many activities a group remembers.
const REMEMBERED: usize = 100;

/// An activity begins.
fn record(group: &mut Group, ctx: &Ctx<'_>, id: &str, launch: bool, cause: &str) {
    let nth = group.course.launched * 2 + u64::from(!launch) + group.course.terminated;
    let salt = id.bytes().fold(nth, |sum, b| sum.wrapping_mul(31).wrapping_add(u64::from(b)));
    if group.past.len() >= REMEMBERED {
        group.past.pop_front();
    }
    group.past.push_back(Activity {
        id: ids::uuid(ctx.seed, 0xac, salt).into(),
        instance: id.into(),
        launch,
        cause: cause.into(),
        start: ctx.now,
        end: None,
    });
}

/// The last activity of an instance ends.
fn done(group: &mut Group, id: &str, now: SimTime) {
    if let Some(activity) = group.past.iter_mut().rev().find(|a| &*a.instance == id) {
        activity.end.get_or_insert(now);
    }
}

/// Which instance scale-in takes: never a protected one.
fn victim(group: &Group, now: SimTime) -> Option<Name> {
    let open: Vec<&Instance> = group.instances.iter().filter(|i| !i.leaving() && !i.protected).collect();
    let crowd = |zone: u32| group.count(|i| i.zone == zone && !i.leaving());
    let busiest = open.iter().map(|i| crowd(i.zone)).max()?;
    let in_crowd = open.iter().filter(|i| crowd(i.zone) == busiest);
    let into_hour = |i: &&&Instance| now.since(i.launched).as_micros() % SimTime::from_secs(3_600).as_micros();
    let chosen = match group.config.termination {
        Termination::Oldest => open.iter().min_by_key(|i| (i.launched, i.id.clone())),
        Termination::Newest => open.iter().max_by_key(|i| (i.launched, i.id.clone())),
        Termination::Hour => open.iter().max_by_key(into_hour),
        Termination::Default => in_crowd.max_by_key(into_hour),
    };
    chosen.map(|i| i.id.clone())
}

/// In service at last.
pub fn serve(group: &mut Group, ctx: &mut Ctx<'_>, id: &str) {
    let Some(instance) = group.instances.iter_mut().find(|i| &*i.id == id) else { return };
    (instance.life, instance.since, instance.until, instance.limit) = (Life::InService, Some(ctx.now), None, None);
    done(group, id, ctx.now);
    let place = group.name.clone();
    ctx.emit(|| Draft { actor: Some(id.into()), weight: Weight::Step, ..Draft::new("autoscaling.in_service", &place) });
    if group.kind == Kind::Ec2 {
        let body = detail(group, id);
        ctx.announce(&place, "EC2 Instance Launch Successful", &body);
    }
}

/// An instance is to go: over its hooks, where there are any.
pub fn terminate(group: &mut Group, ctx: &mut Ctx<'_>, id: &str, why: &str) {
    let Some(instance) = group.instances.iter_mut().find(|i| &*i.id == id && !i.leaving()) else { return };
    let ran = !instance.coming();
    (instance.until, instance.sick) = (None, None);
    let worker = instance.worker.clone();
    done(group, id, ctx.now);
    record(group, ctx, id, false, why);
    let place = group.name.clone();
    ctx.emit(|| Draft {
        actor: Some(id.into()),
        note: Some(match worker {
            Some(worker) => format!("{worker}: {why}").into(),
            None => why.into(),
        }),
        weight: Weight::Step,
        ..Draft::new("autoscaling.terminate", &place)
    });
    if ran { hooks::open(group, ctx, id, false) } else { stop(group, ctx, id) }
}

/// The hooks are done: an instance dies with what it holds, a task may finish within its stopTimeout.
pub fn stop(group: &mut Group, ctx: &mut Ctx<'_>, id: &str) {
    let end = ctx.now + SimTime::from_secs(group.config.stop);
    let gentle = group.kind == Kind::Ecs;
    let Some(instance) = group.instances.iter_mut().find(|i| &*i.id == id) else { return };
    if !gentle || instance.begins.is_some() {
        return gone(group, ctx, id, "");
    }
    (instance.life, instance.until, instance.limit) = (Life::Stopping, Some(end), None);
    dismiss(group, ctx, id, true);
}

fn dismiss(group: &Group, ctx: &mut Ctx<'_>, id: &str, gently: bool) {
    if let Some(fleet) = &group.fleet {
        let to: Name = format!("fleet://{fleet}").into();
        ctx.send(&group.name, to, Task::Terminate(id.into(), gently), Under::Other);
    }
}

/// An instance is no more.
pub fn gone(group: &mut Group, ctx: &mut Ctx<'_>, id: &str, why: &str) {
    let Some(at) = group.instances.iter().position(|i| &*i.id == id) else { return };
    let instance = group.instances.remove(at);
    done(group, id, ctx.now);
    group.course.terminated += 1;
    group.course.ran += ctx.now.since(instance.launched).as_micros();
    if instance.begins.is_none() {
        dismiss(group, ctx, id, false);
    }
    let place = group.name.clone();
    ctx.emit(|| Draft {
        actor: Some(id.into()),
        note: (!why.is_empty()).then(|| why.into()),
        weight: Weight::Step,
        ..Draft::new("autoscaling.terminated", &place)
    });
    if group.kind == Kind::Ec2 && !group.course.leaving {
        let body = detail(group, id);
        ctx.announce(&place, "EC2 Instance Terminate Successful", &body);
    }
}

/// An instance fails: of Spot with a warning, else its status checks fail at once and its worker is dead.
pub fn strike(group: &mut Group, ctx: &mut Ctx<'_>, id: &str) {
    let (now, spot) = (ctx.now, group.settings.spot);
    let grace = SimTime::from_secs(group.config.grace);
    let end = now + ctx.limits.spot_notice;
    let Some(instance) = group.instances.iter_mut().find(|i| &*i.id == id) else { return };
    let begun = instance.begins.take().is_none();
    if spot {
        if !begun {
            instance.begins = Some(end);
        }
        instance.taken = Some(end);
    } else {
        // Its worker is dead and never begins again.
        instance.begins = Some(SimTime::NEVER);
        instance.sick = Some((instance.since.unwrap_or(now) + grace).max(now));
    }
    let place = group.name.clone();
    let event = ctx.emit(|| Draft {
        actor: Some(id.into()),
        until: spot.then_some(end),
        weight: Weight::Alarm,
        ..Draft::new(if spot { "autoscaling.interruption" } else { "autoscaling.broken" }, &place)
    });
    ctx.cause = event.or(ctx.cause);
    if spot {
        let body = json!({ "instance-id": id, "instance-action": "terminate" });
        ctx.announce(&place, "EC2 Spot Instance Interruption Warning", &body);
    } else if begun {
        dismiss(group, ctx, id, false);
    }
}

/// The activity of a simple policy has ended: its cooldown begins.
pub fn rest(group: &mut Group, ctx: &Ctx<'_>) {
    let busy = group.instances.iter().any(|i| i.coming() || i.leaving());
    if let Some(span) = group.course.cooling.take_if(|_| !busy) {
        group.course.cool = ctx.now + span;
    }
}
