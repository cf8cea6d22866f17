//! Whether an input fits its shape: what must be there, how long, how large, of which form. Said in the words of AWS's own framework:
//! `1 validation error detected: Value 'x' at 'records.1.member.data' failed to satisfy constraint: Member must ...`.
//! Services that check by hand (SQS, SNS, S3) are checked no further than they say the same.
use super::pattern;
use crate::endpoint::{
    command::Breach,
    refusal::Refusal,
    services::Service,
    shapes::{Kind, Model, Shape},
};
use crate::sim::leniency::Spared;
use serde_json::Value;

/// More faults than these are not told.
const MOST: usize = 20;

/// How far a service's model is held against an input, and the code of what breaks it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Policy {
    /// The service checks by hand.
    Nothing,
    /// What must be there; the rest by hand.
    Required(&'static str),
    /// All of it.
    All(&'static str),
}

const fn policy(service: Service) -> Policy {
    match service {
        Service::Sqs | Service::S3 => Policy::Nothing,
        Service::Sns => Policy::Required("ValidationError"),
        Service::Sts | Service::AutoScaling | Service::CloudWatch | Service::Iam => Policy::All("ValidationError"),
        Service::Mq => Policy::All("BadRequestException"),
        Service::Kinesis
        | Service::Firehose
        | Service::Events
        | Service::Scheduler
        | Service::Pipes
        | Service::States
        | Service::Lambda
        | Service::ApplicationAutoScaling
        | Service::Kms => Policy::All("ValidationException"),
    }
}

/// Members whose pattern a lenient account overlooks: what they name is looked for, and not found.
const LOOSE: &[(Service, &str)] =
    &[(Service::Firehose, "DeliveryStreamName"), (Service::Firehose, "BucketARN"), (Service::Kinesis, "ConsumerARN")];

/// Checks an input; what breaks it is handed back where a lenient account overlooks all of it.
pub(super) fn check(service: Service, model: &Model, shape: &Shape, input: &Value) -> Result<Option<Breach>, Refusal> {
    if service == Service::Sqs {
        return parameters(model, shape, input).map(|()| None);
    }
    let (code, all) = match policy(service) {
        Policy::Nothing => return Ok(None),
        Policy::Required(code) => (code, false),
        Policy::All(code) => (code, true),
    };
    let mut check = Check { model, service, all, faults: Vec::new(), spared: Vec::new() };
    check.members(shape, input, None);
    let refusal = match check.faults.as_slice() {
        [] => return Ok(None),
        [one] => Refusal::new(code, format!("1 validation error detected: {one}")),
        more => Refusal::new(code, format!("{} validation errors detected: {}", more.len(), more.join("; "))),
    };
    match check.spared.as_slice() {
        [Some(spared), rest @ ..] if rest.iter().all(Option::is_some) => Ok(Some(Breach { spared: *spared, refusal })),
        _ => Err(refusal),
    }
}

/// SQS names the first parameter that lacks, in the words of its older protocol.
fn parameters(model: &Model, shape: &Shape, input: &Value) -> Result<(), Refusal> {
    for member in shape.members.iter().filter(|m| m.required()) {
        let value = input.get(member.name).filter(|v| !v.is_null()).ok_or_else(|| lacks(member.name))?;
        if member.name != "Entries" {
            continue;
        }
        let entry = model.shape(model.shape(member.shape).element);
        for (at, one) in value.as_array().into_iter().flatten().enumerate() {
            let absent = |name: &str| one.get(name).is_none_or(Value::is_null);
            if let Some(missing) = entry.members.iter().find(|m| m.required() && absent(m.name)) {
                return Err(lacks(&format!("{}.{}.{}", member.in_form(), at + 1, missing.name)));
            }
        }
    }
    Ok(())
}

fn lacks(name: &str) -> Refusal {
    let message = format!("The request must contain the parameter {name}.");
    Refusal::new("MissingRequiredParameterException", message).query("MissingParameter")
}

/// The way from the input to a value; written out only where something is wrong.
#[derive(Clone, Copy)]
struct Way<'a> {
    up: Option<&'a Way<'a>>,
    part: Part<'a>,
}

