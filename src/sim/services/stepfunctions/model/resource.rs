//! The Resource of a Task: which service does what, and how the state waits for it.
use super::program::Program;
use crate::sim::arn;
use crate::sim::trace::Name;

/// How a Task goes on after its request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pattern {
    /// Request and response.
    #[default]
    Respond,
    /// `.sync`: until the job is done.
    Sync,
    /// `.sync:2`: the same, with the output as JSON.
    Sync2,
    /// `.waitForTaskToken`.
    Token,
}

/// What a Task asks of whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// A Lambda function by its ARN.
    Function(Name),
    /// An activity by its ARN.
    Activity(Name),
    /// An optimised integration or one of the SDK.
    Integration {
        /// As written.
        text: Name,
        /// What is called.
        action: Action,
        /// How it goes on.
        pattern: Pattern,
        /// `aws-sdk:`: other names of parameters and errors.
        sdk: bool,
    },
}

/// The calls this simulator carries to their targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Lambda Invoke.
    Invoke,
    /// SQS SendMessage.
    SendMessage,
    /// SNS Publish.
    Publish,
    /// EventBridge PutEvents.
    PutEvents,
    /// Step Functions StartExecution.
    StartExecution,
    /// Step Functions StartSyncExecution.
    StartSync,
    /// DynamoDB: an item of a table.
    Item(&'static str),
    /// ECS RunTask.
    RunTask,
    /// Kinesis PutRecord.
    PutRecord,
    /// Firehose PutRecord.
    Deliver,
    /// S3 PutObject.
    PutObject,
    /// API Gateway.
    Api,
    /// An HTTP endpoint outside.
    Http,
}

/// Service and action as written, what it is, and which patterns an optimised integration supports beyond the first.
type Entry = (&'static str, Action, &'static [Pattern]);

const OPTIMISED: &[Entry] = &[
    ("lambda:invoke", Action::Invoke, &[Pattern::Token]),
    ("sqs:sendMessage", Action::SendMessage, &[Pattern::Token]),
    ("sns:publish", Action::Publish, &[Pattern::Token]),
    ("events:putEvents", Action::PutEvents, &[Pattern::Token]),
    ("states:startExecution", Action::StartExecution, &[Pattern::Sync, Pattern::Sync2, Pattern::Token]),
    ("dynamodb:putItem", Action::Item("PutItem"), &[]),
    ("dynamodb:getItem", Action::Item("GetItem"), &[]),
    ("dynamodb:updateItem", Action::Item("UpdateItem"), &[]),
    ("dynamodb:deleteItem", Action::Item("DeleteItem"), &[]),
    ("ecs:runTask", Action::RunTask, &[Pattern::Sync, Pattern::Token]),
    ("apigateway:invoke", Action::Api, &[Pattern::Token]),
    ("http:invoke", Action::Http, &[]),
];

const SDK: &[Entry] = &[
    ("lambda:invoke", Action::Invoke, &[Pattern::Token]),
    ("sqs:sendMessage", Action::SendMessage, &[Pattern::Token]),
    ("sns:publish", Action::Publish, &[Pattern::Token]),
    ("eventbridge:putEvents", Action::PutEvents, &[Pattern::Token]),
    ("sfn:startExecution", Action::StartExecution, &[Pattern::Token]),
    ("sfn:startSyncExecution", Action::StartSync, &[]),
    ("dynamodb:putItem", Action::Item("PutItem"), &[Pattern::Token]),
    ("dynamodb:getItem", Action::Item("GetItem"), &[Pattern::Token]),
    ("dynamodb:updateItem", Action::Item("UpdateItem"), &[Pattern::Token]),
    ("dynamodb:deleteItem", Action::Item("DeleteItem"), &[Pattern::Token]),
    ("ecs:runTask", Action::RunTask, &[Pattern::Token]),
    ("kinesis:putRecord", Action::PutRecord, &[Pattern::Token]),
    ("firehose:putRecord", Action::Deliver, &[Pattern::Token]),
    ("s3:putObject", Action::PutObject, &[Pattern::Token]),
];

/// What follows `arn:aws:states:::`, in any partition.
fn integration(text: &str) -> Option<&str> {
    text.strip_prefix("arn:aws")?.split_once(":states:::").filter(|(tail, _)| !tail.contains(':')).map(|(_, rest)| rest)
}

