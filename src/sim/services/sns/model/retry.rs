//! When a failed delivery is tried again: the four phases, and the four shapes of the backoff between them.
use crate::base::time::SimTime;
use crate::sim::services::sns::quotas::{Http, Phases};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// backoffFunction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Backoff {
    /// Equal steps.
    #[default]
    Linear,
    /// Steps that grow by the same amount.
    Arithmetic,
    /// Each delay the same multiple of the one before.
    Geometric,
    /// Steps that double.
    Exponential,
}

/// A retry policy: how many attempts in each phase, how far apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    immediate: u64,
    pre: (u64, SimTime),
    backoff: (u64, SimTime, SimTime),
    post: (u64, SimTime),
    shape: Backoff,
    /// Retries after the first attempt.
    retries: u64,
}

impl Plan {
    /// Of endpoints whose policy cannot be changed. The total counts the first attempt too.
    #[must_use]
    pub const fn of(p: &Phases) -> Self {
        Self {
            immediate: p.immediate,
            pre: (p.pre, p.pre_delay),
            backoff: (p.backoff, p.least, p.most),
            post: (p.post, p.post_delay),
            shape: Backoff::Exponential,
            retries: p.total.saturating_sub(1),
        }
    }
    /// The delay before the next attempt, after so many attempts; `None` when it was the last.
    #[must_use]
    pub fn delay(&self, attempts: u64) -> Option<SimTime> {
        let mut nth = attempts.saturating_sub(1);
        if nth >= self.retries {
            return None;
        }
        if nth < self.immediate {
            return Some(SimTime::ZERO);
        }
        nth -= self.immediate;
        if nth < self.pre.0 {
            return Some(self.pre.1);
        }
        nth -= self.pre.0;
        let (count, least, most) = self.backoff;
        if nth < count {
            return Some(between(self.shape, (least.as_micros(), most.as_micros()), nth, count));
        }
        Some(self.post.1)
    }
    /// All delays together.
    #[must_use]
    pub fn total(&self) -> SimTime {
        let head = self.immediate + self.pre.0 + self.backoff.0;
        let sum = (1..=head.min(self.retries)).filter_map(|n| self.delay(n)).fold(0, |sum, d| sum + d.as_micros());
        SimTime(sum + self.retries.saturating_sub(head) * self.post.1.as_micros())
    }
}

/// The `nth` of `count` delays from the least to the most. AWS publishes the shapes as a picture only.
fn between(shape: Backoff, (least, most): (u64, u64), nth: u64, count: u64) -> SimTime {
    let (span, last) = (u128::from(most.saturating_sub(least)), u128::from(count.saturating_sub(1)));
    if last == 0 || span == 0 {
        return SimTime(least);
    }
    let n = u128::from(nth);
    let more = match shape {
        Backoff::Linear => span * n / last,
        Backoff::Arithmetic => span * n * (n + 1) / (last * (last + 1)),
        // Beyond 40 doublings the early delays are the least one anyway.
        Backoff::Exponential => {
            let doubled = |k: u128| (1_u128 << k.min(60)) - 1;
            let (n, last) = (n.saturating_sub(last.saturating_sub(40)), last.min(40));
            span * doubled(n) / doubled(last)
        }
        Backoff::Geometric => geometric(least.max(1), most, nth, count - 1).saturating_sub(u128::from(least)),
    };
    SimTime(least + u64::try_from(more).unwrap_or(0))
}

/// `least` x ratio^nth, where ratio^last leads to `most`; in fixed point, so that every machine agrees.
fn geometric(least: u64, most: u64, nth: u64, last: u64) -> u128 {
    const ONE: u128 = 1 << 32;
    let power = |ratio: u128, n: u64| {
        let cap = u128::from(most) * ONE * 2;
        (0..n).fold(u128::from(least) * ONE, |at, _| (at / ONE * ratio + at % ONE * ratio / ONE).min(cap))
    };
    let (mut low, mut high) = (ONE, ONE * (u128::from(most / least) + 1));
    while low + 1 < high {
        let middle = u128::midpoint(low, high);
        if power(middle, last) / ONE > u128::from(most) { high = middle } else { low = middle }
    }
    // Half a unit up: what fixed point cuts off must not show.
    (power(low, nth) + ONE / 2) / ONE
}