#[derive(Clone, Copy)]
enum Part<'a> {
    Member(&'a str),
    Index(usize),
    Key(&'a str),
}

impl Way<'_> {
    fn write(&self, out: &mut String) {
        if let Some(up) = self.up {
            up.write(out);
            out.push('.');
        }
        match self.part {
            Part::Member(name) => {
                let mut letters = name.chars();
                out.extend(letters.next().into_iter().flat_map(char::to_lowercase));
                out.push_str(letters.as_str());
            }
            Part::Index(at) => out.push_str(&format!("{}.member", at + 1)),
            Part::Key(key) => out.push_str(&format!("{key}.member")),
        }
    }
}

struct Check<'a> {
    model: &'a Model,
    service: Service,
    all: bool,
    faults: Vec<String>,
    /// Of each fault, what overlooks it.
    spared: Vec<Option<Spared>>,
}

impl Check<'_> {
    fn members(&mut self, shape: &Shape, value: &Value, up: Option<&Way<'_>>) {
        for member in &shape.members {
            let way = Way { up, part: Part::Member(member.name) };
            match value.get(member.name).filter(|v| !v.is_null()) {
                Some(value) => self.value(self.model.shape(member.shape), value, way),
                // SDKs fill in tokens themselves; a client that does not is served all the same.
                None if member.required() && !member.token() => {
                    // The query protocol cannot say an empty map.
                    let map = self.service == Service::Sns && self.model.shape(member.shape).kind == Kind::Map;
                    self.fault("Value null", way, ("Member must not be null", map.then_some(Spared::NoAttributes)));
                }
                None => {}
            }
        }
    }
    fn value(&mut self, shape: &Shape, value: &Value, way: Way<'_>) {
        if self.faults.len() >= MOST {
            return;
        }
        if self.all {
            let wrong = constraints(shape, value);
            if !wrong.is_empty() {
                let shown = self.shown(shape, value);
                wrong
                    .iter()
                    .for_each(|constraint| self.fault(&shown, way, (constraint, self.overlooks(way, constraint))));
            }
        }
        match (shape.kind, value) {
            (Kind::Structure, Value::Object(_)) => self.members(shape, value, Some(&way)),
            (Kind::List, Value::Array(list)) => self.list((shape, value), list, way),
            (Kind::Map, Value::Object(map)) => {
                let element = self.model.shape(shape.element);
                self.keys((shape, value), map.keys(), way);
                for (key, value) in map {
                    self.value(element, value, Way { up: Some(&way), part: Part::Key(key) });
                }
            }
            _ => {}
        }
    }
    fn list(&mut self, (shape, whole): (&Shape, &Value), list: &[Value], way: Way<'_>) {
        let element = self.model.shape(shape.element);
        if matches!(element.kind, Kind::Structure | Kind::List | Kind::Map | Kind::Blob) {
            for (at, value) in list.iter().enumerate().filter(|(_, v)| !v.is_null()) {
                self.value(element, value, Way { up: Some(&way), part: Part::Index(at) });
            }
        } else if self.all && list.iter().any(|value| !constraints(element, value).is_empty()) {
            let constraint = format!("Member must satisfy constraint: [{}]", demands(element).join(", "));
            self.fault(&self.shown(shape, whole), way, (&constraint, None));
        }
    }
    fn keys<'k>(&mut self, (shape, whole): (&Shape, &Value), keys: impl Iterator<Item = &'k String>, way: Way<'_>) {
        let key = self.model.shape(shape.key);
        let mut keys = keys.map(|k| Value::from(k.as_str()));
        if self.all && keys.any(|name| !constraints(key, &name).is_empty()) {
            let constraint = format!("Map keys must satisfy constraint: [{}]", demands(key).join(", "));
            self.fault(&self.shown(shape, whole), way, (&constraint, None));
        }
    }
    /// What overlooks a broken constraint.
    fn overlooks(&self, way: Way<'_>, constraint: &str) -> Option<Spared> {
        let Part::Member(name) = way.part else { return None };
        let loose = LOOSE.contains(&(self.service, name)) && constraint.contains("regular expression");
        loose.then_some(Spared::Patterns)
    }
    fn fault(&mut self, shown: &str, way: Way<'_>, (constraint, spared): (&str, Option<Spared>)) {
        self.spared.push(spared);
        let mut path = String::new();
        way.write(&mut path);
        self.faults.push(format!("{shown} at '{path}' failed to satisfy constraint: {constraint}"));
    }
    /// `Value 'x'`; bytes and secrets are not repeated, nor does Kinesis repeat lists.
    fn shown(&self, shape: &Shape, value: &Value) -> String {
        if shape.secret || shape.kind == Kind::Blob {
            return "Value".to_owned();
        }
        match value {
            Value::String(text) => format!("Value '{text}'"),
            Value::Array(_) | Value::Object(_) if self.service == Service::Kinesis => "Value".to_owned(),
            Value::Array(list) => {
                let element = self.model.shape(shape.element);
                // AWS writes out Java objects here; of structures their name is enough.
                let one = |value: &Value| match (value, element.name) {
                    (Value::String(text), _) => text.clone(),
                    (Value::Object(_), Some(name)) => name.to_owned(),
                    (value, _) => value.to_string(),
                };
                let objects = element.kind == Kind::Structure;
                let shown: Vec<_> = list.iter().take(if objects { 1 } else { MOST }).map(one).collect();
                format!("Value '[{}]'", shown.join(", "))
            }
            Value::Object(map) => {
                let pairs: Vec<_> = map.iter().take(MOST).map(|(k, v)| format!("{k}={v}")).collect();
                format!("Value '{{{}}}'", pairs.join(", ").replace('"', ""))
            }
            other => format!("Value '{other}'"),
        }
    }
}

