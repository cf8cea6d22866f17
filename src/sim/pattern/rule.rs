//! One test on one value, and the values it looks at.
use super::number::{Millionths, Numbers};
use super::text::{Block, Wildcard, begins_folded, ends_folded, same_folded};
use core::net::IpAddr;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One entry of a pattern's array.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Rule {
    Null,
    Bool(bool),
    Text(String),
    /// An address given as an exact value: other spellings of it match too.
    Address(IpAddr),
    /// A number: equal in value, or (where it is out of range) in writing.
    Number(Option<Millionths>, String),
    Prefix(String),
    PrefixFolded(String),
    Suffix(String),
    SuffixFolded(String),
    Folded(String),
    Wildcard(Wildcard),
    Numeric(Range),
    Cidr(Block),
    Exists(bool),
    /// anything-but: the value is there, and none of these fits.
    Not(Vec<Rule>),
}

/// A range of numbers; the flag says whether the end belongs to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Range {
    pub(super) low: Option<(Millionths, bool)>,
    pub(super) high: Option<(Millionths, bool)>,
}

impl Range {
    fn holds(&self, n: Millionths) -> bool {
        self.low.is_none_or(|(low, own)| n > low || (own && n == low))
            && self.high.is_none_or(|(high, own)| n < high || (own && n == high))
    }
}

/// A value a rule can look at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scalar<'a> {
    Null,
    Bool(bool),
    Text(&'a str),
    Number(Option<Millionths>, Written<'a>),
}

/// A number as it was written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Written<'a> {
    Text(&'a str),
    Json(&'a serde_json::Number),
}

impl<'a> Scalar<'a> {
    /// A JSON value that is no array and no object.
    pub(super) fn of(value: &'a Value, numbers: Numbers) -> Option<Self> {
        match value {
            Value::Null => Some(Self::Null),
            Value::Bool(b) => Some(Self::Bool(*b)),
            Value::String(text) => Some(Self::Text(text)),
            Value::Number(n) => {
                let exact = n.as_i64().map_or_else(|| numbers.read(&n.to_string()), |n| numbers.whole(n));
                Some(Self::Number(exact, Written::Json(n)))
            }
            Value::Array(_) | Value::Object(_) => None,
        }
    }
    /// The value of a Number attribute.
    pub(super) fn number(text: &'a str, numbers: Numbers) -> Self {
        Self::Number(numbers.read(text), Written::Text(text.trim()))
    }
}

impl Rule {
    /// Whether a value that is there passes.
    pub(super) fn passes(&self, value: Scalar<'_>) -> bool {
        match (self, value) {
            (Self::Exists(wanted), _) => *wanted,
            (Self::Not(rules), _) => !rules.iter().any(|r| r.passes(value)),
            (Self::Null, Scalar::Null) => true,
            (Self::Bool(a), Scalar::Bool(b)) => *a == b,
            (Self::Number(a, written), Scalar::Number(b, other)) => match (a, b) {
                (Some(a), Some(b)) => *a == b,
                _ => match other {
                    Written::Text(text) => text == written,
                    Written::Json(n) => n.to_string() == *written,
                },
            },
            (Self::Numeric(range), Scalar::Number(Some(n), _)) => range.holds(n),
            (_, Scalar::Text(text)) => self.fits(text),
            _ => false,
        }
    }
    /// Whether a text passes.
    fn fits(&self, text: &str) -> bool {
        match self {
            Self::Text(wanted) => text == wanted,
            Self::Address(wanted) => text.parse() == Ok(*wanted),
            Self::Prefix(wanted) => text.starts_with(wanted.as_str()),
            Self::PrefixFolded(wanted) => begins_folded(text, wanted),
            Self::Suffix(wanted) => text.ends_with(wanted.as_str()),
            Self::SuffixFolded(wanted) => ends_folded(text, wanted),
            Self::Folded(wanted) => same_folded(text, wanted),
            Self::Wildcard(wanted) => wanted.fits(text),
            Self::Cidr(block) => block.holds(text),
            _ => false,
        }
    }
    /// Whether it is content that the value is not there.
    pub(super) fn wants_absence(&self) -> bool {
        matches!(self, Self::Exists(false))
    }
}
