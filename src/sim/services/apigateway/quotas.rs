//! The numbers API Gateway obeys.
use crate::base::time::SimTime;
use crate::sim::quotas::{MissingFact, Quotas, Span};
use serde::{Deserialize, Serialize};

/// Every number API Gateway takes from the ledger, read once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Requests a second of the account in a Region.
    pub rate: u64,
    /// Its bucket.
    pub burst: u64,
    /// Integration timeout, milliseconds.
    pub timeout: Span,
    /// Bytes of a request.
    pub payload: u64,
}

impl Limits {
    /// Reads the ledger.
    ///
    /// # Errors
    /// The first fact that is missing or lacks a number.
    pub fn resolve(quotas: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self {
            rate: quotas.is("apigw.throttle:rate")?,
            burst: quotas.is("apigw.throttle:burst")?,
            timeout: quotas.span("apigw.integration_timeout", None)?,
            payload: quotas.is("apigw.payload")?,
        })
    }
}

/// A token bucket in millionths of a request, so that no fraction is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    rate: u64,
    burst: u64,
    tokens: u64,
    at: SimTime,
}

impl Bucket {
    /// A full bucket.
    #[must_use]
    pub const fn new(rate: u64, burst: u64) -> Self {
        Self { rate, burst, tokens: burst.saturating_mul(1_000_000), at: SimTime::ZERO }
    }
    /// Other numbers from now on; what is in it stays as far as it fits.
    pub fn resize(&mut self, rate: u64, burst: u64, now: SimTime) {
        self.refill(now);
        (self.rate, self.burst) = (rate, burst);
        self.tokens = self.tokens.min(burst.saturating_mul(1_000_000));
    }
    fn refill(&mut self, now: SimTime) {
        // A rate of one a second is one millionth a microsecond.
        let new = now.since(self.at).0.saturating_mul(self.rate);
        self.tokens = self.tokens.saturating_add(new).min(self.burst.saturating_mul(1_000_000));
        self.at = now;
    }
    /// Whether a request would be let through.
    pub fn has(&mut self, now: SimTime) -> bool {
        self.refill(now);
        self.tokens >= 1_000_000
    }
    /// Lets one through.
    pub const fn take(&mut self) {
        self.tokens = self.tokens.saturating_sub(1_000_000);
    }
}
