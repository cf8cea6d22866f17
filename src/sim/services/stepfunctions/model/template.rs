//! Payload templates (`Parameters`, `ResultSelector`, `ItemSelector`, `Assign`), where a field whose name ends in `.$` is a path
//! or an intrinsic function; and the places results are put (`ResultPath`).
use super::fault::{Fault, RESULT_PATH};
use super::functions;
use super::intrinsic::Expr;
use super::path::{Found, Path, Root, Step};
use crate::base::random::Stream;
use crate::sim::trace::Name;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What expressions may ask.
#[derive(Debug)]
pub struct Env<'a> {
    /// `$`.
    pub input: &'a Value,
    /// `$$`.
    pub context: &'a Value,
    /// `$name`.
    pub variables: &'a BTreeMap<Name, Arc<str>>,
    /// Chance for UUIDs and random numbers.
    pub luck: &'a mut Stream,
}

/// How much of the input an error quotes.
const QUOTE: usize = 1_000;

fn not_found(path: &str, field: &str, input: &Value) -> Fault {
    let quoted: String = input.to_string().chars().take(QUOTE).collect();
    let place = if field.is_empty() { String::new() } else { format!(" specified for the field '{field}'") };
    Fault::runtime(format!("The JSONPath '{path}'{place} could not be found in the input '{quoted}'"))
}

impl Env<'_> {
    /// What a path leads to; `field` is named where it leads nowhere.
    ///
    /// # Errors
    /// `States.Runtime`.
    pub fn follow(&self, path: &Path, text: &str, field: &str) -> Result<Value, Fault> {
        match &path.root {
            Root::Variable(name) => {
                let value = self.variables.get(name.as_str()).and_then(|v| serde_json::from_str::<Value>(v).ok());
                let value = value.ok_or_else(|| Fault::runtime(format!("The variable '${name}' is not defined")))?;
                found(&path.follow(&value, &value)).ok_or_else(|| not_found(text, field, &value))
            }
            Root::Context => {
                found(&path.follow(self.context, self.context)).ok_or_else(|| not_found(text, field, self.context))
            }
            _ => found(&path.follow(self.input, self.input)).ok_or_else(|| not_found(text, field, self.input)),
        }
    }

    /// What an expression comes to.
    ///
    /// # Errors
    /// A path that leads nowhere, or a failed function.
    pub fn value(&mut self, expr: &Expr, text: &str, field: &str) -> Result<Value, Fault> {
        match expr {
            Expr::Path(path) => self.follow(path, text, field),
            Expr::Just(value) => Ok(value.clone()),
            Expr::Call(function, args) => {
                let args: Result<Vec<Value>, Fault> = args.iter().map(|arg| self.value(arg, text, field)).collect();
                functions::call(*function, &args?, self.luck)
            }
        }
    }

    /// The same from its text.
    ///
    /// # Errors
    /// As [`Env::value`].
    pub fn read(&mut self, text: &str, field: &str) -> Result<Value, Fault> {
        let expr = Expr::parse(text).map_err(|why| Fault::runtime(format!("Invalid expression '{text}': {why}")))?;
        self.value(&expr, text, field)
    }

    /// A template filled in.
    ///
    /// # Errors
    /// The first field that cannot be filled.
    pub fn fill(&mut self, template: &Value) -> Result<Value, Fault> {
        Ok(match template {
            Value::Object(fields) => {
                let mut out = Map::new();
                for (key, value) in fields {
                    match (key.strip_suffix(".$"), value.as_str()) {
                        (Some(name), Some(text)) => out.insert(name.into(), self.read(text, key)?),
                        _ => out.insert(key.clone(), self.fill(value)?),
                    };
                }
                Value::Object(out)
            }
            Value::Array(items) => Value::Array(items.iter().map(|item| self.fill(item)).collect::<Result<_, _>>()?),
            other => other.clone(),
        })
    }
}

fn found(found: &Found<'_>) -> Option<Value> {
    found.value()
}

/// Every fault in a template, as (field, reason).
pub fn faults(template: &Value, out: &mut Vec<(String, String)>) {
    match template {
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.ends_with(".$"), value.as_str()) {
                    (true, Some(text)) => {
                        if let Err(why) = Expr::parse(text) {
                            out.push((key.clone(), why));
                        }
                    }
                    (true, None) => out.push((key.clone(), "the value must be a path or an intrinsic function".into())),
                    (false, _) => faults(value, out),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| faults(item, out)),
        _ => {}
    }
}

/// Puts a result into the input at a Reference Path.
///
/// # Errors
/// `States.ResultPathMatchFailure` where there is no such place.
pub fn place(input: Value, path: &Path, result: Value) -> Result<Value, Fault> {
    let mut whole = input;
    let fails = |whole: &Value| {
        let quoted: String = whole.to_string().chars().take(QUOTE).collect();
        Fault::new(RESULT_PATH, format!("Unable to apply step to the input '{quoted}'"))
    };
    let mut at = &mut whole;
    for step in &path.steps {
        if let (Value::Null, Step::Key(_)) = (&*at, step) {
            *at = Value::Object(Map::new());
        }
        let next = match (step, at) {
            (Step::Key(key), Value::Object(fields)) => Some(fields.entry(key.clone()).or_insert(Value::Null)),
            (Step::At(n), Value::Array(items)) => usize::try_from(*n).ok().and_then(|n| items.get_mut(n)),
            _ => None,
        };
        match next {
            Some(node) => at = node,
            None => return Err(fails(&Value::Null)),
        }
    }
    *at = result;
    Ok(whole)
}
