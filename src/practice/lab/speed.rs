//! How fast simulated time passes: nine steps from a tenth to a thousand simulated seconds a real second.
use crate::base::time::SimTime;

/// A speed, as a place in the row of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Speed(usize);

/// Simulated over real time.
const STEPS: [(u64, u64); 9] = [(1, 10), (1, 4), (1, 1), (2, 1), (4, 1), (10, 1), (60, 1), (600, 1), (1000, 1)];

impl Speed {
    /// One simulated second a second.
    pub const ONE: Self = Self(2);

    /// All steps, slowest first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..STEPS.len()).map(Self)
    }
    /// The next faster step, or itself at the end.
    #[must_use]
    pub const fn faster(self) -> Self {
        if self.0 + 1 < STEPS.len() { Self(self.0 + 1) } else { self }
    }
    /// The next slower step, or itself at the end.
    #[must_use]
    pub const fn slower(self) -> Self {
        Self(self.0.saturating_sub(1))
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
        STEPS[self.0]
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
        if STEPS[self.0].0 <= 10 { 30 } else { 10 }
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
        let labels: Vec<_> = (0..9).map(|i| Speed(i).label()).collect();
        assert_eq!(labels, ["1/10", "1/4", "1", "2", "4", "10", "60", "600", "1000"]);
        assert_eq!(Speed(0).slower(), Speed(0));
        assert_eq!(Speed(8).faster(), Speed(8));
        assert_eq!(Speed(0).over(33), SimTime::from_micros(3_300));
        assert_eq!(Speed(8).over(1_000), SimTime::from_secs(1_000));
    }
}
