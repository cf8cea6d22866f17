//! Firehose streams: where records come from and go, and what may be assumed.
use super::{Faults, LEAST};
use crate::sim::scenario::{Scenario, spec::firehose::DeliverySpec};
use crate::sim::services::outside::quotas::Form;

/// Every fault of `delivery_streams:`.
pub(super) fn all(scenario: &Scenario, faults: &mut Faults) {
    for stream in &scenario.delivery_streams {
        let path = format!("delivery_streams.{}", stream.name);
        ends(scenario, stream, &path, faults);
        assumptions(stream, &path, faults);
    }
}

fn ends(scenario: &Scenario, stream: &DeliverySpec, path: &str, faults: &mut Faults) {
    let bucket = |name: &str| scenario.buckets.iter().any(|b| &*b.name == name) || name.starts_with("arn:aws:s3:");
    let receiver = scenario.receivers.iter().find(|r| r.name == stream.to);
    let takes = receiver.is_some_and(|r| matches!(r.kind, Form::Http | Form::Opensearch | Form::Redshift));
    if !bucket(&stream.to) && !takes && !stream.to.contains("://") {
        let message = format!("`{}` is no bucket and no receiver of kind http, opensearch or redshift", stream.to);
        faults.add(format!("{path}.to"), message);
    }
    match &stream.backup {
        Some(backup) if !bucket(&backup.bucket) => {
            faults.add(format!("{path}.backup"), format!("there is no bucket `{}` in this scenario", backup.bucket));
        }
        None if !bucket(&stream.to) => {
            faults.add(format!("{path}.backup"), "this destination needs a bucket: `backup: { bucket: NAME }`");
        }
        _ => {}
    }
    if let Some(source) = &stream.source
        && !scenario.streams.iter().any(|s| s.name == *source)
        && !source.starts_with("arn:")
    {
        faults.add(format!("{path}.source"), format!("there is no stream `{source}` in this scenario"));
    }
    if let Some(transform) = &stream.transform
        && scenario.arn_of(&transform.function).is_none()
    {
        let message = format!("there is no function `{}` in this scenario", transform.function);
        faults.add(format!("{path}.transform"), message);
    }
}

fn assumptions(stream: &DeliverySpec, path: &str, faults: &mut Faults) {
    let shares = [("compressed", stream.assume.compressed.0), ("converted", stream.assume.converted.0)];
    for (name, share) in shares {
        if !(1..=100).contains(&share) {
            faults.add(format!("{path}.assume.{name}"), "a share from 1% to 100%");
        }
    }
    if let Some(transform) = &stream.transform {
        for (name, share) in [("dropped", transform.dropped.0), ("failed", transform.failed.0)] {
            if share > 100 {
                faults.add(format!("{path}.transform.{name}"), "at most 100%");
            }
        }
    }
    for (name, span) in [("retry_wait", stream.assume.retry_wait), ("patience", stream.assume.patience)] {
        if span.0 < LEAST {
            faults.add(format!("{path}.assume.{name}"), "at least 100 us");
        }
    }
}
