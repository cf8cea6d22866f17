//! Subscribe, ConfirmSubscription, Unsubscribe, and the attributes of a subscription.
use super::error::{Code, SnsError};
use super::request::{Attributes, Subscribe};
use super::response::Response;
use super::{Reply, Room, attributes as topic_attributes};
use crate::base::time::SimTime;
use crate::sim::leniency::Spared;
use crate::sim::services::sns::model::{
    metrics::Fates,
    retry::HttpPolicy,
    sms::loose_number,
    subscription::{Protocol, Status, Subscription},
    topic::Topic,
};
use crate::sim::services::sns::quotas::Limits;
use crate::sim::services::sns::step::{Ctx, Timer, replay::Window};
use crate::sim::trace::{Name, Weight};
use crate::sim::{arn, pattern};
use serde_json::Value;
use std::collections::BTreeMap;

const PENDING: &str = "pending confirmation";

/// Digits of a token at least.
const TOKEN: usize = 64;

/// Subscribe: the same endpoint with the same attributes is the same subscription.
pub(super) fn subscribe(ctx: &mut Ctx<'_>, from: &Name, what: Subscribe, room: Room) -> Reply {
    let Some(protocol) = Protocol::read(&what.protocol) else {
        let other = &what.protocol;
        return Err(SnsError::invalid(format!("Amazon SNS does not support this protocol string: {other}")));
    };
    let to = address(protocol, &what.endpoint)?;
    if protocol == Protocol::Application && ctx.core.push.is_on(&what.endpoint).is_none() {
        let why = format!("Endpoint Reason: Endpoint does not exist for endpoint arn{}", what.endpoint);
        return Err(SnsError::invalid(why));
    }
    check_type(ctx.topic, protocol, &what.endpoint)?;
    let found = ctx.topic.subscriptions.values().find(|s| s.protocol == protocol && s.endpoint == what.endpoint);
    if let Some(no) = found.map(|s| s.no) {
        return again(ctx, no, &what);
    }
    limits(ctx, protocol, &what, room)?;
    topic_attributes::fits_large(ctx.topic, &ctx.core.limits, protocol)?;
    let foreign = arn::parse(&to)
        .is_some_and(|p| !p.account.is_empty() && Some(p.account) != arn::parse(&ctx.topic.arn).map(|own| own.account));
    let mut made = blank(ctx.topic, protocol, (&what.endpoint, to));
    let mut window = None;
    for (name, value) in &what.attributes {
        let replay = put(ctx, &mut made, (name, value.clone()), true)?;
        window = replay.or(window);
    }
    filter(ctx, &mut made, true)?;
    if protocol == Protocol::Firehose && !made.attributes.contains_key("SubscriptionRoleArn") {
        return Err(SnsError::invalid("Attributes Reason: SubscriptionRoleArn is required for firehose subscriptions"));
    }
    let (no, id) = ctx.core.subscription();
    (made.no, made.arn) = (no, format!("{}:{id}", ctx.topic.arn).into());
    let asked = protocol.is_http() && !ctx.leniency.spares(Spared::Confirmation);
    let pends = foreign || asked || matches!(protocol, Protocol::Email | Protocol::EmailJson);
    if pends {
        let until = ctx.now + ctx.core.limits.token;
        made.status = Status::Pending { token: ctx.core.token(no), until };
        ctx.out.timers.push((until, Timer::Subscription(ctx.topic.name.clone(), no)));
    }
    let answer = if pends && !what.return_arn { PENDING.into() } else { made.arn.clone() };
    let short: Name = made.short().into();
    ctx.topic.subscriptions.insert(no, made);
    let kind = if pends { "sns.pending" } else { "sns.subscribe" };
    let event = ctx.emit(ctx.cause, kind, |d| {
        (d.actor, d.note, d.weight) = (Some(from.clone()), Some(short), Weight::Step);
    });
    if pends {
        ctx.ask_to_confirm(no, event);
    }
    if let Some(window) = window {
        ctx.replay(no, window);
    }
    Ok(Response::Subscription(answer))
}

/// The subscription is there: the same, or refused; one that pends is asked again.
fn again(ctx: &mut Ctx<'_>, no: u64, what: &Subscribe) -> Reply {
    let Some(has) = ctx.topic.subscriptions.get(&no) else { return Err(SnsError::no_subscription()) };
    let differs = |(name, value): (&String, &String)| match has.attributes.get(name) {
        Some(has) => has != value,
        None => name != "RawMessageDelivery" || value != "false",
    };
    if what.attributes.iter().any(differs) {
        return Err(SnsError::invalid("Attributes Reason: Subscription already exists with different attributes"));
    }
    let (arn, confirmed) = (has.arn.clone(), has.is_confirmed());
    if !confirmed {
        ctx.ask_to_confirm(no, ctx.cause);
    }
    Ok(Response::Subscription(if confirmed || what.return_arn { arn } else { PENDING.into() }))
}

