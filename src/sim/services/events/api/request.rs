//! The calls as data, under AWS's names. `bus` is EventBusName: a name or an ARN, empty for the default bus.
use crate::sim::{
    errand::Cargo,
    members::{Members, Page, Tags},
    trace::{Item, Name},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // the fields bear AWS's own names
pub enum Request {
    CreateEventBus(Box<BusInput>),
    UpdateEventBus(Box<BusInput>),
    DeleteEventBus { name: Name },
    DescribeEventBus { name: Name },
    ListEventBuses { prefix: Name, page: Page },
    PutPermission(Box<Permission>),
    RemovePermission { bus: Name, statement_id: Option<Name>, all: bool },
    PutRule(Box<RuleInput>),
    DeleteRule { bus: Name, name: Name },
    EnableRule { bus: Name, name: Name },
    DisableRule { bus: Name, name: Name },
    DescribeRule { bus: Name, name: Name },
    ListRules { bus: Name, prefix: Name, page: Page },
    ListRuleNamesByTarget { bus: Name, target: Name, page: Page },
    PutTargets { bus: Name, rule: Name, targets: Vec<TargetInput> },
    RemoveTargets { bus: Name, rule: Name, ids: Vec<Name> },
    ListTargetsByRule { bus: Name, rule: Name, page: Page },
    TagResource { arn: Name, tags: Tags },
    UntagResource { arn: Name, keys: Vec<Name> },
    ListTagsForResource { arn: Name },
    PutEvents { entries: Vec<Entry>, form: Form },
    PutPartnerEvents { entries: Vec<Entry> },
    TestEventPattern { pattern: Arc<str>, event: Arc<str> },
    CreateArchive(Box<ArchiveInput>),
    UpdateArchive(Box<ArchiveInput>),
    DeleteArchive { name: Name },
    DescribeArchive { name: Name },
    ListArchives(Box<Search>),
    StartReplay(Box<ReplayInput>),
    DescribeReplay { name: Name },
    CancelReplay { name: Name },
    ListReplays(Box<Search>),
    CreatePartnerEventSource { name: Name, account: Name },
    DeletePartnerEventSource { name: Name },
    DescribePartnerEventSource { name: Name },
    ListPartnerEventSources { prefix: Name, page: Page },
    ListPartnerEventSourceAccounts { name: Name, page: Page },
    ActivateEventSource { name: Name },
    DeactivateEventSource { name: Name },
    DescribeEventSource { name: Name },
    ListEventSources { prefix: Name, page: Page },
    CreateConnection(Box<ConnectionInput>),
    UpdateConnection(Box<ConnectionInput>),
    DeauthorizeConnection { name: Name },
    DeleteConnection { name: Name },
    DescribeConnection { name: Name },
    ListConnections { prefix: Name, state: Option<Name>, page: Page },
    CreateApiDestination(Box<DestinationInput>),
    UpdateApiDestination(Box<DestinationInput>),
    DeleteApiDestination { name: Name },
    DescribeApiDestination { name: Name },
    ListApiDestinations { prefix: Name, connection: Option<Name>, page: Page },
}

/// How the answer of PutEvents is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// A call: the list of results.
    #[default]
    Call,
    /// An errand with one event.
    One,
    /// An errand with several.
    Many,
}

/// CreateEventBus and UpdateEventBus.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusInput {
    /// Name.
    pub name: Name,
    /// EventSourceName.
    pub source: Option<Name>,
    /// Description.
    pub description: Name,
    /// Tags.
    pub tags: Tags,
    /// KmsKeyIdentifier, DeadLetterConfig, LogConfig: kept as given.
    pub more: Members,
}

/// PutPermission: a whole `policy`, or one statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// EventBusName.
    pub bus: Name,
    /// Policy, JSON.
    pub policy: Option<Arc<str>>,
    /// Action: `events:PutEvents`.
    pub action: Name,
    /// Principal: an account or `*`.
    pub principal: Name,
    /// StatementId.
    pub statement_id: Name,
    /// Condition: Type, Key, Value.
    pub condition: Option<(Name, Name, Name)>,
}

/// PutRule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleInput {
    /// EventBusName.
    pub bus: Name,
    /// Name.
    pub name: Name,
    /// EventPattern.
    pub pattern: Option<Arc<str>>,
    /// ScheduleExpression.
    pub schedule: Option<Name>,
    /// State is DISABLED.
    pub disabled: bool,
    /// Description.
    pub description: Name,
    /// RoleArn.
    pub role: Option<Name>,
    /// Tags; an update does not look at them.
    pub tags: Tags,
}

