//! How fast simulated time passes: nine steps from a tenth to a thousand simulated seconds a real second.
use crate::base::time::SimTime;
use std::cmp::Ordering;

/// A speed: simulated over real time. The keys go through the row of steps; a proof runs at what fits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speed(u64, u64);

/// Simulated over real time.
const STEPS: [(u64, u64); 9] = [(1, 10), (1, 4), (1, 1), (2, 1), (4, 1), (10, 1), (60, 1), (600, 1), (1000, 1)];

impl Speed {
    /// One simulated second a second.
    pub const ONE: Self = Self(1, 1);

    /// The fastest speed at which words about what comes next can be read.
    pub const READABLE: Self = Self(10, 1);

    /// The slowest whole speed at which `span` passes within `seconds` real seconds; never slower than ×1.
    #[must_use]
    pub fn within(span: SimTime, seconds: u64) -> Self {
        Self(span.as_secs().div_ceil(seconds.max(1)).max(1), 1)
    }

    /// All steps, slowest first.
    pub fn all() -> impl Iterator<Item = Self> {
        STEPS.iter().map(|s| Self(s.0, s.1))
    }
    /// The next faster step, or itself at the end.
    #[must_use]
    pub fn faster(self) -> Self {
        STEPS.iter().map(|s| Self(s.0, s.1)).find(|s| *s > self).unwrap_or(self)
    }
    /// The next slower step, or itself at the end.
    #[must_use]
    pub fn slower(self) -> Self {
        STEPS.iter().rev().map(|s| Self(s.0, s.1)).find(|s| *s < self).unwrap_or(self)
    }
    /// The simulated time that passes in `real_ms` milliseconds.
    #[must_use]
    pub const fn over(self, real_ms: u64) -> SimTime {
        let (times, parts) = self.ratio();
        SimTime::from_micros(real_ms.saturating_mul(1_000 / parts).saturating_mul(times))
    }
    /// Simulated seconds for so many real seconds, as a fraction.
    #[must_use]
    pub const fn ratio(self) -> (u64, u64) {
        (self.0, self.1)
    }
    /// `4`, `1/10`; the sign before it is the drawing side's.
    #[must_use]
    pub fn label(self) -> String {
        match self.ratio() {
            (times, 1) => times.to_string(),
            (times, parts) => format!("{times}/{parts}"),
        }
    }
    /// Frames a second worth drawing at this speed.
    #[must_use]
    pub const fn frames(self) -> u8 {
        if self.0 <= 10 { 30 } else { 10 }
    }
}

impl Ord for Speed {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.0.saturating_mul(other.1)).cmp(&other.0.saturating_mul(self.1))
    }
}

impl PartialOrd for Speed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Default for Speed {
    fn default() -> Self {
        Self::ONE
    }
}

#[cfg(test)]
mod tests {
    use super::Speed;
    use crate::base::time::SimTime;

    #[test]
    fn steps_stay_inside_their_row_and_are_exact() {
        let mut speed = Speed::ONE.slower().slower().slower();
        let mut labels = vec![];
        for _ in 0..9 {
            labels.push(speed.label());
            speed = speed.faster();
        }
        assert_eq!(labels, ["1/10", "1/4", "1", "2", "4", "10", "60", "600", "1000"]);
        assert_eq!((speed.label(), speed.faster()), ("1000".into(), speed));
        assert_eq!(Speed::ONE.slower().slower().over(33), SimTime::from_micros(3_300));
        assert_eq!(speed.over(1_000), SimTime::from_secs(1_000));
    }

    #[test]
    fn a_proof_runs_at_any_whole_speed_and_the_keys_lead_back_to_the_row() {
        let speed = Speed::within(SimTime::from_secs(238), 10);
        assert_eq!((speed.label(), speed.frames()), ("24".into(), 10));
        assert_eq!((speed.slower().label(), speed.faster().label()), ("10".into(), "60".into()));
        assert_eq!(Speed::within(SimTime::from_secs(3), 10), Speed::ONE);
    }
}
