//! What an invocation does about one item: fails at it, does things outside, finishes it.
use super::{Cx, PATIENCE};
use crate::base::time::SimTime;
use crate::sim::services::lambda::model::{
    code::{Code, Effect, OnError},
    function::Function,
    run::{Entry, Run, Stage, Verdict},
};
use crate::sim::{
    arn,
    errand::{Cargo, Task},
    trace::{Item, Name, Phase, Weight},
    turn::Draft,
};
use serde_json::Value;
use std::sync::Arc;

/// What a poisoned body contains.
const POISON: &str = " poison";

/// Whether every item of the entry was finished before; an entry without items never was.
pub(super) fn is_done(f: &Function, entry: &Entry) -> bool {
    let mut items = entry.items().peekable();
    items.peek().is_some() && items.all(|i| f.done.has(i.no))
}

/// Why the handler fails at this entry, if it does.
pub(super) fn fault(code: &Code, run: &Run, entry: &Entry) -> Option<&'static str> {
    let labelled = |i: &Item| code.faults.labels.contains(i.label.trim_end_matches('\''));
    if run.strikes == Some(run.at) {
        Some("by chance")
    } else if code.faults.text.as_deref().is_some_and(|text| entry.cargo.body.contains(text)) {
        Some("this payload always fails")
    } else if code.faults.poison && entry.cargo.body.contains(POISON) {
        Some("poison")
    } else if !code.faults.labels.is_empty() && entry.items().any(labelled) {
        Some("this item always fails")
    } else {
        None
    }
}

/// The entry failed: the verdict where that ends the invocation.
pub(super) fn fail(run: &mut Run, code: &Code, error: Name, why: Arc<str>) -> Option<Verdict> {
    let batch = run.entries.first().is_some_and(|e| !e.id.is_empty());
    let last = u32::try_from(run.entries.len()).unwrap_or(u32::MAX);
    match code.faults.on_error {
        OnError::Report if batch => {
            run.failed.push(run.at);
            run.at += 1;
        }
        OnError::ReportRest if batch => {
            run.failed.extend(run.at..last);
            run.at = last;
        }
        _ => return Some(Err((error, why))),
    }
    run.stage = Stage::Base;
    None
}

type Doing = (Name, Task, SimTime);

/// The effect of this number: whom to ask what; the last one may be the answer to a waiting state machine.
pub(super) fn effect(code: &Code, nth: u32, entry: &Entry) -> Option<Result<Doing, &'static str>> {
    match code.does.get(nth as usize) {
        Some(effect) => Some(Ok((effect.to.clone(), task(effect, &entry.cargo), effect.patience))),
        None if code.answers_token && nth as usize == code.does.len() => {
            let found =
                token(&entry.cargo.body).ok_or("the payload carries no task token, or no ARN of a state machine");
            Some(found.map(|(token, machine)| {
                let result = Some(Ok(r#"{"status":"done"}"#.into()));
                (machine, Task::Token { token, result }, PATIENCE)
            }))
        }
        None => None,
    }
}

fn task(effect: &Effect, cargo: &Arc<Cargo>) -> Task {
    let cargo = match &effect.group {
        Some(group) => Arc::new(Cargo { group: Some(group.clone()), ..(**cargo).clone() }),
        None => cargo.clone(),
    };
    if effect.call { Task::Invoke(cargo) } else { Task::Send(cargo) }
}

/// A text under a key that speaks of a token, and the ARN of a state machine or of its execution.
fn token(body: &str) -> Option<(Name, Name)> {
    let value: Value = serde_json::from_str(body).ok()?;
    let (mut token, mut machine) = (None, None);
    let mut open = vec![(String::new(), &value)];
    while let Some((key, value)) = open.pop() {
        match value {
            Value::Object(fields) => open.extend(fields.iter().map(|(k, v)| (k.to_lowercase(), v))),
            Value::Array(all) => open.extend(all.iter().map(|v| (key.clone(), v))),
            Value::String(text) => {
                let states = arn::parse(text).is_some_and(|p| p.service == "states");
                if states {
                    machine = Some(text.as_str().into());
                } else if key.contains("token") {
                    token = Some(text.as_str().into());
                }
            }
            _ => {}
        }
    }
    Some((token?, machine?))
}

/// The entry is worked through: done, or done once more.
pub(super) fn finish_item(f: &mut Function, run: &Run, cx: &mut Cx<'_>) {
    let Some(entry) = run.entries.get(run.at as usize) else { return };
    for item in entry.items() {
        let new = f.done.put(item.no);
        if !new {
            f.tally.repeats += 1;
        }
        cx.emit(run.cause, || Draft {
            item: Some(item.clone()),
            phase: Some(Phase::Done),
            weight: if new { Weight::Step } else { Weight::Alarm },
            ..Draft::new(if new { "lambda.done" } else { "lambda.repeat" }, &run.function)
        });
    }
}

pub(super) fn tell_item(cx: &mut Cx<'_>, run: &Run, kind: &'static str, weight: Weight) {
    let Some(entry) = run.entries.get(run.at as usize) else { return };
    for item in entry.items() {
        cx.emit(run.cause, || Draft {
            item: Some(item.clone()),
            phase: Some(Phase::Done),
            weight,
            ..Draft::new(kind, &run.function)
        });
    }
}
