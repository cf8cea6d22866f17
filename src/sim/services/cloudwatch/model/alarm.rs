//! Alarms: what they watch, the state they are in, and how data points decide.
use super::{
    math::Expr,
    metric::{Key, Stat},
    number::Micro,
    rule::Rule,
};
use crate::base::time::SimTime;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The state of an alarm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum State {
    /// Within the threshold.
    Ok,
    /// Beyond the threshold.
    Alarm,
    /// New, or no data.
    #[default]
    Insufficient,
}

impl State {
    /// AWS's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Alarm => "ALARM",
            Self::Insufficient => "INSUFFICIENT_DATA",
        }
    }
    /// Reads AWS's word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Ok, Self::Alarm, Self::Insufficient].into_iter().find(|s| s.name() == text)
    }
}

/// How a value is compared with the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// `GreaterThanOrEqualToThreshold`
    GreaterOrEqual,
    /// `GreaterThanThreshold`
    Greater,
    /// `LessThanThreshold`
    Less,
    /// `LessThanOrEqualToThreshold`
    LessOrEqual,
}

impl Comparison {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::GreaterOrEqual, "GreaterThanOrEqualToThreshold", "greater than or equal to"),
        (Self::Greater, "GreaterThanThreshold", "greater than"),
        (Self::Less, "LessThanThreshold", "less than"),
        (Self::LessOrEqual, "LessThanOrEqualToThreshold", "less than or equal to"),
    ];
    /// AWS's word.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|a| a.0 == self).map_or("", |a| a.1)
    }
    /// As a sentence has it: `greater than`.
    #[must_use]
    pub fn words(self) -> &'static str {
        Self::ALL.iter().find(|a| a.0 == self).map_or("", |a| a.2)
    }
    /// Reads AWS's word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|a| a.1 == text).map(|a| a.0)
    }
    /// Whether a value breaches.
    #[must_use]
    pub const fn breaches(self, value: Micro, threshold: Micro) -> bool {
        match self {
            Self::GreaterOrEqual => value >= threshold,
            Self::Greater => value > threshold,
            Self::Less => value < threshold,
            Self::LessOrEqual => value <= threshold,
        }
    }
    /// The sign for a panel.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::GreaterOrEqual => ">=",
            Self::Greater => ">",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
        }
    }
}

/// TreatMissingData.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Missing {
    /// `missing`: all missing leads to INSUFFICIENT_DATA.
    #[default]
    Missing,
    /// `ignore`: the state stays.
    Ignore,
    /// `breaching`.
    Breaching,
    /// `notBreaching`.
    NotBreaching,
}

impl Missing {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Missing, "missing"),
        (Self::Ignore, "ignore"),
        (Self::Breaching, "breaching"),
        (Self::NotBreaching, "notBreaching"),
    ];
    /// AWS's word.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|a| a.0 == self).map_or("", |a| a.1)
    }
    /// Reads AWS's word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|a| a.1 == text).map(|a| a.0)
    }
}

/// A query for data: a metric with its statistic, or an expression over other queries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// Its Id; begins with a small letter.
    pub id: Name,
    /// What.
    pub what: What,
    /// Whether its data is returned; of an alarm's queries exactly one.
    pub returns: bool,
    /// A label for people.
    pub label: Option<Name>,
}

/// What a query asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A metric.
    Metric {
        /// Which.
        key: Key,
        /// Which statistic.
        stat: Stat,
        /// In seconds.
        period: u64,
    },
    /// An expression.
    Math {
        /// As it was written.
        text: Name,
        /// As it was read.
        expr: Expr,
        /// In seconds, where one is said.
        period: Option<u64>,
    },
}

impl Query {
    /// The metric it asks, where it asks one.
    #[must_use]
    pub const fn key(&self) -> Option<&Key> {
        match &self.what {
            What::Metric { key, .. } => Some(key),
            What::Math { .. } => None,
        }
    }
}

/// What a metric alarm watches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// The queries; the one that returns decides.
    pub queries: Vec<Query>,
    /// It was written as a single metric, not as Metrics.
    pub single: bool,
    /// In seconds.
    pub period: u64,
    /// N.
    pub evaluation_periods: u32,
    /// M.
    pub datapoints_to_alarm: u32,
    /// The threshold.
    pub threshold: Micro,
    /// How it is compared.
    pub comparison: Comparison,
    /// TreatMissingData.
    pub missing: Missing,
}

