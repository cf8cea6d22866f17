//! What Auto Scaling takes from the ledger, and what AWS does not publish.
use crate::base::time::SimTime;
use crate::sim::quotas::{MissingFact, Quotas, Span};
use serde::{Deserialize, Serialize};

/// AWS's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// DefaultCooldown, in seconds.
    pub cooldown: u64,
    /// HeartbeatTimeout of a lifecycle hook.
    pub heartbeat: Span,
    /// The longest an instance waits for a hook.
    pub hook_total: SimTime,
    /// HealthCheckGracePeriod.
    pub grace: u64,
    /// Data points of AlarmHigh.
    pub high: u64,
    /// Data points of AlarmLow.
    pub low: u64,
    /// Threshold of AlarmLow in percent of the target.
    pub low_percent: u64,
    /// Policies, step adjustments, scheduled actions, hooks a group may have.
    pub most: [u64; 4],
    /// Tags of a group.
    pub tags: u64,
    /// Launch configurations.
    pub launches: u64,
    /// Between the warning and the end of a Spot instance.
    pub spot_notice: SimTime,
    /// Between SIGTERM and SIGKILL, in seconds.
    pub stop: Span,
}

impl Limits {
    /// Reads all numbers from the ledger.
    ///
    /// # Errors
    /// The first fact that is missing or lacks a number.
    pub fn resolve(facts: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self {
            cooldown: facts.is("asg.cooldown")?,
            heartbeat: facts.span("asg.hook.heartbeat", None)?,
            hook_total: facts.secs("asg.hook.total")?,
            grace: facts.is("asg.health.grace")?,
            high: facts.is("asg.tracking.datapoints:high")?,
            low: facts.is("asg.tracking.datapoints:low")?,
            low_percent: facts.is("asg.tracking.datapoints:low_percent")?,
            most: [
                facts.is("asg.quotas:policies")?,
                facts.is("asg.quotas:steps")?,
                facts.is("asg.quotas:scheduled")?,
                facts.is("asg.quotas:hooks")?,
            ],
            tags: facts.is("asg.account:tags")?,
            launches: facts.is("asg.account:launch_configurations")?,
            spot_notice: facts.secs("ec2.spot.notice")?,
            stop: facts.span("ecs.stop_timeout", None)?,
        })
    }
}

/// What AWS does not publish: assumptions of the scenario, each with a stated default. One value per group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// From the launch until an instance or task runs and counts as in service. Default 30 s; 20 s for a task.
    pub pending: SimTime,
    /// From then until the worker in it begins to work. Default 90 s; 10 s for a task.
    pub boot: SimTime,
    /// Spot instances: a failure comes with a warning.
    pub spot: bool,
    /// Availability Zones the group spans. Default 3.
    pub zones: u32,
    /// Target tracking takes away at most this part of the capacity at once, at least one. AWS says only that it scales in more
    /// gradually than out. Default 10 percent.
    pub in_percent: u32,
    /// How much CPU a worker that is busy uses, in percent. Default 100.
    pub busy_cpu: u32,
    /// The instances of the beginning are in service, warm and working at once. Default yes: the group has been there for long.
    pub warm_start: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pending: SimTime::from_secs(30),
            boot: SimTime::from_secs(90),
            spot: false,
            zones: 3,
            in_percent: 10,
            busy_cpu: 100,
            warm_start: true,
        }
    }
}

impl Settings {
    /// The same for tasks of ECS.
    #[must_use]
    pub fn of_tasks() -> Self {
        Self { pending: SimTime::from_secs(20), boot: SimTime::from_secs(10), ..Self::default() }
    }
}
