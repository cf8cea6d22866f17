//! From a Lambda command to the simulator's request.
use super::refusal;
use crate::endpoint::{command::Command, input::Input, refusal::Refusal, services::lacks};
use crate::sim::{
    epoch,
    errand::Cargo,
    services::lambda::{
        api::{
            Code, LambdaError, Request,
            request::{
                Configure, Destination, DestinationConfig, EventInvoke, Facts, Filter, FilterCriteria, Kind,
                NewFunction, NewMapping, Parameters, Permission, ProvisionedPollerConfig, Redress, ScalingConfig,
                StreamParameters,
            },
        },
        model::about::{About, Package},
    },
    trace::Name,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, sync::Arc};

/// The request an operation stands for.
pub(super) fn request(command: &Command) -> Result<Request, Refusal> {
    let input = command.input();
    Ok(match command.operation {
        "Invoke" => {
            let kind = match input.text("InvocationType") {
                Some("Event") => Kind::Event,
                Some("DryRun") => Kind::DryRun,
                _ => Kind::RequestResponse,
            };
            Request::Invoke { function: function(input)?, kind, payload: payload(input)? }
        }
        "CreateFunction" => Request::CreateFunction(Box::new(create(input)?)),
        "UpdateFunctionConfiguration" => {
            Request::UpdateFunctionConfiguration { function: function(input)?, set: Box::new(configure(input)) }
        }
        "UpdateFunctionCode" => Request::Upload { function: function(input)?, package: Box::new(package(input)) },
        "DeleteFunction" => Request::DeleteFunction { function: function(input)? },
        "GetFunction" | "GetFunctionConfiguration" => Request::GetFunction { function: function(input)? },
        "ListTags" => Request::GetFunction { function: resource(input)? },
        "TagResource" => Request::TagResource { function: resource(input)?, tags: input.text_map("Tags") },
        "UntagResource" => Request::UntagResource { function: resource(input)?, keys: input.texts("TagKeys") },
        "ListFunctions" => Request::ListFunctions,
        "GetAccountSettings" => Request::GetAccountSettings,
        _ => return functions(command, input),
    })
}

/// Concurrency, policies, asynchronous events.
fn functions(command: &Command, input: Input<'_>) -> Result<Request, Refusal> {
    let function = || function(input);
    Ok(match command.operation {
        "PutFunctionConcurrency" => Request::PutFunctionConcurrency {
            function: function()?,
            reserved: input.int("ReservedConcurrentExecutions").unwrap_or(0),
        },
        "DeleteFunctionConcurrency" => Request::DeleteFunctionConcurrency { function: function()? },
        "GetFunctionConcurrency" => Request::GetFunctionConcurrency { function: function()? },
        "PutProvisionedConcurrencyConfig" => Request::PutProvisionedConcurrencyConfig {
            function: function()?,
            count: input.int("ProvisionedConcurrentExecutions").unwrap_or(0),
        },
        "DeleteProvisionedConcurrencyConfig" => Request::DeleteProvisionedConcurrencyConfig { function: function()? },
        "GetProvisionedConcurrencyConfig" => Request::GetProvisionedConcurrencyConfig { function: function()? },
        "AddPermission" => Request::AddPermission { function: function()?, permission: Box::new(permission(input)) },
        "RemovePermission" => {
            Request::RemovePermission { function: function()?, id: input.need("StatementId")?.into() }
        }
        "GetPolicy" => Request::GetPolicy { function: function()? },
        "PutFunctionEventInvokeConfig" => {
            Request::PutFunctionEventInvokeConfig { function: function()?, set: Box::new(event_invoke(input)) }
        }
        "DeleteFunctionEventInvokeConfig" => Request::DeleteFunctionEventInvokeConfig { function: function()? },
        "GetFunctionEventInvokeConfig" => Request::GetFunctionEventInvokeConfig { function: function()? },
        _ => return mappings(command, input),
    })
}

fn mappings(command: &Command, input: Input<'_>) -> Result<Request, Refusal> {
    let uuid = || input.need("UUID").map(Name::from);
    Ok(match command.operation {
        "CreateEventSourceMapping" => Request::CreateEventSourceMapping(Box::new(NewMapping {
            function: function(input)?,
            source: input.need("EventSourceArn")?.into(),
            set: parameters(input),
            facts: Facts::default(),
        })),
        "UpdateEventSourceMapping" => {
            Request::UpdateEventSourceMapping { uuid: uuid()?, set: Box::new(parameters(input)) }
        }
        "DeleteEventSourceMapping" => Request::DeleteEventSourceMapping { uuid: uuid()? },
        "GetEventSourceMapping" => Request::GetEventSourceMapping { uuid: uuid()? },
        "ListEventSourceMappings" => Request::ListEventSourceMappings {
            function: input.name("FunctionName"),
            source: input.name("EventSourceArn"),
        },
        _ => return Err(lacks(command)),
    })
}

fn function(input: Input<'_>) -> Result<Name, Refusal> {
    input.need("FunctionName").map(Into::into)
}

fn resource(input: Input<'_>) -> Result<Name, Refusal> {
    input.need("Resource").map(Into::into)
}

