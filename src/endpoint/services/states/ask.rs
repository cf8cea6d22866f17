//! From a Step Functions command to the simulator's request.
use super::refusal;
use crate::endpoint::{command::Command, input::Input, refusal::Refusal, services::lacks};
use crate::sim::services::stepfunctions::{
    api::{
        Code, Request, StatesError, arns,
        request::{Create, Loosen, Pick, Route, Start, Update},
    },
    model::{
        execution::Status,
        release::{Config, Encryption, Logging},
    },
};
use crate::sim::trace::Name;
use std::sync::Arc;

/// kmsDataKeyReusePeriodSeconds unless said.
const REUSE: u32 = 300;

/// The request an operation stands for.
pub(super) fn request(command: &Command) -> Result<Request, Refusal> {
    let input = command.input();
    Ok(match command.operation {
        "StartExecution" => Request::StartExecution { machine: machine(input)?, start: Box::new(start(input)) },
        "StartSyncExecution" => Request::StartSyncExecution { machine: machine(input)?, start: Box::new(start(input)) },
        "StopExecution" => Request::StopExecution {
            execution: execution(input)?,
            error: input.name("error"),
            cause: text(input, "cause"),
        },
        "DescribeExecution" => Request::DescribeExecution { execution: execution(input)? },
        "ListExecutions" => {
            let (max, after) = paging(input);
            Request::ListExecutions { of: listed(input)?, pick: pick(input), max, after }
        }
        "GetExecutionHistory" => {
            let (max, after) = paging(input);
            let reverse = input.flag("reverseOrder").unwrap_or(false);
            Request::GetExecutionHistory { execution: execution(input)?, reverse, max, after }
        }
        "RedriveExecution" => Request::RedriveExecution { execution: execution(input)? },
        "DescribeStateMachineForExecution" => {
            Request::DescribeStateMachineForExecution { execution: execution(input)? }
        }
        _ => return machines(command, input),
    })
}

fn machines(command: &Command, input: Input<'_>) -> Result<Request, Refusal> {
    Ok(match command.operation {
        "CreateStateMachine" => Request::CreateStateMachine(Box::new(create(input)?)),
        "UpdateStateMachine" => Request::UpdateStateMachine { machine: machine(input)?, set: Box::new(update(input)?) },
        "DeleteStateMachine" => Request::DeleteStateMachine { machine: machine(input)? },
        "DescribeStateMachine" => Request::DescribeStateMachine { machine: machine(input)? },
        "ListStateMachines" => {
            let (max, after) = paging(input);
            Request::ListStateMachines { max, after }
        }
        "ValidateStateMachineDefinition" => Request::ValidateStateMachineDefinition {
            definition: input.need("definition")?.into(),
            express: input.text("type") == Some("EXPRESS"),
        },
        "PublishStateMachineVersion" => Request::PublishStateMachineVersion {
            machine: machine(input)?,
            revision: input.name("revisionId"),
            description: text(input, "description"),
        },
        "DeleteStateMachineVersion" => {
            Request::DeleteStateMachineVersion { version: named(input, "stateMachineVersionArn", MACHINE)? }
        }
        "ListStateMachineVersions" => {
            let (max, after) = paging(input);
            Request::ListStateMachineVersions { machine: machine(input)?, max, after }
        }
        _ => return aliases(command, input),
    })
}

fn aliases(command: &Command, input: Input<'_>) -> Result<Request, Refusal> {
    let alias = || named(input, "stateMachineAliasArn", MACHINE);
    Ok(match command.operation {
        "CreateStateMachineAlias" => Request::CreateStateMachineAlias {
            name: input.need("name")?.into(),
            description: text(input, "description"),
            routes: routes(input)?,
        },
        "UpdateStateMachineAlias" => {
            let routes = if input.has("routingConfiguration") { Some(routes(input)?) } else { None };
            Request::UpdateStateMachineAlias { alias: alias()?, description: text(input, "description"), routes }
        }
        "DeleteStateMachineAlias" => Request::DeleteStateMachineAlias { alias: alias()? },
        "DescribeStateMachineAlias" => Request::DescribeStateMachineAlias { alias: alias()? },
        "ListStateMachineAliases" => {
            let (max, after) = paging(input);
            Request::ListStateMachineAliases { machine: machine(input)?, max, after }
        }
        _ => return rest(command, input),
    })
}

/// Activities, tokens, tags, Map Runs.
fn rest(command: &Command, input: Input<'_>) -> Result<Request, Refusal> {
    let activity = || named(input, "activityArn", &["activity"]);
    let resource = || named(input, "resourceArn", &["stateMachine", "activity"]);
    let (max, after) = paging(input);
    Ok(match command.operation {
        "CreateActivity" => Request::CreateActivity {
            name: input.need("name")?.into(),
            encryption: encryption(input).flatten(),
            tags: input.tags("tags"),
        },
        "DeleteActivity" => Request::DeleteActivity { activity: activity()? },
        "DescribeActivity" => Request::DescribeActivity { activity: activity()? },
        "ListActivities" => Request::ListActivities { max, after },
        "GetActivityTask" => Request::GetActivityTask { activity: activity()?, worker: input.name("workerName") },
        "SendTaskSuccess" => {
            Request::SendTaskSuccess { token: input.need("taskToken")?.into(), output: input.need("output")?.into() }
        }
        "SendTaskFailure" => Request::SendTaskFailure {
            token: input.need("taskToken")?.into(),
            error: input.name("error").unwrap_or_default(),
            cause: text(input, "cause").unwrap_or_default(),
        },
        "SendTaskHeartbeat" => Request::SendTaskHeartbeat { token: input.need("taskToken")?.into() },
        "TagResource" => Request::TagResource { resource: resource()?, tags: input.tags("tags") },
        "UntagResource" => Request::UntagResource { resource: resource()?, keys: input.texts("tagKeys") },
        "ListTagsForResource" => Request::ListTagsForResource { resource: resource()? },
        "ListMapRuns" => Request::ListMapRuns { execution: execution(input)?, max, after },
        "DescribeMapRun" => Request::DescribeMapRun { run: named(input, "mapRunArn", RUN)? },
        "UpdateMapRun" => Request::UpdateMapRun { run: named(input, "mapRunArn", RUN)?, set: loosen(input) },
        _ => return Err(lacks(command)),
    })
}

