//! Pipes as DescribePipe and ListPipes show them.
use super::{Input, SourceInput, StageInput};
use crate::base::time::SimTime;
use crate::sim::services::pipes::model::{Config, Pipe, Source, State};
use crate::sim::{
    arn, epoch,
    members::{Members, Tags, Told},
};
use serde_json::{Value, json};

/// AWS's word for what the owner wants.
pub(super) fn desired(pipe: &Pipe) -> &'static str {
    match (pipe.state, pipe.wanted) {
        (State::Deleting, _) => "DELETED",
        (_, true) => "RUNNING",
        (_, false) => "STOPPED",
    }
}

/// What every change of a pipe is answered with.
pub(super) fn changed(pipe: &Pipe) -> Members {
    common(pipe).end()
}

/// What lists show.
pub(super) fn brief(pipe: &Pipe) -> Members {
    let enrichment = pipe.config.enrichment.as_ref().map(|e| &*e.arn);
    common(pipe)
        .text("StateReason", &pipe.reason)
        .text("Source", &pipe.config.source)
        .maybe("Enrichment", enrichment)
        .text("Target", &pipe.config.target.arn)
        .end()
}

/// What DescribePipe shows.
pub(super) fn pipe(pipe: &Pipe) -> Members {
    let given: &Input = &pipe.given;
    let enrichment = given.enrichment.as_ref().map(stage).filter(|e| !e.is_empty());
    let target = Some(stage(&given.target)).filter(|t| !t.is_empty());
    let told = Told::from(brief(pipe))
        .text("Description", &given.description)
        .text("RoleArn", &given.role)
        .put("SourceParameters", source(&pipe.config, &given.set))
        .maybe("EnrichmentParameters", enrichment)
        .maybe("TargetParameters", target);
    let told = if pipe.tags.is_empty() { told } else { told.put("Tags", tags(&pipe.tags)) };
    let mut told = told.end();
    told.extend(given.more.clone());
    told
}

/// Tags as Pipes writes them: a map.
pub(super) fn tags(tags: &Tags) -> Value {
    tags.iter().map(|(key, value)| (key.to_string(), Value::from(&**value))).collect()
}

fn common(pipe: &Pipe) -> Told {
    Told::new()
        .text("Arn", &pipe.arn)
        .text("Name", &pipe.name)
        .text("DesiredState", desired(pipe))
        .text("CurrentState", pipe.state.name())
        .at("CreationTime", pipe.times.0)
        .at("LastModifiedTime", pipe.times.1)
}

/// SourceParameters, with what applies where nothing was said.
fn source(config: &Config, set: &SourceInput) -> Members {
    let block = match config.kind {
        Source::Queue | Source::Fifo => "SqsQueueParameters",
        Source::Stream => "KinesisStreamParameters",
        Source::Broker if set.more.contains_key("VirtualHost") => "RabbitMQBrokerParameters",
        Source::Broker => "ActiveMQBrokerParameters",
    };
    let at = |at: SimTime| i64::try_from(epoch::epoch_millis(at) / 1_000).unwrap_or(i64::MAX);
    let letters = set.dead_letter.as_ref().map(|arn| Told::new().text("Arn", arn).end());
    let mut told = Told::from(set.more.clone())
        .put("BatchSize", config.batch)
        .maybe("StartingPosition", set.start.as_deref())
        .maybe("StartingPositionTimestamp", set.start_at.map(at))
        .maybe("DeadLetterConfig", letters)
        .maybe("OnPartialBatchItemFailure", set.on_partial.as_deref());
    if config.kind != Source::Fifo {
        told = told.put("MaximumBatchingWindowInSeconds", config.window.as_secs());
    }
    if let Some(stream) = &config.stream {
        told = told
            .put("ParallelizationFactor", stream.parallel)
            .put("MaximumRetryAttempts", stream.attempts.map_or(-1, i64::from))
            .put("MaximumRecordAgeInSeconds", stream.age.map_or(Value::from(-1), |age| age.as_secs().into()));
    }
    let filters: Vec<Value> = set.filters.iter().map(|f| json!({ "Pattern": &**f })).collect();
    let filters = (!filters.is_empty()).then(|| json!({ "Filters": filters }));
    Told::new().put(block, told.end()).maybe("FilterCriteria", filters).end()
}

/// EnrichmentParameters or TargetParameters.
fn stage(input: &StageInput) -> Members {
    let block = match arn::parse(&input.arn).map_or("", |p| p.service) {
        "sqs" => "SqsQueueParameters",
        "kinesis" => "KinesisStreamParameters",
        "events" => "EventBridgeEventBusParameters",
        "lambda" => "LambdaFunctionParameters",
        "states" => "StepFunctionStateMachineParameters",
        _ => "",
    };
    let parts: Members = input.parts.iter().map(|(name, value)| (name.to_string(), Value::from(&**value))).collect();
    let parts = Told::from(parts).maybe("InvocationType", input.invocation.as_deref()).end();
    let there = !block.is_empty() && !parts.is_empty();
    let told = Told::from(input.more.clone()).maybe("InputTemplate", input.template.as_deref());
    told.maybe(if there { block } else { "_" }, there.then_some(parts)).end()
}
