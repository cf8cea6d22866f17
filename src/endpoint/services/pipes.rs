//! Amazon EventBridge Pipes on the wire.
use super::{
    Ask, astray, lacks,
    reading::{self, name, need},
};
use crate::endpoint::{command::Command, input::Input, refusal::Refusal};
use crate::sim::{
    epoch,
    members::Tags,
    services::{
        Answer, Call,
        pipes::api::{Input as Pipe, Request, Response, Search, SourceInput, StageInput, StageUpdate, Update},
    },
    trace::Name,
};
use serde_json::{Value, json};

/// Blocks of SourceParameters that are read, one at a time.
const SOURCES: &[&str] =
    &["SqsQueueParameters", "KinesisStreamParameters", "ActiveMQBrokerParameters", "RabbitMQBrokerParameters"];
/// Members of such a block that are read; every other is kept as given.
const READ: &[&str] = &[
    "BatchSize",
    "MaximumBatchingWindowInSeconds",
    "StartingPosition",
    "StartingPositionTimestamp",
    "ParallelizationFactor",
    "MaximumRetryAttempts",
    "MaximumRecordAgeInSeconds",
    "OnPartialBatchItemFailure",
    "DeadLetterConfig",
];
/// Blocks of TargetParameters that are read; every other is kept as given.
const TARGETS: &[&str] = &[
    "InputTemplate",
    "SqsQueueParameters",
    "KinesisStreamParameters",
    "EventBridgeEventBusParameters",
    "LambdaFunctionParameters",
    "StepFunctionStateMachineParameters",
];
/// Their members that say what an event is sent as.
const PARTS: &[&str] = &["MessageGroupId", "MessageDeduplicationId", "PartitionKey", "Source", "DetailType"];

/// Says a command in the simulator's words.
///
/// # Errors
/// What AWS refuses before the service looks at it.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    request(command).map(|request| Ask::from(Call::Pipes(request)))
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(_command: &Command, answer: Answer) -> Result<Value, Refusal> {
    match answer {
        Answer::Pipes(Ok(Response::Done)) => Ok(json!({})),
        Answer::Pipes(Ok(Response::Made(told) | Response::Described(told))) => Ok(told.into()),
        Answer::Pipes(Ok(Response::Listed(page))) => Ok(reading::listed(page)),
        Answer::Pipes(Err(error)) => {
            Err(Refusal::new(error.code.name(), error.message).status(error.code.http_status()))
        }
        _ => Err(astray()),
    }
}

fn request(command: &Command) -> Result<Request, Refusal> {
    let input = command.input();
    let called = || need(input, "Name");
    Ok(match command.operation {
        "CreatePipe" => Request::CreatePipe(Box::new(pipe(input)?)),
        "UpdatePipe" => Request::UpdatePipe(Box::new(update(input)?)),
        "DeletePipe" => Request::DeletePipe { name: called()? },
        "DescribePipe" => Request::DescribePipe { name: called()? },
        "StartPipe" => Request::StartPipe { name: called()? },
        "StopPipe" => Request::StopPipe { name: called()? },
        "ListPipes" => Request::ListPipes(Box::new(Search {
            prefix: name(input, "NamePrefix"),
            source: name(input, "SourcePrefix"),
            target: name(input, "TargetPrefix"),
            desired: input.name("DesiredState"),
            current: input.name("CurrentState"),
            page: reading::page(input, "Limit"),
        })),
        "TagResource" => Request::TagResource { arn: need(input, "resourceArn")?, tags: tags(input, "tags") },
        "UntagResource" => {
            let keys = input.texts("tagKeys").into_iter().map(Into::into).collect();
            Request::UntagResource { arn: need(input, "resourceArn")?, keys }
        }
        "ListTagsForResource" => Request::ListTagsForResource { arn: need(input, "resourceArn")? },
        _ => return Err(lacks(command)),
    })
}

/// Pipes writes tags as a map.
fn tags(input: Input<'_>, member: &str) -> Tags {
    input.text_map(member).into_iter().map(|(key, value)| (key.into(), value.into())).collect()
}

fn pipe(input: Input<'_>) -> Result<Pipe, Refusal> {
    let set = source(input)?.unwrap_or_default();
    let enrichment = input.name("Enrichment").filter(|arn| !arn.is_empty());
    let stage = |arn, parameters| StageInput { arn, ..stage(input, parameters).unwrap_or_default() };
    Ok(Pipe {
        name: need(input, "Name")?,
        source: need(input, "Source")?,
        role: need(input, "RoleArn")?,
        stopped: input.text("DesiredState") == Some("STOPPED"),
        set: SourceInput { filters: filters(input).unwrap_or_default(), ..set },
        enrichment: enrichment.map(|arn| stage(arn, "EnrichmentParameters")),
        target: stage(need(input, "Target")?, "TargetParameters"),
        description: name(input, "Description"),
        tags: tags(input, "Tags"),
        more: reading::kept(input, &["LogConfiguration", "KmsKeyIdentifier"]),
    })
}

fn update(input: Input<'_>) -> Result<Update, Refusal> {
    let change =
        |arn, parameters| StageUpdate { arn: input.name(arn), standard: false, parameters: stage(input, parameters) };
    Ok(Update {
        name: need(input, "Name")?,
        source: None,
        role: need(input, "RoleArn")?,
        stopped: input.text("DesiredState").map(|state| state == "STOPPED"),
        filters: filters(input),
        set: source(input)?,
        enrichment: change("Enrichment", "EnrichmentParameters"),
        target: change("Target", "TargetParameters"),
        description: input.name("Description"),
        more: reading::kept(input, &["LogConfiguration", "KmsKeyIdentifier"]),
    })
}

