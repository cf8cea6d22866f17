//! How data flows through a state: InputPath, Parameters, the work, ResultSelector, ResultPath, OutputPath; and the context.
use super::Ctx;
use crate::sim::services::stepfunctions::model::fault::{DATA_LIMIT, Fault, RUNTIME};
use crate::sim::services::stepfunctions::model::moment::stamp;
use crate::sim::services::stepfunctions::model::program::{Kind, Slot, State};
use crate::sim::services::stepfunctions::model::template::{Env, place};
use crate::sim::services::stepfunctions::model::token;
use crate::sim::trace::Name;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Variables one execution may hold in one branch.
const MOST_VARIABLES: usize = 1_000;

impl Ctx<'_> {
    /// A payload as a value. Text of ours always is JSON, but values may nest deeper than a reader goes.
    pub fn parse(text: &str) -> Result<Value, Fault> {
        serde_json::from_str(text).map_err(|e| Fault::runtime(format!("The payload is not valid JSON: {e}")))
    }

    /// The raw input of the state a branch is in.
    pub fn input(&self, branch: u32) -> Result<Value, Fault> {
        Self::parse(self.branch(branch).map_or("{}", |b| &b.input))
    }

    /// Evaluates expressions of a state against `input`.
    pub fn with_env<T>(
        &mut self,
        branch: u32,
        state: &State,
        input: &Value,
        work: impl FnOnce(&mut Env<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let context = if state.context { self.context(branch, state) } else { Value::Null };
        let variables = self.branch(branch).map(|b| b.variables.clone()).unwrap_or_default();
        work(&mut Env { input, context: &context, variables: &variables, luck: &mut self.machine.luck })
    }

    /// The context object.
    fn context(&self, branch: u32, state: &State) -> Value {
        let exec = &*self.exec;
        let Some(one) = self.branch(branch) else { return Value::Null };
        let retried: u64 = one.retries.iter().sum();
        let mut all = json!({
            "Execution": {
                "Id": &*exec.arn(),
                "Input": Self::parse(&exec.origin.input).unwrap_or_default(),
                "Name": &*exec.origin.name,
                "RoleArn": &*exec.role,
                "StartTime": stamp(exec.started),
                "RedriveCount": exec.redriven.0,
            },
            "State": { "EnteredTime": stamp(one.entered.0), "Name": &*state.name, "RetryCount": retried },
            "StateMachine": { "Id": &*self.machine.arn(), "Name": &*self.machine.name },
        });
        if let Some(fields) = all.as_object_mut() {
            if matches!(state.kind, Kind::Task(_)) {
                let token = token::make(self.core.seed, self.spot(branch));
                fields.insert("Task".into(), json!({ "Token": token }));
            }
            if let Some((index, value)) = &one.item {
                let value = Self::parse(value).unwrap_or_default();
                fields.insert("Map".into(), json!({ "Item": { "Index": index, "Value": value } }));
            }
        }
        all
    }

    fn pick(env: &Env<'_>, slot: &Slot, field: &str) -> Result<Value, Fault> {
        match slot {
            Slot::Whole => Ok(env.input.clone()),
            Slot::Nothing => Ok(Value::Object(Map::new())),
            Slot::At(text, path) => env.follow(path, text, field),
        }
    }

    /// The effective input: InputPath, then Parameters.
    pub fn effective(&mut self, branch: u32, state: &State) -> Result<Value, Fault> {
        let raw = self.input(branch)?;
        if state.flow.input == Slot::Whole && state.flow.parameters.is_none() {
            return Ok(raw);
        }
        let picked = self.with_env(branch, state, &raw, |env| Self::pick(env, &state.flow.input, "InputPath"))?;
        match &state.flow.parameters {
            None => Ok(picked),
            Some(template) => self.with_env(branch, state, &picked, |env| env.fill(template)),
        }
    }

    /// Variables a state sets: all are computed before any is set.
    pub fn assign(&mut self, branch: u32, state: &State, from: (Option<&Value>, &Value)) -> Result<(), Fault> {
        let (Some(template), input) = from else { return Ok(()) };
        let Value::Object(fields) = self.with_env(branch, state, input, |env| env.fill(template))? else {
            return Ok(());
        };
        let mut ready: Vec<(Name, Arc<str>)> = vec![];
        for (name, value) in fields {
            ready.push((name.into(), self.fitting(&value, state)?));
        }
        if let Some(one) = self.exec.branches.get_mut(&branch) {
            one.variables.extend(ready);
            if one.variables.len() > MOST_VARIABLES {
                return Err(Fault::new(
                    DATA_LIMIT,
                    format!("An execution has at most {MOST_VARIABLES} variables here"),
                ));
            }
        }
        Ok(())
    }

    /// OutputPath.
    pub fn output(&mut self, branch: u32, state: &State, value: Value) -> Result<Value, Fault> {
        match &state.flow.output {
            Slot::Whole => Ok(value),
            slot => self.with_env(branch, state, &value, |env| Self::pick(env, slot, "OutputPath")),
        }
    }

    /// The result of a state goes on: ResultSelector, Assign, ResultPath, OutputPath, the next state.
    pub fn finish(&mut self, branch: u32, state: &State, result: Value) -> Result<(), Fault> {
        let result = match &state.flow.selector {
            None => result,
            Some(template) => self.with_env(branch, state, &result, |env| env.fill(template))?,
        };
        self.assign(branch, state, (state.flow.assign.as_ref(), &result))?;
        let whole = match &state.flow.result {
            Slot::Whole => result,
            Slot::Nothing => self.input(branch)?,
            Slot::At(_, path) => place(self.input(branch)?, path, result)?,
        };
        let output = self.output(branch, state, whole)?;
        self.leave(branch, state, &output, state.next)
    }

    /// The interpreter's own faults name the state, in AWS's words.
    #[must_use]
    pub fn placed(&self, branch: u32, fault: Fault) -> Fault {
        let (Some(state), Some(one)) = (self.exec.state(branch), self.branch(branch)) else { return fault };
        let ours =
            matches!(&*fault.error, RUNTIME | DATA_LIMIT | "States.IntrinsicFailure" | "States.ResultPathMatchFailure");
        if !ours {
            return fault;
        }
        let (name, id) = (&state.name, one.entered.1);
        let cause = format!(
            "An error occurred while executing the state '{name}' (entered at the event id #{id}). {}",
            fault.cause
        );
        Fault::new(&fault.error, cause)
    }
}
