//! Paths into a scenario: `queues.orders.VisibilityTimeout`, `consumers.C.poll.wait`, `network.latency`.
use super::{Scenario, ScenarioError, value};
use serde_json::Value;

/// The scenario with one value replaced; checked for shape, not yet for sense.
pub(super) fn with(scenario: &Scenario, path: &str, text: &str) -> Result<Scenario, ScenarioError> {
    let bad = |message: String| ScenarioError::new(path, message);
    let steps = split(scenario, path).ok_or_else(|| {
        bad(format!("`{path}` leads nowhere: write queues.NAME.ATTRIBUTE, topics.NAME.FIELD (and so for every list), producers.NAME.FIELD or network.FIELD"))
    })?;
    let new = value::read(text).map_err(|why| bad(format!("`{text}` cannot be read: {why}")))?;
    let mut tree = serde_json::to_value(scenario).map_err(|e| bad(e.to_string()))?;
    let (last, way) = steps.split_last().ok_or_else(|| bad("a path is needed".into()))?;
    if last == "name" {
        return Err(bad("a name cannot be changed".into()));
    }
    let parent = way
        .iter()
        .try_fold(&mut tree, |at, step| child_mut(at, step))
        .and_then(Value::as_object_mut)
        .ok_or_else(|| bad(format!("`{path}` leads nowhere")))?;
    if new.is_null() {
        parent.remove(last);
    } else {
        parent.insert(last.clone(), new);
    }
    serde_json::from_value(tree).map_err(|e| bad(format!("`{text}` does not fit here: {e}")))
}

/// The value at a path, as text.
pub(super) fn value(scenario: &Scenario, path: &str) -> Option<String> {
    let steps = split(scenario, path)?;
    let tree = serde_json::to_value(scenario).ok()?;
    steps.iter().try_fold(&tree, |at, step| child(at, step)).filter(|v| !v.is_null()).map(value::write)
}

/// The steps of a path. Names may hold dots (`orders.fifo`), so they are matched against what there is; a word that begins
/// with a capital under a queue is one of its attributes.
fn split(scenario: &Scenario, path: &str) -> Option<Vec<String>> {
    let (room, rest) = path.split_once('.')?;
    if room == "network" || room == "elsewhere" {
        return Some(vec![room.into(), rest.into()]);
    }
    let (_, names, ..) = scenario.sections().into_iter().find(|s| s.0 == room)?;
    let names = names.into_iter().map(|n| &**n);
    let after = |name: &str| rest.strip_prefix(name).and_then(|r| r.strip_prefix('.'));
    let name = names.filter(|n| after(n).is_some()).max_by_key(|n| n.len())?;
    let field = after(name)?;
    let mut steps = vec![room.to_string(), name.to_string()];
    if let Some((of, last)) = field.strip_prefix("subscriptions.").and_then(|rest| rest.rsplit_once('.')) {
        // An endpoint may hold dots itself.
        steps.extend(["subscriptions".to_string(), of.into(), last.into()]);
    } else if let Some(rest) = field.strip_prefix("event_sources.") {
        // So may the source of a mapping.
        let mine = scenario.functions.iter().filter(|f| *f.name == *name).flat_map(|f| &f.event_sources);
        let after = |from: &str| rest.strip_prefix(from).and_then(|r| r.strip_prefix('.'));
        let from = mine.map(|s| &*s.from).filter(|from| after(from).is_some()).max_by_key(|from| from.len())?;
        steps.extend(["event_sources", from].map(String::from));
        steps.extend(after(from)?.split('.').map(String::from));
    } else if matches!(room, "queues" | "topics") && field.starts_with(|c: char| c.is_ascii_uppercase()) {
        steps.push("attributes".into());
        steps.push(field.into());
    } else {
        steps.extend(field.split('.').map(String::from));
    }
    Some(steps)
}

fn child<'a>(at: &'a Value, step: &str) -> Option<&'a Value> {
    match at {
        Value::Object(fields) => fields.get(step),
        Value::Array(items) => items.iter().find(|item| is_called(item, step)),
        _ => None,
    }
}

fn child_mut<'a>(at: &'a mut Value, step: &str) -> Option<&'a mut Value> {
    match at {
        Value::Object(fields) => fields.get_mut(step),
        Value::Array(items) => items.iter_mut().find(|item| is_called(item, step)),
        _ => None,
    }
}

/// Entries are called by their name; those without one by whom they reach or what they read.
fn is_called(item: &Value, step: &str) -> bool {
    ["name", "to", "from"].iter().find_map(|key| item.get(*key)).is_some_and(|name| name == step)
}