fn filters(input: Input<'_>) -> Option<Vec<std::sync::Arc<str>>> {
    let criteria = input.object("SourceParameters")?.object("FilterCriteria")?;
    Some(criteria.list("Filters").map(|filter| name(filter, "Pattern")).collect())
}

/// What is said of the source besides its filters; sources that are not simulated are named so.
fn source(input: Input<'_>) -> Result<Option<SourceInput>, Refusal> {
    let Some(parameters) = input.object("SourceParameters") else { return Ok(None) };
    let blocks = parameters.raw().as_object().into_iter().flatten().filter(|(_, block)| !block.is_null());
    let mut blocks = blocks.map(|(block, _)| block.as_str()).filter(|block| *block != "FilterCriteria");
    let Some(block) = blocks.next() else { return Ok(None) };
    if !SOURCES.contains(&block) {
        return Err(Refusal::new("ValidationException", format!("inflight does not simulate sources with {block}.")));
    }
    let Some(set) = parameters.object(block) else { return Ok(None) };
    Ok(Some(SourceInput {
        filters: vec![],
        batch: reading::count(set.int("BatchSize")),
        window: reading::count(set.int("MaximumBatchingWindowInSeconds")),
        start: set.name("StartingPosition"),
        start_at: set.int("StartingPositionTimestamp").map(|at| epoch::moment(at).unwrap_or_default()),
        parallel: reading::count(set.int("ParallelizationFactor")),
        attempts: set.int("MaximumRetryAttempts"),
        age: set.int("MaximumRecordAgeInSeconds"),
        on_partial: set.name("OnPartialBatchItemFailure"),
        dead_letter: set.object("DeadLetterConfig").and_then(|d| d.name("Arn")),
        more: reading::others(set, READ),
    }))
}

/// The parameters of enrichment or target.
fn stage(input: Input<'_>, parameters: &str) -> Option<StageInput> {
    let parameters = input.object(parameters)?;
    let blocks = || TARGETS.iter().filter_map(|block| parameters.object(block));
    let parts =
        blocks().flat_map(|block| PARTS.iter().filter_map(move |part| Some(((*part).into(), block.name(part)?))));
    Some(StageInput {
        arn: Name::default(),
        template: parameters.name("InputTemplate"),
        invocation: blocks().find_map(|block| block.name("InvocationType")),
        standard: false,
        parts: parts.collect(),
        more: reading::others(parameters, TARGETS),
    })
}

#[cfg(test)]
mod tests {
    use super::{ask, tell};
    use crate::endpoint::{
        command::{Command, Protocol},
        services::{Ask, Service},
    };
    use crate::sim::services::{
        Answer, Call,
        pipes::api::{Code, PipesError, Request},
    };
    use serde_json::{Value, json};

    fn command(operation: &'static str, input: Value) -> Command {
        Command::sample(Service::Pipes, Protocol::Rest, operation, input)
    }

    fn request(operation: &'static str, input: Value) -> Request {
        match ask(&command(operation, input)) {
            Ok(Ask::Call(call)) => match *call {
                Call::Pipes(request) => request,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_pipe_brings_its_source_its_stages_and_what_is_only_kept() {
        let input = json!({ "Name": "p", "Source": "s", "Target": "t", "RoleArn": "r", "DesiredState": "STOPPED",
            "SourceParameters": { "FilterCriteria": { "Filters": [{ "Pattern": "{}" }] },
                "SqsQueueParameters": { "BatchSize": 5 } },
            "Enrichment": "e", "TargetParameters": { "InputTemplate": "<$.body>", "HttpParameters": {},
                "SqsQueueParameters": { "MessageGroupId": "$.body.id" } } });
        let Request::CreatePipe(pipe) = request("CreatePipe", input) else { panic!() };
        assert_eq!((pipe.set.batch, pipe.set.filters.len(), pipe.stopped), (Some(5), 1, true));
        assert_eq!(pipe.enrichment.as_ref().map(|e| &*e.arn), Some("e"));
        assert_eq!((&*pipe.target.parts["MessageGroupId"], pipe.target.more.len()), ("$.body.id", 1));
    }

    #[test]
    fn an_update_says_only_what_it_changes() {
        let Request::UpdatePipe(update) = request("UpdatePipe", json!({ "Name": "p", "RoleArn": "r", "Target": "u" }))
        else {
            panic!()
        };
        assert_eq!((update.target.arn.as_deref(), update.target.parameters), (Some("u"), None));
        assert!(update.set.is_none() && update.filters.is_none() && update.stopped.is_none());
        let kafka = json!({ "Name": "p", "Source": "s", "Target": "t", "RoleArn": "r",
            "SourceParameters": { "SelfManagedKafkaParameters": { "TopicName": "t" } } });
        assert_eq!(ask(&command("CreatePipe", kafka)).unwrap_err().code, "ValidationException");
    }

    #[test]
    fn refusals_have_their_status() {
        let error = PipesError { code: Code::NotFound, message: "gone".into() };
        let refused = tell(&command("DescribePipe", json!({})), Answer::Pipes(Err(error))).unwrap_err();
        assert_eq!((&*refused.code, refused.status), ("NotFoundException", 404));
    }
}
