//! A Task's parameters as an errand: to whom, and what.
use crate::sim::arn;
use crate::sim::errand::{Attribute, Cargo, Task};
use crate::sim::region::Region;
use crate::sim::services::stepfunctions::model::fault::Fault;
use crate::sim::services::stepfunctions::model::resource::{Action, Pattern, Resource};
use crate::sim::trace::{Item, Name};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a Task sends.
#[derive(Debug)]
pub struct Order {
    /// To whom: an ARN or an address.
    pub to: Name,
    /// What.
    pub task: Task,
}

/// The parameters of a call.
struct Params<'a> {
    all: &'a Value,
    items: &'a [Item],
    region: &'a Region,
}

impl Params<'_> {
    fn text(&self, field: &str) -> Option<&str> {
        self.all.get(field).and_then(Value::as_str).filter(|t| !t.is_empty())
    }
    fn need(&self, field: &str) -> Result<&str, Fault> {
        let why = || Fault::runtime(format!("The field '{field}' is required but was missing"));
        self.text(field).ok_or_else(why)
    }
    /// A field that may be a text or JSON, as the text that is sent.
    fn body(&self, field: &str) -> Arc<str> {
        match self.all.get(field) {
            Some(Value::String(text)) => text.as_str().into(),
            Some(other) => other.to_string().into(),
            None => "".into(),
        }
    }
    fn cargo(&self, body: Arc<str>) -> Cargo {
        Cargo { body, item: self.items.first().cloned(), items: self.items.to_vec(), ..Cargo::default() }
    }
    fn name(&self, field: &str) -> Option<Name> {
        self.text(field).map(Into::into)
    }
    /// `MessageAttributes` as SQS and SNS take them.
    fn attributes(&self) -> BTreeMap<Name, Attribute> {
        let Some(all) = self.all.get("MessageAttributes").and_then(Value::as_object) else { return BTreeMap::new() };
        let one = |(name, value): (&String, &Value)| {
            let text = |field: &str| value.get(field).and_then(Value::as_str);
            let kind = text("DataType").unwrap_or("String");
            let value = text("StringValue").or_else(|| text("BinaryValue")).unwrap_or("");
            (name.as_str().into(), Attribute { kind: kind.into(), value: value.into() })
        };
        all.iter().map(one).collect()
    }
}

/// A resource by its ARN, its URL or its bare name: the ARN in this account where only a name stands.
fn local(region: &Region, service: &str, form: &str, text: &str) -> Name {
    if arn::parse(text).is_some() {
        return text.into();
    }
    let bare = text.rsplit('/').next().unwrap_or(text);
    region.arn(service, &form.replace("{}", bare))
}

/// A function by its ARN or name, without its qualifier.
fn function(region: &Region, text: &str) -> Name {
    if arn::parse(text).is_some() {
        return text.into();
    }
    let bare = text.split(':').next().unwrap_or(text);
    region.arn("lambda", &format!("function:{bare}"))
}

/// What a resource with these parameters sends to whom.
///
/// # Errors
/// A parameter that is missing.
pub fn order(resource: &Resource, input: &Value, (items, region): (&[Item], &Region)) -> Result<Order, Fault> {
    let params = Params { all: input, items, region };
    match resource {
        Resource::Function(to) | Resource::Activity(to) => {
            let cargo = params.cargo(input.to_string().into());
            Ok(Order { to: to.clone(), task: Task::Invoke(Arc::new(cargo)) })
        }
        Resource::Integration { action, pattern, .. } => integration(*action, *pattern, &params),
    }
}

