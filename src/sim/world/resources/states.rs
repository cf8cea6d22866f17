//! State machines, by CreateStateMachine and UpdateStateMachine; their activities by CreateActivity.
use super::Builder;
use crate::sim::{
    arn,
    scenario::spec::states::{MachineSpec, MachineType},
    services::{
        Answer, Call,
        stepfunctions::{
            api::{
                Code, Request,
                request::{Create, Update},
            },
            quotas::Settings,
        },
    },
    trace::Name,
};
use std::{collections::BTreeMap, sync::Arc};

/// Every state machine; what it calls is known by its ARN and need not stand yet.
pub(super) fn create(build: &mut Builder<'_>) {
    for machine in &build.plan.state_machines {
        for activity in &machine.activities {
            let activity =
                Request::CreateActivity { name: activity.clone(), encryption: None, tags: BTreeMap::default() };
            ask(build, machine, activity);
        }
        let create = Create {
            name: machine.name.clone(),
            definition: definition(build, machine),
            express: machine.kind == MachineType::Express,
            role: build.plan.region.global("iam", arn::ACCOUNT, &format!("role/{}", machine.name)),
            ..Create::default()
        };
        ask(build, machine, Request::CreateStateMachine(Box::new(create)));
        build.services.states.set_settings(&machine.name, settings(machine));
    }
}

/// Sets one state machine anew; its type stays, as on AWS.
pub(super) fn change(build: &mut Builder<'_>, name: &Name) {
    let Some(machine) = build.plan.state_machines.iter().find(|m| m.name == *name) else { return };
    build.services.states.set_settings(name, settings(machine));
    let express = build.services.states.machine(name).is_some_and(|m| m.express);
    if express != (machine.kind == MachineType::Express) {
        build.refuse(format!("state_machines.{name}.type"), "", "the type of a state machine cannot be changed");
        return;
    }
    let text = definition(build, machine);
    let same = build.services.states.machine(name).is_some_and(|m| m.program.text == text);
    if !same {
        let set = Box::new(Update { definition: Some(text), ..Update::default() });
        let update = Request::UpdateStateMachine { machine: name.clone(), set };
        ask(build, machine, update);
    }
}

fn definition(build: &Builder<'_>, machine: &MachineSpec) -> Arc<str> {
    let known = |name: &str| {
        let activity = machine.activities.iter().any(|a| &**a == name);
        if activity {
            Some(build.plan.region.arn("states", &format!("activity:{name}")))
        } else {
            build.plan.arn_of(name)
        }
    };
    machine.text(known).into()
}

fn settings(machine: &MachineSpec) -> Settings {
    let usual = Settings::default();
    Settings {
        transition: machine.transition.map_or(usual.transition, |t| t.0),
        express_transition: machine.transition.map_or(usual.express_transition, |t| t.0),
        duplicates_per_million: machine.duplicates_per_million,
        express_memory: machine.express_memory,
        ..usual
    }
}

fn ask(build: &mut Builder<'_>, machine: &MachineSpec, request: Request) {
    if let Some(Answer::States(Err(error))) = build.ask(Call::States(request)) {
        // A limit of the simulator must not pass for a refusal of AWS.
        let code = if error.code == Code::NotSimulated { "" } else { error.code.name() };
        build.refuse(format!("state_machines.{}.definition", machine.name), code, error.message);
    }
}
