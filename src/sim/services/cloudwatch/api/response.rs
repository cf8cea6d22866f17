//! The answers of CloudWatch as data.
use super::super::model::{
    Past,
    alarm::Alarm,
    metric::{Key, Stat},
    number::Micro,
};
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Done, nothing to tell.
    Done,
    /// GetMetricData: one result per query that returns.
    Data(Vec<Results>),
    /// GetMetricStatistics: the unit, then per period its start and the statistics asked for.
    Statistics(Name, Vec<(u64, Vec<(Stat, Micro)>)>),
    /// ListMetrics.
    Metrics(Vec<Key>),
    /// DescribeAlarms.
    Alarms(Vec<Alarm>),
    /// DescribeAlarmHistory, newest first.
    History(Vec<Past>),
    /// ListTagsForResource.
    Tags(BTreeMap<Name, Name>),
}

/// MetricDataResults of one query, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Results {
    /// The query's Id.
    pub id: Name,
    /// Timestamps in seconds and values.
    pub points: Vec<(u64, Micro)>,
}
