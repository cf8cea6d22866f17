//! From the simulator's answer to an EventBridge operation's output.
use crate::endpoint::services::reading::listed;
use crate::sim::services::events::api::{Code, Response};
use serde_json::{Value, json};

/// The output of an operation.
pub(super) fn output(response: Response) -> Value {
    match response {
        Response::Done => json!({}),
        Response::Made(told) | Response::Described(told) => told.into(),
        Response::Listed(page) => listed(page),
        Response::Matches(yes) => json!({ "Result": yes }),
        Response::Put(_, results) => {
            let failed = results.iter().filter(|r| r.is_err()).count();
            let entries: Vec<Value> =
                results.into_iter().map(|r| r.map_or_else(refused, |id| json!({ "EventId": &*id }))).collect();
            json!({ "FailedEntryCount": failed, "Entries": entries })
        }
        Response::Failed(failed) => {
            let entry = |(id, code, message): &(_, Code, std::sync::Arc<str>)| {
                let id: &crate::sim::trace::Name = id;
                json!({ "TargetId": &**id, "ErrorCode": code.name(), "ErrorMessage": &**message })
            };
            json!({ "FailedEntryCount": failed.len(), "FailedEntries": failed.iter().map(entry).collect::<Vec<_>>() })
        }
    }
}

fn refused((code, message): (Code, std::sync::Arc<str>)) -> Value {
    json!({ "ErrorCode": code.name(), "ErrorMessage": &*message })
}
