//! From an EventBridge command to the simulator's request.
use super::outside;
use crate::endpoint::{
    command::Command,
    input::Input,
    refusal::Refusal,
    services::reading::{self, name, need},
};
use crate::sim::services::events::api::{
    Request,
    request::{ArchiveInput, BusInput, Entry, Form, Permission, ReplayInput, RuleInput, Search, TargetInput},
};

/// Blocks of a target that are read; every other is kept as given.
const READ: &[&str] = &[
    "Id",
    "Arn",
    "RoleArn",
    "Input",
    "InputPath",
    "InputTransformer",
    "KinesisParameters",
    "SqsParameters",
    "DeadLetterConfig",
    "RetryPolicy",
];

/// The request an operation stands for.
pub(super) fn request(command: &Command) -> Result<Request, Refusal> {
    let input = command.input();
    let bus = || name(input, "EventBusName");
    Ok(match command.operation {
        "PutEvents" => Request::PutEvents { entries: input.list("Entries").map(entry).collect(), form: Form::Call },
        "PutPartnerEvents" => Request::PutPartnerEvents { entries: input.list("Entries").map(entry).collect() },
        "TestEventPattern" => Request::TestEventPattern {
            pattern: input.need("EventPattern")?.into(),
            event: input.need("Event")?.into(),
        },
        "PutRule" => Request::PutRule(Box::new(rule(input)?)),
        "DeleteRule" => Request::DeleteRule { bus: bus(), name: need(input, "Name")? },
        "EnableRule" => Request::EnableRule { bus: bus(), name: need(input, "Name")? },
        "DisableRule" => Request::DisableRule { bus: bus(), name: need(input, "Name")? },
        "DescribeRule" => Request::DescribeRule { bus: bus(), name: need(input, "Name")? },
        "ListRules" => Request::ListRules { bus: bus(), prefix: name(input, "NamePrefix"), page: page(input) },
        "ListRuleNamesByTarget" => {
            Request::ListRuleNamesByTarget { bus: bus(), target: need(input, "TargetArn")?, page: page(input) }
        }
        "PutTargets" => Request::PutTargets {
            bus: bus(),
            rule: need(input, "Rule")?,
            targets: input.list("Targets").map(target).collect::<Result<_, _>>()?,
        },
        "RemoveTargets" => {
            let ids = input.texts("Ids").into_iter().map(Into::into).collect();
            Request::RemoveTargets { bus: bus(), rule: need(input, "Rule")?, ids }
        }
        "ListTargetsByRule" => Request::ListTargetsByRule { bus: bus(), rule: need(input, "Rule")?, page: page(input) },
        "TagResource" => Request::TagResource { arn: need(input, "ResourceARN")?, tags: reading::tags(input, "Tags") },
        "UntagResource" => {
            let keys = input.texts("TagKeys").into_iter().map(Into::into).collect();
            Request::UntagResource { arn: need(input, "ResourceARN")?, keys }
        }
        "ListTagsForResource" => Request::ListTagsForResource { arn: need(input, "ResourceARN")? },
        _ => return places(command, input),
    })
}

/// Buses, archives and replays.
fn places(command: &Command, input: Input<'_>) -> Result<Request, Refusal> {
    Ok(match command.operation {
        "CreateEventBus" => Request::CreateEventBus(Box::new(bus(input))),
        "UpdateEventBus" => Request::UpdateEventBus(Box::new(bus(input))),
        "DeleteEventBus" => Request::DeleteEventBus { name: need(input, "Name")? },
        "DescribeEventBus" => Request::DescribeEventBus { name: name(input, "Name") },
        "ListEventBuses" => Request::ListEventBuses { prefix: name(input, "NamePrefix"), page: page(input) },
        "PutPermission" => Request::PutPermission(Box::new(permission(input))),
        "RemovePermission" => Request::RemovePermission {
            bus: name(input, "EventBusName"),
            statement_id: input.name("StatementId"),
            all: input.flag("RemoveAllPermissions").unwrap_or_default(),
        },
        "CreateArchive" => Request::CreateArchive(Box::new(archive(input)?)),
        "UpdateArchive" => Request::UpdateArchive(Box::new(archive(input)?)),
        "DeleteArchive" => Request::DeleteArchive { name: need(input, "ArchiveName")? },
        "DescribeArchive" => Request::DescribeArchive { name: need(input, "ArchiveName")? },
        "ListArchives" => Request::ListArchives(Box::new(search(input))),
        "StartReplay" => Request::StartReplay(Box::new(replay(input)?)),
        "DescribeReplay" => Request::DescribeReplay { name: need(input, "ReplayName")? },
        "CancelReplay" => Request::CancelReplay { name: need(input, "ReplayName")? },
        "ListReplays" => Request::ListReplays(Box::new(search(input))),
        _ => return outside::request(command, input),
    })
}

