//! The calls as data, under AWS's names.
use crate::sim::{
    arn,
    members::{Members, Page, Tags},
    trace::Name,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // the fields bear AWS's own names; an empty group is the default one
pub enum Request {
    CreateSchedule(Box<Input>),
    UpdateSchedule(Box<Input>),
    DeleteSchedule { group: Name, name: Name },
    GetSchedule { group: Name, name: Name },
    ListSchedules { group: Name, prefix: Name, state: Option<Name>, page: Page },
    CreateScheduleGroup { name: Name, tags: Tags },
    DeleteScheduleGroup { name: Name },
    GetScheduleGroup { name: Name },
    ListScheduleGroups { prefix: Name, page: Page },
    TagResource { arn: Name, tags: Tags },
    UntagResource { arn: Name, keys: Vec<Name> },
    ListTagsForResource { arn: Name },
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
    /// Description.
    pub description: Name,
    /// Target.
    pub target: TargetInput,
    /// KmsKeyArn: kept as given.
    pub more: Members,
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
    /// Parameters of targets that are not simulated, kept as given: EcsParameters, SageMakerPipelineParameters.
    pub more: Members,
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
            Self::TagResource { .. } => "scheduler:TagResource",
            Self::UntagResource { .. } => "scheduler:UntagResource",
            Self::ListTagsForResource { .. } => "scheduler:ListTagsForResource",
        }
    }
    /// The schedule or group it is about.
    #[must_use]
    pub fn resource(&self) -> Name {
        match self {
            Self::CreateSchedule(input) | Self::UpdateSchedule(input) => input.name.clone(),
            Self::DeleteSchedule { name, .. }
            | Self::GetSchedule { name, .. }
            | Self::CreateScheduleGroup { name, .. }
            | Self::DeleteScheduleGroup { name }
            | Self::GetScheduleGroup { name } => name.clone(),
            Self::TagResource { arn, .. } | Self::UntagResource { arn, .. } | Self::ListTagsForResource { arn } => {
                arn::parse(arn).map_or_else(|| "*".into(), |place| place.name.into())
            }
            Self::ListSchedules { .. } | Self::ListScheduleGroups { .. } => "*".into(),
        }
    }
}
