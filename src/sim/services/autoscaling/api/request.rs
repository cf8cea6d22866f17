//! The calls of Auto Scaling as data.
use super::super::{
    model::{About, Config, Group, Hook, Kind, LaunchConfiguration, Scheduled, Termination, policy::Policy},
    quotas::Settings,
};
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A call under AWS's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // AWS's own names
pub enum Request {
    CreateAutoScalingGroup(Box<Create>),
    UpdateAutoScalingGroup {
        group: Name,
        changes: Box<Changes>,
    },
    DeleteAutoScalingGroup {
        group: Name,
        force: bool,
    },
    DescribeAutoScalingGroups(Vec<Name>),
    SetDesiredCapacity {
        group: Name,
        desired: u64,
        honor: bool,
    },
    TerminateInstanceInAutoScalingGroup {
        instance: Name,
        decrement: bool,
    },
    PutScalingPolicy {
        group: Name,
        policy: Box<Policy>,
    },
    DeletePolicy {
        group: Name,
        policy: Name,
    },
    ExecutePolicy {
        group: Name,
        policy: Name,
        honor: bool,
        value: Option<i64>,
        breach: i64,
    },
    SetInstanceProtection {
        group: Name,
        instances: Vec<Name>,
        on: bool,
    },
    SetInstanceHealth {
        instance: Name,
        healthy: bool,
    },
    PutLifecycleHook {
        group: Name,
        name: Name,
        hook: Box<Hook>,
    },
    DeleteLifecycleHook {
        group: Name,
        name: Name,
    },
    CompleteLifecycleAction {
        group: Name,
        hook: Name,
        instance: Name,
        proceed: bool,
    },
    RecordLifecycleActionHeartbeat {
        group: Name,
        hook: Name,
        instance: Name,
    },
    PutScheduledUpdateGroupAction {
        group: Name,
        name: Name,
        action: Box<Scheduled>,
    },
    DeleteScheduledAction {
        group: Name,
        name: Name,
    },
    CreateLaunchConfiguration {
        name: Name,
        said: Name,
    },
    DeleteLaunchConfiguration(Name),
    DescribeLaunchConfigurations(Vec<Name>),
    CreateOrUpdateTags {
        group: Name,
        tags: BTreeMap<Name, (Name, bool)>,
    },
    DeleteTags {
        group: Name,
        keys: Vec<Name>,
    },
    EnableMetricsCollection(Name),
    DisableMetricsCollection(Name),
    SuspendProcesses {
        group: Name,
        processes: Vec<Name>,
    },
    ResumeProcesses {
        group: Name,
        processes: Vec<Name>,
    },
    /// An alarm invokes a policy: not a call of anybody's, and IAM is not asked.
    Alarm {
        policy: Name,
        alarm: Name,
        value: Option<i64>,
        breach: i64,
    },
    /// A call in AWS's JSON form: operation and parameters.
    Said {
        operation: Name,
        body: Name,
    },
    /// A request that could not be read: answered with this refusal.
    Unreadable(Box<super::AutoScalingError>),
}

/// CreateAutoScalingGroup, or CreateService with RegisterScalableTarget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Create {
    /// Its name.
    pub name: Name,
    /// Instances or tasks.
    pub kind: Kind,
    /// The fleet its instances work in; the simulator's own.
    pub fleet: Option<Name>,
    /// What it is to be.
    pub config: Config,
    /// What AWS does not publish.
    pub settings: Settings,
    /// What a caller said besides; `None` where a scenario makes it.
    pub about: Option<Box<About>>,
}

/// What an update changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// MinSize.
    pub min: Option<u64>,
    /// MaxSize.
    pub max: Option<u64>,
    /// DesiredCapacity.
    pub desired: Option<u64>,
    /// DefaultCooldown.
    pub cooldown: Option<u64>,
    /// HealthCheckGracePeriod.
    pub grace: Option<u64>,
    /// DefaultInstanceWarmup.
    pub warmup: Option<u64>,
    /// TerminationPolicies.
    pub termination: Option<Termination>,
    /// NewInstancesProtectedFromScaleIn.
    pub protect: Option<bool>,
    /// What its instances are launched from, as JSON.
    pub launch: Option<Name>,
    /// VPCZoneIdentifier.
    pub subnets: Option<Name>,
    /// HealthCheckType.
    pub health: Option<Name>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Done, nothing to tell.
    Done,
    /// PutScalingPolicy: the ARN, and the alarms it made.
    Policy(Name, Vec<Name>),
    /// DescribeAutoScalingGroups.
    Groups(Vec<Group>),
    /// DescribeLaunchConfigurations.
    Launches(Vec<LaunchConfiguration>),
    /// TerminateInstanceInAutoScalingGroup: the group.
    Terminated(Name),
}

