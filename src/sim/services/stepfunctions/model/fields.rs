//! Reading the fields that many states share: paths, templates, numbers, retriers.
use super::intrinsic::Expr;
use super::parse::Reader;
use super::path::{Path, Root};
use super::program::{Count, Flow, Retrier, Slot, Text};
use crate::sim::trace::Name;
use serde_json::{Map, Value};

/// The longest a state waits or a task takes, seconds: AWS's own bound of TimeoutSeconds and Wait.
pub const MOST_SECONDS: u64 = 99_999_999;

/// A list of fields.
type Fields = &'static [&'static str];

const EVERY: Fields = &["Type", "Comment", "QueryLanguage"];
const PATHS: Fields = &["InputPath", "OutputPath"];
const GOES: Fields = &["Next", "End"];
/// Of states that have a result.
const RESULT: Fields = &["Parameters", "ResultPath", "Assign"];
/// Of states whose work can fail.
const WORKS: Fields = &["ResultSelector", "Retry", "Catch"];
const TASK: Fields =
    &["Resource", "TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath", "Credentials"];
const WAIT: Fields = &["Seconds", "SecondsPath", "Timestamp", "TimestampPath", "Assign"];
const MAP: Fields = &[
    "ItemsPath",
    "ItemSelector",
    "ItemProcessor",
    "Iterator",
    "MaxConcurrency",
    "MaxConcurrencyPath",
    "ToleratedFailurePercentage",
    "ToleratedFailureCount",
    "ToleratedFailureCountPath",
    "ItemBatcher",
    "ItemReader",
    "ResultWriter",
    "Label",
];

/// The fields a type of state may have; `None` where there is no such type.
#[must_use]
pub fn of_type(kind: &str) -> Option<Vec<&'static str>> {
    Some(match kind {
        "Pass" => [EVERY, PATHS, GOES, RESULT, &["Result"]].concat(),
        "Task" => [EVERY, PATHS, GOES, RESULT, WORKS, TASK].concat(),
        "Choice" => [EVERY, PATHS, &["Choices", "Default", "Assign"]].concat(),
        "Wait" => [EVERY, PATHS, GOES, WAIT].concat(),
        "Succeed" => [EVERY, PATHS].concat(),
        "Fail" => [EVERY, &["Error", "Cause", "ErrorPath", "CausePath"]].concat(),
        "Parallel" => [EVERY, PATHS, GOES, RESULT, WORKS, &["Branches"]].concat(),
        "Map" => [EVERY, PATHS, GOES, RESULT, WORKS, MAP].concat(),
        _ => return None,
    })
}

/// InputPath to OutputPath. Parameters of a Map are its item selector and are read there.
pub fn flow(reader: &mut Reader, fields: &Map<String, Value>, at: &str) -> Flow {
    let map = fields.get("Type").and_then(Value::as_str) == Some("Map");
    Flow {
        input: slot(reader, fields, "InputPath", at, false),
        parameters: if map { None } else { template(reader, fields, "Parameters", at) },
        selector: template(reader, fields, "ResultSelector", at),
        result: slot(reader, fields, "ResultPath", at, true),
        output: slot(reader, fields, "OutputPath", at, false),
        assign: template(reader, fields, "Assign", at),
    }
}

/// A path field; `place` asks for a Reference Path, where something is put.
pub fn slot(reader: &mut Reader, fields: &Map<String, Value>, field: &str, at: &str, place: bool) -> Slot {
    let at = format!("{at}/{field}");
    let bad = |reader: &mut Reader, why: &str| {
        let kind = if place { "a Reference Path" } else { "a valid JSONPath" };
        reader.fault(format!("Value is not {kind}{why}"), &at);
        Slot::Whole
    };
    match fields.get(field) {
        None => Slot::Whole,
        Some(Value::Null) => Slot::Nothing,
        Some(Value::String(text)) => match Path::parse(text) {
            Err(why) => bad(reader, &format!(": {why}")),
            Ok(path) if place && (!path.is_reference() || path.root != Root::Input) => bad(reader, ""),
            Ok(path) if path.root == Root::Current => bad(reader, ""),
            Ok(path) => Slot::At(text.clone(), path),
        },
        Some(_) => bad(reader, ""),
    }
}

