//! Functions, by CreateFunction and the calls that change one; their mappings, by CreateEventSourceMapping.
use super::Builder;
use crate::base::time::SimTime;
use crate::sim::{
    arn,
    scenario::spec::lambda::{FunctionSpec, ReturnsSpec, SourceSpec, pace},
    services::{
        Answer, Call,
        lambda::{
            api::request::{Configure, EventInvoke, Facts, NewFunction, NewMapping, Parameters, Permission, Request},
            model::code::{Code, Effect, Faults, Returns, Transform},
        },
    },
    trace::Name,
};
use std::sync::Arc;

/// How long a function waits for an answer unless said.
const PATIENCE: SimTime = SimTime::from_secs(10);

/// The functions themselves.
pub(super) fn create(build: &mut Builder<'_>) {
    for spec in &build.plan.functions {
        let new = NewFunction {
            name: spec.name.to_string(),
            timeout: spec.timeout,
            memory: spec.memory,
            dead_letter: spec.later.dead_letter.as_ref().map(|n| build.arn(n)),
            code: Arc::new(code(build, spec)),
        };
        ask(build, spec, "", Request::CreateFunction(Box::new(new)));
        build.services.lambda.set_settings(&spec.name, spec.assume.settings());
        rest(build, spec);
        for (nth, who) in spec.allow.iter().enumerate() {
            allow(build, spec, nth, who);
        }
    }
}

/// Their mappings.
pub(super) fn wire(build: &mut Builder<'_>) {
    for spec in &build.plan.functions {
        for source in &spec.event_sources {
            let from = build.arn(&source.from);
            let new = NewMapping {
                function: spec.name.clone(),
                facts: facts(build, &from),
                set: parameters(build, source),
                source: from,
            };
            ask(build, spec, "event_sources", Request::CreateEventSourceMapping(Box::new(new)));
        }
    }
}

/// Sets one function and its mappings to what the scenario says now.
pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    let Some(spec) = build.plan.functions.iter().find(|f| f.name == *name) else { return };
    build.services.lambda.set_settings(name, spec.assume.settings());
    let dead_letter = Some(spec.later.dead_letter.as_ref().map(|n| build.arn(n)).unwrap_or_default());
    let set = Box::new(Configure { timeout: spec.timeout, memory: spec.memory, dead_letter });
    ask(build, spec, "", Request::UpdateFunctionConfiguration { function: name.clone(), set });
    let code = Arc::new(code(build, spec));
    ask(build, spec, "", Request::UpdateFunctionCode { function: name.clone(), code });
    rest(build, spec);
    for source in &spec.event_sources {
        let from = build.arn(&source.from);
        let all = build.services.lambda.mappings.values();
        let Some(uuid) = all.filter(|m| m.function == *name && m.arn == from).map(|m| m.uuid.clone()).next() else {
            continue;
        };
        let mut set = parameters(build, source);
        set.stream.starting_position = None;
        set.stream.starting_position_timestamp = None;
        set.enabled = Some(set.enabled.unwrap_or(true));
        ask(build, spec, "event_sources", Request::UpdateEventSourceMapping { uuid, set: Box::new(set) });
    }
}

/// Concurrency and what becomes of asynchronous events.
fn rest(build: &mut Builder<'_>, spec: &FunctionSpec) {
    let function = spec.name.clone();
    let Some(now) = build.services.lambda.functions.get(&function) else { return };
    let (was, had) = (now.config.reserved, now.envs.provisioned.map(|p| i64::from(p.count)));
    match spec.reserved {
        Some(reserved) => {
            let request = Request::PutFunctionConcurrency { function: function.clone(), reserved };
            ask(build, spec, "ReservedConcurrentExecutions", request);
        }
        None if was.is_some() => {
            ask(build, spec, "", Request::DeleteFunctionConcurrency { function: function.clone() });
        }
        None => {}
    }
    match spec.provisioned {
        Some(count) if had != Some(count) => {
            let request = Request::PutProvisionedConcurrencyConfig { function: function.clone(), count };
            ask(build, spec, "ProvisionedConcurrentExecutions", request);
        }
        None if had.is_some() => {
            ask(build, spec, "", Request::DeleteProvisionedConcurrencyConfig { function: function.clone() });
        }
        _ => {}
    }
    let later = &spec.later;
    let set = Box::new(EventInvoke {
        retries: later.retries,
        age: later.age,
        on_success: later.on_success.as_ref().map(|n| build.arn(n)),
        on_failure: later.on_failure.as_ref().map(|n| build.arn(n)),
    });
    ask(build, spec, "later", Request::PutFunctionEventInvokeConfig { function, set });
}

