//! From the simulator's answer to a Step Functions operation's output.
use super::history;
use crate::base::time::SimTime;
use crate::endpoint::{command::Command, services::reading::filled};
use crate::sim::{
    epoch::epoch_millis,
    services::stepfunctions::{
        api::{
            Response,
            response::{AliasInfo, Brief, Ended, Listed, MachineInfo, RunInfo, Started},
        },
        model::release::{Config, Encryption, Logging},
    },
    trace::Name,
};
use serde_json::{Map, Value, json};

/// A moment as the JSON protocols write it: epoch seconds with milliseconds.
#[allow(clippy::cast_precision_loss)] // milliseconds since 1970 fit
pub(super) fn at(moment: SimTime) -> Value {
    json!(epoch_millis(moment) as f64 / 1_000.0)
}

/// The output of an operation.
pub(super) fn output(command: &Command, response: Response) -> Value {
    filled(match response {
        Response::Done => json!({}),
        Response::Made(arn, date, version) => made(command.operation, &arn, date, version.as_deref()),
        Response::Updated(date, revision, version) => {
            json!({ "updateDate": at(date), "revisionId": &*revision, "stateMachineVersionArn": version.as_deref() })
        }
        Response::Started(arn, date, _) => json!({ "executionArn": &*arn, "startDate": at(date) }),
        Response::At(date) => {
            let key = match command.operation {
                "StopExecution" => "stopDate",
                "RedriveExecution" => "redriveDate",
                _ => "updateDate",
            };
            json!({ key: at(date) })
        }
        Response::Machine(machine) => self::machine(command.operation, &machine),
        Response::Ended(ended) => sync(&ended),
        Response::Execution(ended) => execution(&ended),
        Response::Executions(list, next) => page("executions", list.iter().map(brief), next),
        Response::History(started, list, next) => {
            page("events", list.iter().map(|entry| history::event(entry, &started, &command.region)), next)
        }
        Response::Listed(list, next) => self::list(command.operation, &list, next),
        Response::Activity(told) => {
            let (activity, encryption) = *told;
            let mut out = listed(&activity, "activityArn");
            out.insert("encryptionConfiguration".into(), self::encryption(encryption.as_ref()));
            out.into()
        }
        Response::ActivityTask { token, .. } if token.is_empty() => json!({}),
        Response::ActivityTask { token, input } => json!({ "taskToken": &*token, "input": &*input }),
        Response::Alias(alias) => self::alias(&alias),
        Response::Tags(tags) => {
            let tags: Vec<Value> = tags.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect();
            json!({ "tags": tags })
        }
        Response::Validated(faults) => {
            let result = if faults.is_empty() { "OK" } else { "FAIL" };
            let fault = |d: &crate::sim::services::stepfunctions::model::parse::Diagnostic| json!({ "severity": "ERROR", "code": &*d.code, "message": d.message, "location": d.location });
            json!({ "result": result, "diagnostics": faults.iter().map(fault).collect::<Vec<_>>(), "truncated": false })
        }
        Response::Runs(list, next) => page("mapRuns", list.iter().map(run_line), next),
        Response::Run(run) => self::run(&run),
    })
}

fn made(operation: &str, arn: &str, date: SimTime, version: Option<&str>) -> Value {
    let key = match operation {
        "CreateActivity" => "activityArn",
        "CreateStateMachineAlias" => "stateMachineAliasArn",
        "PublishStateMachineVersion" => "stateMachineVersionArn",
        _ => return json!({ "stateMachineArn": arn, "creationDate": at(date), "stateMachineVersionArn": version }),
    };
    json!({ key: arn, "creationDate": at(date) })
}

fn page(key: &str, list: impl Iterator<Item = Value>, next: Option<Name>) -> Value {
    json!({ key: list.collect::<Vec<_>>(), "nextToken": next.as_deref() })
}

