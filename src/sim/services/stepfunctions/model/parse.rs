//! Reading a definition: JSON to a [`Program`], with every fault named by its place, in AWS's words.
use super::fault;
use super::fields;
use super::program::{Catcher, Code, Kind, Program, Retrier, Scope, State};
use super::template;
use crate::sim::trace::Name;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// States one definition may have; a definition of the largest size AWS takes has fewer.
pub const MOST_STATES: usize = 10_000;
/// How deep Parallel and Map states may nest here.
pub const MOST_DEPTH: usize = 12;

/// The code of what AWS takes and this simulator does not.
pub const NOT_SIMULATED: &str = "NOT_SIMULATED";

/// A fault of a definition.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Diagnostic {
    /// `SCHEMA_VALIDATION_FAILED`, `MISSING_TRANSITION_TARGET`, `INVALID_JSON_DESCRIPTION`; [`NOT_SIMULATED`] is no word of AWS.
    pub code: Name,
    /// What is wrong.
    pub message: String,
    /// Where: `/States/Work/Next`.
    pub location: String,
}

impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} at {}", self.code, self.message, self.location)
    }
}

/// Reads a definition. `express` adds the rules of Express workflows.
///
/// # Errors
/// Every fault found.
pub fn program(text: &str, express: bool) -> Result<Program, Vec<Diagnostic>> {
    let broken =
        |why: String| vec![Diagnostic { code: "INVALID_JSON_DESCRIPTION".into(), message: why, location: "/".into() }];
    let json: Value = serde_json::from_str(text).map_err(|e| broken(format!("Invalid JSON description: {e}")))?;
    let Value::Object(root) = json else {
        return Err(broken("Invalid JSON description: an object is expected".into()));
    };
    let mut reader = Reader::default();
    let timeout = fields::seconds(&mut reader, &root, "TimeoutSeconds", "");
    reader.known(&root, &["Comment", "StartAt", "States", "Version", "TimeoutSeconds", "QueryLanguage"], "");
    if root.get("Version").is_some_and(|v| v.as_str() != Some("1.0")) {
        reader.fault("The only version is \"1.0\"", "/Version");
    }
    reader.language(&root, "");
    reader.scope(&root, "", 0);
    if !reader.faults.is_empty() {
        return Err(reader.faults);
    }
    let states: Vec<State> = reader.states.into_iter().flatten().collect();
    let code = Code { scopes: reader.scopes, states, timeout };
    let program = Program { text: text.into(), code: Arc::new(code) };
    match program.not_express() {
        Some((state, what)) if express => {
            let message = format!("Express state machine does not support {what}");
            let location = format!("/States/{state}");
            Err(vec![Diagnostic { code: "SCHEMA_VALIDATION_FAILED".into(), message, location }])
        }
        _ => Ok(program),
    }
}

/// What reading gathers.
#[derive(Debug, Default)]
pub struct Reader {
    /// Faults so far.
    pub faults: Vec<Diagnostic>,
    scopes: Vec<Scope>,
    states: Vec<Option<State>>,
}

impl Reader {
    /// Notes a fault of the schema.
    pub fn fault(&mut self, message: impl Into<String>, location: &str) {
        self.note("SCHEMA_VALIDATION_FAILED", message.into(), location);
    }
    /// Notes what AWS takes and this simulator does not.
    pub fn limit(&mut self, message: impl Into<String>, location: &str) {
        self.note(NOT_SIMULATED, message.into(), location);
    }
    fn note(&mut self, code: &str, message: String, location: &str) {
        // A hostile definition gets its first hundred faults, not a million.
        if self.faults.len() < 100 {
            let location = if location.is_empty() { "/" } else { location };
            self.faults.push(Diagnostic { code: code.into(), message, location: location.into() });
        }
    }
    /// Faults fields that do not belong here.
    pub fn known(&mut self, fields: &Map<String, Value>, known: &[&str], at: &str) {
        for key in fields.keys().filter(|k| !known.contains(&k.as_str())) {
            self.fault(format!("Field '{key}' is not supported"), &format!("{at}/{key}"));
        }
    }
    fn language(&mut self, fields: &Map<String, Value>, at: &str) {
        match fields.get("QueryLanguage").map(Value::as_str) {
            None | Some(Some("JSONPath")) => {}
            Some(Some("JSONata")) => self.limit(
                "QueryLanguage JSONata is not simulated here: write the state in JSONPath",
                &format!("{at}/QueryLanguage"),
            ),
            Some(_) => self.fault("QueryLanguage is JSONPath or JSONata", &format!("{at}/QueryLanguage")),
        }
    }