/// A text; absent is empty.
pub(super) fn page(input: Input<'_>) -> crate::sim::members::Page {
    reading::page(input, "Limit")
}

fn entry(input: Input<'_>) -> Entry {
    Entry {
        bus: name(input, "EventBusName"),
        source: input.name("Source"),
        kind: input.name("DetailType"),
        detail: input.name("Detail"),
        resources: input.texts("Resources").into_iter().map(Into::into).collect(),
        time: input.int("Time"),
        item: None,
        brought: None,
    }
}

fn bus(input: Input<'_>) -> BusInput {
    BusInput {
        name: name(input, "Name"),
        source: input.name("EventSourceName"),
        description: name(input, "Description"),
        tags: reading::tags(input, "Tags"),
        more: reading::kept(input, &["KmsKeyIdentifier", "DeadLetterConfig", "LogConfig"]),
    }
}

fn permission(input: Input<'_>) -> Permission {
    let condition = input.object("Condition").map(|c| (name(c, "Type"), name(c, "Key"), name(c, "Value")));
    Permission {
        bus: name(input, "EventBusName"),
        policy: input.name("Policy"),
        action: name(input, "Action"),
        principal: name(input, "Principal"),
        statement_id: name(input, "StatementId"),
        condition,
    }
}

fn rule(input: Input<'_>) -> Result<RuleInput, Refusal> {
    Ok(RuleInput {
        bus: name(input, "EventBusName"),
        name: need(input, "Name")?,
        pattern: input.name("EventPattern"),
        schedule: input.name("ScheduleExpression"),
        disabled: input.text("State") == Some("DISABLED"),
        description: name(input, "Description"),
        role: input.name("RoleArn"),
        tags: reading::tags(input, "Tags"),
    })
}

fn target(input: Input<'_>) -> Result<TargetInput, Refusal> {
    let inside = |block: &str, member: &str| input.object(block).and_then(|b| b.name(member));
    let number = |member: &str| reading::count(input.object("RetryPolicy").and_then(|p| p.int(member)));
    let transformer = input.object("InputTransformer").map(|t| {
        let paths = t.text_map("InputPathsMap").into_iter().map(|(k, v)| (k.into(), v.into())).collect();
        (paths, name(t, "InputTemplate"))
    });
    Ok(TargetInput {
        id: need(input, "Id")?,
        arn: need(input, "Arn")?,
        role: input.name("RoleArn"),
        input: input.name("Input"),
        input_path: input.name("InputPath"),
        transformer,
        group: inside("SqsParameters", "MessageGroupId"),
        key_path: inside("KinesisParameters", "PartitionKeyPath"),
        dead_letter: inside("DeadLetterConfig", "Arn"),
        attempts: number("MaximumRetryAttempts"),
        age: number("MaximumEventAgeInSeconds"),
        more: reading::others(input, READ),
    })
}

fn archive(input: Input<'_>) -> Result<ArchiveInput, Refusal> {
    Ok(ArchiveInput {
        name: need(input, "ArchiveName")?,
        source: name(input, "EventSourceArn"),
        pattern: input.name("EventPattern"),
        retention: reading::count(input.int("RetentionDays")),
        description: name(input, "Description"),
        more: reading::kept(input, &["KmsKeyIdentifier"]),
    })
}

fn replay(input: Input<'_>) -> Result<ReplayInput, Refusal> {
    let to = input.object("Destination").ok_or_else(|| Refusal::missing("destination"))?;
    Ok(ReplayInput {
        name: need(input, "ReplayName")?,
        archive: need(input, "EventSourceArn")?,
        start: input.int("EventStartTime").unwrap_or_default(),
        end: input.int("EventEndTime").unwrap_or_default(),
        destination: need(to, "Arn")?,
        filters: to.texts("FilterArns").into_iter().map(Into::into).collect(),
        description: name(input, "Description"),
    })
}

fn search(input: Input<'_>) -> Search {
    Search {
        prefix: input.name("NamePrefix"),
        source: input.name("EventSourceArn"),
        state: input.name("State"),
        page: page(input),
    }
}
