//! Receivers outside AWS: simply there.
use super::Builder;
use crate::sim::{
    scenario::spec::outside::ReceiverSpec,
    services::{Call, outside::api},
    trace::Name,
};

/// Sets them all up.
pub(super) fn create(build: &mut Builder<'_>) {
    for at in &build.plan.receivers {
        set(build, at);
    }
}

/// Sets one anew.
pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    if let Some(at) = build.plan.receivers.iter().find(|at| at.name == *name) {
        set(build, at);
    }
}

fn set(build: &mut Builder<'_>, at: &ReceiverSpec) {
    let (name, address) = (at.name.clone(), at.address.clone());
    let plan = api::Plan { name, form: at.kind, address, settings: at.settings() };
    build.ask(Call::Outside(api::Request::Set(Box::new(plan))));
}
