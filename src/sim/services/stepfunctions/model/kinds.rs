//! Reading what is particular to each type of state.
use super::choice::{self, Operand, Rule, Test};
use super::fields;
use super::parse::{Place, Reader};
use super::path::Path;
use super::program::{Branch, Count, Distributed, Each, Kind, Text, Until, Work};
use super::resource::Resource;
use serde_json::{Map, Value};

/// Fields of an object.
type Fields = Map<String, Value>;

/// Conditions one rule may hold inside each other.
const MOST_NESTED: usize = 20;

/// Reads a state's type; `None` where it cannot be one, with the fault noted.
pub fn read(reader: &mut Reader, kind: &str, fields: &Fields, place: &Place<'_>) -> Option<Kind> {
    Some(match kind {
        "Pass" => Kind::Pass(fields.get("Result").cloned()),
        "Task" => Kind::Task(Box::new(task(reader, fields, place)?)),
        "Choice" => choices(reader, fields, place),
        "Wait" => Kind::Wait(wait(reader, fields, place)),
        "Succeed" => Kind::Succeed,
        "Fail" => {
            let error = fields::text(reader, fields, "Error", place.at);
            Kind::Fail(error, fields::text(reader, fields, "Cause", place.at))
        }
        "Parallel" => parallel(reader, fields, place)?,
        "Map" => Kind::Map(Box::new(map(reader, fields, place)?)),
        _ => return None,
    })
}

fn task(reader: &mut Reader, fields: &Fields, place: &Place<'_>) -> Option<Work> {
    let at = format!("{}/Resource", place.at);
    let Some(text) = fields.get("Resource").and_then(Value::as_str) else {
        reader.fault("These fields are required: [Resource]", place.at);
        return None;
    };
    let resource = match Resource::parse(text) {
        Ok(resource) => resource,
        Err(why) => {
            reader.fault(why, &at);
            return None;
        }
    };
    let timeout = fields::count(reader, fields, "TimeoutSeconds", place.at);
    let heartbeat = fields::count(reader, fields, "HeartbeatSeconds", place.at);
    if timeout == Count::Just(0) || heartbeat == Count::Just(0) {
        reader.fault("TimeoutSeconds and HeartbeatSeconds are at least 1", place.at);
    }
    if let (Count::Just(timeout), Count::Just(beat)) = (&timeout, &heartbeat)
        && beat >= timeout
    {
        reader.fault("'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'", place.at);
    }
    Some(Work { resource, timeout, heartbeat })
}

fn wait(reader: &mut Reader, fields: &Fields, place: &Place<'_>) -> Until {
    let said = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"].iter().filter(|f| fields.contains_key(**f));
    if said.count() != 1 {
        reader.fault(
            "Exactly one of these fields is required: [Seconds, SecondsPath, Timestamp, TimestampPath]",
            place.at,
        );
    }
    match fields::count(reader, fields, "Seconds", place.at) {
        Count::None => {
            let text = fields::text(reader, fields, "Timestamp", place.at);
            if let Text::Just(text) = &text
                && super::moment::parse(text).is_none()
            {
                reader.fault("'Timestamp' must be like 2016-03-14T01:59:00Z", &format!("{}/Timestamp", place.at));
            }
            Until::Timestamp(text)
        }
        seconds => Until::Seconds(seconds),
    }
}

fn parallel(reader: &mut Reader, fields: &Fields, place: &Place<'_>) -> Option<Kind> {
    let branches = reader.list(fields, "Branches", place.at);
    if branches.is_empty() {
        reader.fault("These fields are required: [Branches], at least one", place.at);
        return None;
    }
    let mut scopes = vec![];
    for (n, branch) in branches.iter().enumerate() {
        let at = format!("{}/Branches[{n}]", place.at);
        let Some(branch) = branch.as_object() else {
            reader.fault("A branch is an object with StartAt and States", &at);
            continue;
        };
        reader.known(branch, &["StartAt", "States", "Comment"], &at);
        scopes.push(reader.scope(branch, &at, place.depth + 1));
    }
    Some(Kind::Parallel(scopes))
}