fn blank(topic: &Topic, protocol: Protocol, (endpoint, to): (&Name, Name)) -> Subscription {
    Subscription {
        no: 0,
        arn: Name::default(),
        protocol,
        endpoint: endpoint.clone(),
        to,
        owner: arn::ACCOUNT.into(),
        status: Status::Confirmed { authenticated: true },
        attributes: BTreeMap::new(),
        raw: false,
        filter: None,
        coming: None,
        dead_letter: None,
        http: None,
        lanes: BTreeMap::new(),
        ordered: topic.fifo && endpoint.ends_with(".fifo"),
        replay: None,
        free: SimTime::ZERO,
        fates: Fates::default(),
    }
}

/// Where errands for an endpoint go.
fn address(protocol: Protocol, endpoint: &Name) -> Result<Name, SnsError> {
    let place = arn::parse(endpoint);
    let service = |name: &str| place.as_ref().is_some_and(|p| p.service == name && !p.name.is_empty());
    let keep = |good: bool, why: &str| if good { Ok(endpoint.clone()) } else { Err(SnsError::invalid(why)) };
    let url = |scheme: &str| endpoint.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty());
    match protocol {
        Protocol::Sqs => keep(service("sqs"), "SQS endpoint ARN"),
        Protocol::Lambda => keep(service("lambda"), "Lambda endpoint ARN"),
        Protocol::Firehose => keep(service("firehose"), "Firehose endpoint ARN"),
        Protocol::Http => keep(url("http://"), "Endpoint must match the specified protocol"),
        Protocol::Https => keep(url("https://"), "Endpoint must match the specified protocol"),
        Protocol::Email | Protocol::EmailJson => match endpoint.split_once('@') {
            Some((who, host)) if !who.is_empty() && !host.is_empty() && !host.contains('@') => {
                Ok(format!("mailto:{endpoint}").into())
            }
            _ => Err(SnsError::invalid("Email address")),
        },
        Protocol::Sms => match loose_number(endpoint) {
            Some(number) => Ok(format!("tel:{number}").into()),
            None => Err(SnsError::parameter(format!("Invalid SMS endpoint: {endpoint}"))),
        },
        Protocol::Application => match endpoint.rsplit_once('/') {
            Some((head, app)) if service("sns") && head.contains(":endpoint/") && !app.is_empty() => {
                Ok(format!("app:{app}").into())
            }
            _ => Err(SnsError::invalid("Application endpoint arn invalid")),
        },
    }
}

/// What a FIFO topic, and a standard one, cannot have.
fn check_type(topic: &Topic, protocol: Protocol, endpoint: &str) -> Result<(), SnsError> {
    let bad = |why: &str| Err(SnsError::invalid(format!("Invalid parameter: Endpoint Reason: {why}")));
    if topic.fifo && protocol != Protocol::Sqs {
        return bad("FIFO SNS topics support only SQS queues as subscribers");
    }
    if !topic.fifo && protocol == Protocol::Sqs && endpoint.ends_with(".fifo") {
        return bad("FIFO SQS Queues can not be subscribed to standard SNS topics");
    }
    Ok(())
}

fn limits(ctx: &Ctx<'_>, protocol: Protocol, what: &Subscribe, room: Room) -> Result<(), SnsError> {
    let (counts, topic) = (&ctx.core.limits.counts, &*ctx.topic);
    let full = |text: &'static str| Err(SnsError::new(Code::SubscriptionLimitExceeded, text));
    let most = if topic.fifo { counts.fifo_subscriptions } else { counts.subscriptions };
    if topic.subscriptions.len() as u64 >= most {
        return full("The topic has reached the maximum number of subscriptions.");
    }
    let same = topic.subscriptions.values().filter(|s| s.protocol == Protocol::Firehose).count() as u64;
    if protocol == Protocol::Firehose && same >= counts.firehose {
        return full("The topic has reached the maximum number of firehose subscriptions.");
    }
    if room.pending >= counts.pending {
        return full("The account has reached the maximum number of pending subscriptions.");
    }
    if what.attributes.contains_key("FilterPolicy") { filters(ctx, room) } else { Ok(()) }
}

