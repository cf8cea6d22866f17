//! The calls of the Scheduler under AWS's names.
use super::model::{DEFAULT, Plan, Scheduler, Target, key};
use super::step::{Output, arm};
use crate::base::time::SimTime;
use crate::sim::{
    arn,
    delivery::Retry,
    epoch,
    errand::{Class, Outcome},
    schedule::{Schedule, Zone},
    trace::{Name, Weight},
    turn::{CallId, Denied, Draft, Turn},
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, sync::Arc};

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // the fields bear AWS's own names; an empty group is the default one
pub enum Request {
    CreateSchedule(Box<Input>),
    UpdateSchedule(Box<Input>),
    DeleteSchedule { group: Name, name: Name },
    GetSchedule { group: Name, name: Name },
    ListSchedules { group: Name, prefix: Name },
    CreateScheduleGroup { name: Name },
    DeleteScheduleGroup { name: Name },
    GetScheduleGroup { name: Name },
    ListScheduleGroups { prefix: Name },
}

/// CreateSchedule and UpdateSchedule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Name.
    pub name: Name,
    /// GroupName.
    pub group: Name,
    /// ScheduleExpression.
    pub expression: Name,
    /// ScheduleExpressionTimezone.
    pub zone: Option<Name>,
    /// StartDate, epoch seconds.
    pub start: Option<i64>,
    /// EndDate, epoch seconds.
    pub end: Option<i64>,
    /// FlexibleTimeWindow.MaximumWindowInMinutes; none is OFF.
    pub window: Option<u64>,
    /// State is DISABLED.
    pub disabled: bool,
    /// ActionAfterCompletion is DELETE.
    pub vanishes: bool,
    /// Target.
    pub target: TargetInput,
}

/// Target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetInput {
    /// Arn.
    pub arn: Name,
    /// RoleArn.
    pub role: Name,
    /// Input.
    pub input: Option<Arc<str>>,
    /// SqsParameters.MessageGroupId.
    pub group: Option<Name>,
    /// KinesisParameters.PartitionKey.
    pub key: Option<Name>,
    /// EventBridgeParameters: Source and DetailType.
    pub event: Option<(Name, Name)>,
    /// DeadLetterConfig.Arn.
    pub dead_letter: Option<Name>,
    /// RetryPolicy.MaximumRetryAttempts.
    pub attempts: Option<u64>,
    /// RetryPolicy.MaximumEventAgeInSeconds.
    pub age: Option<u64>,
}

impl Request {
    /// The IAM action.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        match self {
            Self::CreateSchedule(_) => "scheduler:CreateSchedule",
            Self::UpdateSchedule(_) => "scheduler:UpdateSchedule",
            Self::DeleteSchedule { .. } => "scheduler:DeleteSchedule",
            Self::GetSchedule { .. } => "scheduler:GetSchedule",
            Self::ListSchedules { .. } => "scheduler:ListSchedules",
            Self::CreateScheduleGroup { .. } => "scheduler:CreateScheduleGroup",
            Self::DeleteScheduleGroup { .. } => "scheduler:DeleteScheduleGroup",
            Self::GetScheduleGroup { .. } => "scheduler:GetScheduleGroup",
            Self::ListScheduleGroups { .. } => "scheduler:ListScheduleGroups",
        }
    }
    /// The schedule or group it is about.
    #[must_use]
    pub fn resource(&self) -> Name {
        match self {
            Self::CreateSchedule(input) | Self::UpdateSchedule(input) => input.name.clone(),
            Self::DeleteSchedule { name, .. }
            | Self::GetSchedule { name, .. }
            | Self::CreateScheduleGroup { name }
            | Self::DeleteScheduleGroup { name }
            | Self::GetScheduleGroup { name } => name.clone(),
            Self::ListSchedules { .. } | Self::ListScheduleGroups { .. } => "*".into(),
        }
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Nothing to say.
    Done,
    /// The ARN of what was made.
    Made(Name),
    /// A list of names.
    Names(Vec<Name>),
    /// A description: members of AWS's answer by name.
    Described(Vec<(Name, Name)>),
}

