//! The numbers of AWS that the simulator obeys: a plain map from the fact ledger, filled by `content`, and how a service reads it.
use crate::base::{id::FactId, time::SimTime};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Typed numbers of one fact: `is`, or a range with a default; `part` names a number of a fact that carries several.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    /// The value, in the ledger's unit.
    pub is: Option<u64>,
    /// The lower end of a range.
    pub min: Option<u64>,
    /// The upper end of a range.
    pub max: Option<u64>,
    /// What applies when nothing is said.
    pub default: Option<u64>,
}

/// All numbers by fact id; a number of a fact with several stands under `fact.id:part`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quotas {
    /// The ledger's date, ISO.
    pub as_of: String,
    /// Fact id (or `id:part`) to its number.
    pub numbers: BTreeMap<FactId, Number>,
}

/// A fact the ledger lacks, or has without the number needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingFact {
    /// Which: `sqs.visibility.range`.
    pub id: &'static str,
    /// Which of its numbers: `value` (any), `is`, `min`, `max` or `default`.
    pub number: &'static str,
}

impl std::fmt::Display for MissingFact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the fact `{}` carries no `{}`: nothing can be simulated without it", self.id, self.number)
    }
}

/// A range of whole numbers with a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The least that is allowed.
    pub min: u64,
    /// The most that is allowed.
    pub max: u64,
    /// What applies when nothing is said.
    pub default: u64,
}

impl Span {
    /// Whether `n` lies inside.
    #[must_use]
    pub const fn holds(self, n: u64) -> bool {
        self.min <= n && n <= self.max
    }
}

impl Quotas {
    /// A fact's numbers.
    ///
    /// # Errors
    /// The fact is missing.
    pub fn number(&self, id: &'static str) -> Result<&Number, MissingFact> {
        self.numbers.get(&FactId::from(id)).ok_or(MissingFact { id, number: "value" })
    }
    /// A fact's one number.
    ///
    /// # Errors
    /// The fact is missing or has none.
    pub fn is(&self, id: &'static str) -> Result<u64, MissingFact> {
        self.number(id)?.is.ok_or(MissingFact { id, number: "is" })
    }
    /// The upper end of a fact's range.
    ///
    /// # Errors
    /// The fact is missing or has none.
    pub fn max(&self, id: &'static str) -> Result<u64, MissingFact> {
        self.number(id)?.max.ok_or(MissingFact { id, number: "max" })
    }
    /// What applies when nothing is said.
    ///
    /// # Errors
    /// The fact is missing or has none.
    pub fn default_of(&self, id: &'static str) -> Result<u64, MissingFact> {
        self.number(id)?.default.ok_or(MissingFact { id, number: "default" })
    }
    /// A fact's one number as seconds (mind the ledger's unit).
    ///
    /// # Errors
    /// The fact is missing or has none.
    pub fn secs(&self, id: &'static str) -> Result<SimTime, MissingFact> {
        self.is(id).map(SimTime::from_secs)
    }
    /// The same, small.
    ///
    /// # Errors
    /// The fact is missing or has none.
    pub fn small(&self, id: &'static str) -> Result<u32, MissingFact> {
        self.is(id).map(|n| u32::try_from(n).unwrap_or(u32::MAX))
    }
    /// Both ends of a range.
    ///
    /// # Errors
    /// The fact is missing or lacks an end.
    pub fn range(&self, id: &'static str) -> Result<(u64, u64), MissingFact> {
        let number = self.number(id)?;
        let lacks = |number| MissingFact { id, number };
        Ok((number.min.ok_or(lacks("min"))?, number.max.ok_or(lacks("max"))?))
    }
    /// A range; its default from the same fact, or from a fact of its own.
    ///
    /// # Errors
    /// A fact is missing or lacks an end.
    pub fn span(&self, id: &'static str, default: Option<&'static str>) -> Result<Span, MissingFact> {
        let number = self.number(id)?;
        let lacks = |number| MissingFact { id, number };
        Ok(Span {
            min: number.min.ok_or(lacks("min"))?,
            max: number.max.ok_or(lacks("max"))?,
            default: match default {
                Some(other) => self.is(other)?,
                None => number.default.ok_or(lacks("default"))?,
            },
        })
    }
}