fn listed(one: &Listed, arn: &str) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert(arn.into(), (*one.arn).into());
    out.insert("creationDate".into(), at(one.created));
    if matches!(arn, "stateMachineArn" | "activityArn") {
        out.insert("name".into(), (*one.name).into());
    }
    if arn == "stateMachineArn" {
        out.insert("type".into(), kind(one.express).into());
    }
    out
}

fn list(operation: &str, list: &[Listed], next: Option<Name>) -> Value {
    let (key, arn) = match operation {
        "ListActivities" => ("activities", "activityArn"),
        "ListStateMachineVersions" => ("stateMachineVersions", "stateMachineVersionArn"),
        "ListStateMachineAliases" => ("stateMachineAliases", "stateMachineAliasArn"),
        _ => ("stateMachines", "stateMachineArn"),
    };
    page(key, list.iter().map(|one| listed(one, arn).into()), next)
}

const fn kind(express: bool) -> &'static str {
    if express { "EXPRESS" } else { "STANDARD" }
}

fn encryption(encryption: Option<&Encryption>) -> Value {
    match encryption {
        None => json!({ "type": "AWS_OWNED_KEY" }),
        Some(Encryption { key, reuse }) => {
            json!({ "type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": &**key, "kmsDataKeyReusePeriodSeconds": reuse })
        }
    }
}

fn logging(logging: Option<&Logging>) -> Value {
    let Some(Logging { level, data, group }) = logging else {
        return json!({ "level": "OFF", "includeExecutionData": false });
    };
    let group = group.as_ref().map(|arn| json!([{ "cloudWatchLogsLogGroup": { "logGroupArn": &**arn } }]));
    filled(json!({ "level": &**level, "includeExecutionData": data, "destinations": group }))
}

fn machine(operation: &str, machine: &MachineInfo) -> Value {
    let Config { logging, tracing, encryption } = &machine.config;
    let mut out = json!({
        "stateMachineArn": &*machine.arn,
        "name": &*machine.name,
        "definition": &*machine.definition,
        "roleArn": &*machine.role,
        "loggingConfiguration": self::logging(logging.as_ref()),
        "tracingConfiguration": { "enabled": tracing },
        "encryptionConfiguration": self::encryption(encryption.as_ref()),
        "revisionId": machine.revision.as_deref(),
    });
    let more = if operation == "DescribeStateMachineForExecution" {
        let run = machine.run.as_deref();
        json!({ "updateDate": at(machine.updated), "mapRunArn": run, "label": run.map(|_| "Map") })
    } else {
        json!({
            "status": if machine.deleting { "DELETING" } else { "ACTIVE" },
            "type": kind(machine.express),
            "creationDate": at(machine.created),
            "description": machine.description.as_deref(),
        })
    };
    join(&mut out, more);
    out
}

/// Adds the members of another object.
pub(super) fn join(out: &mut Value, more: Value) {
    if let (Some(out), Value::Object(more)) = (out.as_object_mut(), more) {
        out.extend(more);
    }
}

/// Input, output, error and cause as far as they are there.
fn ends(ended: &Ended) -> Value {
    let included = json!({ "included": true });
    let (output, fault) = match &ended.result {
        Some(Ok(output)) => (Some(&**output), None),
        Some(Err(fault)) => (None, Some(fault)),
        None => (None, None),
    };
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "executionArn": &*ended.arn,
        "stateMachineArn": &*ended.machine,
        "name": &*ended.name,
        "status": ended.status.name(),
        "startDate": at(ended.dates.0),
        "stopDate": ended.dates.1.map(at),
        "input": &*ended.input,
        "inputDetails": included,
        "output": output,
        "outputDetails": output.map(|_| included),
        "error": fault.and_then(|f| said(&f.error)),
        "cause": fault.and_then(|f| said(&f.cause)),
    })
}

fn sync(ended: &Ended) -> Value {
    let mut out = ends(ended);
    let billed = ended
        .billed
        .map(|(memory, millis)| json!({ "billedMemoryUsedInMB": memory, "billedDurationInMilliseconds": millis }));
    join(&mut out, json!({ "billingDetails": billed }));
    out
}

