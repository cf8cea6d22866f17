//! Schedule expressions as EventBridge rules and EventBridge Scheduler read them: `at(2026-11-21T08:00:00)`, `rate(5 minutes)`,
//! `cron(0 8 ? * MON-FRI *)`; and when they come next. Every moment is in whole epoch seconds, UTC.
mod cron;
mod zone;

#[cfg(test)]
mod tests;

pub use cron::Cron;
pub use zone::Zone;

use super::epoch;
use serde::{Deserialize, Serialize};

/// Characters of an expression, at most.
pub const LONGEST: usize = 256;

/// An expression that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Schedule {
    /// Once, at this local time in seconds as if it were UTC.
    At(i64),
    /// Each so many seconds.
    Rate(i64),
    /// By the calendar.
    Cron(Box<Cron>),
}

impl Schedule {
    /// Reads an expression.
    ///
    /// # Errors
    /// What is wrong, and how it is written rightly.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("an expression has at most {LONGEST} characters"));
        }
        let inner = |word: &str| text.strip_prefix(word)?.strip_prefix('(')?.strip_suffix(')');
        if let Some(inside) = inner("at") {
            let bad = || format!("`{inside}` is no date: write at(2026-11-21T08:00:00)");
            return if inside.ends_with('Z') { Err(bad()) } else { epoch::parse(inside).map(Self::At).ok_or_else(bad) };
        }
        if let Some(inside) = inner("rate") {
            return rate(inside).map(Self::Rate);
        }
        if let Some(inside) = inner("cron") {
            return Cron::parse(inside).map(|c| Self::Cron(Box::new(c)));
        }
        Err("an expression is at(...), rate(...) or cron(...)".into())
    }

    /// The first moment after `after`, where there is one; `start` is when a rate begins to count.
    #[must_use]
    pub fn next(&self, after: i64, start: i64, zone: Zone) -> Option<i64> {
        match self {
            Self::At(local) => zone.utc(*local).filter(|&at| at > after),
            Self::Rate(every) => {
                let gone = (after - start).max(0).div_euclid(*every);
                let next = start.checked_add(every.checked_mul(gone.checked_add(1)?)?)?;
                Some(if after < start { start } else { next })
            }
            Self::Cron(cron) => {
                let mut local = zone.local(after);
                loop {
                    local = cron.next(local)?;
                    // An hour that the clocks skip has no such moment; one that comes twice counts once.
                    if let Some(at) = zone.utc(local).filter(|&at| at > after) {
                        return Some(at);
                    }
                }
            }
        }
    }
}

/// `5 minutes`, `1 hour`: the unit is singular for 1 only.
fn rate(inside: &str) -> Result<i64, String> {
    let bad =
        || format!("`rate({inside})` is not valid: write rate(1 minute), rate(5 minutes), rate(1 hour), rate(7 days)");
    let (count, unit) = inside.split_once(' ').ok_or_else(bad)?;
    if count.is_empty() || count.starts_with('0') || !count.bytes().all(|b| b.is_ascii_digit()) {
        return Err(bad());
    }
    let count: i64 = count.parse().map_err(|_| bad())?;
    let (unit, plural) = unit.strip_suffix('s').map_or((unit, false), |u| (u, true));
    let seconds = match unit {
        "minute" => 60,
        "hour" => 3_600,
        "day" => epoch::DAY,
        _ => return Err(bad()),
    };
    if plural == (count == 1) {
        return Err(bad());
    }
    count.checked_mul(seconds).filter(|&s| s <= epoch::DAY * 36_500).ok_or_else(bad)
}
