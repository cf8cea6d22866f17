//! Attributes of a topic: what may be set, what is told.
use super::error::SnsError;
use super::response::Response;
use super::{Reply, policy};
use crate::sim::services::sns::model::{retry::HttpPolicy, subscription::Protocol, topic::Topic};
use crate::sim::services::sns::quotas::Limits;
use crate::sim::services::sns::step::Ctx;
use crate::sim::trace::Weight;
use serde_json::Value;
use std::collections::BTreeMap;

/// Stored and returned; they change nothing here.
const QUIET: &[&str] = &["DisplayName", "TracingConfig", "SignatureVersion"];

/// SetTopicAttributes.
pub(super) fn set(ctx: &mut Ctx<'_>, name: &str, value: String) -> Reply {
    let limits = ctx.core.limits;
    put(ctx.topic, &limits, (name, value), false)?;
    ctx.emit(ctx.cause, "sns.attributes", |d| (d.note, d.weight) = (Some(name.into()), Weight::Step));
    Ok(Response::Done)
}

/// Sets one attribute, checked; `fresh` while the topic is being made.
pub(super) fn put(
    topic: &mut Topic,
    limits: &Limits,
    (name, mut value): (&str, String),
    fresh: bool,
) -> Result<(), SnsError> {
    let unknown = || SnsError::invalid("AttributeName");
    let wrong = |why: &str| {
        let head = if fresh { format!("Attributes Reason: {name}") } else { name.to_string() };
        SnsError::invalid(format!("{head}: {why}"))
    };
    let flag = |value: &str| match value {
        "true" => Ok(true),
        "false" | "" => Ok(false),
        _ => Err(wrong("Invalid value")),
    };
    let fifo_only = if topic.fifo { Ok(()) } else { Err(unknown()) };
    match name {
        "FifoTopic" if fresh => {}
        "Policy" => {
            policy::check(&value, limits)?;
            topic.acting.policy = Some(value.as_str().into());
        }
        "KmsMasterKeyId" => topic.acting.key = (!value.is_empty()).then(|| value.as_str().into()),
        "DeliveryPolicy" => delivery(topic, limits, &value).map_err(|why| wrong(&why))?,
        "MaximumMessageSize" => {
            let size = if value.is_empty() { Some(limits.sizes.message.default) } else { value.parse().ok() };
            let size = size.filter(|n| limits.sizes.message.holds(*n)).ok_or_else(|| wrong("Invalid value"))?;
            large(topic, limits, size).map_err(wrong)?;
            topic.acting.size = size;
        }
        "ContentBasedDeduplication" => {
            fifo_only?;
            value = value.to_ascii_lowercase();
            topic.acting.content = flag(&value)?;
        }
        "FifoThroughputScope" => {
            fifo_only?;
            let by_group = match value.as_str() {
                "Topic" => false,
                "MessageGroup" => true,
                _ => return Err(wrong("Invalid value")),
            };
            if topic.acting.by_group && !by_group {
                return Err(wrong("MessageGroup cannot be changed back to Topic"));
            }
            topic.acting.by_group = by_group;
        }
        "ArchivePolicy" => {
            fifo_only?;
            topic.acting.archive = archive(&value, limits).map_err(wrong)?;
            if topic.acting.archive.is_none() {
                topic.memory.archive.clear();
            }
        }
        _ if QUIET.contains(&name) || name.contains("FeedbackRoleArn") || name.contains("FeedbackSampleRate") => {}
        _ => return Err(unknown()),
    }
    if value.is_empty() {
        topic.attributes.remove(name);
    } else {
        topic.attributes.insert(name.into(), value);
    }
    Ok(())
}

/// Whether a topic may carry messages of this size.
fn large(topic: &Topic, limits: &Limits, size: u64) -> Result<(), &'static str> {
    if size <= limits.sizes.large {
        return Ok(());
    }
    if topic.subscriptions.len() as u64 > limits.sizes.large_subscriptions {
        return Err("A topic with large messages must have 100 or fewer subscriptions");
    }
    if topic.subscriptions.values().any(|s| !s.protocol.is_managed()) {
        return Err("A topic with large messages supports only the protocols sqs, firehose and lambda");
    }
    Ok(())
}

