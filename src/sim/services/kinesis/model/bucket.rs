//! A limit per second as a bucket that leaks: whole numbers, exact to the microsecond.
use crate::base::time::SimTime;
use serde::{Deserialize, Serialize};

/// Millionths of a unit (byte, record, call) in one unit: what leaks in a microsecond at one unit a second.
const MICRO: u64 = 1_000_000;

/// What was taken and has not leaked away yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    level: u64,
    at: SimTime,
}

impl Bucket {
    /// What is in it now, in whole units, rounded up.
    #[must_use]
    pub const fn level(&self, rate: u64, now: SimTime) -> u64 {
        self.left(rate, now).div_ceil(MICRO)
    }
    const fn left(&self, rate: u64, now: SimTime) -> u64 {
        self.level.saturating_sub(now.since(self.at).0.saturating_mul(rate))
    }
    /// Whether `units` more fit into one second's worth. What is larger than that fits into an empty bucket and is paid for later.
    #[must_use]
    pub const fn fits(&self, units: u64, rate: u64, now: SimTime) -> bool {
        let room = rate.saturating_mul(MICRO).saturating_sub(self.left(rate, now));
        let most = if units > rate { rate } else { units };
        most.saturating_mul(MICRO) <= room
    }
    /// When they will fit.
    #[must_use]
    pub fn fits_at(&self, units: u64, rate: u64, now: SimTime) -> SimTime {
        let wanted = self.left(rate, now).saturating_add(units.min(rate).saturating_mul(MICRO));
        now + SimTime(wanted.saturating_sub(rate.saturating_mul(MICRO)).div_ceil(rate.max(1)))
    }
    /// Puts units in, whether they fit or not.
    pub const fn add(&mut self, units: u64, rate: u64, now: SimTime) {
        self.level = self.left(rate, now).saturating_add(units.saturating_mul(MICRO));
        self.at = now;
    }
    /// Whether more is in it than one second's worth.
    #[must_use]
    pub const fn is_over(&self, rate: u64, now: SimTime) -> bool {
        self.left(rate, now) > rate.saturating_mul(MICRO)
    }
    /// When it will be empty.
    #[must_use]
    pub fn empty_at(&self, rate: u64, now: SimTime) -> SimTime {
        now + SimTime(self.left(rate, now).div_ceil(rate.max(1)))
    }
    /// How many whole units still fit into one second's worth.
    #[must_use]
    pub const fn room(&self, rate: u64, now: SimTime) -> u64 {
        rate.saturating_mul(MICRO).saturating_sub(self.left(rate, now)) / MICRO
    }
}

#[cfg(test)]
mod tests {
    use super::Bucket;
    use crate::base::time::SimTime;

    #[test]
    fn it_leaks_at_its_rate_exactly() {
        let mut bucket = Bucket::default();
        for _ in 0..5 {
            assert!(bucket.fits(1, 5, SimTime::ZERO));
            bucket.add(1, 5, SimTime::ZERO);
        }
        assert!(!bucket.fits(1, 5, SimTime::ZERO));
        assert!(!bucket.fits(1, 5, SimTime(199_999)));
        assert!(bucket.fits(1, 5, SimTime(200_000)));
        assert_eq!(bucket.level(5, SimTime::from_millis(500)), 3);
        assert_eq!(bucket.level(5, SimTime::from_secs(1)), 0);
    }

    #[test]
    fn what_is_larger_than_a_second_is_paid_for_later() {
        let mut bucket = Bucket::default();
        assert!(bucket.fits(50, 10, SimTime::ZERO));
        bucket.add(50, 10, SimTime::ZERO);
        assert!(bucket.is_over(10, SimTime::ZERO));
        assert_eq!(bucket.empty_at(10, SimTime::ZERO), SimTime::from_secs(5));
        assert!(!bucket.fits(1, 10, SimTime::from_secs(4)));
        assert!(bucket.fits(1, 10, SimTime::from_millis(4_100)));
    }
}
