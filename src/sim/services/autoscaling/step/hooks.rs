//! Lifecycle hooks hold an instance in `Pending:Wait` or `Terminating:Wait` until somebody completes the action or time runs out.
use super::{Ctx, capacity, detail};
use crate::base::time::SimTime;
use crate::sim::{
    errand::{Cargo, Task},
    services::autoscaling::model::{Group, Life, Under},
    trace::{Name, Weight},
    turn::Draft,
};
use serde_json::json;
use std::sync::Arc;

/// An instance comes to the hooks of its transition, or goes on where there is none.
pub fn open(group: &mut Group, ctx: &mut Ctx<'_>, id: &str, launching: bool) {
    let hooks: Vec<Name> =
        group.plans.hooks.iter().filter(|(_, h)| h.launching == launching).map(|(name, _)| name.clone()).collect();
    let limit = ctx.now + ctx.limits.hook_total;
    let Some(instance) = group.instances.iter_mut().find(|i| &*i.id == id) else { return };
    instance.limit = (!hooks.is_empty()).then_some(limit);
    instance.life = if launching { Life::PendingWait(hooks) } else { Life::TerminatingWait(hooks) };
    wait(group, ctx, id);
}

/// Waits for the first hook that is left, or goes on.
fn wait(group: &mut Group, ctx: &mut Ctx<'_>, id: &str) {
    let Some(instance) = group.instances.iter().find(|i| &*i.id == id) else { return };
    let (first, launching) = match &instance.life {
        Life::PendingWait(hooks) => (hooks.first().cloned(), true),
        Life::TerminatingWait(hooks) => (hooks.first().cloned(), false),
        _ => return,
    };
    let Some((name, hook)) = first.and_then(|name| group.plans.hooks.get(&name).cloned().map(|hook| (name, hook)))
    else {
        return if launching { capacity::serve(group, ctx, id) } else { capacity::stop(group, ctx, id) };
    };
    let hundred = instance.limit.unwrap_or(SimTime::NEVER).min(ctx.now + SimTime::from_secs(hook.heartbeat * 100));
    let until = (ctx.now + SimTime::from_secs(hook.heartbeat)).min(hundred);
    if let Some(instance) = group.instances.iter_mut().find(|i| &*i.id == id) {
        (instance.until, instance.limit) = (Some(until), Some(hundred));
    }
    let place = group.name.clone();
    ctx.emit(|| Draft {
        actor: Some(id.into()),
        note: Some(name.clone()),
        until: Some(until),
        weight: Weight::Step,
        ..Draft::new("autoscaling.hook", &place)
    });
    let mut body = detail(group, id);
    let moment = if launching { "autoscaling:EC2_INSTANCE_LAUNCHING" } else { "autoscaling:EC2_INSTANCE_TERMINATING" };
    if let Some(fields) = body.as_object_mut() {
        fields.insert("LifecycleHookName".into(), json!(&*name));
        fields.insert("LifecycleTransition".into(), json!(moment));
    }
    let kind =
        if launching { "EC2 Instance-launch Lifecycle Action" } else { "EC2 Instance-terminate Lifecycle Action" };
    match &hook.notify {
        Some(target) => {
            let cargo = Arc::new(Cargo::new(body.to_string()));
            ctx.send(&place, target.clone(), Task::Send(cargo), Under::Other);
        }
        None => ctx.announce(&place, kind, &body),
    }
}

/// CompleteLifecycleAction for the hook an instance waits for.
pub fn complete(group: &mut Group, ctx: &mut Ctx<'_>, id: &str, proceed: bool) {
    let Some(instance) = group.instances.iter_mut().find(|i| &*i.id == id) else { return };
    instance.until = None;
    let abandoned = match &mut instance.life {
        Life::PendingWait(hooks) => {
            if !hooks.is_empty() {
                hooks.remove(0);
            }
            !proceed
        }
        Life::TerminatingWait(hooks) => {
            // Abandoned or not, the instance terminates; abandoned, the other hooks are passed over.
            if proceed && !hooks.is_empty() {
                hooks.remove(0);
            } else {
                hooks.clear();
            }
            false
        }
        _ => return,
    };
    if abandoned {
        capacity::terminate(group, ctx, id, "an abandoned launch");
    } else {
        wait(group, ctx, id);
    }
}

/// The heartbeat timeout: the hook's default result.
pub fn timeout(group: &mut Group, ctx: &mut Ctx<'_>, id: &str) {
    let first = group.instances.iter().find(|i| &*i.id == id).and_then(|i| match &i.life {
        Life::PendingWait(hooks) | Life::TerminatingWait(hooks) => hooks.first().cloned(),
        _ => None,
    });
    let proceeds = first.as_ref().and_then(|name| group.plans.hooks.get(name)).is_some_and(|hook| hook.proceeds);
    let place = group.name.clone();
    ctx.emit(|| Draft {
        actor: Some(id.into()),
        note: first,
        weight: Weight::Mark,
        ..Draft::new("autoscaling.hook_timeout", &place)
    });
    complete(group, ctx, id, proceeds);
}
