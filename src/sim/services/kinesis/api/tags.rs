//! What hangs on a stream or on a registered consumer and changes nothing else: tags, the choice of metrics, resource policies.
use super::{Code, KinesisError, Reply, Request, Response, fanout, page, request::Tags};
use crate::sim::{
    region::Region,
    services::kinesis::model::{stream::Stream, stream_arn},
    trace::Name,
};
use std::{collections::BTreeSet, sync::Arc};

/// Tags of one resource.
const MOST_TAGS: usize = 50;
/// The metrics of shards.
const METRICS: [&str; 7] = [
    "IncomingBytes",
    "IncomingRecords",
    "IteratorAgeMilliseconds",
    "OutgoingBytes",
    "OutgoingRecords",
    "ReadProvisionedThroughputExceeded",
    "WriteProvisionedThroughputExceeded",
];

/// Whether a resource's name is a ConsumerARN.
fn is_consumer(resource: &str) -> bool {
    resource.contains("/consumer/")
}

/// These calls.
pub(super) fn answer(stream: &mut Stream, request: Request, region: &Region) -> Reply {
    match request {
        Request::TagResource { stream: resource, tags } => {
            let all = tags_of(stream, &resource)?;
            let mut changed = all.clone();
            changed.extend(tags);
            check(&changed, &resource)?;
            *all = changed;
            Ok(Response::Done)
        }
        Request::UntagResource { stream: resource, keys } => {
            let all = tags_of(stream, &resource)?;
            all.retain(|key, _| !keys.contains(key));
            Ok(Response::Done)
        }
        Request::ListTags { stream: resource, after, limit } => {
            let most = page::size(limit, MOST_TAGS, 50)?;
            let all = tags_of(stream, &resource)?;
            let mut rest = all.iter().filter(|(key, _)| after.as_ref().is_none_or(|a| key.as_str() > &**a));
            let shown = rest.by_ref().take(most).map(|(k, v)| (k.clone(), v.clone())).collect();
            Ok(Response::Tags(shown, rest.next().is_some()))
        }
        Request::EnableEnhancedMonitoring { metrics, .. } => monitor(stream, &metrics, true),
        Request::DisableEnhancedMonitoring { metrics, .. } => monitor(stream, &metrics, false),
        Request::PutResourcePolicy { stream: resource, policy } => {
            if !serde_json::from_str::<serde_json::Value>(&policy).is_ok_and(|v| v.is_object()) {
                return Err(KinesisError::new(Code::InvalidArgument, "The policy is not a JSON object."));
            }
            *policy_of(stream, &resource)? = Some(policy);
            Ok(Response::Done)
        }
        Request::GetResourcePolicy { stream: resource } => {
            Ok(Response::Policy(policy_of(stream, &resource)?.clone().unwrap_or_else(|| "{}".into())))
        }
        Request::DeleteResourcePolicy { stream: resource } => {
            let arn = if is_consumer(&resource) { resource.clone() } else { stream_arn(region, &stream.config.name) };
            let message = || format!("No resource policy found for resource ARN {arn}.");
            let gone = policy_of(stream, &resource)?.take();
            gone.map(|_| Response::Done).ok_or_else(|| KinesisError::new(Code::ResourceNotFound, message()))
        }
        _ => Err(KinesisError::new(Code::InvalidArgument, "The operation cannot be done on a stream.")),
    }
}

/// Tags are few, and their keys are not AWS's own.
pub(super) fn check(tags: &Tags, resource: &str) -> Result<(), KinesisError> {
    if tags.keys().any(|key| key.to_ascii_lowercase().starts_with("aws:")) {
        return Err(KinesisError::new(Code::InvalidArgument, "Tag keys that begin with aws: are reserved for AWS."));
    }
    if tags.len() > MOST_TAGS {
        let message = format!("Failed to add tags to {resource}: a resource has at most {MOST_TAGS} tags.");
        return Err(KinesisError::new(Code::InvalidArgument, message));
    }
    Ok(())
}

fn tags_of<'a>(stream: &'a mut Stream, resource: &str) -> Result<&'a mut Tags, KinesisError> {
    if is_consumer(resource) {
        return fanout::find_mut(stream, resource).map(|c| &mut c.tags);
    }
    Ok(&mut stream.config.tags)
}

fn policy_of<'a>(stream: &'a mut Stream, resource: &str) -> Result<&'a mut Option<Arc<str>>, KinesisError> {
    if is_consumer(resource) {
        return fanout::find_mut(stream, resource).map(|c| &mut c.policy);
    }
    Ok(&mut stream.config.policy)
}

/// The metrics before and after.
fn monitor(stream: &mut Stream, metrics: &[Name], on: bool) -> Reply {
    let named: BTreeSet<Name> = if metrics.iter().any(|m| &**m == "ALL") {
        METRICS.iter().map(|m| (*m).into()).collect()
    } else {
        metrics.iter().cloned().collect()
    };
    if let Some(wrong) = named.iter().find(|m| !METRICS.contains(&&***m)) {
        let must = format!("satisfy enum value set: [{}, ALL]", METRICS.join(", "));
        return Err(KinesisError::constraint(wrong, "shardLevelMetrics", must));
    }
    let chosen = &mut stream.config.monitoring;
    let before = chosen.iter().cloned().collect();
    if on {
        chosen.extend(named);
    } else {
        chosen.retain(|m| !named.contains(m));
    }
    Ok(Response::Monitoring(before, chosen.iter().cloned().collect()))
}