/// The codes the Scheduler refuses with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Code {
    /// 403
    AccessDenied,
    /// 409
    Conflict,
    /// 404
    NotFound,
    /// 402
    Quota,
    /// 429
    Throttling,
    /// 400
    Validation,
}

impl Code {
    /// AWS's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessDenied => "AccessDeniedException",
            Self::Conflict => "ConflictException",
            Self::NotFound => "ResourceNotFoundException",
            Self::Quota => "ServiceQuotaExceededException",
            Self::Throttling => "ThrottlingException",
            Self::Validation => "ValidationException",
        }
    }
    /// The HTTP status.
    #[must_use]
    pub const fn http_status(self) -> u16 {
        match self {
            Self::AccessDenied => 403,
            Self::Conflict => 409,
            Self::NotFound => 404,
            Self::Quota => 402,
            Self::Throttling => 429,
            Self::Validation => 400,
        }
    }
}

/// A refused call: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchedulerError {
    /// AWS's code.
    pub code: Code,
    /// What is wrong, for people.
    pub message: Cow<'static, str>,
}

fn refuse<T>(code: Code, message: impl Into<Cow<'static, str>>) -> Result<T, SchedulerError> {
    Err(SchedulerError { code, message: message.into() })
}

/// An answer, or a refusal that changed nothing.
pub type Reply = Result<Response, SchedulerError>;

impl Scheduler {
    /// A call arrives; it is answered at once.
    pub(super) fn handle(&mut self, (id, from): (CallId, &Name), request: Request, turn: Turn<'_>, out: &mut Output) {
        let place = request.resource();
        let reply = self.answer(request, turn, out);
        if let Err(error) = &reply {
            out.sink.emit(turn.now, turn.cause, || Draft {
                actor: Some(from.clone()),
                note: Some(error.code.name().into()),
                weight: Weight::Mark,
                ..Draft::new("scheduler.refused", &place)
            });
        }
        out.replies.push((id, reply));
    }

    fn answer(&mut self, request: Request, turn: Turn<'_>, out: &mut Output) -> Reply {
        match request {
            Request::CreateSchedule(input) => {
                if self.creates.take(turn.now, self.limits.creates).is_err() {
                    return refuse(Code::Throttling, "Rate exceeded");
                }
                let key = key(&input.group, &input.name);
                if self.plans.contains_key(&key) {
                    return refuse(Code::Conflict, format!("Schedule {} already exists.", input.name));
                }
                if self.plans.len() as u64 >= self.limits.schedules {
                    return refuse(Code::Quota, "There are too many schedules.");
                }
                self.put(*input, turn, out)
            }
            Request::UpdateSchedule(input) => {
                self.known(&input.group, &input.name)?;
                self.put(*input, turn, out)
            }
            Request::DeleteSchedule { group, name } => {
                self.known(&group, &name)?;
                self.forget(&key(&group, &name));
                Ok(Response::Done)
            }
            Request::GetSchedule { group, name } => self.known(&group, &name).map(describe),
            Request::ListSchedules { group, prefix } => {
                let of = |p: &&Plan| (group.is_empty() || p.group == group) && p.name.starts_with(&*prefix);
                Ok(Response::Names(self.plans.values().filter(of).map(|p| p.name.clone()).collect()))
            }
            other => self.group_call(other),
        }
    }