fn filters(ctx: &Ctx<'_>, room: Room) -> Result<(), SnsError> {
    let counts = &ctx.core.limits.counts;
    let filtered = |s: &&Subscription| s.attributes.contains_key("FilterPolicy");
    let own = ctx.topic.subscriptions.values().filter(filtered).count() as u64;
    if own >= counts.topic_filters || room.filters >= counts.filters {
        let message = "The number of filter policies exceeds the limit.";
        return Err(SnsError::new(Code::FilterPolicyLimitExceeded, message));
    }
    Ok(())
}

/// SetSubscriptionAttributes.
pub(super) fn set(ctx: &mut Ctx<'_>, no: u64, (name, value): (&str, String), room: Room) -> Reply {
    let Some(mut changed) = ctx.topic.subscriptions.get(&no).cloned() else { return Err(SnsError::no_subscription()) };
    if name == "FilterPolicy" && !changed.attributes.contains_key(name) && !value.is_empty() {
        filters(ctx, room)?;
    }
    let window = put(ctx, &mut changed, (name, value), false)?;
    if name.starts_with("FilterPolicy") {
        filter(ctx, &mut changed, false)?;
    }
    let short: Name = format!("{} {name}", changed.short()).into();
    ctx.topic.subscriptions.insert(no, changed);
    ctx.emit(ctx.cause, "sns.attributes", |d| (d.note, d.weight) = (Some(short), Weight::Step));
    if let Some(window) = window {
        ctx.replay(no, window);
    }
    Ok(Response::Done)
}

/// Sets one attribute, checked; a replay that it asks for is answered.
fn put(
    ctx: &Ctx<'_>,
    to: &mut Subscription,
    (name, value): (&str, String),
    fresh: bool,
) -> Result<Option<Window>, SnsError> {
    let head = if fresh { "Attributes Reason: " } else { "" };
    let wrong = |why: &str| SnsError::invalid(format!("{head}{name}: {why}"));
    let mut window = None;
    match name {
        "RawMessageDelivery" => {
            let raw = value.eq_ignore_ascii_case("true");
            if !raw && !value.eq_ignore_ascii_case("false") {
                return Err(wrong(&format!("Invalid value [{value}]. Must be true or false.")));
            }
            if raw && !to.protocol.takes_raw() {
                let protocol = to.protocol.name();
                return Err(wrong(&format!("Delivery protocol [{protocol}] does not support raw message delivery.")));
            }
            to.raw = raw;
        }
        "FilterPolicyScope" if matches!(value.as_str(), "MessageAttributes" | "MessageBody") => {}
        "FilterPolicyScope" => {
            return Err(wrong(&format!("Invalid value [{value}]. Please use either MessageBody or MessageAttributes")));
        }
        "FilterPolicy" => {}
        "RedrivePolicy" => {
            to.dead_letter = dead_letter(&value).map_err(|why| wrong(&why))?;
            if to.ordered && to.dead_letter.as_ref().is_some_and(|queue| !queue.ends_with(".fifo")) {
                return Err(wrong("must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic."));
            }
        }
        "DeliveryPolicy" if value.is_empty() || value == "{}" => to.http = None,
        "DeliveryPolicy" => {
            to.http = Some(Box::new(delivery(to.protocol, &value, &ctx.core.limits).map_err(|why| wrong(&why))?));
        }
        "SubscriptionRoleArn" if to.protocol == Protocol::Firehose => {
            if arn::parse(&value).is_none_or(|p| p.service != "iam" || p.kind != "role") {
                return Err(wrong("Invalid role ARN"));
            }
        }
        "ReplayPolicy" if ctx.topic.fifo => {
            if value.is_empty() || value == "{}" {
                to.replay = None;
            } else if ctx.topic.acting.archive.is_none() {
                return Err(wrong("The topic has no ArchivePolicy"));
            } else {
                window = Some(Window::read(&value).map_err(|why| wrong(&why))?);
            }
        }
        _ => return Err(SnsError::invalid(format!("{head}AttributeName"))),
    }
    if value.is_empty() || value == "{}" {
        to.attributes.remove(name);
    } else {
        to.attributes.insert(name.into(), value);
    }
    Ok(window)
}

