//! The data of the Scheduler and what must hold of it.
use super::quotas::{Limits, Settings};
use crate::base::{random::Stream, time::SimTime};
use crate::sim::{
    delivery::{Pace, Retry},
    errand::Cargo,
    members::{Members, Tags},
    schedule::{Schedule, Zone},
    trace::Name,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// The group every account has.
pub const DEFAULT: &str = "default";

/// Every metric of a schedule group under CloudWatch's names.
pub const METRICS: &[&str] = &[
    "InvocationAttemptCount",
    "TargetErrorCount",
    "TargetErrorThrottledCount",
    "InvocationThrottleCount",
    "InvocationDroppedCount",
    "InvocationsSentToDeadLetterCount",
    "InvocationsFailedToBeSentToDeadLetterCount",
];

/// A target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Arn.
    pub arn: Name,
    /// RoleArn.
    pub role: Name,
    /// Input, with `<aws.scheduler...>` still in it.
    pub input: Arc<str>,
    /// SqsParameters.MessageGroupId.
    pub group: Option<Name>,
    /// KinesisParameters.PartitionKey.
    pub key: Option<Name>,
    /// EventBridgeParameters: Source and DetailType.
    pub event: Option<(Name, Name)>,
    /// DeadLetterConfig: an SQS queue's ARN.
    pub dead_letter: Option<Name>,
    /// RetryPolicy.
    pub retry: Retry,
    /// Input was given.
    pub given: bool,
    /// Parameters of targets that are not simulated, as given.
    pub more: Members,
}

/// A schedule group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// When it was made.
    pub made: SimTime,
    /// Its tags.
    pub tags: Tags,
}

/// A schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Its name.
    pub name: Name,
    /// Its group.
    pub group: Name,
    /// Its ARN.
    pub arn: Name,
    /// Its own number; timers carry it.
    pub no: u64,
    /// ScheduleExpression, as it was given.
    pub text: Name,
    /// Read.
    pub schedule: Schedule,
    /// Description.
    pub description: Name,
    /// KmsKeyArn, as given.
    pub more: Members,
    /// When it was made and last changed.
    pub times: (SimTime, SimTime),
    /// ScheduleExpressionTimezone, read.
    pub zone: Zone,
    /// ScheduleExpressionTimezone.
    pub zone_name: Name,
    /// StartDate, epoch seconds.
    pub start: Option<i64>,
    /// When a rate begins to count: StartDate or the moment it was made, epoch seconds.
    pub begun: i64,
    /// EndDate, epoch seconds.
    pub end: Option<i64>,
    /// FlexibleTimeWindow in minutes; 0 = OFF.
    pub window: u64,
    /// State is ENABLED.
    pub enabled: bool,
    /// ActionAfterCompletion is DELETE.
    pub vanishes: bool,
    /// The target.
    pub target: Arc<Target>,
    /// The next moment it is meant for, epoch seconds.
    pub next: Option<i64>,
    /// How often it has come.
    pub fired: u64,
}

/// An invocation on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The schedule's ARN.
    pub arn: Name,
    /// The schedule's name.
    pub name: Name,
    /// The schedule's group.
    pub group: Name,
    /// The target as it was.
    pub target: Arc<Target>,
    /// What it gets.
    pub cargo: Arc<Cargo>,
    /// When it came.
    pub came: SimTime,
    /// Attempts after the first.
    pub retries: u32,
    /// It is a dead letter on its way, with this error code.
    pub dead: Option<Name>,
    /// The trace event that led here.
    pub cause: Option<u64>,
}

/// Counts of a group: CloudWatch's metrics in the order of [`METRICS`], and what became of invocations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// By the place in [`METRICS`].
    pub metrics: BTreeMap<Name, u64>,
    /// Invocations made.
    pub created: u64,
    /// Taken by their target.
    pub delivered: u64,
    /// In a dead-letter queue.
    pub dead: u64,
    /// Given up.
    pub lost: u64,
}

/// Amazon EventBridge Scheduler.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheduler {
    pub(super) seed: u64,
    pub(super) limits: Limits,
    pub(super) settings: Settings,
    pub(super) next: u64,
    pub(super) luck: Stream,
    pub(super) creates: Pace,
    pub(super) invocations: Pace,
    pub(super) groups: BTreeMap<Name, Group>,
    /// By `group/name`.
    pub(super) plans: BTreeMap<Name, Plan>,
    /// The schedules by their numbers.
    pub(super) numbers: BTreeMap<u64, Name>,
    pub(super) deliveries: BTreeMap<u64, Delivery>,
    pub(super) tallies: BTreeMap<Name, Tally>,
}

impl Scheduler {
    /// The Scheduler with its default group and nothing else.
    #[must_use]
    pub fn with(seed: u64, limits: Limits, settings: Settings) -> Self {
        Self {
            seed,
            limits,
            settings,
            next: 1,
            luck: Stream::new(seed, "scheduler"),
            creates: Pace::default(),
            invocations: Pace::default(),
            groups: BTreeMap::from([(DEFAULT.into(), Group::default())]),
            plans: BTreeMap::new(),
            numbers: BTreeMap::new(),
            deliveries: BTreeMap::new(),
            tallies: BTreeMap::new(),
        }
    }
    /// One schedule's data, to look at.
    #[must_use]
    pub fn plan(&self, group: &str, name: &str) -> Option<&Plan> {
        self.plans.get(key(group, name).as_ref() as &str)
    }
    /// The next number.
    pub(super) const fn number(&mut self) -> u64 {
        let no = self.next;
        self.next += 1;
        no
    }
    /// Counts one of a group's metrics.
    pub(super) fn count(&mut self, group: &Name, metric: &str) {
        *self.tally(group).metrics.entry(metric.into()).or_default() += 1;
    }
    /// A group's counts.
    pub(super) fn tally(&mut self, group: &Name) -> &mut Tally {
        self.tallies.entry(group.clone()).or_default()
    }
    /// Forgets a schedule.
    pub(super) fn forget(&mut self, key: &str) -> Option<Plan> {
        let plan = self.plans.remove(key)?;
        self.numbers.remove(&plan.no);
        Some(plan)
    }
}

/// How a schedule is found: by group and name.
#[must_use]
pub fn key(group: &str, name: &str) -> Name {
    let group = if group.is_empty() { DEFAULT } else { group };
    format!("{group}/{name}").into()
}
