//! What a pipe is told, read and checked.
use super::{Code, Input, PipesError, SourceInput, StageInput, refuse};
use crate::base::time::SimTime;
use crate::sim::{
    arn,
    pattern::EventPattern,
    quotas::Span,
    services::pipes::{
        model::{Config, Part, Source, Stage, Start, StreamSet},
        quotas::Limits,
    },
    trace::Name,
    transform::{path::Path, template::Template},
};

/// How the names of FIFO queues and topics end.
const FIFO: &str = ".fifo";
/// Services that may be a target.
const TARGETS: &[&str] =
    &["lambda", "states", "sqs", "sns", "events", "kinesis", "firehose", "execute-api", "ecs", "outside"];
/// Services that may enrich.
const ENRICHERS: &[&str] = &["lambda", "states", "execute-api", "outside"];
/// Variables of a template that are no paths.
const WORDS: &[&str] = &[
    "aws.pipes.pipe-arn",
    "aws.pipes.pipe-name",
    "aws.pipes.source-arn",
    "aws.pipes.enrichment-arn",
    "aws.pipes.target-arn",
    "aws.pipes.event.ingestion-time",
    "aws.pipes.event",
    "aws.pipes.event.json",
];

fn bad<T>(message: impl Into<String>) -> Result<T, PipesError> {
    refuse(Code::Validation, message.into())
}

/// Reads everything.
pub(super) fn config(input: &Input, limits: Limits) -> Result<Config, PipesError> {
    let kind = match arn::parse(&input.source).map(|p| (p.service, p.name.ends_with(FIFO))) {
        Some(("sqs", false)) => Source::Queue,
        Some(("sqs", true)) => Source::Fifo,
        Some(("kinesis", _)) => Source::Stream,
        Some(("mq", _)) => Source::Broker,
        _ => return bad(format!("Source {} is not supported.", input.source)),
    };
    if !arn::parse(&input.role).is_some_and(|r| r.service == "iam" && r.kind == "role") {
        return bad("RoleArn must be the ARN of a role: the pipe assumes it for source, enrichment and target.");
    }
    let set = &input.set;
    let (batch, window) = batch(kind, set, limits)?;
    if set.filters.len() as u64 > limits.filters {
        return bad(format!("FilterCriteria may have at most {} patterns.", limits.filters));
    }
    let mut filters = vec![];
    for text in &set.filters {
        match EventPattern::parse(text) {
            Ok(pattern) => filters.push((text.clone(), pattern)),
            Err(error) => return bad(error.message),
        }
    }
    let stream = match kind {
        Source::Stream => Some(stream(set, limits)?),
        _ if set.start.is_some() || set.parallel.is_some() || set.attempts.is_some() || set.age.is_some() => {
            return bad(
                "StartingPosition, ParallelizationFactor, MaximumRetryAttempts and MaximumRecordAgeInSeconds belong to streams.",
            );
        }
        _ if set.dead_letter.is_some() || set.on_partial.is_some() => {
            return bad(
                "DeadLetterConfig and OnPartialBatchItemFailure belong to streams: a queue has its own redrive policy.",
            );
        }
        _ => None,
    };
    let enrichment = input.enrichment.as_ref().map(|e| stage(e, ENRICHERS, true)).transpose()?;
    let target = stage(&input.target, TARGETS, false)?;
    let (source, role) = (input.source.clone(), input.role.clone());
    Ok(Config { source, kind, role, filters, batch, window, stream, enrichment, target })
}

fn batch(kind: Source, set: &SourceInput, limits: Limits) -> Result<(u32, SimTime), PipesError> {
    let (usual, most) = match kind {
        Source::Fifo => (limits.queue_batch, limits.fifo_batch),
        Source::Queue => (limits.queue_batch, limits.batch),
        Source::Stream | Source::Broker => (limits.stream_batch, limits.batch),
    };
    let (batch, window) = (set.batch.unwrap_or(usual), set.window.unwrap_or(0));
    if batch == 0 || batch > most {
        return bad(format!("BatchSize must be between 1 and {most}."));
    }
    if window > limits.window {
        return bad(format!("MaximumBatchingWindowInSeconds must be at most {}.", limits.window));
    }
    if kind == Source::Fifo && set.window.is_some() {
        return bad("A FIFO queue has no batching window.");
    }
    let (above, needed) = limits.window_needed;
    if kind == Source::Queue && batch > above && window < needed {
        return bad(format!("A BatchSize above {above} needs a MaximumBatchingWindowInSeconds of at least {needed}."));
    }
    Ok((u32::try_from(batch).unwrap_or(u32::MAX), SimTime::from_secs(window)))
}