/// What an Invoke carries: JSON; nothing is `{}`.
fn payload(input: Input<'_>) -> Result<Arc<Cargo>, Refusal> {
    let bytes = input.blob("Payload").filter(|bytes| !bytes.is_empty()).unwrap_or_else(|| b"{}".to_vec());
    let wrong = |why: &str| {
        let message = format!("Could not parse request body into json: {why}");
        refusal(LambdaError::new(Code::InvalidRequestContent, message))
    };
    let text = String::from_utf8(bytes).map_err(|_| wrong("Invalid UTF-8"))?;
    serde_json::from_str::<serde::de::IgnoredAny>(&text).map_err(|e| wrong(&e.to_string()))?;
    Ok(Arc::new(Cargo::new(text)))
}

/// A function's code: a zip that came along, one in a bucket, or an image.
fn package(input: Input<'_>) -> Package {
    let zip = input.blob("ZipFile").unwrap_or_default();
    let elsewhere = ["S3Bucket", "S3Key", "S3ObjectVersion", "ImageUri"].map(|name| input.text(name).unwrap_or(""));
    let mut digest = Sha256::new();
    digest.update(&zip);
    elsewhere.iter().for_each(|text| digest.update(text));
    Package { image: input.name("ImageUri"), sha: STANDARD.encode(digest.finalize()).into(), size: zip.len() as u64 }
}

fn environment(input: Input<'_>) -> Option<BTreeMap<String, String>> {
    input.object("Environment").map(|e| e.text_map("Variables"))
}

fn dead_letter(input: Input<'_>) -> Option<Name> {
    input.object("DeadLetterConfig").map(|d| d.name("TargetArn").unwrap_or_default())
}

fn create(input: Input<'_>) -> Result<NewFunction, Refusal> {
    let name = crate::sim::services::lambda::model::function::bare(input.need("FunctionName")?);
    Ok(NewFunction {
        name: name.into(),
        timeout: input.int("Timeout"),
        memory: input.int("MemorySize"),
        dead_letter: dead_letter(input).filter(|arn| !arn.is_empty()),
        code: Arc::default(),
        about: About {
            runtime: input.name("Runtime"),
            role: input.name("Role"),
            handler: input.name("Handler"),
            description: input.name("Description"),
            environment: environment(input).unwrap_or_default(),
            arm: input.texts("Architectures").iter().any(|a| a == "arm64"),
            package: input.object("Code").map(package).unwrap_or_default(),
            tags: input.text_map("Tags"),
            ..About::default()
        },
    })
}

fn configure(input: Input<'_>) -> Configure {
    Configure {
        timeout: input.int("Timeout"),
        memory: input.int("MemorySize"),
        dead_letter: dead_letter(input),
        about: Redress {
            runtime: input.name("Runtime"),
            role: input.name("Role"),
            handler: input.name("Handler"),
            description: input.name("Description"),
            environment: environment(input),
        },
    }
}

fn permission(input: Input<'_>) -> Permission {
    let text = |name: &str| input.name(name).unwrap_or_default();
    Permission {
        id: text("StatementId"),
        action: text("Action"),
        principal: text("Principal"),
        source_arn: input.name("SourceArn"),
        source_account: input.name("SourceAccount"),
    }
}

/// The destination under `OnSuccess` or `OnFailure`.
fn destination(input: Input<'_>, side: &str) -> Option<Name> {
    input.object("DestinationConfig")?.object(side)?.name("Destination")
}

fn event_invoke(input: Input<'_>) -> EventInvoke {
    EventInvoke {
        retries: input.int("MaximumRetryAttempts"),
        age: input.int("MaximumEventAgeInSeconds"),
        on_success: destination(input, "OnSuccess"),
        on_failure: destination(input, "OnFailure"),
    }
}

fn parameters(input: Input<'_>) -> Parameters {
    let names =
        |field: &str| input.has(field).then(|| input.texts(field).into_iter().map(Name::from).collect::<Vec<_>>());
    let filter = |f: Input<'_>| Filter { pattern: f.value("Pattern").cloned().unwrap_or(Value::Null) };
    Parameters {
        batch_size: input.int("BatchSize"),
        maximum_batching_window_in_seconds: input.int("MaximumBatchingWindowInSeconds"),
        enabled: input.flag("Enabled"),
        scaling_config: input
            .object("ScalingConfig")
            .map(|s| ScalingConfig { maximum_concurrency: s.int("MaximumConcurrency") }),
        provisioned_poller_config: input.object("ProvisionedPollerConfig").map(|p| ProvisionedPollerConfig {
            minimum_pollers: p.int("MinimumPollers"),
            maximum_pollers: p.int("MaximumPollers"),
        }),
        function_response_types: names("FunctionResponseTypes"),
        filter_criteria: input
            .object("FilterCriteria")
            .map(|c| FilterCriteria { filters: c.list("Filters").map(filter).collect() }),
        stream: stream(input),
        queues: names("Queues"),
    }
}

fn stream(input: Input<'_>) -> StreamParameters {
    let since = input.int("StartingPositionTimestamp").and_then(epoch::moment);
    StreamParameters {
        starting_position: input.name("StartingPosition"),
        starting_position_timestamp: since.map(crate::base::time::SimTime::as_secs),
        parallelization_factor: input.int("ParallelizationFactor"),
        bisect_batch_on_function_error: input.flag("BisectBatchOnFunctionError"),
        maximum_retry_attempts: input.int("MaximumRetryAttempts"),
        maximum_record_age_in_seconds: input.int("MaximumRecordAgeInSeconds"),
        destination_config: input.has("DestinationConfig").then(|| DestinationConfig {
            on_failure: destination(input, "OnFailure").map(|arn| Destination { destination: Some(arn) }),
        }),
    }
}
