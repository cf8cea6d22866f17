//! Firehose streams, by CreateDeliveryStream and UpdateDestination.
use super::Builder;
use crate::base::time::SimTime;
use crate::sim::{
    scenario::spec::firehose::{BackupMode, DeliverySpec},
    services::{
        Answer, Call,
        firehose::{
            api::{Change, Request, Tags},
            model::config::{Bucket, BufferingHints, Destination, Processing, Source, Target},
        },
        outside::quotas::Form,
    },
    trace::Name,
};

/// All of them, once buckets, receivers and functions stand.
pub(super) fn create(build: &mut Builder<'_>) {
    for stream in &build.plan.delivery_streams {
        let source = stream.source.as_ref();
        let source = source.map_or(Source::DirectPut, |name| Source::KinesisStreamAsSource(build.arn(name)));
        let destination = Box::new(destination(build, stream));
        let (name, tags) = (stream.name.clone(), Tags::new());
        ask(build, stream, Request::CreateDeliveryStream { name, source, destination, tags, encryption: None });
        build.services.firehose.set_settings(&stream.name, stream.settings(retention(build, stream)));
    }
}

/// Sets one anew, by UpdateDestination where the destination changed.
pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    let Some(stream) = build.plan.delivery_streams.iter().find(|s| s.name == *name) else { return };
    build.services.firehose.set_settings(&stream.name, stream.settings(retention(build, stream)));
    let wanted = destination(build, stream);
    let Some(stands) = build.services.firehose.stream(name) else { return };
    if stands.destination != wanted {
        let version = stands.version;
        let request = Request::UpdateDestination {
            name: name.clone(),
            version,
            destination: Box::new(Change::Whole(Box::new(wanted))),
        };
        ask(build, stream, request);
    }
}

/// How long the source keeps records; zero where the scenario says nothing.
fn retention(build: &Builder<'_>, stream: &DeliverySpec) -> SimTime {
    let source = build.plan.streams.iter().find(|s| Some(&s.name) == stream.source.as_ref());
    source.and_then(|s| s.retention).map_or(SimTime::ZERO, |span| span.0)
}

fn ask(build: &mut Builder<'_>, stream: &DeliverySpec, request: Request) {
    if let Some(Answer::Firehose(Err(error))) = build.ask(Call::Firehose(request)) {
        build.refuse(format!("delivery_streams.{}", stream.name), error.code.name(), error.message);
    }
}

fn destination(build: &Builder<'_>, stream: &DeliverySpec) -> Destination {
    let receiver = build.plan.receivers.iter().find(|r| r.name == stream.to);
    let to = build.arn(&stream.to);
    let target = match receiver.map(|r| r.kind) {
        Some(Form::Redshift) => Target::Redshift(to.clone()),
        Some(Form::Opensearch) => Target::OpenSearch(to.clone()),
        Some(_) => Target::Http(to.clone()),
        None if stream.to.contains("://") => Target::Http(to.clone()),
        None => Target::S3,
    };
    let backup = stream.backup.as_ref();
    let hints = backup.map_or_else(BufferingHints::default, |b| BufferingHints {
        size_mbs: b.size_mbs,
        interval_seconds: b.interval,
    });
    let named = backup.map(|b| build.arn(&b.bucket));
    let bucket = Bucket {
        arn: if target == Target::S3 { to } else { named.clone().unwrap_or_default() },
        prefix: stream.prefix.clone(),
        error_prefix: stream.error_prefix.clone(),
        compression: stream.compression,
        hints: if target == Target::S3 { BufferingHints::default() } else { hints },
    };
    let apart = matches!(target, Target::S3 | Target::Redshift(_));
    let backup_bucket = backup.filter(|_| apart).zip(named).map(|(b, arn)| Bucket {
        arn,
        prefix: b.prefix.clone(),
        hints,
        ..Bucket::default()
    });
    let processing = stream.transform.as_ref().map(|t| Processing {
        lambda: build.arn(&t.function),
        buffer_bytes: t.size_mbs.map(|n| n.megabytes()),
        buffer_seconds: t.interval,
        retries: t.retries,
    });
    let query = stream.partition_by.clone();
    Destination {
        target,
        hints: BufferingHints { size_mbs: stream.size_mbs, interval_seconds: stream.interval },
        bucket,
        backup_bucket,
        backup_all: backup.is_some_and(|b| b.mode == BackupMode::All),
        retry_seconds: stream.retry,
        processing,
        conversion: stream.convert,
        partitioning: query.is_some(),
        query: query.filter(|q| &**q != "lambda"),
        delimiter: stream.delimiter,
        given: None,
    }
}