impl Resource {
    /// Reads a Resource.
    ///
    /// # Errors
    /// AWS's words for one it does not know.
    pub fn parse(text: &str) -> Result<Self, String> {
        let unknown = || {
            format!(
                "The resource provided {text} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region."
            )
        };
        if let Some(rest) = integration(text) {
            let (sdk, rest) = rest.strip_prefix("aws-sdk:").map_or((false, rest), |r| (true, r));
            let table = if sdk { SDK } else { OPTIMISED };
            let (call, pattern) = pattern(rest).ok_or_else(unknown)?;
            let (_, action, more) = table.iter().find(|e| e.0 == call).ok_or_else(unknown)?;
            if pattern != Pattern::Respond && !more.contains(&pattern) {
                return Err(unknown());
            }
            return Ok(Self::Integration { text: text.into(), action: *action, pattern, sdk });
        }
        let place = arn::parse(text).ok_or_else(unknown)?;
        match (place.service, place.kind) {
            ("lambda", "function") => Ok(Self::Function(text.into())),
            ("states", "activity") => Ok(Self::Activity(text.into())),
            _ => Err(unknown()),
        }
    }

    /// How it goes on.
    #[must_use]
    pub const fn pattern(&self) -> Pattern {
        match self {
            Self::Integration { pattern, .. } => *pattern,
            Self::Function(_) | Self::Activity(_) => Pattern::Respond,
        }
    }

    /// `resourceType` and `resource` as the history shows them: `lambda`, `invoke`.
    #[must_use]
    pub fn parts(&self) -> (&str, &str) {
        match self {
            Self::Function(_) => ("lambda", "invoke"),
            Self::Activity(_) => ("activity", ""),
            Self::Integration { text, .. } => {
                let rest = integration(text).unwrap_or(text);
                rest.rsplit_once(':').map_or((rest, ""), |(kind, action)| {
                    // `.sync:2` has a colon of its own.
                    if action == "2" { rest.split_once(':').unwrap_or((rest, "")) } else { (kind, action) }
                })
            }
        }
    }

    /// The word errors of this service begin with: `Lambda`, `SQS`, `DynamoDB`.
    #[must_use]
    pub const fn prefix(&self) -> &'static str {
        let Self::Integration { action, sdk, .. } = self else { return "Lambda" };
        match (action, *sdk) {
            (Action::Invoke, _) => "Lambda",
            (Action::SendMessage, false) => "SQS",
            (Action::SendMessage, true) => "Sqs",
            (Action::Publish, false) => "SNS",
            (Action::Publish, true) => "Sns",
            (Action::PutEvents, _) => "EventBridge",
            (Action::StartExecution | Action::StartSync, false) => "StepFunctions",
            (Action::StartExecution | Action::StartSync, true) => "Sfn",
            (Action::Item(_), false) => "DynamoDB",
            (Action::Item(_), true) => "DynamoDb",
            (Action::RunTask, false) => "ECS",
            (Action::RunTask, true) => "Ecs",
            (Action::PutRecord, _) => "Kinesis",
            (Action::Deliver, _) => "Firehose",
            (Action::PutObject, _) => "S3",
            (Action::Api, _) => "ApiGateway",
            (Action::Http, _) => "States.Http",
        }
    }
}

fn pattern(call: &str) -> Option<(&str, Pattern)> {
    for (suffix, pattern) in
        [(".sync:2", Pattern::Sync2), (".sync", Pattern::Sync), (".waitForTaskToken", Pattern::Token)]
    {
        if let Some(plain) = call.strip_suffix(suffix) {
            return Some((plain, pattern));
        }
    }
    (!call.contains('.')).then_some((call, Pattern::Respond))
}

impl Program {
    /// What an Express workflow may not contain: the state and the reason.
    #[must_use]
    pub fn not_express(&self) -> Option<(Name, &'static str)> {
        use super::program::Kind;
        self.code.states.iter().find_map(|state| match &state.kind {
            Kind::Task(work) => match (&work.resource, work.resource.pattern()) {
                (Resource::Activity(_), _) => Some((state.name.clone(), "activities")),
                (_, Pattern::Sync | Pattern::Sync2) => Some((state.name.clone(), "the .sync integration pattern")),
                (_, Pattern::Token) => Some((state.name.clone(), "the .waitForTaskToken integration pattern")),
                _ => None,
            },
            Kind::Map(each) if each.distributed.is_some() => Some((state.name.clone(), "Distributed Map")),
            _ => None,
        })
    }
}
