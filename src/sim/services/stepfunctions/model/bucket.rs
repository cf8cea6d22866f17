//! A token bucket in whole numbers.
use super::super::quotas::Rate;
use crate::base::time::SimTime;
use serde::{Deserialize, Serialize};

/// One token, in millionths.
const ONE: u64 = 1_000_000;

/// A bucket: full at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    rate: Rate,
    /// What is missing, in millionths of a token; beyond the size it is a debt others have already taken.
    missing: u64,
    at: SimTime,
}

impl Bucket {
    /// A full bucket.
    #[must_use]
    pub const fn new(rate: Rate) -> Self {
        Self { rate, missing: 0, at: SimTime::ZERO }
    }
    fn refill(&mut self, now: SimTime) {
        // So many tokens a second are so many millionths a microsecond.
        let back = now.since(self.at).as_micros().saturating_mul(self.rate.refill);
        self.missing = self.missing.saturating_sub(back);
        self.at = now;
    }
    /// Takes a token if there is one.
    pub fn take(&mut self, now: SimTime) -> bool {
        self.refill(now);
        let fits = self.missing + ONE <= self.rate.bucket * ONE;
        if fits {
            self.missing += ONE;
        }
        fits
    }
    /// Takes a token in any case; how long until it is there.
    pub fn reserve(&mut self, now: SimTime) -> SimTime {
        self.refill(now);
        self.missing = self.missing.saturating_add(ONE);
        let debt = self.missing.saturating_sub(self.rate.bucket * ONE);
        SimTime::from_micros(debt.div_ceil(self.rate.refill.max(1)))
    }
}