fn integration(action: Action, pattern: Pattern, params: &Params<'_>) -> Result<Order, Fault> {
    Ok(match action {
        Action::Invoke => invoke(params, pattern)?,
        Action::SendMessage => {
            let to = local(params.region, "sqs", "{}", params.need("QueueUrl")?);
            let cargo = Cargo {
                attributes: params.attributes(),
                group: params.name("MessageGroupId"),
                dedup: params.name("MessageDeduplicationId"),
                ..params.cargo(params.body("MessageBody"))
            };
            send(to, cargo)
        }
        Action::Publish => publish(params)?,
        Action::PutEvents => put_events(params)?,
        Action::StartExecution | Action::StartSync => {
            let to = local(params.region, "states", "stateMachine:{}", params.need("StateMachineArn")?);
            let body = if params.all.get("Input").is_some() { params.body("Input") } else { "{}".into() };
            let cargo = Cargo { subject: params.name("Name"), ..params.cargo(body) };
            let waits = action == Action::StartSync || matches!(pattern, Pattern::Sync | Pattern::Sync2);
            if waits { ask(to, cargo) } else { send(to, cargo) }
        }
        Action::Item(operation) => {
            let to = local(params.region, "dynamodb", "table/{}", params.need("TableName")?);
            let field = if operation == "PutItem" { "Item" } else { "Key" };
            let cargo =
                Cargo { kind: Some(operation.into()), key: key(params, field), ..params.cargo(params.body(field)) };
            if operation == "GetItem" { ask(to, cargo) } else { send(to, cargo) }
        }
        Action::RunTask => {
            let to = local(params.region, "ecs", "task-definition/{}", params.need("TaskDefinition")?);
            let cargo = params.cargo(params.all.to_string().into());
            if pattern == Pattern::Sync { ask(to, cargo) } else { send(to, cargo) }
        }
        Action::PutRecord => {
            let stream = params.text("StreamARN").or_else(|| params.text("StreamName"));
            let to =
                local(params.region, "kinesis", "stream/{}", stream.map_or_else(|| params.need("StreamName"), Ok)?);
            let cargo = Cargo { key: params.name("PartitionKey"), ..params.cargo(params.body("Data")) };
            send(to, cargo)
        }
        Action::Deliver => {
            let to = local(params.region, "firehose", "deliverystream/{}", params.need("DeliveryStreamName")?);
            let record = params.all.get("Record").and_then(|r| r.get("Data"));
            let body = record.map_or_else(String::new, |d| d.as_str().map_or_else(|| d.to_string(), String::from));
            send(to, params.cargo(body.into()))
        }
        Action::PutObject => {
            let bucket = params.need("Bucket")?;
            let to = if arn::parse(bucket).is_some() { bucket.into() } else { params.region.global("s3", "", bucket) };
            send(to, Cargo { key: params.name("Key"), ..params.cargo(params.body("Body")) })
        }
        Action::Api => {
            let to = local(params.region, "execute-api", "{}", params.need("ApiEndpoint")?);
            ask(to, params.cargo(params.body("RequestBody")))
        }
        Action::Http => ask(params.need("ApiEndpoint")?.into(), params.cargo(params.body("RequestBody"))),
    })
}

fn send(to: Name, cargo: Cargo) -> Order {
    Order { to, task: Task::Send(Arc::new(cargo)) }
}

fn ask(to: Name, cargo: Cargo) -> Order {
    Order { to, task: Task::Invoke(Arc::new(cargo)) }
}

fn invoke(params: &Params<'_>, pattern: Pattern) -> Result<Order, Fault> {
    let to = function(params.region, params.need("FunctionName")?);
    let body = params.all.get("Payload").map_or_else(|| "{}".to_string(), Value::to_string);
    let cargo = params.cargo(body.into());
    // With a token the function is only set off: what counts is what it reports.
    let event = params.text("InvocationType") == Some("Event") || pattern == Pattern::Token;
    Ok(if event { send(to, cargo) } else { ask(to, cargo) })
}

fn publish(params: &Params<'_>) -> Result<Order, Fault> {
    let topic = params.text("TopicArn").or_else(|| params.text("TargetArn"));
    let to = match (topic, params.text("PhoneNumber")) {
        (Some(topic), _) => local(params.region, "sns", "{}", topic),
        (None, Some(phone)) => format!("tel:{phone}").into(),
        (None, None) => return Err(Fault::runtime("The field 'TopicArn' is required but was missing")),
    };
    let cargo = Cargo {
        attributes: params.attributes(),
        group: params.name("MessageGroupId"),
        dedup: params.name("MessageDeduplicationId"),
        subject: params.name("Subject"),
        ..params.cargo(params.body("Message"))
    };
    Ok(send(to, cargo))
}

fn put_events(params: &Params<'_>) -> Result<Order, Fault> {
    let entries = params.all.get("Entries").and_then(Value::as_array).filter(|e| !e.is_empty());
    let entries = entries.ok_or_else(|| Fault::runtime("The field 'Entries' is required but was missing"))?;
    let mut bus: Option<&str> = None;
    let mut cargos = vec![];
    for entry in entries {
        let one = Params { all: entry, ..*params };
        let named = entry.get("EventBusName").and_then(Value::as_str).unwrap_or("default");
        if bus.replace(named).is_some_and(|before| before != named) {
            return Err(Fault::runtime("All entries of one PutEvents go to the same bus here"));
        }
        let (subject, kind) = (one.name("Source"), one.name("DetailType"));
        cargos.push(Arc::new(Cargo { subject, kind, ..one.cargo(one.body("Detail")) }));
    }
    let to = local(params.region, "events", "event-bus/{}", bus.unwrap_or("default"));
    match (cargos.len(), cargos.pop()) {
        (1, Some(one)) => Ok(Order { to, task: Task::Send(one) }),
        (_, last) => {
            cargos.extend(last);
            Ok(Order { to, task: Task::Batch(cargos) })
        }
    }
}

/// The first attribute of a DynamoDB item or key stands for its primary key: `{"id": {"S": "7"}}`.
fn key(params: &Params<'_>, field: &str) -> Option<Name> {
    let first = params.all.get(field)?.as_object()?.values().next()?;
    let plain = first.as_object().and_then(|o| o.values().next()).unwrap_or(first);
    Some(plain.as_str().map_or_else(|| plain.to_string().into(), Into::into))
}
