//! The state of CloudWatch: metrics with their data points, alarms, what is being collected.
/// Alarms.
pub mod alarm;
/// Metric math.
pub mod math;
/// Metrics.
pub mod metric;
/// Values.
pub mod number;
/// Composite alarms.
pub mod rule;

use super::quotas::{Limits, Settings};
use crate::base::time::SimTime;
use crate::sim::{region::Region, trace::Name};
use alarm::Alarm;
use metric::{Key, Series};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// CloudWatch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloudWatch {
    /// AWS's limits.
    pub limits: Limits,
    /// What AWS does not publish.
    pub settings: Settings,
    /// Alarms by name.
    pub alarms: BTreeMap<Name, Alarm>,
    /// Every metric that has data, or whose data somebody waits for.
    #[serde(with = "pairs")]
    pub metrics: BTreeMap<Key, Series>,
    /// Metrics of AWS's services that somebody watches.
    #[serde(with = "pairs")]
    pub watched: BTreeMap<Key, Watched>,
    /// Tags of alarms, by alarm.
    pub tags: BTreeMap<Name, BTreeMap<Name, Name>>,
    /// What happened to alarms, oldest first; so many entries are kept.
    pub history: VecDeque<Past>,
    /// The errands under way.
    pub errands: Errands,
    /// Whether the clock runs: when it strikes next.
    pub tick: Option<SimTime>,
    /// What costs money.
    pub bill: Bill,
}

/// A metric of a service of AWS that is collected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// Of a sum: what it came to at the last collection.
    pub before: Option<u64>,
    /// Of a queue: what its requests came to.
    pub requests: Option<u64>,
    /// Of a queue: when somebody last used it.
    pub used: Option<SimTime>,
    /// Of a queue: since when it has been active without a break.
    pub active: Option<SimTime>,
}

/// An entry of the history of alarms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// AlarmName.
    pub alarm: Name,
    /// A composite alarm.
    pub composite: bool,
    /// When.
    pub at: SimTime,
    /// HistoryItemType: `ConfigurationUpdate`, `StateUpdate`, `Action`.
    pub kind: Name,
    /// HistorySummary.
    pub summary: Name,
    /// HistoryData, JSON.
    pub data: Name,
}

/// How many entries of the history are kept.
const REMEMBERED: usize = 1_000;

/// Errands under way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errands {
    /// The next ticket.
    pub next: u64,
    /// Collections: what was asked, in order, and the end of the minute it is for (`None`: only what there is to begin with).
    pub collecting: BTreeMap<u64, (Vec<Key>, Option<SimTime>)>,
    /// Surveys, and the end of the minute each is for.
    pub surveying: BTreeMap<u64, Option<SimTime>>,
    /// Actions: of which alarm, to whom.
    pub acting: BTreeMap<u64, (Name, Name)>,
}

/// What costs money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    /// Hours of alarms that are gone: standard, high resolution, composite.
    pub gone: [u64; 3],
    /// API calls.
    pub requests: u64,
    /// Metrics asked of GetMetricData.
    pub queried: u64,
}

impl CloudWatch {
    /// CloudWatch without anything in it.
    #[must_use]
    pub fn with(limits: Limits, settings: Settings) -> Self {
        Self {
            limits,
            settings,
            alarms: BTreeMap::new(),
            metrics: BTreeMap::new(),
            watched: BTreeMap::new(),
            tags: BTreeMap::new(),
            history: VecDeque::new(),
            errands: Errands::default(),
            tick: None,
            bill: Bill::default(),
        }
    }
    /// Writes into the history of alarms.
    pub(super) fn remember(&mut self, past: Past) {
        if self.history.len() >= REMEMBERED {
            self.history.pop_front();
        }
        self.history.push_back(past);
    }
    /// Sets what AWS does not publish.
    pub fn set_settings(&mut self, settings: Settings) {
        self.settings = settings;
    }
}

/// The ARN of an alarm.
#[must_use]
pub fn alarm_arn(region: &Region, name: &str) -> Name {
    region.arn("cloudwatch", &format!("alarm:{name}"))
}

/// Maps with keys that are no text, written as pairs.
mod pairs {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::collections::BTreeMap;

    pub(super) fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        map: &BTreeMap<K, V>,
        s: S,
    ) -> Result<S::Ok, S::Error> {
        s.collect_seq(map)
    }

    pub(super) fn deserialize<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>, D: Deserializer<'de>>(
        d: D,
    ) -> Result<BTreeMap<K, V>, D::Error> {
        Vec::<(K, V)>::deserialize(d).map(|all| all.into_iter().collect())
    }
}