/// What a value breaks of its shape's constraints.
fn constraints(shape: &Shape, value: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let Some((size, word)) = size(shape, value) else { return wrong };
    if let Value::String(text) = value {
        if shape.pattern.as_ref().is_some_and(|p| !pattern::fits(p, text)) {
            wrong.extend(pattern_of(shape));
        }
        if !shape.values.is_empty() && !shape.values.contains(&text.as_str()) {
            wrong.push(values_of(shape));
        }
    }
    if shape.max.is_some_and(|max| size > max) {
        wrong.push(most(shape, word));
    }
    if shape.min.is_some_and(|min| size < min) {
        wrong.push(least(shape, word));
    }
    wrong
}

/// All that a shape demands, as AWS lists it for the elements of a list.
fn demands(shape: &Shape) -> Vec<String> {
    let word = if shape.kind == Kind::Text { "length" } else { "value" };
    let mut all = Vec::new();
    all.extend(shape.max.map(|_| most(shape, word)));
    all.extend(shape.min.map(|_| least(shape, word)));
    all.extend(pattern_of(shape));
    all.extend((!shape.values.is_empty()).then(|| values_of(shape)));
    all.push("Member must not be null".to_owned());
    all
}

fn pattern_of(shape: &Shape) -> Option<String> {
    let pattern = shape.pattern.as_ref()?;
    Some(format!("Member must satisfy regular expression pattern: {}", pattern::bare(&pattern.text)))
}

fn values_of(shape: &Shape) -> String {
    format!("Member must satisfy enum value set: [{}]", shape.values.join(", "))
}

fn most(shape: &Shape, word: &str) -> String {
    format!("Member must have {word} less than or equal to {}", shape.max.unwrap_or_default())
}

fn least(shape: &Shape, word: &str) -> String {
    format!("Member must have {word} greater than or equal to {}", shape.min.unwrap_or_default())
}

