//! Pipes, by CreatePipe, UpdatePipe, StartPipe and StopPipe.
use super::Builder;
use crate::sim::{
    arn,
    scenario::spec::pipes::{PipeSpec, StageSpec},
    services::{
        Answer, Call,
        pipes::api::{Input, Request, SourceInput, StageInput},
    },
    trace::Name,
};

/// The pipes.
pub(super) fn create(build: &mut Builder<'_>) {
    for spec in &build.plan.pipes {
        let input = Box::new(input(build, spec));
        ask(build, spec, Request::CreatePipe(input));
    }
}

/// Sets one pipe to what the scenario says now: where only its desired state differs, by StartPipe or StopPipe.
pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    let Some(spec) = build.plan.pipes.iter().find(|s| s.name == *name) else { return };
    let wanted = build.services.pipes.pipe(name).map(|p| p.wanted);
    let name = name.clone();
    let request = match (wanted, spec.running) {
        (Some(false), true) => Request::StartPipe { name },
        (Some(true), false) => Request::StopPipe { name },
        _ => Request::UpdatePipe(Box::new(input(build, spec).into())),
    };
    ask(build, spec, request);
}

fn input(build: &Builder<'_>, spec: &PipeSpec) -> Input {
    Input {
        name: spec.name.clone(),
        source: build.arn(&spec.from),
        role: build.plan.region.global("iam", arn::ACCOUNT, &format!("role/{}", spec.name)),
        stopped: !spec.running,
        set: SourceInput {
            filters: spec.filters.iter().map(|f| f.to_string().into()).collect(),
            batch: spec.batch,
            window: spec.window,
            start: spec.start.clone(),
            start_at: spec.start_at.map(|s| s.0),
            parallel: spec.parallel,
            attempts: spec.attempts,
            age: spec.age,
            on_partial: spec.on_partial.clone(),
            dead_letter: spec.dead_letter.as_ref().map(|n| build.arn(n)),
            ..SourceInput::default()
        },
        enrichment: spec.enrichment.as_ref().map(|s| stage(build, s)),
        target: stage(build, &spec.target),
        ..Input::default()
    }
}

fn stage(build: &Builder<'_>, spec: &StageSpec) -> StageInput {
    let fleet = build.plan.consumers.iter().any(|c| c.name == spec.to);
    let arn = match &*spec.to {
        "default" => build.plan.region.arn("events", "event-bus/default"),
        name if fleet => build.plan.region.arn("ecs", &format!("cluster/{name}")),
        name => build.arn(name),
    };
    StageInput {
        standard: build.services.states.machine(&spec.to).is_some_and(|m| !m.express),
        arn,
        template: spec.template.clone(),
        invocation: spec.invocation.clone(),
        parts: spec.parameters.clone(),
        ..StageInput::default()
    }
}

fn ask(build: &mut Builder<'_>, spec: &PipeSpec, request: Request) {
    if let Some(Answer::Pipes(Err(error))) = build.ask(Call::Pipes(request)) {
        build.refuse(format!("pipes.{}", spec.name), error.code.name(), error.message);
    }
}
