//! The state of Auto Scaling: groups with their instances, policies, hooks and scheduled actions.
/// Policies.
pub mod policy;

use super::quotas::{Limits, Settings};
use crate::base::time::SimTime;
use crate::sim::{arn, region::Region, trace::Name};
use policy::Policy;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Auto Scaling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoScaling {
    /// AWS's numbers.
    pub limits: Limits,
    /// The seed of the run, for ids.
    pub seed: u64,
    /// Groups and services by name.
    pub groups: BTreeMap<Name, Group>,
    /// Launch configurations by name.
    pub launches: BTreeMap<Name, LaunchConfiguration>,
    /// Ids given so far.
    pub made: u64,
    /// The next ticket.
    pub next: u64,
    /// Errands under way.
    pub errands: BTreeMap<u64, Under>,
}

/// An errand under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Under {
    /// A worker begins: group and instance.
    Launch(Name, Name),
    /// How busy the fleet is.
    Measure(Name),
    /// An alarm of a policy is made: group and alarm.
    Alarm(Name, Name),
    /// Nothing depends on it.
    Other,
}

/// What a group is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// An Auto Scaling group of EC2 instances.
    #[default]
    Ec2,
    /// An ECS service on Fargate with Application Auto Scaling.
    Ecs,
}

/// Which instance goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Termination {
    /// `Default`: the zone with most instances, then the one closest to the next hour.
    Default,
    /// `OldestInstance`
    Oldest,
    /// `NewestInstance`
    Newest,
    /// `ClosestToNextInstanceHour`
    Hour,
}

/// What a group was told to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// MinSize.
    pub min: u64,
    /// MaxSize.
    pub max: u64,
    /// DesiredCapacity.
    pub desired: u64,
    /// DefaultCooldown in seconds.
    pub cooldown: u64,
    /// HealthCheckGracePeriod in seconds.
    pub grace: u64,
    /// DefaultInstanceWarmup in seconds.
    pub warmup: Option<u64>,
    /// TerminationPolicies: the first that tells instances apart decides.
    pub termination: Termination,
    /// NewInstancesProtectedFromScaleIn.
    pub protect: bool,
    /// Group metrics are collected.
    pub metrics: bool,
    /// stopTimeout of a task in seconds.
    pub stop: u64,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its name.
    pub name: Name,
    /// What it is made of.
    pub kind: Kind,
    /// The fleet its instances work in.
    pub fleet: Option<Name>,
    /// What it was told to be.
    pub config: Config,
    /// What AWS does not publish.
    pub settings: Settings,
    /// Instances that are not terminated, oldest first.
    pub instances: Vec<Instance>,
    /// Its policies.
    pub policies: BTreeMap<Name, Policy>,
    /// Its hooks and scheduled actions.
    pub plans: Plans,
    /// Cooldown and counts.
    pub course: Course,
    /// What a caller said about it that changes nothing here.
    pub about: Box<About>,
    /// Its scaling activities, oldest first; so many are kept.
    pub past: VecDeque<Activity>,
}

/// What a caller said about a group that changes nothing here, to be told again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// When it was made.
    pub made: SimTime,
    /// What its instances are launched from: LaunchTemplate, LaunchConfigurationName or MixedInstancesPolicy, as JSON.
    pub launch: Name,
    /// AvailabilityZones.
    pub zones: Vec<Name>,
    /// VPCZoneIdentifier.
    pub subnets: Name,
    /// HealthCheckType.
    pub health: Name,
    /// Tags: key to value and PropagateAtLaunch.
    pub tags: BTreeMap<Name, (Name, bool)>,
}

/// A scaling activity: an instance is launched or terminated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// ActivityId.
    pub id: Name,
    /// The instance.
    pub instance: Name,
    /// Launched; else terminated.
    pub launch: bool,
    /// Cause.
    pub cause: Name,
    /// StartTime.
    pub start: SimTime,
    /// EndTime.
    pub end: Option<SimTime>,
}

/// A launch configuration: a name that groups may bear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchConfiguration {
    /// Its name.
    pub name: Name,
    /// What was said, as JSON.
    pub said: Name,
    /// When it was made.
    pub made: SimTime,
}

/// What is to happen at certain moments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plans {
    /// Lifecycle hooks.
    pub hooks: BTreeMap<Name, Hook>,
    /// Scheduled actions.
    pub scheduled: BTreeMap<Name, Scheduled>,
    /// Suspended processes.
    pub suspended: BTreeSet<Name>,
}

/// How a group has fared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// A simple policy's cooldown waits for its activity to end: how long it will be.
    pub cooling: Option<SimTime>,
    /// The cooldown ends.
    pub cool: SimTime,
    /// When Application Auto Scaling last scaled out and in.
    pub scaled: [Option<SimTime>; 2],
    /// Instances launched.
    pub launched: u64,
    /// Instances terminated.
    pub terminated: u64,
    /// Microseconds those that are gone ran.
    pub ran: u64,
    /// How busy the workers were at the last look, in percent.
    pub cpu: Option<u64>,
    /// When to look next.
    pub look: Option<SimTime>,
    /// The wake-up that is asked for.
    pub armed: Option<SimTime>,
    /// It is being deleted.
    pub leaving: bool,
}

/// A lifecycle hook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hook {
    /// On launch; else on termination.
    pub launching: bool,
    /// HeartbeatTimeout in seconds.
    pub heartbeat: u64,
    /// DefaultResult is CONTINUE.
    pub proceeds: bool,
    /// NotificationTargetARN.
    pub notify: Option<Name>,
}

/// A scheduled action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheduled {
    /// When.
    pub at: SimTime,
    /// MinSize, MaxSize, DesiredCapacity.
    pub sizes: [Option<u64>; 3],
}

