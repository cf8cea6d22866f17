//! What a run costs: meters of the services times the ledger's prices (us-east-1, dated by the ledger), in millionths of a dollar.
//! Free tiers are left out: a lab asks what an architecture costs, not whether it is somebody's first million.
//! Requests, bytes and hours only; data transfer between Regions and to the Internet is not metered.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]
mod prices;
#[cfg(test)]
mod tests;

use super::{
    quotas::{MissingFact, Quotas},
    trace::Name,
    turn::Usage,
};
pub use prices::{UNPRICED, has_price, why_unpriced};
use std::collections::BTreeMap;

/// A bill.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bill {
    /// The date of its prices.
    pub as_of: String,
    /// One line for each resource and meter that was used.
    pub lines: Vec<Line>,
    /// Meters the ledger knows no price of, so that the total is honest about what it lacks.
    pub unpriced: Vec<&'static str>,
}

/// One line of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Whose.
    pub resource: Name,
    /// What.
    pub meter: &'static str,
    /// How much of it.
    pub amount: u64,
    /// What it costs, in billionths of a dollar, so that many small lines add up exactly enough.
    pub nano_usd: u64,
}

impl Bill {
    /// The total in millionths of a dollar, rounded.
    #[must_use]
    pub fn micro_usd(&self) -> u64 {
        micros(self.lines.iter())
    }
    /// The same for one resource.
    #[must_use]
    pub fn of(&self, resource: &str) -> u64 {
        micros(self.lines.iter().filter(|l| *l.resource == *resource))
    }
}

impl Bill {
    /// The meters with how much of each was used and what that costs in billionths of a dollar, over all resources.
    #[must_use]
    pub fn by_meter(&self) -> BTreeMap<&'static str, (u64, u64)> {
        let mut all: BTreeMap<&'static str, (u64, u64)> = BTreeMap::new();
        for line in &self.lines {
            let (amount, nanos) = all.entry(line.meter).or_default();
            *amount = amount.saturating_add(line.amount);
            *nanos = nanos.saturating_add(line.nano_usd);
        }
        all
    }
}

/// Billionths of a dollar as a price tag: `$0.000494`.
#[must_use]
pub fn dollars(nanos: u64) -> String {
    let micros = nanos.saturating_add(500) / 1_000;
    format!("${}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

fn micros<'a>(lines: impl Iterator<Item = &'a Line>) -> u64 {
    lines.fold(0u64, |sum, line| sum.saturating_add(line.nano_usd)).saturating_add(500) / 1_000
}

/// The bill for what was used.
///
/// # Errors
/// A price the ledger lacks.
pub fn bill(usage: &[Usage], quotas: &Quotas) -> Result<Bill, MissingFact> {
    let mut bill = Bill { as_of: quotas.as_of.clone(), ..Bill::default() };
    for used in usage.iter().filter(|u| u.amount > 0) {
        let Some(rule) = prices::rule(used.meter) else {
            if !bill.unpriced.contains(&used.meter) {
                bill.unpriced.push(used.meter);
            }
            continue;
        };
        let nanos = u128::from(used.amount) * u128::from(quotas.is(rule.fact)?) * 1_000 / u128::from(rule.per);
        let nano_usd = u64::try_from(nanos).unwrap_or(u64::MAX);
        bill.lines.push(Line { resource: used.resource.clone(), meter: used.meter, amount: used.amount, nano_usd });
    }
    Ok(bill)
}

impl std::fmt::Display for Bill {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for line in &self.lines {
            writeln!(f, "{:<20} {:<32} {:>14} {:>16}", line.resource, line.meter, line.amount, dollars(line.nano_usd))?;
        }
        for meter in &self.unpriced {
            writeln!(f, "{:<20} {meter:<32} {:>14} {:>16}", "", "", "no price")?;
        }
        write!(
            f,
            "{:<20} {:<32} {:>14} {:>16}",
            "total",
            self.as_of,
            "",
            dollars(self.micro_usd().saturating_mul(1_000))
        )
    }
}