    /// Reads a state machine; its scope's number.
    pub fn scope(&mut self, fields: &Map<String, Value>, at: &str, depth: usize) -> u32 {
        let no = u32::try_from(self.scopes.len()).unwrap_or(u32::MAX);
        self.scopes.push(Scope::default());
        let Some(states) = fields.get("States").and_then(Value::as_object).filter(|s| !s.is_empty()) else {
            self.fault("These fields are required: [States]", at);
            return no;
        };
        if depth > MOST_DEPTH || self.states.len() + states.len() > MOST_STATES {
            self.limit("The definition has too many states or nests too deep", at);
            return no;
        }
        let first = self.states.len();
        self.states.extend(states.iter().map(|_| None));
        let number = |n: usize| u32::try_from(first + n).unwrap_or(u32::MAX);
        let names = states.keys().enumerate().map(|(n, name)| (name.as_str().into(), number(n))).collect();
        let mut scope = Scope { start: 0, names };
        match fields.get("StartAt").and_then(Value::as_str) {
            None => self.fault("These fields are required: [StartAt]", at),
            Some(start) => match scope.names.get(start) {
                Some(&found) => scope.start = found,
                None => self.missing("StartAt", start, at),
            },
        }
        let mut reached = BTreeSet::from([scope.start]);
        for (n, (name, value)) in states.iter().enumerate() {
            let place = format!("{at}/States/{name}");
            let state = self.state(name, value, &Place { at: &place, scope: &scope, depth });
            reached.extend(state.iter().flat_map(targets));
            if let Some(slot) = self.states.get_mut(first + n) {
                *slot = state;
            }
        }
        self.unreached(&scope, &reached, at);
        if let Some(slot) = self.scopes.get_mut(no as usize) {
            *slot = scope;
        }
        no
    }

    fn unreached(&mut self, scope: &Scope, reached: &BTreeSet<u32>, at: &str) {
        let lost: Vec<Name> =
            scope.names.iter().filter(|(_, no)| !reached.contains(no)).map(|(n, _)| n.clone()).collect();
        for name in lost {
            let message = format!("State \"{name}\" is not reachable.");
            self.note("MISSING_TRANSITION_TARGET", message, &format!("{at}/States/{name}"));
        }
    }

    fn missing(&mut self, field: &str, target: &str, at: &str) {
        let message = format!("Missing '{field}' target: {target}");
        self.note("MISSING_TRANSITION_TARGET", message, &format!("{at}/{field}"));
    }

    /// The state a field names.
    pub fn target(&mut self, fields: &Map<String, Value>, field: &str, place: &Place<'_>) -> Option<u32> {
        let name = fields.get(field)?;
        let Some(name) = name.as_str() else {
            self.fault(format!("'{field}' must be the name of a state"), &format!("{}/{field}", place.at));
            return None;
        };
        let found = place.scope.names.get(name).copied();
        if found.is_none() {
            self.missing(field, name, place.at);
        }
        found
    }

    fn state(&mut self, name: &str, value: &Value, place: &Place<'_>) -> Option<State> {
        let Some(fields) = value.as_object() else {
            self.fault("A state is an object", place.at);
            return None;
        };
        if name.chars().count() > 80 {
            self.fault("A state's name has at most 80 characters", place.at);
        }
        let Some(kind) = fields.get("Type").and_then(Value::as_str) else {
            self.fault("These fields are required: [Type]", place.at);
            return None;
        };
        let Some(known) = fields::of_type(kind) else {
            self.fault(format!("Value '{kind}' of field 'Type' is not a type of state"), &format!("{}/Type", place.at));
            return None;
        };
        self.known(fields, &known, place.at);
        self.language(fields, place.at);
        let next = self.ending(fields, kind, place);
        let flow = fields::flow(self, fields, place.at);
        let (retry, catch) = (self.retriers(fields, place), self.catchers(fields, place));
        let kind = super::kinds::read(self, kind, fields, place)?;
        let context = super::intrinsic::Expr::uses_context(&value.to_string());
        Some(State { name: name.into(), kind, flow, next, retry, catch, context })
    }

