//! Schedules as GetSchedule and ListSchedules show them.
use crate::sim::members::{Members, Told};
use crate::sim::services::scheduler::model::{Plan, Target};

/// AWS's word for whether it works.
pub(super) const fn state(plan: &Plan) -> &'static str {
    if plan.enabled { "ENABLED" } else { "DISABLED" }
}

/// What lists show.
pub(super) fn brief(plan: &Plan) -> Members {
    let target = Told::new().text("Arn", &plan.target.arn).end();
    common(plan).put("Target", target).end()
}

/// What GetSchedule shows.
pub(super) fn schedule(plan: &Plan) -> Members {
    let window = match plan.window {
        0 => Told::new().text("Mode", "OFF"),
        minutes => Told::new().text("Mode", "FLEXIBLE").put("MaximumWindowInMinutes", minutes),
    };
    let told = common(plan)
        .text("ScheduleExpression", &plan.text)
        .text("ScheduleExpressionTimezone", &plan.zone_name)
        .maybe("StartDate", plan.start)
        .maybe("EndDate", plan.end)
        .text("Description", &plan.description)
        .put("FlexibleTimeWindow", window.end())
        .text("ActionAfterCompletion", if plan.vanishes { "DELETE" } else { "NONE" })
        .put("Target", target(&plan.target));
    let mut told = told.end();
    told.extend(plan.more.clone());
    told
}

fn common(plan: &Plan) -> Told {
    Told::new()
        .text("Arn", &plan.arn)
        .text("Name", &plan.name)
        .text("GroupName", &plan.group)
        .text("State", state(plan))
        .at("CreationDate", plan.times.0)
        .at("LastModificationDate", plan.times.1)
}

fn target(target: &Target) -> Members {
    let one = |member: &str, value: Option<&str>| value.map(|v| Told::new().put(member, v).end());
    let event =
        target.event.as_ref().map(|(source, kind)| Told::new().text("Source", source).text("DetailType", kind).end());
    let retry = Told::new()
        .put("MaximumRetryAttempts", target.retry.attempts)
        .put("MaximumEventAgeInSeconds", target.retry.age.as_secs());
    Told::from(target.more.clone())
        .text("Arn", &target.arn)
        .text("RoleArn", &target.role)
        .maybe("Input", target.given.then_some(&*target.input))
        .maybe("SqsParameters", one("MessageGroupId", target.group.as_deref()))
        .maybe("KinesisParameters", one("PartitionKey", target.key.as_deref()))
        .maybe("EventBridgeParameters", event)
        .maybe("DeadLetterConfig", one("Arn", target.dead_letter.as_deref()))
        .put("RetryPolicy", retry.end())
        .end()
}
