//! Amazon EventBridge Scheduler on the wire: schedules and their groups.
use super::{
    Ask, astray, lacks,
    reading::{self, name, need},
};
use crate::endpoint::{command::Command, input::Input, refusal::Refusal};
use crate::sim::services::{
    Answer, Call,
    scheduler::api::{Input as Plan, Request, Response, TargetInput},
};
use serde_json::{Value, json};

/// Blocks of a target that are read; every other is kept as given.
const READ: &[&str] = &[
    "Arn",
    "RoleArn",
    "Input",
    "SqsParameters",
    "KinesisParameters",
    "EventBridgeParameters",
    "DeadLetterConfig",
    "RetryPolicy",
];

/// Says a command in the simulator's words.
///
/// # Errors
/// What AWS refuses before the service looks at it.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    request(command).map(|request| Ask::from(Call::Scheduler(request)))
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(_command: &Command, answer: Answer) -> Result<Value, Refusal> {
    match answer {
        Answer::Scheduler(Ok(Response::Done)) => Ok(json!({})),
        Answer::Scheduler(Ok(Response::Made(told) | Response::Described(told))) => Ok(told.into()),
        Answer::Scheduler(Ok(Response::Listed(page))) => Ok(reading::listed(page)),
        Answer::Scheduler(Err(error)) => {
            Err(Refusal::new(error.code.name(), error.message).status(error.code.http_status()))
        }
        _ => Err(astray()),
    }
}

fn request(command: &Command) -> Result<Request, Refusal> {
    let input = command.input();
    let group = || name(input, "GroupName");
    let (prefix, page) = (|| name(input, "NamePrefix"), || reading::page(input, "MaxResults"));
    Ok(match command.operation {
        "CreateSchedule" => Request::CreateSchedule(Box::new(plan(input)?)),
        "UpdateSchedule" => Request::UpdateSchedule(Box::new(plan(input)?)),
        "DeleteSchedule" => Request::DeleteSchedule { group: group(), name: need(input, "Name")? },
        "GetSchedule" => Request::GetSchedule { group: group(), name: need(input, "Name")? },
        "ListSchedules" => {
            Request::ListSchedules { group: group(), prefix: prefix(), state: input.name("State"), page: page() }
        }
        "CreateScheduleGroup" => {
            Request::CreateScheduleGroup { name: need(input, "Name")?, tags: reading::tags(input, "Tags") }
        }
        "DeleteScheduleGroup" => Request::DeleteScheduleGroup { name: need(input, "Name")? },
        "GetScheduleGroup" => Request::GetScheduleGroup { name: need(input, "Name")? },
        "ListScheduleGroups" => Request::ListScheduleGroups { prefix: prefix(), page: page() },
        "TagResource" => Request::TagResource { arn: need(input, "ResourceArn")?, tags: reading::tags(input, "Tags") },
        "UntagResource" => {
            let keys = input.texts("TagKeys").into_iter().map(Into::into).collect();
            Request::UntagResource { arn: need(input, "ResourceArn")?, keys }
        }
        "ListTagsForResource" => Request::ListTagsForResource { arn: need(input, "ResourceArn")? },
        _ => return Err(lacks(command)),
    })
}

fn plan(input: Input<'_>) -> Result<Plan, Refusal> {
    let window = input.object("FlexibleTimeWindow").filter(|w| w.text("Mode") == Some("FLEXIBLE"));
    Ok(Plan {
        name: need(input, "Name")?,
        group: name(input, "GroupName"),
        expression: need(input, "ScheduleExpression")?,
        zone: input.name("ScheduleExpressionTimezone"),
        start: input.int("StartDate"),
        end: input.int("EndDate"),
        // A flexible window without its minutes is refused as one of none.
        window: window.map(|w| reading::count(w.int("MaximumWindowInMinutes")).unwrap_or_default()),
        disabled: input.text("State") == Some("DISABLED"),
        vanishes: input.text("ActionAfterCompletion") == Some("DELETE"),
        description: name(input, "Description"),
        target: target(input.object("Target").ok_or_else(|| Refusal::missing("target"))?)?,
        more: reading::kept(input, &["KmsKeyArn"]),
    })
}

fn target(input: Input<'_>) -> Result<TargetInput, Refusal> {
    let inside = |block: &str, member: &str| input.object(block).and_then(|b| b.name(member));
    let number = |member: &str| reading::count(input.object("RetryPolicy").and_then(|p| p.int(member)));
    let event = input.object("EventBridgeParameters").map(|e| (name(e, "Source"), name(e, "DetailType")));
    Ok(TargetInput {
        arn: need(input, "Arn")?,
        role: need(input, "RoleArn")?,
        input: input.name("Input"),
        group: inside("SqsParameters", "MessageGroupId"),
        key: inside("KinesisParameters", "PartitionKey"),
        event,
        dead_letter: inside("DeadLetterConfig", "Arn"),
        attempts: number("MaximumRetryAttempts"),
        age: number("MaximumEventAgeInSeconds"),
        more: reading::others(input, READ),
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
        scheduler::api::{Code, Request, SchedulerError},
    };
    use serde_json::{Value, json};

    fn command(operation: &'static str, input: Value) -> Command {
        Command::sample(Service::Scheduler, Protocol::Rest, operation, input)
    }

    #[test]
    fn a_schedule_brings_its_window_its_dates_and_its_target() {
        let input = json!({ "Name": "s", "ScheduleExpression": "rate(1 hour)", "StartDate": 1_795_305_600.0,
            "FlexibleTimeWindow": { "Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15 }, "ActionAfterCompletion": "DELETE",
            "Target": { "Arn": "a", "RoleArn": "r", "EcsParameters": { "TaskCount": 1 },
                "EventBridgeParameters": { "Source": "s", "DetailType": "t" } } });
        let Ok(Ask::Call(call)) = ask(&command("CreateSchedule", input)) else { panic!() };
        let Call::Scheduler(Request::CreateSchedule(plan)) = *call else { panic!() };
        assert_eq!((plan.window, plan.start, plan.vanishes), (Some(15), Some(1_795_305_600), true));
        assert_eq!(plan.target.event, Some(("s".into(), "t".into())));
        assert_eq!(plan.target.more.keys().collect::<Vec<_>>(), ["EcsParameters"]);
    }

    #[test]
    fn refusals_have_their_status() {
        let error = SchedulerError { code: Code::Conflict, message: "there is one".into() };
        let refused = tell(&command("CreateSchedule", json!({})), Answer::Scheduler(Err(error))).unwrap_err();
        assert_eq!((&*refused.code, refused.status), ("ConflictException", 409));
    }
}