    /// Next, or End; exactly one of them where the type has them at all.
    fn ending(&mut self, fields: &Map<String, Value>, kind: &str, place: &Place<'_>) -> Option<u32> {
        if matches!(kind, "Choice" | "Succeed" | "Fail") {
            return None;
        }
        let end = fields.get("End").and_then(Value::as_bool).unwrap_or(false);
        match (fields.contains_key("Next"), end) {
            (true, true) => self.fault("Only one of 'Next' and 'End' may be given", place.at),
            (false, false) => self.fault("One of these fields is required: [Next, End]", place.at),
            _ => {}
        }
        self.target(fields, "Next", place)
    }

    fn errors(&mut self, fields: &Map<String, Value>, at: &str, last: bool) -> Vec<Name> {
        let list = fields.get("ErrorEquals").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let names: Vec<Name> = list.iter().filter_map(Value::as_str).map(Into::into).collect();
        if names.is_empty() || names.len() != list.len() {
            self.fault("These fields are required: [ErrorEquals], a list of Error Names", at);
        }
        let all = names.iter().any(|n| &**n == fault::ALL);
        if all && (names.len() > 1 || !last) {
            self.fault("States.ALL must appear alone, and in the last position", &format!("{at}/ErrorEquals"));
        }
        names
    }

    fn retriers(&mut self, fields: &Map<String, Value>, place: &Place<'_>) -> Vec<Retrier> {
        let mut out = vec![];
        let list = self.list(fields, "Retry", place.at);
        for (n, one) in list.iter().enumerate() {
            let at = format!("{}/Retry[{n}]", place.at);
            let Some(map) = one.as_object() else {
                self.fault("A retrier is an object", &at);
                continue;
            };
            let known = [
                "ErrorEquals",
                "IntervalSeconds",
                "MaxAttempts",
                "BackoffRate",
                "MaxDelaySeconds",
                "JitterStrategy",
                "Comment",
            ];
            self.known(map, &known, &at);
            let errors = self.errors(map, &at, n + 1 == list.len());
            out.push(fields::retrier(self, map, errors, &at));
        }
        out
    }

    fn catchers(&mut self, fields: &Map<String, Value>, place: &Place<'_>) -> Vec<Catcher> {
        let mut out = vec![];
        let list = self.list(fields, "Catch", place.at);
        for (n, one) in list.iter().enumerate() {
            let at = format!("{}/Catch[{n}]", place.at);
            let Some(map) = one.as_object() else {
                self.fault("A catcher is an object", &at);
                continue;
            };
            self.known(map, &["ErrorEquals", "ResultPath", "Next", "Assign", "Comment"], &at);
            let errors = self.errors(map, &at, n + 1 == list.len());
            let inner = Place { at: &at, ..*place };
            if !map.contains_key("Next") {
                self.fault("These fields are required: [Next]", &at);
            }
            let next = self.target(map, "Next", &inner).unwrap_or(0);
            let result = fields::slot(self, map, "ResultPath", &at, true);
            let assign = fields::template(self, map, "Assign", &at);
            out.push(Catcher { errors, next, result, assign });
        }
        out
    }

    /// A list of the definition, bounded.
    pub fn list<'a>(&mut self, fields: &'a Map<String, Value>, field: &str, at: &str) -> &'a [Value] {
        match fields.get(field) {
            None => &[],
            Some(Value::Array(all)) if all.len() <= 1_000 => all,
            Some(_) => {
                self.fault(format!("'{field}' must be a list of at most 1000"), &format!("{at}/{field}"));
                &[]
            }
        }
    }

    /// Notes every fault of a payload template.
    pub fn check_template(&mut self, value: &Value, at: &str) {
        let mut faults = vec![];
        template::faults(value, &mut faults);
        for (field, why) in faults {
            let message = format!(
                "The value for the field '{field}' must be a valid JSONPath or a valid intrinsic function call ({why})"
            );
            self.fault(message, &format!("{at}/{field}"));
        }
    }
}

/// Where a state stands while it is read.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// `/States/Work`.
    pub at: &'a str,
    /// The state machine around it.
    pub scope: &'a Scope,
    /// How deep that is.
    pub depth: usize,
}

/// Every state a state can go to.
fn targets(state: &State) -> Vec<u32> {
    let mut all: Vec<u32> = state.next.into_iter().chain(state.catch.iter().map(|c| c.next)).collect();
    if let Kind::Choice(branches, default) = &state.kind {
        all.extend(branches.iter().map(|b| b.next).chain(*default));
    }
    all
}
