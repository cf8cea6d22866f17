//! Streams, by CreateStream and the calls that change one.
use super::Builder;
use crate::sim::{
    scenario::spec::kinesis::StreamSpec,
    services::{
        Answer, Call,
        kinesis::{api::Request, model::stream::Mode},
    },
    trace::Name,
};
use std::collections::BTreeMap;

/// The streams, with their consumers, ready at 0:00.
pub(super) fn create(build: &mut Builder<'_>) {
    for spec in &build.plan.streams {
        let shards = (spec.mode == Mode::Provisioned).then(|| i64::from(spec.shards.unwrap_or(1)));
        let request = Request::CreateStream {
            name: spec.name.clone(),
            shards,
            mode: spec.mode,
            max_record_kib: spec.max_record_kib.map(i64::from),
            tags: BTreeMap::new(),
        };
        ask(build, spec, "shards", request);
        if build.services.kinesis.stream(&spec.name).is_some() {
            build.services.kinesis.set_settings(&spec.name, spec.settings());
            rest(build, spec);
        }
    }
}

/// Sets one stream to what the scenario says now.
pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    let Some(spec) = build.plan.streams.iter().find(|s| s.name == *name) else { return };
    build.services.kinesis.set_settings(name, spec.settings());
    let Some(now) = build.services.kinesis.stream(name).map(|s| s.config.clone()) else { return };
    if spec.mode != now.mode {
        ask(build, spec, "mode", Request::UpdateStreamMode { stream: name.clone(), mode: spec.mode });
    } else if let Some(shards) = spec.shards.filter(|n| spec.mode == Mode::Provisioned && *n != now.asked) {
        let target = i64::from(shards);
        ask(build, spec, "shards", Request::UpdateShardCount { stream: name.clone(), target });
    }
    if let Some(kib) = spec.max_record_kib.filter(|kib| u64::from(*kib) * 1_024 != now.record_most) {
        let request = Request::UpdateMaxRecordSize { stream: name.clone(), kib: i64::from(kib) };
        ask(build, spec, "MaxRecordSizeInKiB", request);
    }
    rest(build, spec);
}

/// Retention, key, policy and consumers: what differs from what stands.
fn rest(build: &mut Builder<'_>, spec: &StreamSpec) {
    let name = &spec.name;
    let Some(now) = build.services.kinesis.stream(name) else { return };
    let (config, registered) = (now.config.clone(), now.consumers.keys().cloned().collect::<Vec<_>>());
    if let Some(hours) = spec.hours().filter(|h| *h != config.retention) {
        let (stream, up) = (name.clone(), hours > config.retention);
        let hours = i64::try_from(hours).unwrap_or(i64::MAX);
        let request = if up {
            Request::IncreaseStreamRetentionPeriod { stream, hours }
        } else {
            Request::DecreaseStreamRetentionPeriod { stream, hours }
        };
        ask(build, spec, "retention", request);
    }
    if spec.key != config.key {
        let stream = name.clone();
        let request = match &spec.key {
            Some(key) => Request::StartStreamEncryption { stream, key: key.clone() },
            None => Request::StopStreamEncryption { stream },
        };
        ask(build, spec, "key", request);
    }
    if let Some(policy) = &spec.policy {
        let policy = policy.to_string().into();
        ask(build, spec, "policy", Request::PutResourcePolicy { stream: name.clone(), policy });
    }
    for consumer in spec.consumers.iter().filter(|c| !registered.contains(c)) {
        let request =
            Request::RegisterStreamConsumer { stream: name.clone(), consumer: consumer.clone(), tags: BTreeMap::new() };
        ask(build, spec, "consumers", request);
    }
    for consumer in registered.iter().filter(|c| !spec.consumers.contains(c)) {
        let request = Request::DeregisterStreamConsumer { stream: name.clone(), consumer: consumer.clone() };
        ask(build, spec, "consumers", request);
    }
}

fn ask(build: &mut Builder<'_>, spec: &StreamSpec, field: &str, request: Request) {
    if let Some(Answer::Kinesis(Err(error))) = build.ask(Call::Kinesis(request)) {
        build.refuse(format!("streams.{}.{field}", spec.name), error.code.name(), error.message);
    }
}