impl Request {
    /// What IAM knows it as.
    #[must_use]
    pub const fn action(&self) -> Option<&'static str> {
        Some(match self {
            Self::CreateAutoScalingGroup(_) => "autoscaling:CreateAutoScalingGroup",
            Self::UpdateAutoScalingGroup { .. } => "autoscaling:UpdateAutoScalingGroup",
            Self::DeleteAutoScalingGroup { .. } => "autoscaling:DeleteAutoScalingGroup",
            Self::DescribeAutoScalingGroups(_) => "autoscaling:DescribeAutoScalingGroups",
            Self::SetDesiredCapacity { .. } => "autoscaling:SetDesiredCapacity",
            Self::TerminateInstanceInAutoScalingGroup { .. } => "autoscaling:TerminateInstanceInAutoScalingGroup",
            Self::PutScalingPolicy { .. } => "autoscaling:PutScalingPolicy",
            Self::DeletePolicy { .. } => "autoscaling:DeletePolicy",
            Self::ExecutePolicy { .. } => "autoscaling:ExecutePolicy",
            Self::SetInstanceProtection { .. } => "autoscaling:SetInstanceProtection",
            Self::SetInstanceHealth { .. } => "autoscaling:SetInstanceHealth",
            Self::PutLifecycleHook { .. } => "autoscaling:PutLifecycleHook",
            Self::DeleteLifecycleHook { .. } => "autoscaling:DeleteLifecycleHook",
            Self::CompleteLifecycleAction { .. } => "autoscaling:CompleteLifecycleAction",
            Self::RecordLifecycleActionHeartbeat { .. } => "autoscaling:RecordLifecycleActionHeartbeat",
            Self::PutScheduledUpdateGroupAction { .. } => "autoscaling:PutScheduledUpdateGroupAction",
            Self::DeleteScheduledAction { .. } => "autoscaling:DeleteScheduledAction",
            Self::CreateLaunchConfiguration { .. } => "autoscaling:CreateLaunchConfiguration",
            Self::DeleteLaunchConfiguration(_) => "autoscaling:DeleteLaunchConfiguration",
            Self::DescribeLaunchConfigurations(_) => "autoscaling:DescribeLaunchConfigurations",
            Self::CreateOrUpdateTags { .. } => "autoscaling:CreateOrUpdateTags",
            Self::DeleteTags { .. } => "autoscaling:DeleteTags",
            Self::EnableMetricsCollection(_) => "autoscaling:EnableMetricsCollection",
            Self::DisableMetricsCollection(_) => "autoscaling:DisableMetricsCollection",
            Self::SuspendProcesses { .. } => "autoscaling:SuspendProcesses",
            Self::ResumeProcesses { .. } => "autoscaling:ResumeProcesses",
            Self::Alarm { .. } | Self::Said { .. } | Self::Unreadable(_) => return None,
        })
    }
    /// The group it is about, where it names one.
    #[must_use]
    pub fn group(&self) -> Option<&str> {
        Some(match self {
            Self::CreateAutoScalingGroup(create) => &create.name,
            Self::UpdateAutoScalingGroup { group, .. }
            | Self::DeleteAutoScalingGroup { group, .. }
            | Self::SetDesiredCapacity { group, .. }
            | Self::PutScalingPolicy { group, .. }
            | Self::DeletePolicy { group, .. }
            | Self::ExecutePolicy { group, .. }
            | Self::SetInstanceProtection { group, .. }
            | Self::PutLifecycleHook { group, .. }
            | Self::DeleteLifecycleHook { group, .. }
            | Self::CompleteLifecycleAction { group, .. }
            | Self::RecordLifecycleActionHeartbeat { group, .. }
            | Self::PutScheduledUpdateGroupAction { group, .. }
            | Self::DeleteScheduledAction { group, .. }
            | Self::CreateOrUpdateTags { group, .. }
            | Self::DeleteTags { group, .. }
            | Self::SuspendProcesses { group, .. }
            | Self::ResumeProcesses { group, .. }
            | Self::EnableMetricsCollection(group)
            | Self::DisableMetricsCollection(group) => group,
            Self::Alarm { policy, .. } => super::super::model::named(policy)?.0,
            _ => return None,
        })
    }
}
