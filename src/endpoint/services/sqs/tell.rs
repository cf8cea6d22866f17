//! From the simulator's answer to an SQS operation's output.
use crate::endpoint::{
    command::{Command, Protocol},
    services::sts::user_id,
};
use crate::sim::{
    arn::ACCOUNT,
    services::sqs::api::{
        Response,
        digest::of_attributes,
        request::AttributeValue,
        response::{Batch, Message, Sent, TaskEntry},
    },
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The output of an operation.
pub(super) fn output(command: &Command, response: Response) -> Value {
    let url = |url: &str| Value::String(url_of(&command.host, url));
    match response {
        Response::Done => json!({}),
        Response::QueueUrl(name) => json!({ "QueueUrl": url(&name) }),
        Response::Queues { urls, next_token } => {
            // The one operation whose list begins with a small letter.
            let key = if command.operation == "ListDeadLetterSourceQueues" { "queueUrls" } else { "QueueUrls" };
            let mut out = Map::new();
            if !urls.is_empty() || key == "queueUrls" {
                out.insert(key.into(), urls.iter().map(|u| url(u)).collect());
            }
            put(&mut out, "NextToken", next_token);
            out.into()
        }
        Response::Attributes(attributes) if attributes.is_empty() => json!({}),
        Response::Attributes(attributes) => json!({ "Attributes": attributes }),
        Response::Tags(tags) if tags.is_empty() => json!({}),
        Response::Tags(tags) => json!({ "Tags": tags }),
        Response::Sent(sent) => self::sent(&sent).into(),
        Response::SentBatch(batch) => self::batch(command, batch, |s| self::sent(&s)),
        Response::Messages(messages) if messages.is_empty() => json!({}),
        Response::Messages(messages) => {
            json!({ "Messages": messages.iter().map(message).collect::<Vec<_>>() })
        }
        Response::DoneBatch(batch) => self::batch(command, batch, |()| Map::new()),
        Response::TaskHandle(handle) => json!({ "TaskHandle": handle }),
        Response::Tasks(tasks) => json!({ "Results": tasks.iter().map(task).collect::<Vec<_>>() }),
        Response::Moved(moved) => json!({ "ApproximateNumberOfMessagesMoved": moved }),
    }
}

/// The URL a client reaches a queue by: through the host it called.
fn url_of(host: &str, url: &str) -> String {
    let name = url.rsplit('/').next().unwrap_or(url);
    format!("http://{host}/{ACCOUNT}/{name}")
}

fn put(out: &mut Map<String, Value>, name: &str, value: Option<String>) {
    if let Some(value) = value {
        out.insert(name.into(), value.into());
    }
}

fn sent(sent: &Sent) -> Map<String, Value> {
    let mut out = Map::new();
    put(&mut out, "MessageId", Some(sent.message_id.to_string()));
    put(&mut out, "MD5OfMessageBody", Some(sent.md5_of_body()));
    put(&mut out, "MD5OfMessageAttributes", sent.md5_of_attributes());
    put(&mut out, "MD5OfMessageSystemAttributes", sent.md5_of_system_attributes());
    put(&mut out, "SequenceNumber", sent.sequence_number.map(|n| n.to_string()));
    out
}

/// `Successful` and `Failed`; each only where it has entries, but one of them always stands.
fn batch<T>(command: &Command, batch: Batch<T>, entry: impl Fn(T) -> Map<String, Value>) -> Value {
    let good: Vec<Value> = batch
        .successful
        .into_iter()
        .map(|(id, answer)| {
            let mut out = entry(answer);
            out.insert("Id".into(), id.into());
            out.into()
        })
        .collect();
    let bad: Vec<Value> = batch
        .failed
        .into_iter()
        .map(|f| {
            let code = if command.protocol == Protocol::Query { f.code.query_name() } else { f.code.name() };
            json!({ "Id": f.id, "Code": code, "Message": f.message, "SenderFault": f.sender_fault })
        })
        .collect();
    let mut out = Map::new();
    if !good.is_empty() || bad.is_empty() {
        out.insert("Successful".into(), good.into());
    }
    if !bad.is_empty() {
        out.insert("Failed".into(), bad.into());
    }
    out.into()
}

fn message(message: &Message) -> Value {
    let mut out = Map::new();
    put(&mut out, "MessageId", Some(message.message_id.to_string()));
    put(&mut out, "ReceiptHandle", Some(message.receipt.to_string()));
    put(&mut out, "MD5OfBody", Some(message.md5_of_body()));
    put(&mut out, "Body", Some(message.payload.body.to_string()));
    let system: Map<_, _> = message.system_attributes().into_iter().map(system).collect();
    if !system.is_empty() {
        out.insert("Attributes".into(), system.into());
    }
    let own = message.attributes();
    if let Some(md5) = of_attributes(&own) {
        put(&mut out, "MD5OfMessageAttributes", Some(md5));
        out.insert("MessageAttributes".into(), attributes(own));
    }
    out.into()
}

/// A system attribute; SenderId is the sender's id in IAM.
fn system((name, value): (&str, String)) -> (String, Value) {
    let value = if name == "SenderId" { user_id(&value) } else { value };
    (name.to_owned(), value.into())
}

fn attributes(attributes: BTreeMap<String, AttributeValue>) -> Value {
    let value = |v: AttributeValue| {
        let mut out = Map::new();
        put(&mut out, "DataType", Some(v.data_type));
        put(&mut out, "StringValue", v.string);
        put(&mut out, "BinaryValue", v.binary.map(|b| STANDARD.encode(b)));
        Value::from(out)
    };
    attributes.into_iter().map(|(name, v)| (name, value(v))).collect::<Map<_, _>>().into()
}

fn task(task: &TaskEntry) -> Value {
    let mut out = Map::new();
    put(&mut out, "TaskHandle", task.task_handle.clone());
    put(&mut out, "Status", Some(task.status.name().into()));
    put(&mut out, "SourceArn", Some(task.source_arn.clone()));
    put(&mut out, "DestinationArn", task.destination_arn.clone());
    put(&mut out, "FailureReason", task.failure.clone());
    let mut number = |name: &str, n: u64| out.insert(name.into(), n.into());
    if let Some(rate) = task.rate {
        number("MaxNumberOfMessagesPerSecond", rate.into());
    }
    number("ApproximateNumberOfMessagesMoved", task.moved);
    number("ApproximateNumberOfMessagesToMove", task.to_move);
    number("StartedTimestamp", task.started);
    out.into()
}