/// A payload template.
pub fn template(reader: &mut Reader, fields: &Map<String, Value>, field: &str, at: &str) -> Option<Value> {
    let value = fields.get(field)?;
    reader.check_template(value, &format!("{at}/{field}"));
    if field == "Assign" && !value.is_object() {
        reader.fault("Assign is an object of variables", &format!("{at}/{field}"));
    }
    Some(value.clone())
}

/// A whole number of seconds from 1 to AWS's bound.
pub fn seconds(reader: &mut Reader, fields: &Map<String, Value>, field: &str, at: &str) -> Option<u64> {
    let value = fields.get(field)?;
    let found = value.as_u64().filter(|n| (1..=MOST_SECONDS).contains(n));
    if found.is_none() {
        reader.fault(format!("'{field}' must be a whole number from 1 to {MOST_SECONDS}"), &format!("{at}/{field}"));
    }
    found
}

/// A number, or the path where the input says it; not both.
pub fn count(reader: &mut Reader, fields: &Map<String, Value>, field: &str, at: &str) -> Count {
    let path = format!("{field}Path");
    let number = fields.get(field).map(|value| {
        let found = value.as_u64().filter(|n| *n <= MOST_SECONDS);
        if found.is_none() {
            reader.fault(format!("'{field}' must be a whole number up to {MOST_SECONDS}"), &format!("{at}/{field}"));
        }
        found.unwrap_or(0)
    });
    match (number, fields.contains_key(&path)) {
        (Some(_), true) => {
            reader.fault(format!("Only one of '{field}' and '{path}' may be given"), at);
            Count::None
        }
        (Some(n), false) => Count::Just(n),
        (None, true) => expression(reader, fields, &path, at).map_or(Count::None, Count::From),
        (None, false) => Count::None,
    }
}

/// A text, or the path where the input says it; not both.
pub fn text(reader: &mut Reader, fields: &Map<String, Value>, field: &str, at: &str) -> Text {
    let path = format!("{field}Path");
    match (fields.get(field), fields.contains_key(&path)) {
        (Some(_), true) => {
            reader.fault(format!("Only one of '{field}' and '{path}' may be given"), at);
            Text::None
        }
        (Some(Value::String(text)), false) => Text::Just(text.as_str().into()),
        (Some(_), false) => {
            reader.fault(format!("'{field}' must be a text"), &format!("{at}/{field}"));
            Text::None
        }
        (None, true) => expression(reader, fields, &path, at).map_or(Text::None, Text::From),
        (None, false) => Text::None,
    }
}

fn expression(reader: &mut Reader, fields: &Map<String, Value>, field: &str, at: &str) -> Option<String> {
    let text = fields.get(field).and_then(Value::as_str).unwrap_or("");
    match Expr::parse(text) {
        Ok(_) => Some(text.into()),
        Err(why) => {
            reader.fault(format!("'{field}' is not a valid JSONPath: {why}"), &format!("{at}/{field}"));
            None
        }
    }
}

/// A retrier; what it leaves out comes from the ledger when it is used.
pub fn retrier(reader: &mut Reader, fields: &Map<String, Value>, errors: Vec<Name>, at: &str) -> Retrier {
    let interval = seconds(reader, fields, "IntervalSeconds", at);
    let most = seconds(reader, fields, "MaxDelaySeconds", at);
    let attempts = fields.get("MaxAttempts").map(|n| n.as_u64().filter(|n| *n <= MOST_SECONDS));
    if attempts == Some(None) {
        reader.fault(format!("'MaxAttempts' must be a whole number up to {MOST_SECONDS}"), at);
    }
    let rate = fields.get("BackoffRate").map(|rate| {
        let rate = rate.as_f64().filter(|r| (1.0..=1_000_000.0).contains(r));
        rate.map(|r| (r * 1_000_000.0).round() as u64)
    });
    if rate == Some(None) {
        reader.fault("'BackoffRate' must be at least 1.0", at);
    }
    let jitter = match fields.get("JitterStrategy").map(Value::as_str) {
        None | Some(Some("NONE")) => false,
        Some(Some("FULL")) => true,
        Some(_) => {
            reader.fault("'JitterStrategy' is FULL or NONE", at);
            false
        }
    };
    if let (Some(most), Some(interval)) = (most, interval.or(Some(1)))
        && most <= interval
    {
        reader.fault("'MaxDelaySeconds' must be greater than 'IntervalSeconds'", at);
    }
    Retrier { errors, interval, attempts: attempts.flatten(), rate: rate.flatten(), most, jitter }
}