fn map(reader: &mut Reader, fields: &Fields, place: &Place<'_>) -> Option<Each> {
    let field = if fields.contains_key("ItemProcessor") { "ItemProcessor" } else { "Iterator" };
    let Some(processor) = fields.get(field).and_then(Value::as_object) else {
        reader.fault("These fields are required: [ItemProcessor]", place.at);
        return None;
    };
    let at = format!("{}/{field}", place.at);
    reader.known(processor, &["StartAt", "States", "Comment", "ProcessorConfig"], &at);
    let config = processor.get("ProcessorConfig").and_then(Value::as_object);
    let word = |name: &str| config.and_then(|c| c.get(name)).and_then(Value::as_str);
    let distributed = match word("Mode") {
        Some("DISTRIBUTED") => Some(distributed(reader, fields, word("ExecutionType"), place.at)),
        None | Some("INLINE") => {
            only_distributed(reader, fields, place.at);
            None
        }
        Some(_) => {
            reader.fault("'Mode' is INLINE or DISTRIBUTED", &format!("{at}/ProcessorConfig/Mode"));
            None
        }
    };
    for left_out in ["ItemReader", "ResultWriter"] {
        if fields.contains_key(left_out) {
            reader.limit(format!("{left_out} is not simulated here: hand the items in by ItemsPath"), place.at);
        }
    }
    let selector = if fields.contains_key("ItemSelector") { "ItemSelector" } else { "Parameters" };
    let items = fields::slot(reader, fields, "ItemsPath", place.at, false);
    let selector = fields::template(reader, fields, selector, place.at);
    let concurrency = fields::count(reader, fields, "MaxConcurrency", place.at);
    let scope = reader.scope(processor, &at, place.depth + 1);
    Some(Each { scope, items, selector, concurrency, distributed })
}

fn only_distributed(reader: &mut Reader, fields: &Fields, at: &str) {
    for field in ["ToleratedFailurePercentage", "ToleratedFailureCount", "ToleratedFailureCountPath", "ItemBatcher"] {
        if fields.contains_key(field) {
            reader.fault(format!("Field '{field}' is only supported in Distributed mode"), &format!("{at}/{field}"));
        }
    }
}

fn distributed(reader: &mut Reader, fields: &Fields, kind: Option<&str>, at: &str) -> Distributed {
    if !matches!(kind, Some("STANDARD" | "EXPRESS")) {
        reader.fault("'ExecutionType' is required in Distributed mode: STANDARD or EXPRESS", at);
    }
    let percentage = fields.get("ToleratedFailurePercentage").map(|p| {
        let share = p.as_f64().filter(|p| (0.0..=100.0).contains(p)).map(|p| (p * 100.0).round() as u64);
        if share.is_none() {
            reader.fault("'ToleratedFailurePercentage' is a number from 0 to 100", at);
        }
        share.unwrap_or(0)
    });
    let batcher = fields.get("ItemBatcher").and_then(Value::as_object);
    let number = |name: &str| batcher.and_then(|b| b.get(name)).and_then(Value::as_u64).filter(|n| *n > 0);
    let (batch, bytes) = (number("MaxItemsPerBatch"), number("MaxInputBytesPerBatch"));
    if fields.contains_key("ItemBatcher") && batch.is_none() && bytes.is_none() {
        reader.fault("ItemBatcher needs MaxItemsPerBatch or MaxInputBytesPerBatch", &format!("{at}/ItemBatcher"));
    }
    let shared = batcher.and_then(|b| fields::template(reader, b, "BatchInput", at));
    let count = fields::count(reader, fields, "ToleratedFailureCount", at);
    Distributed { express: kind == Some("EXPRESS"), percentage, count, batch, bytes, shared }
}

