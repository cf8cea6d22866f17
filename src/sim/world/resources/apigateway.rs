//! APIs: set up with their integration.
use super::Builder;
use crate::sim::{
    scenario::spec::apigateway::ApiSpec,
    services::{
        Answer, Call,
        apigateway::api::{Plan, Request},
    },
    trace::Name,
};

pub(super) fn create(build: &mut Builder<'_>) {
    for api in &build.plan.apis {
        deploy(build, api);
    }
}

pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    if let Some(api) = build.plan.apis.iter().find(|api| api.name == *name) {
        deploy(build, api);
    }
}

fn deploy(build: &mut Builder<'_>, api: &ApiSpec) {
    let plan = Plan {
        name: api.name.clone(),
        arn: build.arn(&api.name),
        to: build.arn(&api.to),
        timeout: api.timeout.map(|t| t.0.as_millis()),
        throttle: api.throttle.map(|t| (t.rate_limit, t.burst_limit)),
        http: api.http,
        iam: api.iam,
        policy: build.plan.policy_of(&api.name, &api.allow, api.policy.as_ref()).map(Into::into),
    };
    if let Some(Answer::Gateway(Err(error))) = build.ask(Call::Gateway(Request::Deploy(Box::new(plan)))) {
        build.refuse(format!("apis.{}", api.name), error.code, error.message);
    }
}
