//! The fact ledger: the only place where a number of AWS lives.

/// YAML to ledger.
pub mod read;
/// A typed number in short words.
pub mod show;

use super::yaml::nearest::nearest;
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

impl Trust {
    /// Its word in the ledger.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Likely => "likely",
            Self::Unverified => "unverified",
        }
    }
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
    /// The short form of each of its numbers by name: `min`, `max`, `default` of a range, or the names of a fact with several.
    pub parts: BTreeMap<String, String>,
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

impl Ledger {
    /// Today's short words for a fact, or for one of its numbers.
    ///
    /// # Errors
    /// What is wrong with the reference, and the cure.
    pub fn show(&self, id: &str, part: Option<&str>) -> Result<(&Fact, &str), (String, String)> {
        let Some(fact) = self.facts.get(&FactId::from(id)) else {
            let near = nearest(id, self.facts.keys().map(FactId::as_str));
            let cure =
                near.map_or("List the facts with `inflight list facts`.".into(), |n| format!("Did you mean `{n}`?"));
            return Err((format!("there is no fact `{id}`"), cure));
        };
        let parts = || fact.parts.keys().map(|p| format!("`{id}:{p}`")).collect::<Vec<_>>().join(", ");
        let found = part.map_or(fact.show.as_ref(), |part| fact.parts.get(part));
        if let Some(words) = found {
            return Ok((fact, words));
        }
        let cure = if fact.parts.is_empty() {
            format!(
                "Give the fact a `show` in the ledger{}.",
                if part.is_some() { ", or leave the part out" } else { "" }
            )
        } else {
            format!("Write one of {}.", parts())
        };
        let message = part.map_or_else(
            || format!("the fact `{id}` has no short form of its own"),
            |part| format!("the fact `{id}` has no number `{part}`"),
        );
        Err((message, cure))
    }
}
