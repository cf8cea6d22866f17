//! From an SQS command to the simulator's request.
use super::Refused;
use crate::endpoint::{command::Command, input::Input};
use crate::sim::{
    arn,
    services::sqs::api::{
        SqsError,
        handle::ReceiptHandle,
        request::{AttributeValue, Change, Entry, Receive, Request, Send},
    },
    trace::Name,
};
use std::collections::BTreeMap;

/// The request an operation stands for.
pub(super) fn request(command: &Command) -> Result<Request, Refused> {
    let input = command.input();
    Ok(match command.operation {
        "SendMessage" => Request::SendMessage { queue: queue(input)?, message: message(input)? },
        "ReceiveMessage" => Request::ReceiveMessage { queue: queue(input)?, receive: receive(input) },
        "DeleteMessage" => Request::DeleteMessage { queue: queue(input)?, receipt_handle: handle(input)? },
        "SendMessageBatch" => Request::SendMessageBatch { queue: queue(input)?, entries: entries(input, message)? },
        "DeleteMessageBatch" => Request::DeleteMessageBatch { queue: queue(input)?, entries: entries(input, handle)? },
        "ChangeMessageVisibility" => Request::ChangeMessageVisibility { queue: queue(input)?, change: change(input)? },
        "ChangeMessageVisibilityBatch" => {
            Request::ChangeMessageVisibilityBatch { queue: queue(input)?, entries: entries(input, change)? }
        }
        _ => return manage(command, input),
    })
}

/// Everything that is not about messages.
fn manage(command: &Command, input: Input<'_>) -> Result<Request, Refused> {
    let paging = || (input.int("MaxResults"), input.text("NextToken").map(Into::into));
    Ok(match command.operation {
        "CreateQueue" => Request::CreateQueue {
            name: need(input, "QueueName")?.into(),
            attributes: input.text_map("Attributes"),
            tags: input.text_map("tags"),
        },
        "DeleteQueue" => Request::DeleteQueue { queue: queue(input)? },
        "GetQueueUrl" => {
            own(input.text("QueueOwnerAWSAccountId"))?;
            Request::GetQueueUrl { name: need(input, "QueueName")?.into() }
        }
        "ListQueues" => {
            let (max_results, next_token) = paging();
            Request::ListQueues { prefix: input.text("QueueNamePrefix").map(Into::into), max_results, next_token }
        }
        "ListDeadLetterSourceQueues" => {
            let (max_results, next_token) = paging();
            Request::ListDeadLetterSourceQueues { queue: queue(input)?, max_results, next_token }
        }
        "GetQueueAttributes" => {
            Request::GetQueueAttributes { queue: queue(input)?, names: input.texts("AttributeNames") }
        }
        "SetQueueAttributes" => {
            Request::SetQueueAttributes { queue: queue(input)?, attributes: input.text_map("Attributes") }
        }
        "TagQueue" => Request::TagQueue { queue: queue(input)?, tags: input.text_map("Tags") },
        "UntagQueue" => Request::UntagQueue { queue: queue(input)?, keys: input.texts("TagKeys") },
        "ListQueueTags" => Request::ListQueueTags { queue: queue(input)? },
        "AddPermission" => Request::AddPermission {
            queue: queue(input)?,
            label: need(input, "Label")?.into(),
            accounts: input.texts("AWSAccountIds"),
            actions: input.texts("Actions"),
        },
        "RemovePermission" => Request::RemovePermission { queue: queue(input)?, label: need(input, "Label")?.into() },
        "PurgeQueue" => Request::PurgeQueue { queue: queue(input)? },
        "StartMessageMoveTask" => Request::StartMessageMoveTask {
            source_arn: need(input, "SourceArn")?.into(),
            destination_arn: input.text("DestinationArn").map(Into::into),
            rate: input.int("MaxNumberOfMessagesPerSecond"),
        },
        "ListMessageMoveTasks" => Request::ListMessageMoveTasks {
            source_arn: need(input, "SourceArn")?.into(),
            max_results: input.int("MaxResults"),
        },
        "CancelMessageMoveTask" => Request::CancelMessageMoveTask { task_handle: need(input, "TaskHandle")?.into() },
        _ => return Err(Refused::Lacking),
    })
}

/// A parameter that must be there, with SQS's own refusal.
fn need<'a>(input: Input<'a>, name: &str) -> Result<&'a str, SqsError> {
    input.text(name).ok_or_else(|| SqsError::missing(name))
}

/// The queue of a QueueUrl. One in another account does not exist here.
fn queue(input: Input<'_>) -> Result<Name, SqsError> {
    let url = need(input, "QueueUrl")?;
    let mut parts = url.rsplit('/');
    let name = parts.next().unwrap_or(url);
    own(parts.next().filter(|account| account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit())))?;
    Ok(name.into())
}

/// Refuses an account that is not this one.
fn own(account: Option<&str>) -> Result<(), SqsError> {
    match account {
        Some(account) if account != arn::ACCOUNT => Err(SqsError::no_queue()),
        _ => Ok(()),
    }
}

fn handle(input: Input<'_>) -> Result<ReceiptHandle, SqsError> {
    need(input, "ReceiptHandle").map(ReceiptHandle::from)
}

fn change(input: Input<'_>) -> Result<Change, SqsError> {
    Ok(Change { receipt_handle: handle(input)?, visibility: input.int("VisibilityTimeout") })
}

fn receive(input: Input<'_>) -> Receive {
    // The older member has another name and the same meaning.
    let mut system_names = input.texts("MessageSystemAttributeNames");
    system_names.extend(input.texts("AttributeNames"));
    Receive {
        max: input.int("MaxNumberOfMessages"),
        visibility: input.int("VisibilityTimeout"),
        wait: input.int("WaitTimeSeconds"),
        attempt_id: input.name("ReceiveRequestAttemptId"),
        system_names,
        attribute_names: input.texts("MessageAttributeNames"),
    }
}

fn message(input: Input<'_>) -> Result<Send, SqsError> {
    let header = input.object("MessageSystemAttributes").and_then(|a| a.object("AWSTraceHeader"));
    Ok(Send {
        body: need(input, "MessageBody")?.into(),
        delay: input.int("DelaySeconds"),
        attributes: attributes(input),
        trace_header: header.and_then(|h| h.name("StringValue")),
        dedup_id: input.name("MessageDeduplicationId"),
        group_id: input.name("MessageGroupId"),
        item: None,
    })
}

fn attributes(input: Input<'_>) -> BTreeMap<String, AttributeValue> {
    let value = |v: Input<'_>| AttributeValue {
        data_type: v.text("DataType").unwrap_or_default().into(),
        string: v.text("StringValue").map(Into::into),
        binary: v.blob("BinaryValue"),
    };
    input.map("MessageAttributes").map(|(name, v)| (name.to_owned(), value(v))).collect()
}

/// The entries of a batch.
fn entries<T>(input: Input<'_>, body: impl Fn(Input<'_>) -> Result<T, SqsError>) -> Result<Vec<Entry<T>>, SqsError> {
    input.list("Entries").map(|e| Ok(Entry { id: need(e, "Id")?.into(), body: body(e)? })).collect()
}
