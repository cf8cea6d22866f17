//! Buckets, by CreateBucket, PutBucketPolicy and PutBucketNotificationConfiguration.
use super::Builder;
use crate::sim::{
    scenario::spec::s3::BucketSpec,
    services::{
        Answer, Call,
        s3::api::{
            Request,
            notify::{Notifications, Rule},
        },
    },
    trace::Name,
};

/// The buckets themselves.
pub(super) fn create(build: &mut Builder<'_>) {
    for bucket in &build.plan.buckets {
        ask(build, bucket, "", Request::CreateBucket { bucket: bucket.name.clone() });
        build.services.s3.set_settings(&bucket.name, bucket.settings());
        policy(build, bucket);
    }
}

/// Their notifications, once every destination stands.
pub(super) fn wire(build: &mut Builder<'_>) {
    for bucket in build.plan.buckets.iter().filter(|b| !b.notifications.is_empty() || b.event_bridge) {
        notify(build, bucket);
    }
}

/// Sets one bucket anew; the destinations are asked again only where the rules changed.
pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    let Some(bucket) = build.plan.buckets.iter().find(|b| b.name == *name) else { return };
    build.services.s3.set_settings(&bucket.name, bucket.settings());
    policy(build, bucket);
    let wanted = config(build, bucket);
    let stands = build.services.s3.bucket(name).map(|b| &b.notifications);
    let same = stands.is_some_and(|now| {
        let bare = |rule: &Rule| (rule.to.clone(), rule.events.clone(), rule.prefix.clone(), rule.suffix.clone());
        now.event_bridge == wanted.event_bridge && now.rules.iter().map(bare).eq(wanted.rules.iter().map(bare))
    });
    if !same {
        notify(build, bucket);
    }
}

fn config(build: &Builder<'_>, bucket: &BucketSpec) -> Notifications {
    let rule = |rule: &crate::sim::scenario::spec::s3::RuleSpec| Rule {
        id: Name::default(),
        to: build.arn(&rule.to),
        events: rule.events.clone(),
        prefix: rule.prefix.clone(),
        suffix: rule.suffix.clone(),
    };
    let event_bridge = bucket.event_bridge.then(|| build.plan.region.arn("events", "event-bus/default"));
    Notifications { rules: bucket.notifications.iter().map(rule).collect(), event_bridge }
}

fn notify(build: &mut Builder<'_>, bucket: &BucketSpec) {
    let config = Box::new(config(build, bucket));
    let request = Request::PutBucketNotificationConfiguration {
        bucket: bucket.name.clone(),
        config,
        skip_validation: bucket.skip_validation,
    };
    ask(build, bucket, ".notifications", request);
}

fn policy(build: &mut Builder<'_>, bucket: &BucketSpec) {
    let stands = build.services.s3.bucket(&bucket.name).is_some_and(|b| b.policy.is_some());
    let name = bucket.name.clone();
    match build.plan.policy_of(&bucket.name, &bucket.allow, bucket.policy.as_ref()) {
        Some(policy) => {
            ask(build, bucket, ".policy", Request::PutBucketPolicy { bucket: name, policy: policy.into() });
        }
        None if stands => ask(build, bucket, ".policy", Request::DeleteBucketPolicy { bucket: name }),
        None => {}
    }
}

fn ask(build: &mut Builder<'_>, bucket: &BucketSpec, part: &str, request: Request) {
    if let Some(Answer::S3(Err(error))) = build.ask(Call::S3(request)) {
        build.refuse(format!("buckets.{}{part}", bucket.name), error.code.name(), error.message);
    }
}
