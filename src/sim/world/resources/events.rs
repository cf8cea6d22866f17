//! Buses with their rules, targets and archives, by the calls a learner would make.
use super::Builder;
use crate::sim::{
    arn, epoch,
    members::Members,
    scenario::spec::events::{ArchiveSpec, BusSpec, RuleSpec, TargetSpec},
    services::{
        Answer, Call,
        events::{
            api::{
                Request, Response,
                request::{
                    ArchiveInput, BusInput, ConnectionInput, DestinationInput, Permission, ReplayInput, RuleInput,
                    TargetInput,
                },
            },
            model::DEFAULT,
        },
    },
    trace::Name,
};
use serde_json::Value;

/// The buses; what their rules lead to need not be there yet.
pub(super) fn create(build: &mut Builder<'_>) {
    build.services.events.set_home(DEFAULT, build.plan.region.name(), arn::ACCOUNT);
    for spec in &build.plan.buses {
        if &*spec.name != DEFAULT {
            let input = BusInput { name: spec.name.clone(), ..BusInput::default() };
            ask(build, spec, "", Request::CreateEventBus(Box::new(input)));
        }
        if let Some(place) = build.plan.elsewhere.get(&spec.name) {
            let region = place.region.as_deref().unwrap_or(build.plan.region.name());
            let account = place.account.as_deref().unwrap_or(arn::ACCOUNT);
            build.services.events.set_home(&spec.name, region, account);
        }
        rest(build, spec);
    }
}

/// Sets one bus to what the scenario says now; what it no longer names goes.
pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    let Some(spec) = build.plan.buses.iter().find(|b| b.name == *name) else { return };
    let rules: Vec<(Name, Vec<Name>)> = build.services.events.bus(name).map_or_else(Vec::new, |bus| {
        bus.rules.values().map(|r| (r.name.clone(), r.targets.iter().map(|t| t.id.clone()).collect())).collect()
    });
    for (rule, ids) in rules {
        let wanted = spec.rules.iter().find(|r| r.name == rule).map_or(0, |r| r.targets.len());
        let gone: Vec<Name> = ids.into_iter().filter(|id| id.parse::<usize>().is_ok_and(|n| n > wanted)).collect();
        if !gone.is_empty() {
            ask(build, spec, "rules", Request::RemoveTargets { bus: name.clone(), rule: rule.clone(), ids: gone });
        }
        if !spec.rules.iter().any(|r| r.name == rule) {
            ask(build, spec, "rules", Request::DeleteRule { bus: name.clone(), name: rule });
        }
    }
    rest(build, spec);
}

fn rest(build: &mut Builder<'_>, spec: &BusSpec) {
    build.services.events.set_settings(&spec.name, spec.settings());
    if spec.puts_per_second.is_some() || spec.invocations_per_second.is_some() {
        build.services.events.set_rates(&spec.name, spec.puts_per_second, spec.invocations_per_second);
    }
    if let Some(policy) = build.plan.policy_of(&spec.name, &spec.allow, spec.policy.as_ref()) {
        let permission = Permission { bus: spec.name.clone(), policy: Some(policy.into()), ..Permission::default() };
        ask(build, spec, "policy", Request::PutPermission(Box::new(permission)));
    }
    for archive in &spec.archives {
        put_archive(build, spec, archive);
    }
    for rule in &spec.rules {
        put_rule(build, spec, rule);
    }
    if let Some(replay) = &spec.replay {
        let now = epoch::epoch_secs(build.turn.now);
        let back = i64::try_from(replay.last.0.as_secs()).unwrap_or(i64::MAX);
        let known = ask_quietly(build, Request::DescribeReplay { name: replay.name.clone() }).is_some();
        let input = ReplayInput {
            name: replay.name.clone(),
            archive: build.plan.region.arn("events", &format!("archive/{}", replay.archive)),
            start: now.saturating_sub(back),
            end: now + 1,
            destination: spec.name.clone(),
            ..ReplayInput::default()
        };
        if !known {
            ask(build, spec, "replay", Request::StartReplay(Box::new(input)));
        }
    }
}

fn put_archive(build: &mut Builder<'_>, spec: &BusSpec, archive: &ArchiveSpec) {
    let input = Box::new(ArchiveInput {
        name: archive.name.clone(),
        source: spec.name.clone(),
        pattern: archive.pattern.as_ref().map(|p| p.to_string().into()),
        retention: Some(archive.retention),
        ..ArchiveInput::default()
    });
    let known = build.services.events.archive(&archive.name).is_some();
    let request = if known { Request::UpdateArchive(input) } else { Request::CreateArchive(input) };
    ask(build, spec, "archives", request);
}

