//! State machines: create, update, delete, describe, list, validate.
use super::response::Listed;
use super::response::MachineInfo;
use super::{Call, Code, Paging, Reply, Response, StatesError, bare, cut, tags};
use crate::base::random::Stream;
use crate::sim::services::stepfunctions::api::request::{Create, Update};
use crate::sim::services::stepfunctions::model::execution::Release;
use crate::sim::services::stepfunctions::model::metrics::Tally;
use crate::sim::services::stepfunctions::model::parse::{self, Diagnostic};
use crate::sim::services::stepfunctions::model::program::Program;
use crate::sim::services::stepfunctions::model::release::{Config, Encryption, Logging, Releases};
use crate::sim::services::stepfunctions::model::{Fates, Machine, States};
use crate::sim::services::stepfunctions::step::Output;
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::Draft;
use crate::sim::{arn, ids};
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
            let words = |limits: bool| {
                let some = faults.iter().filter(|fault| !limits || &*fault.code == parse::NOT_SIMULATED);
                some.map(Diagnostic::to_string).collect::<Vec<_>>()
            };
            // Where a limit is met, what else was found may follow from it: JSONata has other fields.
            let (all, limits) = (words(false), words(true));
            if !limits.is_empty() {
                let message = format!("This definition is beyond the simulator, not beyond AWS: {}", limits.join(", "));
                return StatesError::new(Code::NotSimulated, message);
            }
            wrong(all.join(", "))
        })
    }

    pub(super) fn validate(&self, definition: &str, express: bool) -> Response {
        Response::Validated(parse::program(definition, express).err().unwrap_or_default())
    }

    pub(super) fn create(&mut self, call: Call<'_>, create: &Create, out: &mut Output) -> Reply {
        self.good_name(&create.name)?;
        described(create.publish, create.description.as_ref())?;
        tags::fitting(&create.tags)?;
        good_config(&create.config)?;
        let program = self.read(&create.definition, create.express)?;
        if let Some(old) = self.machines.get(&create.name) {
            if old.deleting {
                return Err(deleting(old));
            }
            // The same again is no error; another role or other tags are not looked at, and change nothing.
            if old.program == program && old.express == create.express && old.config == create.config {
                let version = create.publish.then(|| old.releases.versions.keys().next()).flatten();
                let version = version.map(|no| format!("{}:{no}", old.arn()).into());
                return Ok(Response::Made(old.arn(), old.created.0, version));
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
            region: call.turn.region.clone(),
            express: create.express,
            program,
            role: create.role.clone(),
            config: create.config.clone(),
            releases: Releases::default(),
            tags: create.tags.clone(),
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
        let version = if create.publish { self.release(&arn, (call.turn.now, &create.description))? } else { None };
        Ok(Response::Made(arn, call.turn.now, version))
    }

    pub(super) fn update(&mut self, call: Call<'_>, name: &str, set: Update, out: &mut Output) -> Reply {
        let Update { definition, role, logging, tracing, encryption, publish, description } = set;
        let known = self.known(name)?;
        if known.deleting {
            return Err(deleting(known));
        }
        let express = known.express;
        described(publish, description.as_ref())?;
        let config = Config {
            logging: logging.or_else(|| known.config.logging.clone()),
            tracing: tracing.unwrap_or(known.config.tracing),
            encryption: encryption.clone().unwrap_or_else(|| known.config.encryption.clone()),
        };
        let nothing = definition.is_none() && role.is_none() && encryption.is_none() && tracing.is_none();
        if nothing && config == known.config {
            let message = "Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration or the EncryptionConfiguration must be specified";
            return Err(StatesError::new(Code::MissingRequiredParameter, message));
        }
        good_config(&config)?;
        let program = definition.map(|text| self.read(&text, express)).transpose()?;
        let seed = self.core.seed;
        let Some(machine) = self.machines.get_mut(bare(name)) else { return Err(StatesError::no_machine(name)) };
        // Executions that run keep the definition they started with.
        machine.program = program.unwrap_or_else(|| machine.program.clone());
        machine.role = role.unwrap_or_else(|| machine.role.clone());
        machine.config = config;
        machine.created.1 += 1;
        let salt = machine.name.bytes().fold(0x5ff, |sum, byte| ids::spread(sum ^ u64::from(byte)));
        let revision: Name = ids::uuid(seed, salt, machine.created.1.into()).into();
        (machine.releases.revision, machine.releases.updated) = (Some(revision.clone()), Some(call.turn.now));
        let (arn, place) = (machine.arn(), machine.name.clone());
        tell(call, &place, "updated", out);
        let version = if publish { self.release(&arn, (call.turn.now, &description))? } else { None };
        Ok(Response::Updated(call.turn.now, revision, version))
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

    /// A state machine by ARN or name; a version's or alias's ARN leads to its state machine.
    pub(super) fn known(&self, name: &str) -> Result<&Machine, StatesError> {
        let bare = bare(name);
        let bare = bare.split_once(':').map_or(bare, |(machine, _)| machine);
        self.machines.get(bare).ok_or_else(|| StatesError::no_machine(name))
    }

    /// What may be started: a state machine, one of its versions, or an alias of it, which leads to a version by chance.
    pub(super) fn target(&mut self, text: &str) -> Result<(Name, Release), StatesError> {
        let name = self.known(text)?.name.clone();
        let none = || StatesError::no_machine(text);
        let machine = self.machines.get_mut(&name).ok_or_else(none)?;
        let Some(tail) = tail(text) else { return Ok((name, Release::default())) };
        if let Ok(no) = tail.parse() {
            machine.releases.versions.get(&no).ok_or_else(none)?;
            return Ok((name, Release { version: Some(no), alias: None }));
        }
        let alias = machine.releases.aliases.get(tail).ok_or_else(none)?;
        let version = match alias.routes.as_slice() {
            [(first, weight), (second, _)] => {
                if machine.luck.below(100) < u64::from(*weight) {
                    Some(*first)
                } else {
                    Some(*second)
                }
            }
            routes => routes.first().map(|route| route.0),
        };
        Ok((name, Release { version, alias: Some(tail.into()) }))
    }

    pub(super) fn describe(&self, name: &str) -> Reply {
        let machine = self.known(name)?;
        let plain = info(machine, &machine.program);
        let Some(tail) = tail(name) else { return Ok(Response::Machine(Box::new(plain))) };
        let no: u32 = tail.parse().map_err(|_| StatesError::no_machine(name))?;
        let version = machine.releases.versions.get(&no).ok_or_else(|| StatesError::no_machine(name))?;
        Ok(Response::Machine(Box::new(MachineInfo {
            arn: format!("{}:{no}", machine.arn()).into(),
            definition: version.program.text.clone(),
            role: version.role.clone(),
            config: version.config.clone(),
            revision: version.revision.clone(),
            description: version.description.clone(),
            created: version.created,
            ..plain
        })))
    }

    pub(super) fn describe_for(&self, execution: &str) -> Reply {
        let exec = self.found(execution)?;
        let machine = self.known(&exec.origin.machine)?;
        let run = self.run_of(exec);
        let role = exec.role.clone();
        Ok(Response::Machine(Box::new(MachineInfo { role, run, ..info(machine, &exec.program) })))
    }

    /// Oldest first.
    pub(super) fn list(&self, paging: Paging<'_>) -> Reply {
        let mut all: Vec<&Machine> = self.machines.values().collect();
        all.sort_by_key(|m| m.created.0);
        let listed =
            |m: &Machine| Listed { arn: m.arn(), name: m.name.clone(), express: m.express, created: m.created.0 };
        let (list, next) = cut(all.into_iter().map(listed), paging, "machines")?;
        Ok(Response::Listed(list, next))
    }
}

/// What follows a state machine's name: a version's number or an alias.
pub(super) fn tail(text: &str) -> Option<&str> {
    match arn::parse(text) {
        Some(place) => Some(place.rest).filter(|rest| !rest.is_empty()),
        None => text.split_once(':').map(|(_, rest)| rest),
    }
}

/// Refused: it is being deleted.
pub(super) fn deleting(machine: &Machine) -> StatesError {
    StatesError::new(Code::StateMachineDeleting, format!("State Machine is being deleted: '{}'", machine.arn()))
}

fn described(publish: bool, description: Option<&Arc<str>>) -> Result<(), StatesError> {
    if publish || description.is_none() {
        return Ok(());
    }
    Err(StatesError::new(Code::Validation, "Version description can only be set when publish is true"))
}

fn good_config(config: &Config) -> Result<(), StatesError> {
    let lost = |logging: &Logging| &*logging.level != "OFF" && logging.group.is_none();
    if config.logging.as_ref().is_some_and(lost) {
        let message = "Invalid Logging Configuration: Must specify exactly one Log Destination.";
        return Err(StatesError::new(Code::InvalidLoggingConfiguration, message));
    }
    config.encryption.as_ref().map_or(Ok(()), good_encryption)
}

pub(super) fn good_encryption(encryption: &Encryption) -> Result<(), StatesError> {
    if encryption.key.is_empty() {
        let message = "Invalid Encryption Configuration: kmsKeyId must be specified for CUSTOMER_MANAGED_KMS_KEY";
        return Err(StatesError::new(Code::InvalidEncryptionConfiguration, message));
    }
    Ok(())
}

fn info(machine: &Machine, program: &Program) -> MachineInfo {
    MachineInfo {
        arn: machine.arn(),
        name: machine.name.clone(),
        express: machine.express,
        deleting: machine.deleting,
        definition: program.text.clone(),
        role: machine.role.clone(),
        created: machine.created.0,
        updated: machine.releases.updated.unwrap_or(machine.created.0),
        config: machine.config.clone(),
        revision: machine.releases.revision.clone(),
        description: None,
        run: None,
    }
}

fn tell(call: Call<'_>, place: &Name, what: &'static str, out: &mut Output) {
    out.sink.emit(call.turn.now, call.turn.cause, || Draft {
        actor: Some(call.from.clone()),
        note: Some(what.into()),
        weight: Weight::Fine,
        ..Draft::new("states.machine", place)
    });
}
