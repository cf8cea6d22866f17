//! Topics, by CreateTopic, SetTopicAttributes, Subscribe and SetSubscriptionAttributes.
use super::Builder;
use crate::sim::{
    arn,
    scenario::spec::sns::{SubscriptionSpec, TopicSpec},
    services::{
        Answer, Call,
        sns::{
            api::{Request, Response, request::Subscribe},
            model::subscription::Status,
        },
    },
    trace::Name,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The topics themselves.
pub(super) fn create(build: &mut Builder<'_>) {
    for topic in &build.plan.topics {
        let mut attributes = attributes(build, topic);
        if topic.is_fifo() {
            attributes.insert("FifoTopic".into(), "true".into());
        }
        let request = Request::CreateTopic { name: topic.name.to_string(), attributes, tags: BTreeMap::new() };
        ask(build, &format!("topics.{}", topic.name), request);
        build.services.sns.set_settings(&topic.name, topic.settings());
        let arn = build.arn(&topic.name);
        build.services.sns.set_place(&topic.name, arn);
    }
}

/// Their subscriptions, once every endpoint stands.
pub(super) fn wire(build: &mut Builder<'_>) {
    for topic in &build.plan.topics {
        for to in &topic.subscriptions {
            subscribe(build, topic, to);
        }
    }
}

/// Sets one topic to what the scenario says now: attributes, and subscriptions that came, went or changed.
pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    let Some(topic) = build.plan.topics.iter().find(|t| t.name == *name) else { return };
    build.services.sns.set_settings(&topic.name, topic.settings());
    let wanted = attributes(build, topic);
    let stands = build.services.sns.topic(name).map(|t| t.attributes.clone()).unwrap_or_default();
    let gone = stands.keys().filter(|key| *key != "FifoTopic" && !wanted.contains_key(*key));
    let gone: Vec<_> = gone.map(|key| (key.clone(), String::new())).collect();
    for (key, value) in wanted.into_iter().chain(gone) {
        if stands.get(&key) != Some(&value) {
            let path = format!("topics.{name}.{key}");
            ask(build, &path, Request::SetTopicAttributes { topic: topic.name.clone(), name: key, value });
        }
    }
    let endpoints: Vec<Name> = topic.subscriptions.iter().map(|to| endpoint(build, to)).collect();
    let old = build.services.sns.topic(name).map(|t| t.subscriptions.values().cloned().collect::<Vec<_>>());
    for has in old.iter().flatten().filter(|has| !endpoints.contains(&has.endpoint)) {
        ask(build, &format!("topics.{name}"), Request::Unsubscribe { subscription: has.arn.clone() });
    }
    for (to, endpoint) in topic.subscriptions.iter().zip(&endpoints) {
        let Some(has) = old.iter().flatten().find(|has| has.endpoint == *endpoint) else {
            subscribe(build, topic, to);
            continue;
        };
        let wanted = told(build, topic, to);
        let gone = has.attributes.keys().filter(|key| !wanted.contains_key(*key));
        let gone: Vec<_> = gone.map(|key| (key.clone(), default_of(key).to_string())).collect();
        for (key, value) in wanted.iter().map(|(k, v)| (k.clone(), v.clone())).chain(gone) {
            if has.attributes.get(&key) != Some(&value) {
                let path = format!("topics.{name}.subscriptions.{}", to.to);
                let subscription = has.arn.clone();
                ask(build, &path, Request::SetSubscriptionAttributes { subscription, name: key, value });
            }
        }
    }
}

/// What an attribute goes back to when the scenario says nothing any more.
fn default_of(key: &str) -> &'static str {
    match key {
        "RawMessageDelivery" => "false",
        "FilterPolicyScope" => "MessageAttributes",
        _ => "",
    }
}

fn attributes(build: &Builder<'_>, topic: &TopicSpec) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), String::from);
    let mut all: BTreeMap<_, _> = topic.attributes.iter().map(|(key, value)| (key.clone(), text(value))).collect();
    if let Some(policy) = build.plan.policy_of(&topic.name, &topic.allow, topic.policy.as_ref()) {
        all.insert("Policy".into(), policy);
    }
    all
}

/// The endpoint as Subscribe takes it.
fn endpoint(build: &Builder<'_>, to: &SubscriptionSpec) -> Name {
    build.plan.endpoint_of(&to.to).unwrap_or_else(|| to.to.clone())
}

/// The attributes of a subscription as Subscribe takes them.
fn told(build: &Builder<'_>, topic: &TopicSpec, to: &SubscriptionSpec) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut say = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            all.insert(key.to_string(), value);
        }
    };
    say("FilterPolicy", to.filter.as_ref().map(Value::to_string));
    say("FilterPolicyScope", to.scope.as_ref().map(ToString::to_string));
    say("RawMessageDelivery", to.raw.then(|| "true".to_string()));
    let target = |name: &Name| json!({ "deadLetterTargetArn": &*build.arn(name) }).to_string();
    say("RedrivePolicy", to.dead_letter.as_ref().map(target));
    say("DeliveryPolicy", to.delivery_policy.as_ref().map(Value::to_string));
    say("ReplayPolicy", to.replay.as_ref().map(Value::to_string));
    let firehose = arn::parse(&endpoint(build, to)).is_some_and(|p| p.service == "firehose");
    let own = || build.plan.region.global("iam", arn::ACCOUNT, &format!("role/{}-to-firehose", topic.name));
    let role = firehose.then(|| to.role.as_ref().map_or_else(own, |role| build.arn(role)));
    say("SubscriptionRoleArn", role.map(|role| role.to_string()));
    all
}

fn subscribe(build: &mut Builder<'_>, topic: &TopicSpec, to: &SubscriptionSpec) {
    let path = format!("topics.{}.subscriptions.{}", topic.name, to.to);
    let endpoint = endpoint(build, to);
    let what = Subscribe {
        protocol: to.protocol_of(&endpoint).into(),
        attributes: told(build, topic, to),
        endpoint,
        return_arn: true,
    };
    let answer = ask(build, &path, Request::Subscribe { topic: topic.name.clone(), what: Box::new(what) });
    if let (true, Some(Response::Subscription(arn))) = (to.confirmed, answer) {
        let found = build.services.sns.topic(&topic.name);
        let found = found.and_then(|t| t.subscriptions.values().find(|s| s.arn == arn)).map(|s| s.status.clone());
        if let Some(Status::Pending { token, .. }) = found {
            ask(build, &path, Request::ConfirmSubscription { topic: topic.name.clone(), token, authenticate: false });
        }
    }
}

fn ask(build: &mut Builder<'_>, path: &str, request: Request) -> Option<Response> {
    match build.ask(Call::Sns(request)) {
        Some(Answer::Sns(Err(error))) => {
            build.refuse(path, error.code.name(), error.message);
            None
        }
        Some(Answer::Sns(Ok(answer))) => Some(answer),
        _ => None,
    }
}
