//! Scaling policies and what they make of a breach.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// One unit in millionths.
pub const ONE: i64 = 1_000_000;

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Its name.
    pub name: Name,
    /// The number in its ARN.
    pub uuid: Name,
    /// Enabled.
    pub enabled: bool,
    /// EstimatedInstanceWarmup in seconds.
    pub warmup: Option<u64>,
    /// What it does.
    pub how: How,
    /// The alarms it made for itself: high and low.
    pub alarms: Vec<Name>,
}

/// What a policy does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum How {
    /// SimpleScaling: one adjustment, then a cooldown.
    Simple(Adjust, i64, Option<u64>),
    /// StepScaling: the further beyond the threshold, the more.
    Steps(Adjust, Vec<Step>),
    /// TargetTrackingScaling.
    Track(Track),
}

/// How an adjustment is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjust {
    /// AdjustmentType.
    pub kind: AdjustKind,
    /// MinAdjustmentMagnitude.
    pub least: u64,
}

/// AdjustmentType.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AdjustKind {
    /// `ChangeInCapacity`
    Change,
    /// `ExactCapacity`
    Exact,
    /// `PercentChangeInCapacity`
    Percent,
}

/// A step adjustment; bounds in millionths beyond the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// MetricIntervalLowerBound.
    pub lower: Option<i64>,
    /// MetricIntervalUpperBound.
    pub upper: Option<i64>,
    /// ScalingAdjustment.
    pub by: i64,
}

/// Target tracking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    /// TargetValue in millionths.
    pub target: i64,
    /// What is watched, as the parameters of PutMetricAlarm in JSON.
    pub watch: Name,
    /// Not DisableScaleIn.
    pub scales_in: bool,
    /// ScaleOutCooldown and ScaleInCooldown of Application Auto Scaling, in seconds.
    pub cooldowns: [u64; 2],
    /// The metric is how busy the workers are.
    pub cpu: bool,
}

impl Adjust {
    /// The capacity an adjustment leads to.
    #[must_use]
    pub fn apply(self, now: u64, by: i64) -> u64 {
        let now = i128::from(now);
        let by = i128::from(by);
        let least = i128::from(self.least);
        let size = |change: i128| if change < 0 { change.min(-least) } else { change.max(least) };
        let to = match self.kind {
            AdjustKind::Exact => by,
            AdjustKind::Change => now + by,
            AdjustKind::Percent => {
                // Between 0 and 1 it is one; beyond, the fraction is dropped.
                let change = now * by / 100;
                let change = if change == 0 && now * by != 0 { by.signum() } else { change };
                now + if change == 0 { 0 } else { size(change) }
            }
        };
        u64::try_from(to).unwrap_or(0)
    }
}

/// The step a breach falls into: above the threshold the lower bound belongs to it, below it the upper one; at the threshold
/// itself whichever the policy has.
#[must_use]
pub fn step(steps: &[Step], breach: i64) -> Option<i64> {
    let above = |s: &&Step| s.lower.is_none_or(|l| l <= breach) && s.upper.is_none_or(|u| breach < u);
    let below = |s: &&Step| s.lower.is_none_or(|l| l < breach) && s.upper.is_none_or(|u| breach <= u);
    let (up, down) = (steps.iter().find(above), steps.iter().find(below));
    let found = match breach.cmp(&0) {
        Ordering::Greater => up,
        Ordering::Less => down,
        Ordering::Equal => up.or(down),
    };
    found.map(|s| s.by)
}

/// Whether steps neither overlap nor leave a gap, as AWS demands.
#[must_use]
pub fn sound(steps: &[Step]) -> bool {
    let mut sorted: Vec<&Step> = steps.iter().collect();
    sorted.sort_by_key(|s| s.lower.unwrap_or(i64::MIN));
    let joined = sorted.windows(2).all(|pair| match pair {
        [a, b] => a.upper.is_some() && a.upper == b.lower,
        _ => true,
    });
    let ordered = steps.iter().all(|s| s.lower.zip(s.upper).is_none_or(|(l, u)| l < u));
    let open = |first: Option<&&Step>, last: Option<&&Step>| {
        first.is_some_and(|s| s.lower.is_none_or(|l| l >= 0)) && last.is_some_and(|s| s.upper.is_none_or(|u| u <= 0))
    };
    joined && ordered && open(sorted.first(), sorted.last())
}

/// The capacity at which a metric that falls as capacity grows would meet its target, rounded up.
#[must_use]
pub fn proportional(capacity: u64, value: i64, target: i64) -> u64 {
    if target <= 0 {
        return capacity;
    }
    let (capacity, value, target) = (i128::from(capacity), i128::from(value.max(0)), i128::from(target));
    u64::try_from((capacity * value + target - 1) / target).unwrap_or(u64::MAX)
}