/// How large a value is, and the word for it.
#[allow(clippy::cast_precision_loss)] // limits are far below
fn size(shape: &Shape, value: &Value) -> Option<(f64, &'static str)> {
    match (shape.kind, value) {
        (Kind::Blob, Value::String(text)) => {
            let padding = text.bytes().rev().take_while(|b| *b == b'=').count();
            Some(((text.len() / 4 * 3).saturating_sub(padding) as f64, "length"))
        }
        // Java counts UTF-16 units.
        (Kind::Text, Value::String(text)) => Some((text.encode_utf16().count() as f64, "length")),
        (Kind::List, Value::Array(list)) => Some((list.len() as f64, "length")),
        (Kind::Map, Value::Object(map)) => Some((map.len() as f64, "length")),
        (Kind::Integer | Kind::Long | Kind::Float | Kind::Double, value) => Some((value.as_f64()?, "value")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::endpoint::{services::Service, shapes::model};
    use serde_json::{Value, json};

    fn fault(service: Service, operation: &str, input: Value) -> String {
        let model = model(service);
        let shape = model.input(model.operation(operation).unwrap());
        check(service, model, shape, &input).map_or_else(|r| format!("{}: {}", r.code, r.message), |_| "fine".into())
    }

    #[test]
    fn faults_are_told_in_aws_words() {
        let one = |rest: &str| format!("ValidationException: 1 validation error detected: {rest}");
        let records: Vec<_> = (0..501).map(|_| json!({"Data": "", "PartitionKey": "k"})).collect();
        let member = "failed to satisfy constraint: Member must";
        for (service, operation, input, wanted) in [
            (
                Service::Kinesis,
                "SplitShard",
                json!({"StreamName": "s", "ShardToSplit": "?", "NewStartingHashKey": "sth"}),
                format!(
                    "ValidationException: 2 validation errors detected: Value '?' at 'shardToSplit' {member} satisfy regular expression \
                     pattern: [a-zA-Z0-9_.-]+; Value 'sth' at 'newStartingHashKey' {member} satisfy regular expression pattern: \
                     0|([1-9]\\d{{0,38}})"
                ),
            ),
            (
                Service::Kinesis,
                "PutRecords",
                json!({"StreamName": "s", "Records": records}),
                one(&format!("Value at 'records' {member} have length less than or equal to 500")),
            ),
            (
                Service::Events,
                "PutTargets",
                json!({"Rule": "r", "Targets": [{"Id": "t"}]}),
                one(&format!("Value null at 'targets.1.member.arn' {member} not be null")),
            ),
            (
                Service::Events,
                "CreateArchive",
                json!({"ArchiveName": "a".repeat(49), "EventSourceArn": "arn:aws:events:us-east-1:123456789012:event-bus/b"}),
                one(&format!(
                    "Value '{}' at 'archiveName' {member} have length less than or equal to 48",
                    "a".repeat(49)
                )),
            ),
            (
                Service::Lambda,
                "PutFunctionEventInvokeConfig",
                json!({"FunctionName": "f", "MaximumRetryAttempts": 3}),
                one(&format!("Value '3' at 'maximumRetryAttempts' {member} have value less than or equal to 2")),
            ),
            (
                Service::Lambda,
                "CreateFunction",
                json!({"FunctionName": "f", "Role": "arn:aws:iam::123456789012:role/r", "Code": {}, "Architectures": ["foo"]}),
                one(&format!(
                    "Value '[foo]' at 'architectures' {member} satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], \
                     Member must not be null]"
                )),
            ),
            (Service::Sns, "Publish", json!({"Message": ""}), "fine".into()),
            (Service::Sqs, "SendMessage", json!({"QueueUrl": "u", "MessageBody": ""}), "fine".into()),
            (
                Service::Sqs,
                "SendMessageBatch",
                json!({"QueueUrl": "u", "Entries": [{"Id": "a"}]}),
                "MissingRequiredParameterException: The request must contain the parameter \
                 SendMessageBatchRequestEntry.1.MessageBody."
                    .into(),
            ),
        ] {
            assert_eq!(fault(service, operation, input), wanted, "{operation}");
        }
    }
}
