//! Schedules, by CreateSchedule and UpdateSchedule.
use super::Builder;
use crate::sim::{
    arn,
    scenario::spec::scheduler::ScheduleSpec,
    services::{
        Answer, Call,
        scheduler::api::{Input, Request, TargetInput},
    },
    trace::Name,
};

/// The schedules.
pub(super) fn create(build: &mut Builder<'_>) {
    for spec in &build.plan.schedules {
        let input = Box::new(input(build, spec));
        ask(build, spec, Request::CreateSchedule(input));
    }
}

/// Sets one schedule to what the scenario says now.
pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    let Some(spec) = build.plan.schedules.iter().find(|s| s.name == *name) else { return };
    let input = Box::new(input(build, spec));
    ask(build, spec, Request::UpdateSchedule(input));
}

fn input(build: &Builder<'_>, spec: &ScheduleSpec) -> Input {
    let fleet = build.plan.consumers.iter().any(|c| c.name == spec.to);
    let target = TargetInput {
        arn: match &*spec.to {
            "default" => build.plan.region.arn("events", "event-bus/default"),
            name if fleet => build.plan.region.arn("ecs", &format!("cluster/{name}")),
            name => build.arn(name),
        },
        role: build.plan.region.global("iam", arn::ACCOUNT, &format!("role/{}", spec.name)),
        input: spec.input.as_ref().map(|v| v.to_string().into()),
        group: spec.group.clone(),
        key: spec.key.clone(),
        event: spec.source.clone().zip(spec.kind.clone()),
        dead_letter: spec.dead_letter.as_ref().map(|q| build.arn(q)),
        attempts: spec.attempts,
        age: spec.age.map(|a| a.0.as_secs()),
        ..TargetInput::default()
    };
    Input {
        name: spec.name.clone(),
        group: "".into(),
        expression: spec.expression.clone(),
        zone: spec.zone.clone(),
        start: None,
        end: None,
        window: spec.window.map(|w| w.0.as_secs() / 60),
        disabled: !spec.enabled,
        vanishes: spec.vanishes,
        target,
        ..Input::default()
    }
}

fn ask(build: &mut Builder<'_>, spec: &ScheduleSpec, request: Request) {
    if let Some(Answer::Scheduler(Err(error))) = build.ask(Call::Scheduler(request)) {
        build.refuse(format!("schedules.{}", spec.name), error.code.name(), error.message);
    }
}
