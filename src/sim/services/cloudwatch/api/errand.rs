//! Errands of other services, read as calls of CloudWatch, and its answers as their outcomes. A caller names the operation in
//! `Cargo.kind` and writes its parameters as AWS's JSON in the body, as an AWS SDK integration does.
use super::{CloudWatchError, Code, Reply, Request, Response, json};
use crate::sim::{
    errand::{Cargo, Class, Outcome, Task},
    services::cloudwatch::model::number,
    trace::Name,
    turn::Denied,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// What an errand asks.
///
/// # Errors
/// The outcome where it makes no sense.
pub(in crate::sim::services::cloudwatch) fn accept(_: &str, task: Task) -> Result<Request, Outcome> {
    match task {
        Task::Send(cargo) | Task::Invoke(cargo) => Ok(read(&cargo)),
        _ => Err(Outcome::senseless("cloudwatch")),
    }
}

fn read(cargo: &Arc<Cargo>) -> Request {
    let parameters = serde_json::from_str::<Value>(&cargo.body)
        .map_err(|e| CloudWatchError::invalid(format!("the parameters are not JSON: {e}")));
    let operation = cargo.kind.as_deref().unwrap_or("PutMetricData");
    let read = parameters.and_then(|body| json::read(operation, &body));
    read.unwrap_or_else(|error| Request::Unreadable(Box::new(error)))
}

/// What an answer means to whoever asked.
pub(in crate::sim::services::cloudwatch) fn outcome(reply: Reply) -> Outcome {
    match reply {
        Err(error) => Outcome::refused(error.code.name(), class(error.code), &error.message),
        Ok(Response::Done) => Outcome::Taken("".into()),
        Ok(response) => Outcome::Returned(written(&response).to_string().into()),
    }
}

const fn class(code: Code) -> Class {
    match code {
        Code::AccessDenied => Class::Denied,
        Code::LimitExceeded => Class::Throttled,
        _ => Class::Client,
    }
}

/// An answer in AWS's JSON form.
#[must_use]
pub fn written(response: &Response) -> Value {
    match response {
        Response::Done => json!({}),
        Response::Data(all) => {
            let one = |r: &super::response::Results| {
                let times: Vec<u64> = r.points.iter().map(|p| p.0).collect();
                let values: Vec<String> = r.points.iter().map(|p| number::show(p.1)).collect();
                json!({ "Id": &*r.id, "Timestamps": times, "Values": values, "StatusCode": "Complete" })
            };
            json!({ "MetricDataResults": all.iter().map(one).collect::<Vec<_>>() })
        }
        Response::Statistics(unit, all) => {
            let one = |(at, stats): &(u64, Vec<_>)| {
                let mut point =
                    serde_json::Map::from_iter([("Timestamp".into(), json!(at)), ("Unit".into(), json!(&**unit))]);
                for (stat, value) in stats {
                    let stat: &crate::sim::services::cloudwatch::model::metric::Stat = stat;
                    point.insert(stat.name(), json!(number::show(*value)));
                }
                Value::Object(point)
            };
            json!({ "Datapoints": all.iter().map(one).collect::<Vec<_>>() })
        }
        Response::Metrics(all) => {
            let one = |k: &crate::sim::services::cloudwatch::model::metric::Key| json!({ "Namespace": &*k.namespace, "MetricName": &*k.name });
            json!({ "Metrics": all.iter().map(one).collect::<Vec<_>>() })
        }
        Response::Alarms(all) => {
            let one = |a: &crate::sim::services::cloudwatch::model::alarm::Alarm| json!({ "AlarmName": &*a.config.name, "StateValue": a.state.name(), "StateReason": &*a.reason });
            json!({ "MetricAlarms": all.iter().map(one).collect::<Vec<_>>() })
        }
        Response::History(all) => {
            let one = |p: &crate::sim::services::cloudwatch::model::Past| json!({ "AlarmName": &*p.alarm, "HistorySummary": &*p.summary });
            json!({ "AlarmHistoryItems": all.iter().map(one).collect::<Vec<_>>() })
        }
        Response::Tags(all) => {
            let one = |(key, value): (&Name, &Name)| json!({ "Key": &**key, "Value": &**value });
            json!({ "Tags": all.iter().map(one).collect::<Vec<_>>() })
        }
    }
}

/// IAM's refusal.
pub(in crate::sim::services::cloudwatch) fn denied(why: &Denied) -> CloudWatchError {
    let Denied { principal, action, resource, because, .. } = why;
    let message = format!("User: {principal} is not authorized to perform: {action} on resource: {resource} {because}");
    CloudWatchError::new(Code::AccessDenied, message)
}
