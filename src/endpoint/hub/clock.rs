//! What time it is in the worlds: real time since the start, times the speed.
use crate::base::time::SimTime;
use std::time::{Duration, Instant};

/// How fast time goes, in thousandths of real time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speed(u64);

impl Speed {
    /// As fast as real time.
    pub const REAL: Self = Self(1_000);
    /// The fastest there is: a day in a second and a half.
    const MOST: u64 = 60_000_000;

    /// Reads `10`, `0.5`, `x60`.
    ///
    /// # Errors
    /// What would be understood.
    pub fn parse(text: &str) -> Result<Self, String> {
        let number = text.trim().trim_start_matches('x').trim_end_matches('x').parse::<f64>();
        let thousandths = number.ok().filter(|n| n.is_finite() && *n > 0.0).map(|n| (n * 1_000.0).round());
        #[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation)] // above 0, and what is too large saturates
        let speed = thousandths.map(|n| n as u64).filter(|n| (1..=Self::MOST).contains(n));
        speed.map(Self).ok_or_else(|| {
            format!(
                "`{text}` is no speed: write how many simulated seconds pass in a real one, from 0.001 to {}",
                Self::MOST / 1_000
            )
        })
    }
}

/// A running clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    began: Instant,
    at: SimTime,
    speed: Speed,
}

impl Clock {
    /// Starts now, at `at`.
    #[must_use]
    pub(super) fn start(at: SimTime, speed: Speed) -> Self {
        Self { began: Instant::now(), at, speed }
    }
    /// The moment.
    #[must_use]
    pub(super) fn now(&self) -> SimTime {
        let real = self.began.elapsed().as_micros();
        let since = real.saturating_mul(u128::from(self.speed.0)) / 1_000;
        self.at + SimTime(u64::try_from(since).unwrap_or(u64::MAX / 2))
    }
    /// How long until then, in real time, rounded up.
    #[must_use]
    pub(super) fn until(&self, then: SimTime) -> Duration {
        let wait = u128::from(then.since(self.now()).as_micros());
        let real = (wait * 1_000).div_ceil(u128::from(self.speed.0));
        Duration::from_micros(u64::try_from(real).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::{Clock, Speed};
    use crate::base::time::SimTime;
    use std::time::Duration;

    #[test]
    fn speeds_are_numbers_above_nought() {
        assert_eq!(
            (Speed::parse("1"), Speed::parse("x0.5"), Speed::parse("60x")),
            (Ok(Speed::REAL), Ok(Speed(500)), Ok(Speed(60_000)))
        );
        for bad in ["", "0", "-1", "fast", "NaN", "inf", "1e99", "0.0001"] {
            assert!(Speed::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn time_goes_at_its_speed() {
        let start = SimTime::from_secs(1_000);
        let clock = Clock::start(start, Speed(60_000_000));
        let then = clock.now() + SimTime::from_secs(86_400);
        let wait = clock.until(then);
        assert!(wait <= Duration::from_millis(1_440), "{wait:?}");
        assert!(clock.now() >= start);
        assert_eq!(clock.until(start), Duration::ZERO);
    }
}
