//! Keys, by CreateKey, PutKeyPolicy, EnableKey and DisableKey. They come first: queues name them.
use super::Builder;
use crate::sim::{
    scenario::spec::kms::KeySpec,
    services::{Answer, Call, kms::api::Request},
    trace::Name,
};

pub(super) fn create(build: &mut Builder<'_>) {
    for key in &build.plan.keys {
        let policy = build.plan.policy_of(&key.name, &key.allow, key.policy.as_ref()).map(Into::into);
        let account = build.plan.elsewhere.get(&key.name).and_then(|e| e.account.clone());
        ask(build, key, Request::CreateKey { id: Some(key.name.clone()), account, policy, about: Box::default() });
        ask(build, key, Request::CreateAlias { alias: format!("alias/{}", key.name).into(), key: key.name.clone() });
        if !key.enabled {
            ask(build, key, Request::DisableKey { key: key.name.clone() });
        }
    }
}

/// The policy and the state of one key as the scenario says now.
pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    let Some(key) = build.plan.keys.iter().find(|k| k.name == *name) else { return };
    if let Some(policy) = build.plan.policy_of(&key.name, &key.allow, key.policy.as_ref()) {
        ask(build, key, Request::PutKeyPolicy { key: key.name.clone(), policy: policy.into(), bypass: false });
    }
    let key_id = key.name.clone();
    ask(build, key, if key.enabled { Request::EnableKey { key: key_id } } else { Request::DisableKey { key: key_id } });
}

fn ask(build: &mut Builder<'_>, key: &KeySpec, request: Request) {
    if let Some(Answer::Kms(Err(error))) = build.ask(Call::Kms(request)) {
        build.refuse(format!("keys.{}", key.name), error.code.name(), error.message);
    }
}
