//! The numbers of AWS that the simulator obeys: a plain map from the fact ledger, filled by `content`.
use crate::base::id::FactId;
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