    fn group_call(&mut self, request: Request) -> Reply {
        match request {
            Request::CreateScheduleGroup { name } => {
                if !well_named(&name) {
                    return refuse(Code::Validation, format!("The group name `{name}` is not valid."));
                }
                if self.groups.contains(&name) {
                    return refuse(Code::Conflict, format!("Schedule group {name} already exists."));
                }
                if self.groups.len() as u64 >= self.limits.groups {
                    return refuse(Code::Quota, "There are too many schedule groups.");
                }
                self.groups.insert(name.clone());
                Ok(Response::Made(arn::local("scheduler", &format!("schedule-group/{name}"))))
            }
            Request::DeleteScheduleGroup { name } if &*name == DEFAULT => {
                refuse(Code::Validation, "The default schedule group cannot be deleted.")
            }
            Request::DeleteScheduleGroup { name } => {
                self.group(&name)?;
                let gone: Vec<Name> = self.plans.iter().filter(|p| p.1.group == name).map(|p| p.0.clone()).collect();
                for key in gone {
                    self.forget(&key);
                }
                self.groups.remove(&name);
                Ok(Response::Done)
            }
            Request::GetScheduleGroup { name } => {
                self.group(&name)?;
                let count = self.plans.values().filter(|p| p.group == name).count();
                let parts = [("Name", name.to_string()), ("State", "ACTIVE".into()), ("Schedules", count.to_string())];
                Ok(described(&parts))
            }
            Request::ListScheduleGroups { prefix } => {
                Ok(Response::Names(self.groups.iter().filter(|g| g.starts_with(&*prefix)).cloned().collect()))
            }
            _ => refuse(Code::Validation, "Unknown operation."),
        }
    }

    fn group(&self, name: &str) -> Result<(), SchedulerError> {
        if self.groups.contains(name) {
            Ok(())
        } else {
            refuse(Code::NotFound, format!("Schedule group {name} does not exist."))
        }
    }

    fn known(&self, group: &str, name: &str) -> Result<&Plan, SchedulerError> {
        match self.plan(group, name) {
            Some(plan) => Ok(plan),
            None => refuse(Code::NotFound, format!("Schedule {name} does not exist.")),
        }
    }

    /// Makes a schedule, or puts another in its place: an update replaces everything.
    fn put(&mut self, input: Input, turn: Turn<'_>, out: &mut Output) -> Reply {
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
        let arn = arn::local("scheduler", &format!("schedule/{id}"));
        let mut plan = Plan {
            name: input.name,
            group,
            arn: arn.clone(),
            no,
            text: input.expression,
            schedule,
            zone,
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
        Ok(Response::Made(arn))
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

fn well_named(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

fn described(parts: &[(&str, String)]) -> Response {
    let there = parts.iter().filter(|p| !p.1.is_empty());
    Response::Described(there.map(|(name, value)| ((*name).into(), value.as_str().into())).collect())
}

fn describe(plan: &Plan) -> Response {
    let window = if plan.window == 0 { "OFF".to_string() } else { format!("FLEXIBLE {}", plan.window) };
    described(&[
        ("Name", plan.name.to_string()),
        ("GroupName", plan.group.to_string()),
        ("Arn", plan.arn.to_string()),
        ("ScheduleExpression", plan.text.to_string()),
        ("State", if plan.enabled { "ENABLED" } else { "DISABLED" }.into()),
        ("FlexibleTimeWindow", window),
        ("ActionAfterCompletion", if plan.vanishes { "DELETE" } else { "NONE" }.into()),
        ("Target", plan.target.arn.to_string()),
    ])
}

/// What an answer means to whoever asked.
pub(super) fn outcome(reply: Reply) -> Outcome {
    match reply {
        Ok(Response::Made(arn)) => Outcome::Taken(arn),
        Ok(_) => Outcome::Taken("".into()),
        Err(error) => {
            let class = match error.code {
                Code::Throttling => Class::Throttled,
                Code::AccessDenied => Class::Denied,
                _ => Class::Client,
            };
            Outcome::refused(error.code.name(), class, &error.message)
        }
    }
}

/// IAM's refusal as the Scheduler words it.
pub(super) fn denied(why: &Denied) -> SchedulerError {
    let Denied { principal, action, resource, because, .. } = why;
    let message = format!("User: {principal} is not authorized to perform: {action} on resource: {resource} {because}");
    SchedulerError { code: Code::AccessDenied, message: message.into() }
}
