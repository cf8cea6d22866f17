//! Execution environments: cold, warm, busy; and how fast new ones are made.
use crate::base::time::SimTime;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// A token bucket in micro-tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    used: u64,
    at: SimTime,
}

impl Bucket {
    /// Takes one of `step` tokens that come back evenly over `period`; nothing is saved up beyond `step`.
    pub fn take(&mut self, now: SimTime, step: u64, period: SimTime) -> bool {
        let back = now.since(self.at).0.saturating_mul(step).saturating_mul(1_000_000) / period.0.max(1);
        self.used = self.used.saturating_sub(back);
        self.at = now;
        let fits = self.used + 1_000_000 <= step * 1_000_000;
        if fits {
            self.used += 1_000_000;
        }
        fits
    }
}

/// An environment that waits for work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Idle {
    /// Its number.
    pub no: u32,
    /// When it is thrown away.
    pub until: SimTime,
}

/// Where an invocation runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Env {
    /// A provisioned one: always warm.
    Provisioned,
    /// One that was warm.
    Warm(u32),
    /// A new one.
    Cold(u32),
}

/// Provisioned concurrency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provisioned {
    /// `ProvisionedConcurrentExecutions`.
    pub count: u32,
    /// When they are ready.
    pub ready: SimTime,
    /// Since when they are paid.
    pub since: SimTime,
}

/// The environments of one function.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envs {
    /// Warm ones, the longest idle first.
    pub idle: VecDeque<Idle>,
    /// Busy ones that were not provisioned.
    pub busy: u32,
    /// Busy provisioned ones.
    pub provisioned_busy: u32,
    /// Provisioned concurrency.
    pub provisioned: Option<Provisioned>,
    /// How many were ever made.
    pub made: u32,
    /// How fast new ones may be made.
    pub burst: Bucket,
}

impl Envs {
    /// Concurrent executions now.
    #[must_use]
    pub const fn running(&self) -> u32 {
        self.busy + self.provisioned_busy
    }
    /// Provisioned ones that are ready.
    #[must_use]
    pub fn ready(&self, now: SimTime) -> u32 {
        self.provisioned.filter(|p| p.ready <= now).map_or(0, |p| p.count)
    }
    /// Warm ones that wait, provisioned apart.
    #[must_use]
    pub fn warm(&self, now: SimTime) -> usize {
        self.idle.iter().filter(|e| e.until > now).count()
    }
    /// One to run in: provisioned, else the last used warm one, else a new one if `step` a `period` allow it.
    pub fn take(&mut self, now: SimTime, step: u64, period: SimTime) -> Option<Env> {
        if self.provisioned_busy < self.ready(now) {
            self.provisioned_busy += 1;
            return Some(Env::Provisioned);
        }
        while self.idle.front().is_some_and(|e| e.until <= now) {
            self.idle.pop_front();
        }
        // The front has the earliest end only while the keeping time is unchanged: so look at the one taken, too.
        let env = match self.idle.pop_back() {
            Some(idle) if idle.until > now => Env::Warm(idle.no),
            _ if self.burst.take(now, step, period) => {
                self.made += 1;
                Env::Cold(self.made)
            }
            _ => return None,
        };
        self.busy += 1;
        Some(env)
    }
    /// Gives it back: `until` says how long it stays warm, `None` that it died (a timeout resets it).
    pub fn give(&mut self, env: Env, until: Option<SimTime>) {
        match env {
            Env::Provisioned => self.provisioned_busy = self.provisioned_busy.saturating_sub(1),
            Env::Warm(no) | Env::Cold(no) => {
                self.busy = self.busy.saturating_sub(1);
                if let Some(until) = until {
                    self.idle.push_back(Idle { no, until });
                }
            }
        }
    }
}