fn choices(reader: &mut Reader, fields: &Fields, place: &Place<'_>) -> Kind {
    let list = reader.list(fields, "Choices", place.at);
    if list.is_empty() {
        reader.fault("These fields are required: [Choices], at least one", place.at);
    }
    let mut branches = vec![];
    for (n, one) in list.iter().enumerate() {
        let at = format!("{}/Choices[{n}]", place.at);
        let Some(map) = one.as_object() else {
            reader.fault("A choice rule is an object", &at);
            continue;
        };
        if !map.contains_key("Next") {
            reader.fault("These fields are required: [Next]", &at);
        }
        let next = reader.target(map, "Next", &Place { at: &at, ..*place });
        let assign = fields::template(reader, map, "Assign", &at);
        if let (Some(rule), Some(next)) = (rule(reader, map, &at, 0), next) {
            branches.push(Branch { rule, next, assign });
        }
    }
    let default = reader.target(fields, "Default", place);
    Kind::Choice(branches, default)
}

fn rule(reader: &mut Reader, fields: &Fields, at: &str, depth: usize) -> Option<Rule> {
    if depth > MOST_NESTED {
        reader.limit(format!("Conditions nest at most {MOST_NESTED} deep here"), at);
        return None;
    }
    for (word, make) in [("And", Rule::And as fn(Vec<Rule>) -> Rule), ("Or", Rule::Or)] {
        if fields.contains_key(word) {
            let list = reader.list(fields, word, at);
            if list.is_empty() {
                reader.fault(format!("'{word}' needs at least one condition"), at);
            }
            let inner = list.iter().enumerate().filter_map(|(n, one)| {
                let at = format!("{at}/{word}[{n}]");
                one.as_object().and_then(|map| inner(reader, map, &at, depth + 1))
            });
            return Some(make(inner.collect()));
        }
    }
    if let Some(one) = fields.get("Not") {
        let Some(map) = one.as_object() else {
            reader.fault("'Not' holds a condition", at);
            return None;
        };
        return inner(reader, map, &format!("{at}/Not"), depth + 1).map(|r| Rule::Not(Box::new(r)));
    }
    comparison(reader, fields, at)
}

/// A condition inside another has no Next.
fn inner(reader: &mut Reader, fields: &Fields, at: &str, depth: usize) -> Option<Rule> {
    if fields.contains_key("Next") {
        reader.fault("'Next' belongs to the top-level rule only", at);
    }
    rule(reader, fields, at, depth)
}

fn comparison(reader: &mut Reader, fields: &Fields, at: &str) -> Option<Rule> {
    let Some(text) = fields.get("Variable").and_then(Value::as_str) else {
        reader.fault("These fields are required: [Variable]", at);
        return None;
    };
    let variable = match Path::parse(text) {
        Ok(path) => path,
        Err(why) => {
            reader.fault(format!("'Variable' is not a valid JSONPath: {why}"), &format!("{at}/Variable"));
            return None;
        }
    };
    let mut words = fields.iter().filter(|(k, _)| !matches!(k.as_str(), "Variable" | "Next" | "Comment" | "Assign"));
    let (Some((word, value)), None) = (words.next(), words.next()) else {
        reader.fault("A choice rule has exactly one comparison operator", at);
        return None;
    };
    let Some((asks, by_path)) = choice::comparator(word) else {
        reader.fault(format!("Field '{word}' is not a comparison operator"), &format!("{at}/{word}"));
        return None;
    };
    let with = match (by_path, value.as_str()) {
        (true, Some(other)) => Path::parse(other).ok().map(|path| Operand::At(other.into(), path)),
        (true, None) => None,
        (false, _) => choice::fits(asks, value).then(|| Operand::Just(value.clone())),
    };
    let Some(with) = with else {
        reader.fault(format!("The value of '{word}' is of the wrong kind"), &format!("{at}/{word}"));
        return None;
    };
    Some(Rule::Test(Box::new(Test { text: text.into(), variable, asks, with })))
}