fn put_rule(build: &mut Builder<'_>, spec: &BusSpec, rule: &RuleSpec) {
    let part = format!("rules.{}", rule.name);
    let now = build.services.events.bus(&spec.name).and_then(|bus| bus.rules.get(&rule.name));
    let pattern = rule.pattern.as_ref().map(Value::to_string);
    let same = now.is_some_and(|r| {
        r.enabled == rule.enabled
            && r.pattern.as_ref().map(|p| &*p.text) == pattern.as_deref()
            && r.schedule.as_ref().map(|s| &s.text) == rule.schedule.as_ref()
    });
    // A rule put again would begin to count its rate anew.
    if !same {
        let input = RuleInput {
            bus: spec.name.clone(),
            name: rule.name.clone(),
            pattern: pattern.map(Into::into),
            schedule: rule.schedule.clone(),
            disabled: !rule.enabled,
            ..RuleInput::default()
        };
        ask(build, spec, &part, Request::PutRule(Box::new(input)));
    }
    for (nth, target) in (1..).zip(&rule.targets) {
        let targets = vec![target_input(build, nth, target)];
        ask(build, spec, &part, Request::PutTargets { bus: spec.name.clone(), rule: rule.name.clone(), targets });
    }
}

fn target_input(build: &mut Builder<'_>, nth: u32, spec: &TargetSpec) -> TargetInput {
    let arn = if spec.to.starts_with("https://") { destination(build, &spec.to) } else { place(build, &spec.to) };
    let transformer = spec.template.as_ref().map(|t| (spec.paths.clone(), t.as_str().into()));
    TargetInput {
        id: nth.to_string().into(),
        arn,
        role: Some(build.plan.region.global("iam", arn::ACCOUNT, "role/events")),
        input: spec.input.as_ref().map(|v| v.to_string().into()),
        input_path: spec.path.clone(),
        transformer,
        group: spec.group.clone(),
        key_path: spec.key.clone(),
        dead_letter: spec.dead_letter.as_ref().map(|q| build.arn(q)),
        attempts: spec.attempts,
        age: spec.age.map(|a| a.0.as_secs()),
        more: Members::new(),
    }
}

/// The ARN of a target: a fleet is an ECS cluster, `default` the default bus.
fn place(build: &Builder<'_>, name: &str) -> Name {
    if build.plan.consumers.iter().any(|c| &*c.name == name) {
        return build.plan.region.arn("ecs", &format!("cluster/{name}"));
    }
    if name == DEFAULT {
        return build.plan.region.arn("events", "event-bus/default");
    }
    build.arn(name)
}

/// The API destination of an address, made with its connection where there is none yet.
fn destination(build: &mut Builder<'_>, address: &Name) -> Name {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let name: Name = address.chars().skip(8).take(60).map(plain).collect::<String>().into();
    let told = |response: Option<Response>, member: &str| match response {
        Some(Response::Described(told) | Response::Made(told)) => {
            told.get(member).and_then(Value::as_str).map(Name::from)
        }
        _ => None,
    };
    let known = ask_quietly(build, Request::DescribeApiDestination { name: name.clone() });
    if let Some(arn) = told(known, "ApiDestinationArn") {
        return arn;
    }
    let (authorization, method) = (Some("API_KEY".into()), "POST".into());
    let connection = ConnectionInput { name: name.clone(), authorization, ..ConnectionInput::default() };
    let connection = ask_quietly(build, Request::CreateConnection(Box::new(connection)));
    let Some(connection) = told(connection, "ConnectionArn") else { return address.clone() };
    let input = DestinationInput { name, connection, endpoint: address.clone(), method, ..DestinationInput::default() };
    let made = ask_quietly(build, Request::CreateApiDestination(Box::new(input)));
    told(made, "ApiDestinationArn").unwrap_or_else(|| address.clone())
}

fn ask_quietly(build: &mut Builder<'_>, request: Request) -> Option<Response> {
    match build.ask(Call::Events(request)) {
        Some(Answer::Events(Ok(response))) => Some(response),
        _ => None,
    }
}

fn ask(build: &mut Builder<'_>, spec: &BusSpec, part: &str, request: Request) {
    if let Some(Answer::Events(Err(error))) = build.ask(Call::Events(request)) {
        let path = if part.is_empty() { format!("buses.{}", spec.name) } else { format!("buses.{}.{part}", spec.name) };
        build.refuse(path, error.code.name(), error.message);
    }
}