const MACHINE: &[&str] = &["stateMachine"];
const RUN: &[&str] = &["mapRun"];

/// An ARN of one of these kinds.
fn named(input: Input<'_>, field: &str, kinds: &[&str]) -> Result<Name, Refusal> {
    let arn = input.need(field)?;
    arns::check(arn, kinds).map_err(refusal)?;
    Ok(arn.into())
}

fn machine(input: Input<'_>) -> Result<Name, Refusal> {
    named(input, "stateMachineArn", MACHINE)
}

fn execution(input: Input<'_>) -> Result<Name, Refusal> {
    named(input, "executionArn", &["execution", "express"])
}

/// A state machine or a Map Run: one of them.
fn listed(input: Input<'_>) -> Result<Name, Refusal> {
    match (input.has("stateMachineArn"), input.has("mapRunArn")) {
        (true, false) => machine(input),
        (false, true) => named(input, "mapRunArn", RUN),
        _ => {
            let message = "Must specify exactly one of stateMachineArn or mapRunArn";
            Err(refusal(StatesError::new(Code::Validation, message)))
        }
    }
}

fn text(input: Input<'_>, field: &str) -> Option<Arc<str>> {
    input.text(field).map(Into::into)
}

fn paging(input: Input<'_>) -> (Option<i64>, Option<Name>) {
    (input.int("maxResults"), input.name("nextToken"))
}

fn start(input: Input<'_>) -> Start {
    Start { name: input.name("name"), input: text(input, "input"), ..Start::default() }
}

fn pick(input: Input<'_>) -> Pick {
    let status = input.text("statusFilter").and_then(Status::named);
    Pick { status, redriven: input.text("redriveFilter").map(|filter| filter == "REDRIVEN") }
}

fn role(input: Input<'_>) -> Result<Option<Name>, Refusal> {
    let role = input.name("roleArn");
    role.as_deref().map_or(Ok(()), arns::role).map_err(refusal)?;
    Ok(role)
}

fn create(input: Input<'_>) -> Result<Create, Refusal> {
    Ok(Create {
        name: input.need("name")?.into(),
        definition: input.need("definition")?.into(),
        express: input.text("type") == Some("EXPRESS"),
        role: role(input)?.unwrap_or_default(),
        config: Config {
            logging: logging(input).filter(|l| &*l.level != "OFF" || l.group.is_some() || l.data),
            tracing: tracing(input).unwrap_or(false),
            encryption: encryption(input).flatten(),
        },
        tags: input.tags("tags"),
        publish: input.flag("publish").unwrap_or(false),
        description: text(input, "versionDescription"),
    })
}

fn update(input: Input<'_>) -> Result<Update, Refusal> {
    Ok(Update {
        definition: text(input, "definition"),
        role: role(input)?,
        logging: logging(input),
        tracing: tracing(input),
        encryption: encryption(input),
        publish: input.flag("publish").unwrap_or(false),
        description: text(input, "versionDescription"),
    })
}

fn logging(input: Input<'_>) -> Option<Logging> {
    let config = input.object("loggingConfiguration")?;
    let group = config.list("destinations").next().and_then(|d| d.object("cloudWatchLogsLogGroup"));
    Some(Logging {
        level: config.name("level").unwrap_or_else(|| "OFF".into()),
        data: config.flag("includeExecutionData").unwrap_or(false),
        group: group.and_then(|g| g.name("logGroupArn")),
    })
}

fn tracing(input: Input<'_>) -> Option<bool> {
    input.object("tracingConfiguration").map(|t| t.flag("enabled").unwrap_or(false))
}

/// `Some(None)` is AWS's own key.
fn encryption(input: Input<'_>) -> Option<Option<Encryption>> {
    let config = input.object("encryptionConfiguration")?;
    if config.text("type") == Some("AWS_OWNED_KEY") {
        return Some(None);
    }
    let reuse = config.int("kmsDataKeyReusePeriodSeconds").and_then(|n| u32::try_from(n).ok()).unwrap_or(REUSE);
    Some(Some(Encryption { key: config.name("kmsKeyId").unwrap_or_default(), reuse }))
}

fn routes(input: Input<'_>) -> Result<Vec<Route>, Refusal> {
    let route = |r: Input<'_>| {
        let version = named(r, "stateMachineVersionArn", MACHINE)?;
        Ok(Route { version, weight: r.int("weight").unwrap_or(0) })
    };
    input.list("routingConfiguration").map(route).collect()
}

fn loosen(input: Input<'_>) -> Loosen {
    #[allow(clippy::cast_possible_truncation)] // a percentage
    let percent = input.float("toleratedFailurePercentage").map(|p| (p * 100.0).round() as i64);
    Loosen { most: input.int("maxConcurrency"), count: input.int("toleratedFailureCount"), percent }
}