impl Watch {
    /// The query that decides.
    #[must_use]
    pub fn decides(&self) -> Option<&Query> {
        self.queries.iter().find(|q| q.returns)
    }
    /// What it is about, for people: the metric's short name or the expression.
    #[must_use]
    pub fn subject(&self) -> String {
        match self.decides().map(|q| (&q.what, &q.label)) {
            Some((_, Some(label))) => label.to_string(),
            Some((What::Metric { key, .. }, None)) => key.short(),
            Some((What::Math { text, .. }, None)) => text.to_string(),
            None => String::new(),
        }
    }
}

/// What decides about an alarm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum By {
    /// Data.
    Metric(Box<Watch>),
    /// Other alarms: the rule as written and as read.
    Rule(Name, Box<Rule>),
}

/// What to do on a change of state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actions {
    /// AlarmActions.
    pub alarm: Vec<Name>,
    /// OKActions.
    pub ok: Vec<Name>,
    /// InsufficientDataActions.
    pub insufficient: Vec<Name>,
}

impl Actions {
    /// Those for a state.
    #[must_use]
    pub fn of(&self, state: State) -> &[Name] {
        match state {
            State::Alarm => &self.alarm,
            State::Ok => &self.ok,
            State::Insufficient => &self.insufficient,
        }
    }
}

/// What an alarm was told to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// AlarmName.
    pub name: Name,
    /// AlarmDescription.
    pub description: Option<Name>,
    /// ActionsEnabled.
    pub enabled: bool,
    /// Its actions.
    pub actions: Actions,
    /// What decides.
    pub by: By,
    /// Tags of a new alarm; an alarm that is there keeps its own.
    pub tags: BTreeMap<Name, Name>,
}

/// An alarm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// What it was told to be.
    pub config: Config,
    /// Its state.
    pub state: State,
    /// Since when.
    pub since: SimTime,
    /// StateReason.
    pub reason: Name,
    /// The most recent value that was evaluated.
    pub value: Option<Micro>,
    /// When it was made; billing counts from here.
    pub made: SimTime,
    /// When it was last told otherwise.
    pub updated: SimTime,
    /// When a scaling action was last invoked.
    pub acted: Option<SimTime>,
    /// The trace event of the last change of state.
    pub event: Option<u64>,
}

impl Alarm {
    /// Seconds between two evaluations: ten for periods below a minute, else sixty.
    #[must_use]
    pub fn beat(&self) -> u64 {
        match &self.config.by {
            By::Metric(watch) if watch.period < 60 => 10,
            _ => 60,
        }
    }
}

/// The state data points lead to: `points` of the evaluation range, oldest first, whether each breaches, `None` where missing;
/// `n` evaluation periods, of them `m` to alarm.
#[must_use]
pub fn judge(points: &[Option<bool>], (n, m): (usize, usize), missing: Missing, now: State) -> State {
    let real: Vec<bool> = points.iter().copied().flatten().collect();
    let decide = |breaching: usize| if breaching >= m { State::Alarm } else { State::Ok };
    if real.is_empty() {
        return match missing {
            Missing::Missing => State::Insufficient,
            Missing::Ignore => now,
            Missing::Breaching => State::Alarm,
            Missing::NotBreaching => State::Ok,
        };
    }
    if real.len() >= n {
        return decide(real.iter().rev().take(n).filter(|b| **b).count());
    }
    let breaching = real.iter().filter(|b| **b).count();
    let sparse = breaching < m && breaching == real.len();
    match missing {
        Missing::Breaching => decide(breaching + n - real.len()),
        Missing::NotBreaching => decide(breaching),
        Missing::Ignore if sparse => now,
        // Nothing speaks against an alarm, but there is too little: it waits until the oldest point is old enough.
        Missing::Missing if sparse => {
            let oldest = points.iter().position(Option::is_some).map_or(0, |at| points.len() - at);
            if oldest >= m { State::Alarm } else { State::Insufficient }
        }
        Missing::Missing | Missing::Ignore => decide(breaching),
    }
}
