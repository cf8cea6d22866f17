//! From the simulator's answer to a Lambda operation's output.
use crate::base::time::SimTime;
use crate::endpoint::{command::Command, refusal::Refusal, services::reading::filled};
use crate::sim::{
    epoch::{epoch_millis, epoch_secs, iso},
    ids,
    region::Region,
    services::lambda::{
        api::{
            Response,
            response::{Invoked, MappingView},
        },
        model::{
            about::About,
            function::{Config, LaterConfig},
            mapping::{Source, Start, StreamSet},
        },
    },
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// Entries of a page unless said: ListFunctions and ListEventSourceMappings.
const PAGE: usize = 50;
const MAPPINGS: usize = 100;
/// Bytes of code an account may keep, of a zip, and unzipped: told, not simulated.
const CODE_SIZES: (u64, u64, u64) = (80_530_636_800, 52_428_800, 262_144_000);

fn function_arn(region: &Region, name: &str) -> String {
    region.arn("lambda", &format!("function:{name}")).to_string()
}

/// `2026-11-21T10:00:00.000+0000`, as Lambda writes LastModified.
fn written(at: SimTime) -> String {
    let text = iso(epoch_secs(at));
    format!("{}.{:03}+0000", text.trim_end_matches('Z'), epoch_millis(at) % 1_000)
}

/// The output of an operation.
///
/// # Errors
/// A marker that is none.
pub(super) fn output(command: &Command, response: Response) -> Result<Value, Refusal> {
    Ok(match response {
        Response::Done => json!({}),
        Response::Invoked(invoked) => self::invoked(&invoked),
        Response::Function(config) => function(command.operation, &config),
        Response::Functions(all) => {
            let all = all.iter().map(configuration).collect();
            return page(command, ("Functions", PAGE), all);
        }
        Response::Concurrency(reserved) => filled(json!({ "ReservedConcurrentExecutions": reserved })),
        Response::Provisioned(view) => json!({
            "RequestedProvisionedConcurrentExecutions": view.requested,
            "AvailableProvisionedConcurrentExecutions": view.available,
            "AllocatedProvisionedConcurrentExecutions": view.available,
            "Status": &*view.status,
        }),
        Response::Account { limit, unreserved, functions } => {
            let (total, zipped, unzipped) = CODE_SIZES;
            json!({
                "AccountLimit": {
                    "TotalCodeSize": total, "CodeSizeUnzipped": unzipped, "CodeSizeZipped": zipped,
                    "ConcurrentExecutions": limit, "UnreservedConcurrentExecutions": unreserved,
                },
                "AccountUsage": { "TotalCodeSize": 0, "FunctionCount": functions },
            })
        }
        Response::Statement(statement) => json!({ "Statement": &*statement }),
        Response::Policy(policy) => {
            let revision = ids::uuid(0, policy.len() as u64, 1);
            json!({ "Policy": &*policy, "RevisionId": revision })
        }
        Response::EventInvoke(config) => event_invoke(command, &config),
        Response::Mapping(view) => mapping(&command.region, &view),
        Response::Mappings(all) => {
            return page(
                command,
                ("EventSourceMappings", MAPPINGS),
                all.iter().map(|m| mapping(&command.region, m)).collect(),
            );
        }
    })
}

/// One page of a list, by `Marker` and `MaxItems`.
fn page(command: &Command, (key, usual): (&str, usize), all: Vec<Value>) -> Result<Value, Refusal> {
    let input = command.input();
    let most = input.int("MaxItems").and_then(|n| usize::try_from(n).ok()).filter(|n| *n > 0).unwrap_or(usual);
    let wrong = || Refusal::new("InvalidParameterValueException", "Invalid Marker");
    let from: usize = input.text("Marker").map_or(Ok(0), |m| m.parse().map_err(|_| wrong()))?;
    let next = from.saturating_add(most.min(usual));
    let more = (next < all.len()).then(|| next.to_string());
    let list: Vec<Value> = all.into_iter().skip(from).take(most.min(usual)).collect();
    Ok(filled(json!({ key: list, "NextMarker": more })))
}

fn invoked(invoked: &Invoked) -> Value {
    let payload = match &invoked.error {
        None => invoked.payload.to_string(),
        Some(error) => json!({ "errorMessage": &*invoked.payload, "errorType": &**error }).to_string(),
    };
    let ran = invoked.status == 200;
    filled(json!({
        "StatusCode": invoked.status,
        "FunctionError": invoked.error.as_ref().map(|_| "Unhandled"),
        "ExecutedVersion": ran.then_some("$LATEST"),
        "Payload": ran.then(|| STANDARD.encode(payload)),
    }))
}

fn function(operation: &str, config: &Config) -> Value {
    let about: &About = &config.about;
    match operation {
        "ListTags" => json!({ "Tags": about.tags }),
        "GetFunction" => {
            let code = match &about.package.image {
                Some(image) => json!({ "RepositoryType": "ECR", "ImageUri": &**image, "ResolvedImageUri": &**image }),
                None => json!({ "RepositoryType": "S3" }),
            };
            filled(json!({
                "Configuration": configuration(config),
                "Code": code,
                "Tags": (!about.tags.is_empty()).then_some(&about.tags),
                "Concurrency": config.reserved.map(|n| json!({ "ReservedConcurrentExecutions": n })),
            }))
        }
        _ => configuration(config),
    }
}

fn configuration(config: &Config) -> Value {
    let about: &About = &config.about;
    let salt = config.name.bytes().fold(0, |sum, byte| ids::spread(sum ^ u64::from(byte)));
    filled(json!({
        "FunctionName": &*config.name,
        "FunctionArn": &*config.arn,
        "Runtime": about.runtime.as_deref(),
        "Role": about.role.as_deref(),
        "Handler": about.handler.as_deref(),
        "CodeSize": about.package.size,
        "Description": about.description.as_deref().unwrap_or(""),
        "Timeout": config.timeout.as_secs(),
        "MemorySize": config.memory,
        "LastModified": written(about.modified),
        "CodeSha256": &*about.package.sha,
        "Version": "$LATEST",
        "DeadLetterConfig": config.dead_letter.as_ref().map(|arn| json!({ "TargetArn": &**arn })),
        "Environment": (!about.environment.is_empty()).then(|| json!({ "Variables": about.environment })),
        "TracingConfig": { "Mode": "PassThrough" },
        "RevisionId": ids::uuid(0, salt, about.changes),
        "State": "Active",
        "LastUpdateStatus": "Successful",
        "PackageType": if about.package.image.is_some() { "Image" } else { "Zip" },
        "Architectures": [if about.arm { "arm64" } else { "x86_64" }],
        "EphemeralStorage": { "Size": 512 },
    }))
}

fn event_invoke(command: &Command, config: &LaterConfig) -> Value {
    let name = crate::sim::services::lambda::model::function::bare(command.input().text("FunctionName").unwrap_or(""));
    let side =
        |to: &Option<crate::sim::trace::Name>| to.as_ref().map_or(json!({}), |arn| json!({ "Destination": &**arn }));
    filled(json!({
        "FunctionArn": format!("{}:$LATEST", function_arn(&command.region, name)),
        "MaximumRetryAttempts": config.retries,
        "MaximumEventAgeInSeconds": config.age,
        "DestinationConfig": { "OnSuccess": side(&config.on_success), "OnFailure": side(&config.on_failure) },
    }))
}

fn mapping(region: &Region, view: &MappingView) -> Value {
    let set = &view.set;
    let filters: Vec<Value> = set.filters.iter().map(|f| json!({ "Pattern": &*f.text })).collect();
    let queue = view.source.rsplit('/').next().filter(|_| view.kind == Source::Broker);
    let mut out = filled(json!({
        "UUID": &*view.uuid,
        "EventSourceMappingArn": &*region.arn("lambda", &format!("event-source-mapping:{}", view.uuid)),
        "BatchSize": set.batch,
        "MaximumBatchingWindowInSeconds": set.window.as_secs(),
        "EventSourceArn": &*view.source,
        "FunctionArn": function_arn(region, &view.function),
        "State": &*view.state,
        "StateTransitionReason": "USER_INITIATED",
        "LastProcessingResult": (view.kind == Source::Stream).then_some(&*view.last),
        "FilterCriteria": (!filters.is_empty()).then(|| json!({ "Filters": filters })),
        "FunctionResponseTypes": if set.reports { json!(["ReportBatchItemFailures"]) } else { json!([]) },
        "ScalingConfig": set.max_concurrency.map(|n| json!({ "MaximumConcurrency": n })),
        "ProvisionedPollerConfig":
            set.pollers.map(|(least, most)| json!({ "MinimumPollers": least, "MaximumPollers": most })),
        "Queues": queue.map(|q| json!([q])),
    }));
    if let (Some(stream), Some(out)) = (&set.stream, out.as_object_mut())
        && let Value::Object(more) = self::stream(stream)
    {
        out.extend(more);
    }
    out
}

fn stream(set: &StreamSet) -> Value {
    let (start, since) = match set.start {
        Start::TrimHorizon => ("TRIM_HORIZON", None),
        Start::Latest => ("LATEST", None),
        Start::At(at) => ("AT_TIMESTAMP", Some(epoch_secs(at))),
    };
    let on_failure = set.on_failure.as_ref().map_or(json!({}), |arn| json!({ "Destination": &**arn }));
    filled(json!({
        "StartingPosition": start,
        "StartingPositionTimestamp": since,
        "ParallelizationFactor": set.parallel,
        "BisectBatchOnFunctionError": set.bisect,
        "MaximumRetryAttempts": set.attempts.map_or(-1, i64::from),
        "MaximumRecordAgeInSeconds": set.age.map_or(json!(-1), |age| age.as_secs().into()),
        "TumblingWindowInSeconds": 0,
        "DestinationConfig": { "OnFailure": on_failure },
    }))
}
