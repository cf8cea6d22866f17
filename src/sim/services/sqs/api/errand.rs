//! Errands of other services, read as calls of SQS, and its answers as their outcomes.
use super::{
    Reply, Request, Response,
    error::{Code, SqsError},
    request::{AttributeValue, Change, Entry, Receive, Send},
    response::{Batch, Message},
};
use crate::base::time::SimTime;
use crate::sim::{
    arn,
    errand::{Attribute, Cargo, Class, Outcome, Received, Task},
    trace::Name,
    turn::Denied,
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use std::sync::Arc;

/// What an errand asks of a queue.
///
/// # Errors
/// The outcome where a queue cannot do that.
pub(in crate::sim::services::sqs) fn accept(to: &str, task: Task) -> Result<Request, Outcome> {
    let queue: Name = arn::parse(to).map_or(to, |place| place.name).into();
    Ok(match task {
        Task::Send(cargo) => Request::SendMessage { message: send(&queue, &cargo), queue },
        Task::Batch(all) => {
            let entry = |(nth, cargo): (usize, &Arc<Cargo>)| Entry { id: nth.to_string(), body: send(&queue, cargo) };
            Request::SendMessageBatch { entries: all.iter().enumerate().map(entry).collect(), queue }
        }
        Task::Receive { max, wait } => {
            let receive = Receive {
                max: Some(i64::from(max)),
                wait: Some(seconds(wait)),
                attribute_names: vec!["All".into()],
                system_names: vec!["All".into()],
                ..Receive::default()
            };
            Request::ReceiveMessage { queue, receive }
        }
        Task::Delete(handles) => {
            let entry = |(nth, handle): (usize, &Name)| Entry { id: nth.to_string(), body: (&**handle).into() };
            Request::DeleteMessageBatch { entries: handles.iter().enumerate().map(entry).collect(), queue }
        }
        Task::Release(handles, after) => {
            let entry = |(nth, handle): (usize, &Name)| Entry {
                id: nth.to_string(),
                body: Change { receipt_handle: (&**handle).into(), visibility: Some(seconds(after)) },
            };
            Request::ChangeMessageVisibilityBatch { entries: handles.iter().enumerate().map(entry).collect(), queue }
        }
        _ => return Err(Outcome::senseless("sqs")),
    })
}

fn seconds(t: SimTime) -> i64 {
    i64::try_from(t.as_secs()).unwrap_or(i64::MAX)
}

fn send(queue: &str, cargo: &Cargo) -> Send {
    let fifo = queue.ends_with(".fifo");
    Send {
        body: cargo.body.clone(),
        attributes: cargo.attributes.iter().map(|(name, a)| (name.to_string(), value(a))).collect(),
        dedup_id: cargo.dedup.clone().filter(|_| fifo),
        group_id: cargo.group.clone(),
        item: cargo.item.clone(),
        ..Send::default()
    }
}

fn value(attribute: &Attribute) -> AttributeValue {
    let binary = attribute.kind.starts_with("Binary");
    AttributeValue {
        data_type: attribute.kind.to_string(),
        string: (!binary).then(|| attribute.value.to_string()),
        binary: if binary { BASE64.decode(&*attribute.value).ok() } else { None },
    }
}

/// What an answer of SQS means to whoever asked.
pub(in crate::sim::services::sqs) fn outcome(reply: Reply) -> Outcome {
    match reply {
        Err(error) => Outcome::refused(error.code.name(), class(error.code), &error.message),
        Ok(Response::Sent(sent)) => Outcome::Taken(sent.message_id.to_string().into()),
        Ok(Response::SentBatch(batch)) => each(batch, |sent| sent.message_id.to_string().into()),
        Ok(Response::DoneBatch(batch)) => each(batch, |()| Name::default()),
        Ok(Response::Messages(messages)) => Outcome::Messages(messages.iter().map(received).collect()),
        Ok(_) => Outcome::Taken(Name::default()),
    }
}

fn class(code: Code) -> Class {
    match code {
        Code::AccessDenied | Code::KmsAccessDenied => Class::Denied,
        Code::RequestThrottled | Code::OverLimit | Code::KmsThrottled => Class::Throttled,
        _ => Class::Client,
    }
}

/// Results in the order of the entries, whose Ids are their places.
fn each<T>(batch: Batch<T>, name: impl Fn(T) -> Name) -> Outcome {
    let mut all: Vec<(usize, Result<Name, Name>)> = vec![];
    all.extend(batch.successful.into_iter().map(|(id, one)| (id.parse().unwrap_or(usize::MAX), Ok(name(one)))));
    all.extend(batch.failed.into_iter().map(|f| (f.id.parse().unwrap_or(usize::MAX), Err(f.code.name().into()))));
    all.sort_by_key(|(at, _)| *at);
    Outcome::Each(all.into_iter().map(|(_, result)| result).collect())
}

fn received(message: &Message) -> Received {
    let sent = &message.payload;
    let attribute = |a: &AttributeValue| Attribute {
        kind: a.data_type.as_str().into(),
        value: match (&a.string, &a.binary) {
            (Some(text), _) => text.as_str().into(),
            (None, Some(bytes)) => BASE64.encode(bytes).into(),
            (None, None) => Name::default(),
        },
    };
    let cargo = Cargo {
        body: sent.body.clone(),
        attributes: sent.attributes.iter().map(|(name, a)| (name.as_str().into(), attribute(a))).collect(),
        group: sent.group_id.clone(),
        dedup: message.dedup_id.clone(),
        item: sent.item.clone(),
        ..Cargo::default()
    };
    Received {
        id: message.message_id.to_string().into(),
        handle: message.receipt.to_string().into(),
        receives: message.receive_count,
        sent: message.sent,
        until: message.hidden_until,
        cargo: Arc::new(cargo),
    }
}

/// IAM's refusal as SQS words it.
pub(in crate::sim::services::sqs) fn denied(why: &Denied) -> SqsError {
    let code = match (why.by_key, why.code) {
        (false, _) => Code::AccessDenied,
        (true, "DisabledException") => Code::KmsDisabled,
        (true, "KMSInvalidStateException") => Code::KmsInvalidState,
        (true, "NotFoundException") => Code::KmsNotFound,
        (true, "ThrottlingException") => Code::KmsThrottled,
        (true, _) => Code::KmsAccessDenied,
    };
    let Denied { principal, action, resource, because, .. } = why;
    if !matches!(code, Code::AccessDenied | Code::KmsAccessDenied) {
        return SqsError::new(code, because.to_string());
    }
    SqsError::new(
        code,
        format!("User: {principal} is not authorized to perform: {action} on resource: {resource} {because}"),
    )
}
