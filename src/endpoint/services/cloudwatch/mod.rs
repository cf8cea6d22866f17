//! Amazon CloudWatch on the wire.
mod alarms;
mod data;

use super::{Ask, astray, lacks};
use crate::endpoint::{command::Command, refusal::Refusal};
use crate::sim::{
    epoch,
    services::{
        Answer, Call,
        cloudwatch::api::{CloudWatchError, Code, Response, json},
    },
};
use serde_json::{Map, Value, json};

/// What the simulator has.
const KNOWN: &[&str] = &[
    "PutMetricData",
    "GetMetricData",
    "GetMetricStatistics",
    "ListMetrics",
    "PutMetricAlarm",
    "PutCompositeAlarm",
    "DescribeAlarms",
    "DescribeAlarmsForMetric",
    "DescribeAlarmHistory",
    "SetAlarmState",
    "DeleteAlarms",
    "EnableAlarmActions",
    "DisableAlarmActions",
    "TagResource",
    "UntagResource",
    "ListTagsForResource",
];

/// Members that are moments, wherever they stand.
const MOMENTS: &[&str] = &["StartTime", "EndTime", "StartDate", "EndDate", "Timestamp"];

/// Says a command in the simulator's words.
///
/// # Errors
/// What AWS refuses before the service looks at it.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    if !KNOWN.contains(&command.operation) {
        return Err(lacks(command));
    }
    if let Some(absent) = ["ActionsSuppressor", "ThresholdMetricId", "EntityMetricData", "EvaluationCriteria"]
        .into_iter()
        .find(|name| command.input().has(name))
    {
        return Err(Refusal::new("InvalidParameterValueException", format!("inflight does not simulate {absent}."))
            .query("InvalidParameterValue"));
    }
    let read = json::read(command.operation, &since_start(&command.input));
    read.map(|request| Call::CloudWatch(request).into()).map_err(|e| refusal(&e))
}

/// The same with moments as seconds of the run: what lies before it is its beginning.
fn since_start(input: &Value) -> Value {
    match input {
        Value::Object(all) => {
            let one = |(name, value): (&String, &Value)| {
                let moment = MOMENTS.contains(&name.as_str()).then(|| value.as_f64()).flatten();
                #[allow(clippy::cast_possible_truncation)] // whole seconds
                let shifted = moment.map(|at| json!(epoch::moment(at as i64).map_or(0, |at| at.as_secs())));
                (name.clone(), shifted.unwrap_or_else(|| since_start(value)))
            };
            Value::Object(all.iter().map(one).collect())
        }
        Value::Array(all) => all.iter().map(since_start).collect(),
        other => other.clone(),
    }
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(command: &Command, answer: Answer) -> Result<Value, Refusal> {
    let Answer::CloudWatch(reply) = answer else { return Err(astray()) };
    let response = reply.map_err(|e| refusal(&e))?;
    match response {
        Response::Done => Ok(Value::Object(Map::new())),
        Response::Data(all) => data::results(command.input(), &all),
        Response::Statistics(unit, all) => Ok(data::statistics(command.input(), &unit, &all)),
        Response::Metrics(all) => data::metrics(command.input(), &all),
        Response::Alarms(all) if command.operation == "DescribeAlarmsForMetric" => {
            Ok(alarms::plain(&command.region, &all))
        }
        Response::Alarms(all) => alarms::described(command, &all),
        Response::History(all) => alarms::history(command.input(), &all),
        Response::Tags(all) => {
            Ok(json!({ "Tags": all.iter().map(|(k, v)| json!({ "Key": &**k, "Value": &**v })).collect::<Vec<_>>() }))
        }
    }
}

/// A refusal under the model's name, and under the code of the query protocol.
fn refusal(error: &CloudWatchError) -> Refusal {
    let shape = match error.code {
        Code::InvalidParameterCombination => "InvalidParameterCombinationException",
        Code::InvalidParameterValue => "InvalidParameterValueException",
        Code::LimitExceeded => "LimitExceededFault",
        Code::MissingParameter => "MissingRequiredParameterException",
        Code::Validation => "ValidationException",
        other => other.name(),
    };
    Refusal::new(shape, error.message.clone()).query(error.code.name()).status(error.code.http_status())
}