/// A statement that lets a resource's service invoke the function on its behalf.
fn allow(build: &mut Builder<'_>, spec: &FunctionSpec, nth: usize, who: &Name) {
    let source = build.arn(who);
    let service = arn::parse(&source).map_or("", |p| p.service).to_string();
    let principal = if service == "execute-api" { "apigateway".into() } else { service };
    let permission = Box::new(Permission {
        id: format!("allow-{nth}").into(),
        action: "lambda:InvokeFunction".into(),
        principal: format!("{principal}.amazonaws.com").into(),
        source_arn: Some(source),
        source_account: None,
    });
    ask(build, spec, "allow", Request::AddPermission { function: spec.name.clone(), permission });
}

/// What Lambda reads of a queue before it agrees.
fn facts(build: &Builder<'_>, from: &str) -> Facts {
    let queue = arn::parse(from).filter(|p| p.service == "sqs").and_then(|p| build.services.sqs.queue(p.name));
    Facts { visibility: queue.map(|q| q.config.acting.visibility_span()), retention: None }
}

fn parameters(build: &Builder<'_>, source: &SourceSpec) -> Parameters {
    let mut set = source.set.clone();
    set.batch_size = source.batch.or(set.batch_size);
    if let Some(to) = set.stream.destination_config.as_mut().and_then(|d| d.on_failure.as_mut()) {
        to.destination = to.destination.as_ref().map(|n| build.arn(n));
    }
    set
}

fn code(build: &Builder<'_>, spec: &FunctionSpec) -> Code {
    let effect = |e: &crate::sim::scenario::spec::lambda::EffectSpec| {
        Some(Effect {
            to: build.arn(e.target()?),
            call: e.call.is_some(),
            ignore: e.ignore,
            group: e.group.clone(),
            patience: e.patience.map_or(PATIENCE, |s| s.0),
        })
    };
    Code {
        duration: pace(&spec.duration),
        per_item: pace(&spec.per_item),
        faults: Faults {
            percent: spec.error_percent.0,
            poison: spec.fails_on_poison,
            labels: spec.poison.clone(),
            on_error: spec.on_error,
            ..Faults::default()
        },
        does: spec.does.iter().filter_map(effect).collect(),
        returns: match &spec.returns {
            ReturnsSpec::Nothing => Returns::Nothing,
            ReturnsSpec::Echo => Returns::Echo,
            ReturnsSpec::Fixed(value) => Returns::Fixed(value.to_string().into()),
            ReturnsSpec::Transform(t) => Returns::Transform(Transform {
                dropped_percent: t.dropped_percent.0,
                failed_percent: t.failed_percent.0,
                dropped: t.dropped.clone(),
                failed: t.failed.clone(),
            }),
        },
        idempotent: spec.idempotent,
        answers_token: spec.answers_token,
    }
}

fn ask(build: &mut Builder<'_>, spec: &FunctionSpec, field: &str, request: Request) {
    if let Some(Answer::Lambda(Err(error))) = build.ask(Call::Lambda(request)) {
        let dot = if field.is_empty() { "" } else { "." };
        build.refuse(format!("functions.{}{dot}{field}", spec.name), error.code.name(), error.message);
    }
}
