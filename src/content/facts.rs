//! The fact ledger: the only place where a number of AWS lives.
use crate::{base::id::FactId, sim::quotas::Quotas};
use std::collections::BTreeMap;

/// How well a fact is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Read in a primary source.
    Verified,
    /// Secondary pages, or primary text that implies it.
    Likely,
    /// Not found.
    Unverified,
}

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its id.
    pub id: FactId,
    /// A human title.
    pub title: String,
    /// What holds today, in full.
    pub today: String,
    /// Today's value, short enough for a sentence: `30 s`, `12 h`.
    pub show: Option<String>,
    /// What older courses and question banks say, in full.
    pub older: Option<String>,
    /// The same, short.
    pub older_show: Option<String>,
    /// When it changed, as far as known (ISO, may be a year or a month).
    pub since: Option<String>,
    /// Where it was read.
    pub source: String,
    /// How well it is founded.
    pub trust: Trust,
}

/// The whole ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The date of the ledger, ISO.
    pub as_of: String,
    /// All facts by id.
    pub facts: BTreeMap<FactId, Fact>,
    /// The typed numbers, as the simulator takes them.
    pub quotas: Quotas,
}