/// What says under which version and alias, and how often it was redriven.
fn release(started: &Started, redriven: (u32, SimTime), run: Option<&str>) -> Value {
    json!({
        "stateMachineVersionArn": started.version.as_deref(),
        "stateMachineAliasArn": started.alias.as_deref(),
        "mapRunArn": run,
        "redriveCount": redriven.0,
        "redriveDate": (redriven.0 > 0).then(|| at(redriven.1)),
    })
}

fn execution(ended: &Ended) -> Value {
    let mut out = ends(ended);
    join(&mut out, release(&ended.started, ended.redriven, ended.run.as_deref()));
    let status = match (&ended.unredrivable, &ended.run) {
        (None, Some(_)) => "REDRIVABLE_BY_MAP_RUN",
        (None, None) => "REDRIVABLE",
        (Some(_), _) => "NOT_REDRIVABLE",
    };
    join(&mut out, json!({ "redriveStatus": status, "redriveStatusReason": ended.unredrivable.as_deref() }));
    out
}

fn brief(one: &Brief) -> Value {
    let mut out = json!({
        "executionArn": &*one.arn,
        "stateMachineArn": &*one.machine,
        "name": &*one.name,
        "status": one.status.name(),
        "startDate": at(one.dates.0),
        "stopDate": one.dates.1.map(at),
    });
    join(&mut out, release(&one.started, one.redriven, one.run.as_deref()));
    filled(out)
}

fn alias(info: &AliasInfo) -> Value {
    let route = |(arn, weight): &(Name, u32)| json!({ "stateMachineVersionArn": &**arn, "weight": weight });
    json!({
        "stateMachineAliasArn": &*info.arn,
        "name": &*info.name,
        "description": info.alias.description.as_deref(),
        "routingConfiguration": info.routes.iter().map(route).collect::<Vec<_>>(),
        "creationDate": at(info.alias.created),
        "updateDate": at(info.alias.updated),
    })
}

fn run_line(info: &RunInfo) -> Value {
    filled(json!({
        "mapRunArn": &*info.arn,
        "executionArn": &*info.execution,
        "stateMachineArn": &*info.machine,
        "startDate": at(info.run.dates.0),
        "stopDate": info.run.dates.1.map(at),
    }))
}

fn run(info: &RunInfo) -> Value {
    let run = &info.run;
    let (pending, running) = info.open;
    let counts = |[succeeded, failed, timed_out, aborted]: [u64; 4], total: u64, (pending, running): (u64, u64)| {
        json!({
            "pending": pending, "running": running, "succeeded": succeeded, "failed": failed, "timedOut": timed_out,
            "aborted": aborted, "total": total, "resultsWritten": 0,
        })
    };
    // Items wait and run with the children that hold them.
    let done: u64 = run.items.iter().sum();
    let each = run.total.1.checked_div(run.total.0).unwrap_or(1).max(1);
    let left = run.total.1.saturating_sub(done);
    let live = (running * each).min(left);
    let waiting = left - live;
    #[allow(clippy::cast_precision_loss)] // a percentage
    let percent = run.tolerated.1 as f64 / 100.0;
    json!({
        "mapRunArn": &*info.arn,
        "executionArn": &*info.execution,
        "status": run.status.name(),
        "startDate": at(run.dates.0),
        "stopDate": run.dates.1.map(at),
        "maxConcurrency": run.most,
        "toleratedFailureCount": run.tolerated.0,
        "toleratedFailurePercentage": percent,
        "itemCounts": counts(run.items, run.total.1, (waiting, live)),
        "executionCounts": counts(run.ended, run.total.0, (pending, running)),
        "redriveCount": run.redriven.0,
        "redriveDate": (run.redriven.0 > 0).then(|| at(run.redriven.1)),
    })
}
