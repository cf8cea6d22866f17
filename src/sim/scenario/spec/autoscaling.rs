//! `scaling_groups:` of a scenario.
//!
//! ```yaml
//! scaling_groups:
//!   - name: workers
//!     fleet: C                       # a consumer with `count: 0`: its members come from the group
//!     min: 1
//!     max: 10
//!     desired: 2
//!     warmup: 120s
//!     policies:
//!       - target: { metric: backlog_per_instance, queue: orders, value: 100 }
//!       - { name: more, step: { steps: [[0, 1], [100, 3]] } }      # for an alarm with `actions: [workers/more]`
//! ```
use super::super::value::Span;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// An Auto Scaling group or an ECS service, and its policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScalingSpec {
    /// Its name.
    pub name: Name,
    /// The consumer whose members its instances are.
    pub fleet: Name,
    /// Instances of EC2, or tasks of ECS.
    #[serde(default)]
    pub kind: GroupKind,
    /// MinSize.
    #[serde(default)]
    pub min: u64,
    /// MaxSize.
    pub max: u64,
    /// DesiredCapacity; the minimum unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desired: Option<u64>,
    /// DefaultInstanceWarmup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warmup: Option<Span>,
    /// DefaultCooldown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cooldown: Option<Span>,
    /// Everything else about its instances.
    #[serde(default)]
    pub instances: InstanceSpec,
    /// Its policies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<PolicySpec>,
    /// Its lifecycle hooks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hooks: Vec<HookSpec>,
    /// Its scheduled actions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scheduled: Vec<ScheduledSpec>,
}

/// What a group is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupKind {
    /// Instances of EC2.
    #[default]
    Ec2,
    /// Tasks of ECS on Fargate.
    Ecs,
}

/// About the instances of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InstanceSpec {
    /// From launch to in service. AWS publishes no figure: 30 s, 20 s for a task, unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<Span>,
    /// From then until its worker works. AWS publishes no figure: 90 s, 10 s for a task, unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boot: Option<Span>,
    /// HealthCheckGracePeriod.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grace: Option<Span>,
    /// The first of TerminationPolicies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub termination: Option<Name>,
    /// NewInstancesProtectedFromScaleIn.
    pub protected: bool,
    /// Spot instances.
    pub spot: bool,
    /// stopTimeout of a task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_timeout: Option<Span>,
    /// Group metrics are collected; without them there is no backlog per instance.
    pub metrics: bool,
    /// At most so many percent of the capacity go at once by target tracking. AWS publishes no figure: a setting.
    pub scale_in_percent: u32,
}

impl Default for InstanceSpec {
    fn default() -> Self {
        Self {
            pending: None,
            boot: None,
            grace: None,
            termination: None,
            protected: false,
            spot: false,
            stop_timeout: None,
            metrics: true,
            scale_in_percent: 10,
        }
    }
}

/// A scaling policy: one of `target`, `step`, `simple`, or AWS's own parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PolicySpec {
    /// PolicyName; `target`, `step` or `simple` unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Target tracking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetSpec>,
    /// Step scaling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<StepSpec>,
    /// Simple scaling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simple: Option<StepSpec>,
    /// EstimatedInstanceWarmup.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warmup: Option<Span>,
    /// Parameters of PutScalingPolicy under AWS's own names; they go before the short forms above.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Value>,
}

/// Target tracking in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetSpec {
    /// What is tracked.
    pub metric: Tracked,
    /// The queue, for the first two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<Name>,
    /// TargetValue.
    pub value: Value,
    /// Whether it scales in too.
    #[serde(default = "yes")]
    pub scale_in: bool,
}

/// What target tracking can track in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tracked {
    /// Messages waiting by instances in service: the metric that falls as capacity grows.
    BacklogPerInstance,
    /// Messages waiting: it does not, which is why it is the wrong one.
    QueueDepth,
    /// How busy the workers are.
    Cpu,
}

/// Step and simple scaling in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepSpec {
    /// How far beyond the threshold, and what to add (or to take away) from there on; a simple policy has one.
    pub steps: Vec<(i64, i64)>,
    /// AdjustmentType.
    #[serde(default = "change")]
    pub adjust: Name,
    /// Cooldown of a simple policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cooldown: Option<Span>,
}

/// A lifecycle hook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HookSpec {
    /// LifecycleHookName.
    pub name: Name,
    /// `launch` or `terminate`.
    pub on: On,
    /// HeartbeatTimeout.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heartbeat: Option<Span>,
    /// DefaultResult: `CONTINUE` or `ABANDON`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Name>,
    /// The topic or queue that is told; the default event bus unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notify: Option<Name>,
}

/// Which transition a hook holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum On {
    /// `autoscaling:EC2_INSTANCE_LAUNCHING`
    Launch,
    /// `autoscaling:EC2_INSTANCE_TERMINATING`
    Terminate,
}

/// A scheduled action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduledSpec {
    /// ScheduledActionName.
    pub name: Name,
    /// When.
    pub at: Span,
    /// MinSize.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// MaxSize.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// DesiredCapacity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desired: Option<u64>,
}

const fn yes() -> bool {
    true
}
fn change() -> Name {
    "ChangeInCapacity".into()
}
