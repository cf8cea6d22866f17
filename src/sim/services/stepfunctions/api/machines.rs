//! State machines: create, update, delete, describe, list, validate.
use super::response::MachineInfo;
use super::{Call, Code, Reply, Response, StatesError, bare, begin, cut, page};
use crate::base::random::Stream;
use crate::sim::services::stepfunctions::api::request::Create;
use crate::sim::services::stepfunctions::model::metrics::Tally;
use crate::sim::services::stepfunctions::model::parse::{self, Diagnostic};
use crate::sim::services::stepfunctions::model::program::Program;
use crate::sim::services::stepfunctions::model::{Fates, Machine, States};
use crate::sim::services::stepfunctions::step::Output;
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::Draft;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

impl States {
    /// A definition that may run, or AWS's refusal with every fault.
    fn read(&self, definition: &str, express: bool) -> Result<Program, StatesError> {
        let most = self.core.limits.sizes.definition;
        let wrong = |why: String| {
            StatesError::new(Code::InvalidDefinition, format!("Invalid State Machine Definition: '{why}'"))
        };
        if definition.len() as u64 > most {
            return Err(wrong(format!("DEFINITION_TOO_LARGE: at most {most} bytes")));
        }
        parse::program(definition, express).map_err(|faults| {
            let all: Vec<String> = faults.iter().map(Diagnostic::to_string).collect();
            wrong(all.join(", "))
        })
    }

    pub(super) fn validate(&self, definition: &str, express: bool) -> Response {
        Response::Validated(parse::program(definition, express).err().unwrap_or_default())
    }

    pub(super) fn create(&mut self, call: Call<'_>, create: &Create, out: &mut Output) -> Reply {
        self.good_name(&create.name)?;
        let program = self.read(&create.definition, create.express)?;
        if let Some(old) = self.machines.get(&create.name) {
            if old.deleting {
                return Err(StatesError::new(
                    Code::StateMachineDeleting,
                    format!("State Machine is being deleted: '{}'", old.arn()),
                ));
            }
            // The same again is no error.
            if old.program == program && old.express == create.express && old.role == create.role {
                return Ok(Response::Made(old.arn(), old.created.0));
            }
            return Err(StatesError::new(
                Code::StateMachineAlreadyExists,
                format!("State Machine Already Exists: '{}'", old.arn()),
            ));
        }
        if self.machines.len() as u64 >= self.core.limits.sizes.machines {
            return Err(StatesError::new(Code::StateMachineLimitExceeded, "State machine limit exceeded"));
        }
        let machine = Machine {
            name: create.name.clone(),
            express: create.express,
            program,
            role: create.role.clone(),
            settings: self.core.settings.clone(),
            created: (call.turn.now, 0),
            deleting: false,
            open: BTreeSet::new(),
            closed: VecDeque::new(),
            names: BTreeMap::new(),
            tally: Tally::default(),
            states: BTreeMap::new(),
            fates: Fates::default(),
            luck: Stream::new(self.core.seed, &format!("states/{}", create.name)),
        };
        let arn = machine.arn();
        self.machines.insert(create.name.clone(), machine);
        tell(call, &create.name, "created", out);
        Ok(Response::Made(arn, call.turn.now))
    }

    pub(super) fn update(
        &mut self,
        call: Call<'_>,
        name: &str,
        (definition, role): (Option<Arc<str>>, Option<Name>),
        out: &mut Output,
    ) -> Reply {
        let express = self.known(name)?.express;
        if definition.is_none() && role.is_none() {
            let message = "Either the definition, the role ARN or a configuration must be specified";
            return Err(StatesError::new(Code::MissingRequiredParameter, message));
        }
        let program = definition.map(|text| self.read(&text, express)).transpose()?;
        let Some(machine) = self.machines.get_mut(bare(name)) else { return Err(StatesError::no_machine(name)) };
        // Executions that run keep the definition they started with.
        machine.program = program.unwrap_or_else(|| machine.program.clone());
        machine.role = role.unwrap_or_else(|| machine.role.clone());
        machine.created.1 += 1;
        let (arn, place) = (machine.arn(), machine.name.clone());
        tell(call, &place, "updated", out);
        Ok(Response::Made(arn, call.turn.now))
    }

    /// Deleted once its last execution is over; no new ones start.
    pub(super) fn delete(&mut self, call: Call<'_>, name: &str, out: &mut Output) -> Reply {
        let name = bare(name);
        let Some(machine) = self.machines.get_mut(name) else { return Ok(Response::Done) };
        machine.deleting = true;
        let place = machine.name.clone();
        self.sweep(&place);
        tell(call, &place, "deleted", out);
        Ok(Response::Done)
    }

    /// A state machine that is being deleted goes with its last execution.
    pub(in crate::sim::services::stepfunctions) fn sweep(&mut self, name: &str) {
        if self.machines.get(name).is_some_and(|m| m.deleting && m.open.is_empty())
            && let Some(machine) = self.machines.remove(name)
        {
            for no in machine.closed {
                self.executions.remove(&no);
            }
        }
    }

    /// A state machine by ARN or name.
    pub(super) fn known(&self, name: &str) -> Result<&Machine, StatesError> {
        self.machines.get(bare(name)).ok_or_else(|| StatesError::no_machine(name))
    }

    pub(super) fn describe(&self, name: &str) -> Reply {
        self.known(name).map(|m| info(m, &m.program))
    }

    pub(super) fn describe_for(&self, execution: &str) -> Reply {
        let exec = self.found(execution)?;
        let machine = self.known(&exec.origin.machine)?;
        Ok(info(machine, &exec.program))
    }

    pub(super) fn list(&self, max: Option<i64>, after: Option<&Name>) -> Reply {
        let (names, next) = cut(self.machines.keys().cloned(), begin(after)?, page(max)?);
        Ok(Response::Names(names, next))
    }
}

fn info(machine: &Machine, program: &Program) -> Response {
    Response::Machine(Box::new(MachineInfo {
        arn: machine.arn(),
        name: machine.name.clone(),
        express: machine.express,
        deleting: machine.deleting,
        definition: program.text.clone(),
        role: machine.role.clone(),
        created: machine.created.0,
    }))
}

fn tell(call: Call<'_>, place: &Name, what: &'static str, out: &mut Output) {
    out.sink.emit(call.turn.now, call.turn.cause, || Draft {
        actor: Some(call.from.clone()),
        note: Some(what.into()),
        weight: Weight::Fine,
        ..Draft::new("states.machine", place)
    });
}