/// A target as PutTargets takes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetInput {
    /// Id.
    pub id: Name,
    /// Arn.
    pub arn: Name,
    /// RoleArn.
    pub role: Option<Name>,
    /// Input.
    pub input: Option<Arc<str>>,
    /// InputPath.
    pub input_path: Option<Name>,
    /// InputTransformer: InputPathsMap and InputTemplate.
    pub transformer: Option<(BTreeMap<Name, Name>, Arc<str>)>,
    /// SqsParameters.MessageGroupId.
    pub group: Option<Name>,
    /// KinesisParameters.PartitionKeyPath.
    pub key_path: Option<Name>,
    /// DeadLetterConfig.Arn.
    pub dead_letter: Option<Name>,
    /// RetryPolicy.MaximumRetryAttempts.
    pub attempts: Option<u64>,
    /// RetryPolicy.MaximumEventAgeInSeconds.
    pub age: Option<u64>,
    /// Parameters of targets that are not simulated, kept as given: EcsParameters, BatchParameters ...
    pub more: Members,
}

/// An entry of PutEvents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// EventBusName.
    pub bus: Name,
    /// Source.
    pub source: Option<Name>,
    /// DetailType.
    pub kind: Option<Name>,
    /// Detail.
    pub detail: Option<Arc<str>>,
    /// Resources.
    pub resources: Vec<Name>,
    /// Time, epoch seconds.
    pub time: Option<i64>,
    /// The learner's message.
    pub item: Option<Item>,
    /// What an errand brought along: the messages of a batch, and the envelope of another bus.
    pub brought: Option<Arc<Cargo>>,
}

/// CreateArchive and UpdateArchive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveInput {
    /// ArchiveName.
    pub name: Name,
    /// EventSourceArn: the bus.
    pub source: Name,
    /// EventPattern.
    pub pattern: Option<Arc<str>>,
    /// RetentionDays.
    pub retention: Option<u64>,
    /// Description.
    pub description: Name,
    /// KmsKeyIdentifier: kept as given.
    pub more: Members,
}

/// ListArchives and ListReplays: at most one of the filters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// NamePrefix.
    pub prefix: Option<Name>,
    /// EventSourceArn.
    pub source: Option<Name>,
    /// State.
    pub state: Option<Name>,
    /// Which page.
    pub page: Page,
}

/// StartReplay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayInput {
    /// ReplayName.
    pub name: Name,
    /// EventSourceArn: the archive.
    pub archive: Name,
    /// EventStartTime, epoch seconds.
    pub start: i64,
    /// EventEndTime, epoch seconds.
    pub end: i64,
    /// Destination.Arn: the bus.
    pub destination: Name,
    /// Destination.FilterArns: rules.
    pub filters: Vec<Name>,
    /// Description.
    pub description: Name,
}

/// CreateConnection and UpdateConnection; an update leaves what is not said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionInput {
    /// Name.
    pub name: Name,
    /// AuthorizationType.
    pub authorization: Option<Name>,
    /// Description.
    pub description: Option<Name>,
    /// AuthParameters without anything secret.
    pub parameters: Members,
    /// KmsKeyIdentifier, InvocationConnectivityParameters: kept as given.
    pub more: Members,
}

/// CreateApiDestination and UpdateApiDestination; an update leaves what is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestinationInput {
    /// Name.
    pub name: Name,
    /// ConnectionArn.
    pub connection: Name,
    /// InvocationEndpoint.
    pub endpoint: Name,
    /// HttpMethod.
    pub method: Name,
    /// InvocationRateLimitPerSecond.
    pub rate: Option<u64>,
    /// Description.
    pub description: Name,
}

