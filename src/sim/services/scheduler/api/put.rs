//! CreateSchedule and UpdateSchedule: a schedule is checked and armed.
use super::{Code, Input, Reply, Response, SchedulerError, TargetInput, refuse, well_named};
use crate::base::time::SimTime;
use crate::sim::services::scheduler::model::{DEFAULT, Plan, Scheduler, Target, key};
use crate::sim::services::scheduler::step::{Output, arm};
use crate::sim::{
    arn,
    delivery::Retry,
    epoch,
    members::Told,
    schedule::{Schedule, Zone},
    trace::Name,
    turn::Turn,
};
use std::sync::Arc;

impl Scheduler {
    /// Makes a schedule, or puts another in its place: an update replaces everything.
    pub(super) fn put(&mut self, input: Input, turn: Turn<'_>, out: &mut Output) -> Reply {
        if !well_named(&input.name) {
            return refuse(Code::Validation, format!("The name `{}` is not valid.", input.name));
        }
        let group: Name = if input.group.is_empty() { DEFAULT.into() } else { input.group.clone() };
        self.group(&group)?;
        let Ok(schedule) = Schedule::parse(&input.expression) else {
            return refuse(Code::Validation, format!("Invalid Schedule Expression {}.", input.expression));
        };
        let zone = input.zone.as_deref().map_or(Some(Zone::default()), Zone::named);
        let Some(zone) = zone else {
            return refuse(Code::Validation, "The ScheduleExpressionTimezone is not valid.");
        };
        let (least, most) = self.limits.window;
        if input.window.is_some_and(|w| w < least || w > most) {
            return refuse(Code::Validation, format!("MaximumWindowInMinutes must be between {least} and {most}."));
        }
        let now = epoch::epoch_secs(turn.now);
        if input.end.is_some_and(|end| end <= now || input.start.is_some_and(|start| start >= end)) {
            return refuse(Code::Validation, "The EndDate must be in the future and after the StartDate.");
        }
        let target = Arc::new(self.target(input.target)?);
        let no = self.number();
        let id = key(&group, &input.name);
        let before = self.forget(&id);
        let made = before.as_ref().map_or(turn.now, |p| p.times.0);
        let arn = turn.region.arn("scheduler", &format!("schedule/{id}"));
        let mut plan = Plan {
            name: input.name,
            group,
            arn: arn.clone(),
            no,
            text: input.expression,
            description: input.description,
            more: input.more,
            times: (made, turn.now),
            schedule,
            zone,
            zone_name: input.zone.unwrap_or_else(|| "UTC".into()),
            start: input.start,
            begun: input.start.unwrap_or(now).max(now),
            end: input.end,
            window: input.window.unwrap_or(0),
            enabled: !input.disabled,
            vanishes: input.vanishes,
            target,
            next: None,
            fired: before.map_or(0, |p| p.fired),
        };
        arm(&mut plan, now, (turn, out), &mut self.luck);
        self.numbers.insert(no, id.clone());
        self.plans.insert(id, plan);
        Ok(Response::Made(Told::new().text("ScheduleArn", &arn).end()))
    }

    fn target(&self, input: TargetInput) -> Result<Target, SchedulerError> {
        let limits = self.limits;
        let Some(place) = arn::parse(&input.arn) else {
            return refuse(Code::Validation, format!("Provided Arn is not in correct format: {}.", input.arn));
        };
        if !arn::parse(&input.role).is_some_and(|r| r.service == "iam" && r.kind == "role") {
            return refuse(
                Code::Validation,
                "RoleArn must be the ARN of a role: the Scheduler assumes it for every target.",
            );
        }
        let fifo = place.service == "sqs" && place.name.ends_with(".fifo");
        if fifo && input.group.is_none() {
            return refuse(Code::Validation, "SqsParameters.MessageGroupId is needed for a FIFO queue.");
        }
        if place.service == "kinesis" && input.key.is_none() {
            return refuse(Code::Validation, "KinesisParameters.PartitionKey is needed for a stream.");
        }
        let bus = place.service == "events" && place.kind == "event-bus";
        if bus && input.event.as_ref().is_none_or(|(source, kind)| source.starts_with("aws.") || kind.is_empty()) {
            return refuse(
                Code::Validation,
                "EventBridgeParameters need a DetailType and a Source that does not begin with aws.",
            );
        }
        let queue = |q: &Name| arn::parse(q).is_some_and(|p| p.service == "sqs" && !p.name.ends_with(".fifo"));
        if input.dead_letter.as_ref().is_some_and(|q| !queue(q)) {
            return refuse(Code::Validation, "DeadLetterConfig.Arn must be the ARN of a standard SQS queue.");
        }
        if input.input.as_ref().is_some_and(|text| text.len() as u64 > limits.input) {
            return refuse(Code::Validation, format!("Input may have at most {} bytes.", limits.input));
        }
        let within = |value: Option<u64>, (least, most): (u64, u64), name: &str| match value {
            Some(n) if n < least || n > most => {
                refuse(Code::Validation, format!("{name} must be between {least} and {most}."))
            }
            other => Ok(other.unwrap_or(most)),
        };
        let attempts = within(input.attempts, limits.attempts, "MaximumRetryAttempts")?;
        let age = within(input.age, limits.age, "MaximumEventAgeInSeconds")?;
        Ok(Target {
            given: input.input.is_some(),
            more: input.more,
            arn: input.arn,
            role: input.role,
            input: input.input.unwrap_or_else(|| "{}".into()),
            group: input.group,
            key: input.key,
            event: input.event,
            dead_letter: input.dead_letter,
            retry: Retry { age: SimTime::from_secs(age), attempts: u32::try_from(attempts).unwrap_or(u32::MAX) },
        })
    }
}