fn stream(set: &SourceInput, limits: Limits) -> Result<StreamSet, PipesError> {
    let start = match (set.start.as_deref(), set.start_at) {
        (Some("TRIM_HORIZON"), None) => Start::Oldest,
        (Some("LATEST"), None) => Start::Latest,
        (Some("AT_TIMESTAMP"), Some(time)) => Start::At(time),
        _ => return bad("StartingPosition must be TRIM_HORIZON, LATEST, or AT_TIMESTAMP with its timestamp."),
    };
    let Span { min, max, default } = limits.parallel;
    let parallel = set.parallel.unwrap_or(default);
    if !limits.parallel.holds(parallel) {
        return bad(format!("ParallelizationFactor must be between {min} and {max}."));
    }
    let (attempts, most) = (set.attempts.unwrap_or(-1), limits.attempts);
    if attempts != -1 && !u64::try_from(attempts).is_ok_and(|n| n <= most) {
        return bad(format!("MaximumRetryAttempts must be between -1 and {most}."));
    }
    let (age, (least, most)) = (set.age.unwrap_or(-1), limits.age);
    if age != -1 && !u64::try_from(age).is_ok_and(|n| (least..=most).contains(&n)) {
        return bad(format!("MaximumRecordAgeInSeconds must be -1 or between {least} and {most}."));
    }
    if set.on_partial.as_deref().is_some_and(|p| p != "AUTOMATIC_BISECT") {
        return bad("OnPartialBatchItemFailure can only be AUTOMATIC_BISECT.");
    }
    let takes =
        |a: &Name| arn::parse(a).is_some_and(|p| ["sqs", "sns"].contains(&p.service) && !p.name.ends_with(FIFO));
    if set.dead_letter.as_ref().is_some_and(|a| !takes(a)) {
        return bad("DeadLetterConfig.Arn must be the ARN of a standard queue or topic.");
    }
    Ok(StreamSet {
        start,
        parallel: u32::try_from(parallel).unwrap_or(1),
        attempts: u32::try_from(attempts).ok(),
        age: u64::try_from(age).ok().map(SimTime::from_secs),
        bisect: set.on_partial.is_some(),
        dead_letter: set.dead_letter.clone(),
    })
}

fn stage(input: &StageInput, allowed: &[&str], enriching: bool) -> Result<Stage, PipesError> {
    let place = arn::parse(&input.arn);
    let service = place.map_or("", |p| p.service);
    if !allowed.contains(&service) && !input.arn.starts_with("https://") {
        return bad(format!("{} is not supported here.", input.arn));
    }
    let standard = service == "states" && input.standard;
    let forget = match input.invocation.as_deref() {
        None => standard,
        Some("FIRE_AND_FORGET") => true,
        Some("REQUEST_RESPONSE") => false,
        Some(_) => return bad("InvocationType must be REQUEST_RESPONSE or FIRE_AND_FORGET."),
    };
    if standard && (enriching || !forget) {
        return bad("A Standard state machine cannot be called with REQUEST_RESPONSE: use an Express one.");
    }
    if enriching && forget {
        return bad("An enrichment is always called with REQUEST_RESPONSE.");
    }
    let fifo = ["sqs", "sns"].contains(&service) && place.is_some_and(|p| p.name.ends_with(FIFO));
    if fifo && !input.parts.contains_key("MessageGroupId") {
        return bad("SqsQueueParameters.MessageGroupId is needed for a FIFO queue.");
    }
    if service == "kinesis" && !input.parts.contains_key("PartitionKey") {
        return bad("KinesisStreamParameters.PartitionKey is needed for a stream.");
    }
    if input.parts.get("Source").is_some_and(|s| s.starts_with("aws.")) {
        return bad("EventBridgeEventBusParameters.Source must not begin with aws.");
    }
    let known = |name: &str| WORDS.contains(&name) || Path::parse(name).is_ok();
    let template = match input.template.as_deref().map(|text| Template::parse(text, known)) {
        Some(Err(error)) => return bad(error),
        Some(Ok(template)) => Some(template),
        None => None,
    };
    let mut parts = std::collections::BTreeMap::new();
    for (name, text) in &input.parts {
        let part = match Path::parse(text) {
            Ok(path) => Part::Found(path),
            Err(error) if text.starts_with("$.") => return bad(error),
            Err(_) => Part::Fixed(text.clone()),
        };
        parts.insert(name.clone(), part);
    }
    let bare = input.template.as_deref().is_some_and(|t| !t.contains(['"', '{', '[']));
    Ok(Stage { arn: input.arn.clone(), template, bare, forget, parts })
}
