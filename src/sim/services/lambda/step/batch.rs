//! What a function says about a batch: `batchItemFailures`.
use crate::sim::services::lambda::model::run::Entry;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Which entries failed by the function's own word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failures {
    /// None.
    None,
    /// All: the answer is malformed, or names what was not in the batch.
    Whole,
    /// These.
    Some(BTreeSet<usize>),
}

/// Reads an answer as AWS does: nothing, `null`, `{}` and an empty list are success; anything odd fails the whole batch.
pub(super) fn failures(answer: &str, entries: &[Entry]) -> Failures {
    if answer.is_empty() || answer == "null" {
        return Failures::None;
    }
    let list = match serde_json::from_str::<Value>(answer) {
        Ok(Value::Null) => return Failures::None,
        Ok(Value::Object(mut fields)) => match fields.remove("batchItemFailures") {
            None | Some(Value::Null) => return Failures::None,
            Some(Value::Array(list)) => list,
            Some(_) => return Failures::Whole,
        },
        _ => return Failures::Whole,
    };
    if list.is_empty() {
        return Failures::None;
    }
    let places: BTreeMap<&str, usize> = entries.iter().enumerate().map(|(at, e)| (&*e.id, at)).collect();
    let place = |one: &Value| places.get(one.get("itemIdentifier")?.as_str()?).copied();
    list.iter().map(place).collect::<Option<BTreeSet<usize>>>().map_or(Failures::Whole, Failures::Some)
}