/// Reads the filter policy anew; on a standing subscription it acts after a while.
fn filter(ctx: &mut Ctx<'_>, to: &mut Subscription, fresh: bool) -> Result<(), SnsError> {
    let scope = match to.attributes.get("FilterPolicyScope").map(String::as_str) {
        Some("MessageBody") => pattern::Scope::MessageBody,
        _ => pattern::Scope::MessageAttributes,
    };
    let head = if fresh { "Attributes Reason: " } else { "" };
    let policy = match to.attributes.get("FilterPolicy") {
        None => None,
        Some(text) => {
            let read = pattern::FilterPolicy::parse(text, scope, &ctx.core.limits.filter);
            Some(Box::new(read.map_err(|e| SnsError::invalid(format!("{head}{e}")))?))
        }
    };
    let delay = ctx.topic.settings.filter_delay;
    if fresh || delay == SimTime::ZERO {
        (to.filter, to.coming) = (policy, None);
    } else {
        let at = ctx.now + delay;
        to.coming = Some((at, policy));
        ctx.out.timers.push((at, Timer::Subscription(ctx.topic.name.clone(), to.no)));
    }
    Ok(())
}

fn dead_letter(value: &str) -> Result<Option<Name>, String> {
    if value.is_empty() || value == "{}" {
        return Ok(None);
    }
    let policy: Value = serde_json::from_str(value).map_err(|_| "failed to parse JSON.".to_string())?;
    let target = policy.get("deadLetterTargetArn").and_then(Value::as_str).ok_or("deadLetterTargetArn is required")?;
    match arn::parse(target) {
        Some(place) if place.service == "sqs" && !place.name.is_empty() => Ok(Some(target.into())),
        _ => Err("deadLetterTargetArn is an invalid arn".into()),
    }
}

fn delivery(protocol: Protocol, value: &str, limits: &Limits) -> Result<HttpPolicy, String> {
    if !protocol.is_http() {
        return Err(format!("Delivery protocol [{}] does not support a delivery policy", protocol.name()));
    }
    let policy: Value = serde_json::from_str(value).map_err(|_| "failed to parse JSON.".to_string())?;
    HttpPolicy::read(&policy, ("healthyRetryPolicy", "throttlePolicy"), &limits.http)
}

/// ConfirmSubscription: whoever knows the token may.
pub(super) fn confirm(ctx: &mut Ctx<'_>, token: &str, authenticate: bool) -> Reply {
    if token.len() < TOKEN || !token.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(SnsError::parameter("Invalid token"));
    }
    let now = ctx.now;
    let fits = |s: &&mut Subscription| matches!(&s.status, Status::Pending { token: t, until } if **t == *token && now < *until);
    let Some(found) = ctx.topic.subscriptions.values_mut().find(fits) else {
        // A token that was used names its subscription still.
        let used = ctx.topic.subscriptions.values().find(|s| s.is_confirmed() && *ctx.core.token(s.no) == *token);
        return used.map_or_else(|| Err(SnsError::invalid("Token")), |s| Ok(Response::Subscription(s.arn.clone())));
    };
    found.status = Status::Confirmed { authenticated: authenticate };
    let (arn, short): (Name, Name) = (found.arn.clone(), found.short().into());
    ctx.emit(ctx.cause, "sns.confirm", |d| (d.note, d.weight) = (Some(short), Weight::Step));
    Ok(Response::Subscription(arn))
}

/// Unsubscribe: what is not there is fine.
pub(super) fn unsubscribe(ctx: &mut Ctx<'_>, subscription: &str) -> Response {
    if let Some(no) = ctx.topic.find(subscription) {
        ctx.remove(no);
    }
    Response::Done
}

/// GetSubscriptionAttributes.
pub(super) fn attributes(ctx: &mut Ctx<'_>, no: u64) -> Reply {
    let Some(s) = ctx.topic.subscriptions.get(&no) else { return Err(SnsError::no_subscription()) };
    let mut all: Attributes = s.attributes.clone();
    let confirmed = s.is_confirmed();
    all.insert("SubscriptionArn".into(), s.arn.to_string());
    all.insert("TopicArn".into(), ctx.topic.arn.to_string());
    all.insert("Owner".into(), s.owner.to_string());
    all.insert("SubscriptionPrincipal".into(), arn::root(&ctx.topic.arn, &s.owner));
    all.insert("Protocol".into(), s.protocol.name().into());
    all.insert("Endpoint".into(), s.endpoint.to_string());
    all.insert("PendingConfirmation".into(), (!confirmed).to_string());
    let authenticated = matches!(s.status, Status::Confirmed { authenticated: true });
    all.insert("ConfirmationWasAuthenticated".into(), authenticated.to_string());
    all.insert("RawMessageDelivery".into(), s.raw.to_string());
    if all.contains_key("FilterPolicy") {
        all.entry("FilterPolicyScope".into()).or_insert_with(|| "MessageAttributes".into());
    }
    if let Some(replay) = &s.replay {
        let status = if replay.left > 0 { "In progress" } else { "Completed" };
        all.insert("ReplayStatus".into(), status.into());
    }
    Ok(Response::Attributes(Box::new(all)))
}
