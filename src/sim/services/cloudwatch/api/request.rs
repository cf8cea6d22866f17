//! The calls of CloudWatch as data; values are whole millionths, moments seconds since the start of the run.
use super::super::model::{
    alarm::{Config, Query, State},
    metric::{Key, Sample, Stat},
};
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A call under AWS's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // AWS's own names
pub enum Request {
    PutMetricData(Vec<Datum>),
    GetMetricData(Box<GetData>),
    GetMetricStatistics(Box<GetStatistics>),
    ListMetrics {
        namespace: Option<Name>,
        name: Option<Name>,
        dimensions: Vec<(Name, Option<Name>)>,
    },
    PutMetricAlarm(Box<Config>),
    PutCompositeAlarm(Box<Config>),
    DescribeAlarms(Box<Select>),
    DescribeAlarmHistory {
        alarm: Option<Name>,
        kind: Option<Name>,
        from: Option<u64>,
        to: Option<u64>,
    },
    TagResource {
        alarm: Name,
        tags: BTreeMap<Name, Name>,
    },
    UntagResource {
        alarm: Name,
        keys: Vec<Name>,
    },
    ListTagsForResource(Name),
    SetAlarmState {
        name: Name,
        state: State,
        reason: Name,
    },
    DeleteAlarms(Vec<Name>),
    EnableAlarmActions(Vec<Name>),
    DisableAlarmActions(Vec<Name>),
    /// A request that could not be read: answered with this refusal.
    Unreadable(Box<super::CloudWatchError>),
}

/// Which alarms DescribeAlarms tells of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Select {
    /// AlarmNames; empty: all.
    pub names: Vec<Name>,
    /// AlarmNamePrefix.
    pub prefix: Option<Name>,
    /// ActionPrefix.
    pub action: Option<Name>,
    /// StateValue.
    pub state: Option<State>,
    /// AlarmTypes: metric alarms, composite alarms.
    pub types: (bool, bool),
    /// DescribeAlarmsForMetric: alarms of this one metric only.
    pub metric: Option<Box<Key>>,
}

/// One metric of PutMetricData.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Datum {
    /// Which metric.
    pub key: Key,
    /// When it was measured, in seconds; now unless said.
    pub at: Option<u64>,
    /// What.
    pub sample: Sample,
    /// StorageResolution of one second.
    pub high: bool,
    /// Unit.
    pub unit: Option<Name>,
}

/// GetMetricData.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetData {
    /// MetricDataQueries.
    pub queries: Vec<Query>,
    /// StartTime.
    pub start: u64,
    /// EndTime, not included.
    pub end: u64,
}

/// GetMetricStatistics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetStatistics {
    /// Which metric.
    pub key: Key,
    /// Which statistics.
    pub stats: Vec<Stat>,
    /// In seconds.
    pub period: u64,
    /// StartTime.
    pub start: u64,
    /// EndTime, not included.
    pub end: u64,
}

impl Request {
    /// What IAM knows it as.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        match self {
            Self::PutMetricData(_) => "cloudwatch:PutMetricData",
            Self::GetMetricData(_) => "cloudwatch:GetMetricData",
            Self::GetMetricStatistics(_) => "cloudwatch:GetMetricStatistics",
            Self::ListMetrics { .. } => "cloudwatch:ListMetrics",
            Self::PutMetricAlarm(_) | Self::Unreadable(_) => "cloudwatch:PutMetricAlarm",
            Self::PutCompositeAlarm(_) => "cloudwatch:PutCompositeAlarm",
            Self::DescribeAlarms(select) if select.metric.is_some() => "cloudwatch:DescribeAlarmsForMetric",
            Self::DescribeAlarms(_) => "cloudwatch:DescribeAlarms",
            Self::DescribeAlarmHistory { .. } => "cloudwatch:DescribeAlarmHistory",
            Self::TagResource { .. } => "cloudwatch:TagResource",
            Self::UntagResource { .. } => "cloudwatch:UntagResource",
            Self::ListTagsForResource(_) => "cloudwatch:ListTagsForResource",
            Self::SetAlarmState { .. } => "cloudwatch:SetAlarmState",
            Self::DeleteAlarms(_) => "cloudwatch:DeleteAlarms",
            Self::EnableAlarmActions(_) => "cloudwatch:EnableAlarmActions",
            Self::DisableAlarmActions(_) => "cloudwatch:DisableAlarmActions",
        }
    }
    /// The alarm it is about, where it is about one.
    #[must_use]
    pub fn alarm(&self) -> Option<&Name> {
        match self {
            Self::PutMetricAlarm(config) | Self::PutCompositeAlarm(config) => Some(&config.name),
            Self::SetAlarmState { name, .. } => Some(name),
            Self::TagResource { alarm, .. } | Self::UntagResource { alarm, .. } | Self::ListTagsForResource(alarm) => {
                Some(alarm)
            }
            Self::DeleteAlarms(names) | Self::EnableAlarmActions(names) | Self::DisableAlarmActions(names) => {
                names.first()
            }
            _ => None,
        }
    }
}