fn archive(value: &str, limits: &Limits) -> Result<Option<u64>, &'static str> {
    if value.is_empty() || value == "{}" {
        return Ok(None);
    }
    let policy: Value = serde_json::from_str(value).map_err(|_| "failed to parse JSON")?;
    let days = match policy.get("MessageRetentionPeriod") {
        Some(Value::String(text)) => text.parse().ok(),
        Some(other) => other.as_u64(),
        None => None,
    };
    let (least, most) = limits.archive;
    let days = days.filter(|d| (least..=most).contains(d));
    days.map(Some).ok_or("MessageRetentionPeriod must be between 1 and 365 days")
}

fn delivery(topic: &mut Topic, limits: &Limits, value: &str) -> Result<(), String> {
    if value.is_empty() || value == "{}" {
        (topic.acting.http, topic.acting.no_overrides) = (None, false);
        return Ok(());
    }
    let policy: Value = serde_json::from_str(value).map_err(|_| "failed to parse JSON.".to_string())?;
    let http = policy.get("http").ok_or("http must be specified")?;
    let read = HttpPolicy::read(http, ("defaultHealthyRetryPolicy", "defaultThrottlePolicy"), &limits.http)?;
    topic.acting.http = Some(Box::new(read));
    topic.acting.no_overrides = http.get("disableSubscriptionOverrides").and_then(Value::as_bool).unwrap_or(false);
    Ok(())
}

/// GetTopicAttributes.
pub(super) fn of(ctx: &Ctx<'_>) -> Response {
    let topic = &*ctx.topic;
    let mut all: BTreeMap<String, String> = topic.attributes.clone();
    let pending = topic.pending();
    all.entry("Policy".into()).or_insert_with(|| policy::default_policy(topic).to_string());
    all.entry("DisplayName".into()).or_default();
    if topic.fifo {
        all.insert("FifoTopic".into(), "true".into());
        all.entry("ContentBasedDeduplication".into()).or_insert_with(|| "false".into());
        all.entry("FifoThroughputScope".into()).or_insert_with(|| "Topic".into());
        if let Some(first) = topic.memory.archive.front() {
            let begins = crate::sim::services::sns::model::notice::timestamp(first.published);
            all.insert("BeginningArchiveTime".into(), begins);
        }
    }
    let limits = &ctx.core.limits;
    all.insert("EffectiveDeliveryPolicy".into(), effective(topic.attributes.get("DeliveryPolicy"), limits));
    all.insert("TopicArn".into(), topic.arn.to_string());
    all.insert("Owner".into(), crate::sim::arn::ACCOUNT.into());
    all.insert("SubscriptionsConfirmed".into(), (topic.subscriptions.len() - pending).to_string());
    all.insert("SubscriptionsPending".into(), pending.to_string());
    all.insert("SubscriptionsDeleted".into(), topic.deleted.to_string());
    Response::Attributes(Box::new(all))
}

/// The delivery policy in force, written out.
fn effective(own: Option<&String>, limits: &Limits) -> String {
    let http = &limits.http;
    let mut policy = serde_json::json!({"http": {
        "defaultHealthyRetryPolicy": {
            "minDelayTarget": http.delay, "maxDelayTarget": http.delay, "numRetries": http.retries, "numMaxDelayRetries": 0,
            "numNoDelayRetries": 0, "numMinDelayRetries": 0, "backoffFunction": "linear",
        },
        "disableSubscriptionOverrides": false,
        "defaultRequestPolicy": {"headerContentType": "text/plain; charset=UTF-8"},
    }});
    if let Some(own) = own.and_then(|text| serde_json::from_str::<Value>(text).ok()) {
        lay_over(&mut policy, &own);
    }
    policy.to_string()
}

fn lay_over(under: &mut Value, over: &Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                lay_over(under.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (under, over) => *under = over.clone(),
    }
}

/// Whether a protocol fits a topic that takes large messages.
pub(super) fn fits_large(topic: &Topic, limits: &Limits, protocol: Protocol) -> Result<(), SnsError> {
    if topic.acting.size <= limits.sizes.large {
        return Ok(());
    }
    if !protocol.is_managed() {
        let name = protocol.name();
        return Err(SnsError::invalid(format!(
            "Protocol Reason: {name} is not supported on a topic with large messages"
        )));
    }
    if topic.subscriptions.len() as u64 >= limits.sizes.large_subscriptions {
        return Err(SnsError::invalid(
            "TopicArn Reason: A topic with large messages must have 100 or fewer subscriptions",
        ));
    }
    Ok(())
}
