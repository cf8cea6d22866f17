//! Functions, by CreateFunction and the calls that change one; their mappings, by CreateEventSourceMapping.
use super::Builder;
use crate::base::time::SimTime;
use crate::sim::{
    arn,
    scenario::spec::lambda::{FunctionSpec, ReturnsSpec, SourceSpec, pace},
    services::{
        Answer, Call,
        lambda::{
            api::request::{Configure, EventInvoke, Facts, NewFunction, NewMapping, Parameters, Request},
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
            ..NewFunction::default()
        };
        ask(build, spec, "", Request::CreateFunction(Box::new(new)));
        build.services.lambda.set_settings(&spec.name, spec.assume.settings());
        rest(build, spec);
        policy(build, spec);
    }
}

/// Their mappings.
pub(super) fn wire(build: &mut Builder<'_>) {
    for spec in &build.plan.functions {
        for wish in &spec.event_sources {
            source(build, spec, wish);
        }
    }
}

/// Sets one function and its mappings to what the scenario says now.
pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    let Some(spec) = build.plan.functions.iter().find(|f| f.name == *name) else { return };
    build.services.lambda.set_settings(name, spec.assume.settings());
    let dead_letter = Some(spec.later.dead_letter.as_ref().map(|n| build.arn(n)).unwrap_or_default());
    let set = Box::new(Configure { timeout: spec.timeout, memory: spec.memory, dead_letter, ..Configure::default() });
    ask(build, spec, "", Request::UpdateFunctionConfiguration { function: name.clone(), set });
    let code = Arc::new(code(build, spec));
    ask(build, spec, "", Request::UpdateFunctionCode { function: name.clone(), code });
    rest(build, spec);
    policy(build, spec);
    sources(build, spec);
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

/// The resource policy as the scenario writes it; what AddPermission added stays.
fn policy(build: &mut Builder<'_>, spec: &FunctionSpec) {
    let policy = build.plan.policy_of(&spec.name, &spec.allow, spec.policy.as_ref());
    if let Err(error) = build.services.lambda.write_statements(&spec.name, policy.as_deref(), &build.plan.region) {
        build.refuse(format!("functions.{}.policy", spec.name), error.code.name(), error.message);
    }
}

/// The ARN of a source; `clicks/fraud` is a registered consumer of a stream, whose ARN carries when it was registered.
fn source_arn(build: &Builder<'_>, from: &str) -> Name {
    let consumer = |(stream, name): (&str, &str)| {
        build.services.kinesis.stream(stream)?.consumers.get(name).map(|c| c.arn.clone())
    };
    from.split_once('/').and_then(consumer).unwrap_or_else(|| build.arn(from))
}

fn source(build: &mut Builder<'_>, spec: &FunctionSpec, source: &SourceSpec) {
    let from = source_arn(build, &source.from);
    let new = NewMapping {
        function: spec.name.clone(),
        facts: facts(build, &from),
        set: parameters(build, source),
        source: from,
    };
    ask(build, spec, "event_sources", Request::CreateEventSourceMapping(Box::new(new)));
}

/// Mappings that are no longer there are deleted, those that differ are changed, new ones are made.
fn sources(build: &mut Builder<'_>, spec: &FunctionSpec) {
    let wanted: Vec<(Name, &SourceSpec)> = spec.event_sources.iter().map(|s| (source_arn(build, &s.from), s)).collect();
    let all = build.services.lambda.mappings.values();
    let there: Vec<(Name, Name)> =
        all.filter(|m| m.function == spec.name).map(|m| (m.arn.clone(), m.uuid.clone())).collect();
    for (_, uuid) in there.iter().filter(|(arn, _)| !wanted.iter().any(|(w, _)| w == arn)) {
        ask(build, spec, "event_sources", Request::DeleteEventSourceMapping { uuid: uuid.clone() });
    }
    for (arn, wish) in wanted {
        let Some((_, uuid)) = there.iter().find(|(a, _)| *a == arn) else {
            source(build, spec, wish);
            continue;
        };
        let set = whole(build, wish);
        if !build.services.lambda.mapping_is(uuid, &set) {
            let request = Request::UpdateEventSourceMapping { uuid: uuid.clone(), set: Box::new(set) };
            ask(build, spec, "event_sources", request);
        }
    }
}

/// Every parameter of a mapping: what the scenario leaves out goes back to AWS's default.
fn whole(build: &Builder<'_>, source: &SourceSpec) -> Parameters {
    let mut set = parameters(build, source);
    let arn = source_arn(build, &source.from);
    let service = arn::parse(&arn).map_or("", |p| p.service);
    let batches = &build.services.lambda.core.limits.batches;
    let span = match service {
        "kinesis" => batches.stream,
        "mq" => batches.broker,
        _ if arn.ends_with(".fifo") => batches.fifo,
        _ => batches.standard,
    };
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    set.batch_size = set.batch_size.or(Some(number(span.default)));
    if service != "mq" {
        set.maximum_batching_window_in_seconds.get_or_insert(number(batches.window.default));
    }
    set.enabled.get_or_insert(true);
    set.scaling_config.get_or_insert_default();
    set.provisioned_poller_config.get_or_insert_default();
    set.function_response_types.get_or_insert_default();
    set.filter_criteria.get_or_insert_default();
    if service == "kinesis" {
        let s = &mut set.stream;
        (s.starting_position, s.starting_position_timestamp) = (None, None);
        s.parallelization_factor.get_or_insert(1);
        s.bisect_batch_on_function_error.get_or_insert(false);
        s.maximum_retry_attempts.get_or_insert(-1);
        s.maximum_record_age_in_seconds.get_or_insert(-1);
        s.destination_config.get_or_insert_default();
    }
    set
}

/// What Lambda reads of a queue before it agrees.
fn facts(build: &Builder<'_>, from: &str) -> Facts {
    let queue = arn::parse(from).filter(|p| p.service == "sqs").and_then(|p| build.services.sqs.queue(p.name));
    Facts { visibility: queue.map(|q| q.config.acting.visibility_span()) }
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