/// Where an instance stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Life {
    /// `Pending`: it starts.
    Pending,
    /// `Pending:Wait`: hooks, the first of them now.
    PendingWait(Vec<Name>),
    /// `InService`.
    InService,
    /// `Terminating:Wait`: hooks, the first of them now.
    TerminatingWait(Vec<Name>),
    /// A task between SIGTERM and SIGKILL.
    Stopping,
}

/// An instance or a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// `i-0123456789abcdef0`.
    pub id: Name,
    /// When it was launched.
    pub launched: SimTime,
    /// Where it stands.
    pub life: Life,
    /// When that ends by itself.
    pub until: Option<SimTime>,
    /// When the waiting for hooks ends at the latest.
    pub limit: Option<SimTime>,
    /// In service since.
    pub since: Option<SimTime>,
    /// When the worker in it begins; `None` once it has.
    pub begins: Option<SimTime>,
    /// Protected from scale-in.
    pub protected: bool,
    /// It broke down: when the health check may act.
    pub sick: Option<SimTime>,
    /// Spot: when EC2 takes it away.
    pub taken: Option<SimTime>,
    /// Its zone.
    pub zone: u32,
    /// The worker's name in the fleet.
    pub worker: Option<Name>,
}

impl Instance {
    /// Whether it is on its way out.
    #[must_use]
    pub const fn leaving(&self) -> bool {
        matches!(self.life, Life::TerminatingWait(_) | Life::Stopping)
    }
    /// Whether it is on its way in.
    #[must_use]
    pub const fn coming(&self) -> bool {
        matches!(self.life, Life::Pending | Life::PendingWait(_))
    }
    /// Whether it is in service.
    #[must_use]
    pub const fn serves(&self) -> bool {
        matches!(self.life, Life::InService)
    }
    /// LifecycleState.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self.life {
            Life::Pending => "Pending",
            Life::PendingWait(_) => "Pending:Wait",
            Life::InService => "InService",
            Life::TerminatingWait(_) => "Terminating:Wait",
            Life::Stopping => "Terminating",
        }
    }
}

impl Group {
    /// How many instances fit a description.
    pub fn count(&self, fits: impl Fn(&Instance) -> bool) -> u64 {
        self.instances.iter().filter(|i| fits(i)).count() as u64
    }
    /// Instances that are in service and not yet warm, by a warm-up of so many seconds.
    #[must_use]
    pub fn warming(&self, warmup: u64, now: SimTime) -> u64 {
        let until = |i: &Instance| i.since.map(|s| s + SimTime::from_secs(warmup));
        self.count(|i| i.serves() && until(i).is_some_and(|until| now < until))
    }
    /// A group metric by CloudWatch's name.
    #[must_use]
    pub fn measure(&self, name: &str) -> Option<u64> {
        if name == "CPUUtilization" {
            return self.course.cpu;
        }
        if !self.config.metrics {
            return None;
        }
        Some(match (self.kind, name) {
            (Kind::Ec2, "GroupMinSize") => self.config.min,
            (Kind::Ec2, "GroupMaxSize") => self.config.max,
            (Kind::Ec2, "GroupDesiredCapacity") | (Kind::Ecs, "DesiredTaskCount") => self.config.desired,
            (Kind::Ec2, "GroupInServiceInstances") | (Kind::Ecs, "RunningTaskCount") => self.count(Instance::serves),
            (Kind::Ec2, "GroupPendingInstances") | (Kind::Ecs, "PendingTaskCount") => self.count(Instance::coming),
            (Kind::Ec2, "GroupStandbyInstances") => 0,
            (Kind::Ec2, "GroupTerminatingInstances") => self.count(Instance::leaving),
            (Kind::Ec2, "GroupTotalInstances") => self.instances.len() as u64,
            _ => return None,
        })
    }
}

impl AutoScaling {
    /// Auto Scaling without any group.
    #[must_use]
    pub const fn with(seed: u64, limits: Limits) -> Self {
        Self {
            limits,
            seed,
            groups: BTreeMap::new(),
            launches: BTreeMap::new(),
            made: 0,
            next: 0,
            errands: BTreeMap::new(),
        }
    }
    /// The group an instance belongs to.
    #[must_use]
    pub fn group_of(&self, id: &str) -> Option<Name> {
        self.groups.values().find(|g| g.instances.iter().any(|i| &*i.id == id)).map(|g| g.name.clone())
    }
}

/// The ARN of a group.
#[must_use]
pub fn group_arn(region: &Region, group: &str) -> Name {
    region.arn("autoscaling", &format!("autoScalingGroup:{}:autoScalingGroupName/{group}", number(group)))
}

/// The number in the ARN of what bears a name of its own.
#[must_use]
pub fn number(name: &str) -> String {
    let salt = name.bytes().fold(0xa6_u64, |sum, b| sum.wrapping_mul(31).wrapping_add(u64::from(b)));
    crate::sim::ids::uuid(salt, 0xa6, 1)
}

/// The ARN of a policy.
#[must_use]
pub fn policy_arn(region: &Region, group: &Group, policy: &Policy) -> Name {
    let of = match group.kind {
        Kind::Ec2 => format!("autoScalingGroupName/{}", group.name),
        Kind::Ecs => format!("resource/ecs/service/default/{}", group.name),
    };
    region.arn("autoscaling", &format!("scalingPolicy:{}:{of}:policyName/{}", policy.uuid, policy.name))
}

/// Group and policy named in a policy's ARN.
#[must_use]
pub fn named(policy: &str) -> Option<(&str, &str)> {
    let place = arn::parse(policy).filter(|p| p.kind == "scalingPolicy")?;
    let (of, policy) = place.rest.split_once(":policyName/")?;
    Some((of.rsplit('/').next()?, policy))
}