/// The delivery policy of an HTTP endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpPolicy {
    /// healthyRetryPolicy.
    pub plan: Plan,
    /// throttlePolicy.maxReceivesPerSecond.
    pub rate: Option<u64>,
}

impl HttpPolicy {
    /// What applies when nothing is said.
    #[must_use]
    pub const fn default_of(http: &Http) -> Self {
        let delay = SimTime::from_secs(http.delay);
        let plan = Plan {
            immediate: 0,
            pre: (0, delay),
            backoff: (http.retries, delay, delay),
            post: (0, delay),
            shape: Backoff::Linear,
            retries: http.retries,
        };
        Self { plan, rate: None }
    }

    /// Reads a policy; `retry` and `throttle` are the keys, which differ between topic and subscription.
    ///
    /// # Errors
    /// What is wrong.
    pub fn read(policy: &Value, (retry, throttle): (&str, &str), http: &Http) -> Result<Self, String> {
        let mut made = Self::default_of(http);
        match policy.get(retry) {
            None | Some(Value::Null) => {}
            Some(healthy) => made.plan = plan(healthy, retry, http)?,
        }
        let rate = policy.get(throttle).and_then(|t| t.get("maxReceivesPerSecond")).filter(|r| !r.is_null());
        if let Some(rate) = rate {
            let rate = rate.as_u64().filter(|r| *r >= 1);
            made.rate = Some(
                rate.ok_or_else(|| format!("DeliveryPolicy: {throttle}.maxReceivesPerSecond must be at least 1"))?,
            );
        }
        Ok(made)
    }
}

fn plan(healthy: &Value, name: &str, http: &Http) -> Result<Plan, String> {
    let fields = healthy.as_object().ok_or_else(|| format!("DeliveryPolicy: {name} must be an object"))?;
    let number = |key: &str, otherwise: u64| match fields.get(key) {
        None | Some(Value::Null) => Ok(otherwise),
        Some(value) => value.as_u64().ok_or_else(|| format!("DeliveryPolicy: {name}.{key} must be a whole number")),
    };
    let retries = number("numRetries", http.retries)?;
    let least = number("minDelayTarget", http.delay)?;
    let most = number("maxDelayTarget", http.delay.max(least))?;
    let immediate = number("numNoDelayRetries", 0)?;
    let (pre, post) = (number("numMinDelayRetries", 0)?, number("numMaxDelayRetries", 0)?);
    if retries > http.most_retries {
        return Err(format!("DeliveryPolicy: {name}.numRetries must be less than or equal to {}", http.most_retries));
    }
    if most > http.most_total {
        return Err(format!("DeliveryPolicy: {name}.maxDelayTarget must be less than or equal to {}", http.most_total));
    }
    if least < 1 {
        return Err(format!("DeliveryPolicy: {name}.minDelayTarget must be greater than or equal to 1"));
    }
    if least > most {
        return Err(format!("DeliveryPolicy: {name}.minDelayTarget must be less than or equal to maxDelayTarget"));
    }
    let phases = immediate.saturating_add(pre).saturating_add(post);
    let Some(backoff) = retries.checked_sub(phases) else {
        return Err(format!(
            "DeliveryPolicy: {name}.numRetries must be greater than or equal to the sum of numNoDelayRetries, numMinDelayRetries and numMaxDelayRetries"
        ));
    };
    let shape = match fields.get("backoffFunction").map_or(Some("linear"), Value::as_str) {
        Some("linear") => Backoff::Linear,
        Some("arithmetic") => Backoff::Arithmetic,
        Some("geometric") => Backoff::Geometric,
        Some("exponential") => Backoff::Exponential,
        _ => {
            return Err(format!(
                "DeliveryPolicy: {name}.backoffFunction must be one of linear, arithmetic, geometric, exponential"
            ));
        }
    };
    let (least, most) = (SimTime::from_secs(least), SimTime::from_secs(most));
    let plan =
        Plan { immediate, pre: (pre, least), backoff: (backoff, least, most), post: (post, most), shape, retries };
    if plan.total() > SimTime::from_secs(http.most_total) {
        let total = http.most_total;
        return Err(format!(
            "DeliveryPolicy: total retry time of {name} must be less than or equal to {total} seconds"
        ));
    }
    Ok(plan)
}
