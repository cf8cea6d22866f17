//! Quotas of direct puts.
use crate::base::time::SimTime;
use crate::sim::services::firehose::quotas::Rates;
use serde::{Deserialize, Serialize};

/// Token buckets of direct puts, in millionths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    /// Used up: bytes, requests, records.
    pub used: (u64, u64, u64),
    /// When.
    pub at: SimTime,
}

impl Intake {
    /// Whether a call may come in.
    pub fn call(&mut self, rates: Rates, now: SimTime) -> bool {
        let passed = now.since(self.at).as_micros();
        self.at = now;
        let (bytes, calls, records) = self.used;
        let less = |used: u64, rate: u64| used.saturating_sub(passed.saturating_mul(rate));
        self.used = (less(bytes, rates.bytes), less(calls, rates.requests), less(records, rates.records));
        take(&mut self.used.1, 1, rates.requests)
    }
    /// Whether one more record may.
    pub fn record(&mut self, rates: Rates, bytes: u64) -> bool {
        let (mut space, mut count) = (self.used.0, self.used.2);
        let fits = take(&mut space, bytes, rates.bytes) && take(&mut count, 1, rates.records);
        if fits {
            (self.used.0, self.used.2) = (space, count);
        }
        fits
    }
}

fn take(used: &mut u64, amount: u64, rate: u64) -> bool {
    let more = used.saturating_add(amount.saturating_mul(1_000_000));
    let fits = more <= rate.saturating_mul(1_000_000);
    if fits {
        *used = more;
    }
    fits
}