impl Request {
    /// The IAM action.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        match self {
            Self::CreateEventBus(_) => "events:CreateEventBus",
            Self::UpdateEventBus(_) => "events:UpdateEventBus",
            Self::DeleteEventBus { .. } => "events:DeleteEventBus",
            Self::DescribeEventBus { .. } => "events:DescribeEventBus",
            Self::ListEventBuses { .. } => "events:ListEventBuses",
            Self::PutPermission(_) => "events:PutPermission",
            Self::RemovePermission { .. } => "events:RemovePermission",
            Self::PutRule(_) => "events:PutRule",
            Self::DeleteRule { .. } => "events:DeleteRule",
            Self::EnableRule { .. } => "events:EnableRule",
            Self::DisableRule { .. } => "events:DisableRule",
            Self::DescribeRule { .. } => "events:DescribeRule",
            Self::ListRules { .. } => "events:ListRules",
            Self::ListRuleNamesByTarget { .. } => "events:ListRuleNamesByTarget",
            Self::PutTargets { .. } => "events:PutTargets",
            Self::RemoveTargets { .. } => "events:RemoveTargets",
            Self::ListTargetsByRule { .. } => "events:ListTargetsByRule",
            Self::TagResource { .. } => "events:TagResource",
            Self::UntagResource { .. } => "events:UntagResource",
            Self::ListTagsForResource { .. } => "events:ListTagsForResource",
            Self::PutEvents { .. } => "events:PutEvents",
            Self::PutPartnerEvents { .. } => "events:PutPartnerEvents",
            Self::TestEventPattern { .. } => "events:TestEventPattern",
            Self::CreateArchive(_) => "events:CreateArchive",
            Self::UpdateArchive(_) => "events:UpdateArchive",
            Self::DeleteArchive { .. } => "events:DeleteArchive",
            Self::DescribeArchive { .. } => "events:DescribeArchive",
            Self::ListArchives(_) => "events:ListArchives",
            Self::StartReplay(_) => "events:StartReplay",
            Self::DescribeReplay { .. } => "events:DescribeReplay",
            Self::CancelReplay { .. } => "events:CancelReplay",
            Self::ListReplays(_) => "events:ListReplays",
            Self::CreatePartnerEventSource { .. } => "events:CreatePartnerEventSource",
            Self::DeletePartnerEventSource { .. } => "events:DeletePartnerEventSource",
            Self::DescribePartnerEventSource { .. } => "events:DescribePartnerEventSource",
            Self::ListPartnerEventSources { .. } => "events:ListPartnerEventSources",
            Self::ListPartnerEventSourceAccounts { .. } => "events:ListPartnerEventSourceAccounts",
            Self::ActivateEventSource { .. } => "events:ActivateEventSource",
            Self::DeactivateEventSource { .. } => "events:DeactivateEventSource",
            Self::DescribeEventSource { .. } => "events:DescribeEventSource",
            Self::ListEventSources { .. } => "events:ListEventSources",
            Self::CreateConnection(_) => "events:CreateConnection",
            Self::UpdateConnection(_) => "events:UpdateConnection",
            Self::DeauthorizeConnection { .. } => "events:DeauthorizeConnection",
            Self::DeleteConnection { .. } => "events:DeleteConnection",
            Self::DescribeConnection { .. } => "events:DescribeConnection",
            Self::ListConnections { .. } => "events:ListConnections",
            Self::CreateApiDestination(_) => "events:CreateApiDestination",
            Self::UpdateApiDestination(_) => "events:UpdateApiDestination",
            Self::DeleteApiDestination { .. } => "events:DeleteApiDestination",
            Self::DescribeApiDestination { .. } => "events:DescribeApiDestination",
            Self::ListApiDestinations { .. } => "events:ListApiDestinations",
        }
    }
    /// The bus it is about, as the caller wrote it; `None` where it is about none.
    #[must_use]
    pub fn bus(&self) -> Option<&str> {
        match self {
            Self::DeleteEventBus { name } | Self::DescribeEventBus { name } => Some(name),
            Self::CreateEventBus(input) | Self::UpdateEventBus(input) => Some(&input.name),
            Self::PutPermission(permission) => Some(&permission.bus),
            Self::PutRule(rule) => Some(&rule.bus),
            Self::RemovePermission { bus, .. }
            | Self::DeleteRule { bus, .. }
            | Self::EnableRule { bus, .. }
            | Self::DisableRule { bus, .. }
            | Self::DescribeRule { bus, .. }
            | Self::ListRules { bus, .. }
            | Self::ListRuleNamesByTarget { bus, .. }
            | Self::PutTargets { bus, .. }
            | Self::RemoveTargets { bus, .. }
            | Self::ListTargetsByRule { bus, .. } => Some(bus),
            Self::PutEvents { entries, .. } | Self::PutPartnerEvents { entries } => entries.first().map(|e| &*e.bus),
            Self::CreateArchive(archive) | Self::UpdateArchive(archive) => Some(&archive.source),
            Self::StartReplay(replay) => Some(&replay.destination),
            _ => None,
        }
    }
}
