//! The front door of SNS: filter policies of subscriptions.
use super::PatternError;
use super::compile::{Branch, Dialect};
use super::json::{self, Node, Tree};
use super::number::Numbers;
use super::rule::{Rule, Scalar};
use super::walk::Step;
use crate::sim::errand::{Attribute, Cargo};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

/// FilterPolicyScope: what of a message a policy looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scope {
    /// The message attributes, flat.
    #[default]
    MessageAttributes,
    /// The body as JSON, nested.
    MessageBody,
}

/// Limits of a filter policy, from the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterLimits {
    /// `sns.filter.keys`.
    pub keys: u64,
    /// `sns.filter.combinations`.
    pub combinations: u64,
    /// `sns.filter.size`, bytes.
    pub size: u64,
    /// `sns.filter.numeric:magnitude`.
    pub magnitude: u64,
    /// `sns.filter.numeric:decimals`.
    pub decimals: u64,
}

/// A filter policy, ready to match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterPolicy {
    scope: Scope,
    most: i64,
    places: u32,
    /// For attributes.
    flat: Vec<Branch>,
    /// For bodies.
    nested: Vec<Step>,
}

/// What a filter policy makes of a message; the ways to fail are those CloudWatch counts apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Verdict {
    /// It passes.
    Match,
    /// Its attributes do not match.
    Attributes,
    /// It has none at all.
    NoAttributes,
    /// One of them cannot be read: a `String.Array` that is neither a JSON array nor a JSON value.
    InvalidAttributes,
    /// Its body does not match.
    Body,
    /// Its body is no JSON object.
    InvalidBody,
}

/// A message as filters look at it: the body is read once at most, however many subscriptions ask.
#[derive(Debug)]
pub struct Filtered<'a> {
    cargo: &'a Cargo,
    body: Option<Option<Value>>,
}

impl<'a> Filtered<'a> {
    /// A message.
    #[must_use]
    pub const fn new(cargo: &'a Cargo) -> Self {
        Self { cargo, body: None }
    }
    fn body(&mut self) -> Option<&Value> {
        let cargo = self.cargo;
        self.body.get_or_insert_with(|| serde_json::from_str(&cargo.body).ok().filter(Value::is_object)).as_ref()
    }
}

impl FilterPolicy {
    /// Reads a policy. `{}` lets everything through.
    ///
    /// # Errors
    /// What AWS says behind `Invalid parameter: ` (or `Invalid parameter: Attributes Reason: ` on Subscribe).
    pub fn parse(json: &str, scope: Scope, limits: &FilterLimits) -> Result<Self, PatternError> {
        let whole = |reason: &str| PatternError::plain(format!("FilterPolicy: {reason}"));
        let wrap = |f| PatternError::at("FilterPolicy: ", json, f);
        if json.len() as u64 > limits.size {
            return Err(whole("Filter policy is too large"));
        }
        let most = i64::try_from(limits.magnitude).unwrap_or(i64::MAX);
        let places = u32::try_from(limits.decimals).unwrap_or(0).min(6);
        let dialect = Dialect { numbers: Numbers { most, places }, rich: false, strict_or: false };
        let node = json::read(json).map_err(|_| whole("failed to parse JSON."))?;
        let mut policy = Self { scope, most, places, flat: vec![], nested: vec![] };
        if matches!(&node.tree, Tree::Map(fields) if fields.is_empty()) {
            return Ok(policy);
        }
        let branches = dialect.compile(&node).map_err(wrap)?;
        let flat = scope == Scope::MessageAttributes;
        if flat && branches_nest(&node) {
            let reason = "Filter policy scope MessageAttributes does not support nested filter policy";
            return Err(PatternError::plain(reason.into()));
        }
        if keys(&branches) as u64 > limits.keys {
            return Err(whole(&format!("Filter policy can not have more than {} keys", limits.keys)));
        }
        if combinations(&node, 1, 1) > limits.combinations {
            return Err(whole("Filter policy is too complex"));
        }
        if flat {
            policy.flat = branches;
        } else {
            policy.nested = branches.iter().map(Step::of).collect();
        }
        Ok(policy)
    }

    /// Which part of a message it looks at.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.scope
    }
    /// Whether it lets everything through.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.flat.is_empty() && self.nested.is_empty()
    }

    /// What it makes of a message.
    #[must_use]
    pub fn judge(&self, message: &mut Filtered<'_>) -> Verdict {
        if self.is_empty() {
            return Verdict::Match;
        }
        let numbers = Numbers { most: self.most, places: self.places };
        if self.scope == Scope::MessageBody {
            let Some(body) = message.body() else { return Verdict::InvalidBody };
            let passes = self.nested.iter().any(|branch| branch.passes(body, numbers));
            return if passes { Verdict::Match } else { Verdict::Body };
        }
        let mut broken = false;
        let passes = self.flat.iter().any(|branch| {
            branch.iter().all(|(name, rules)| {
                let seen = attribute_passes(message.cargo.attributes.get(name.as_str()), rules, numbers);
                broken |= seen.is_none();
                seen == Some(true)
            })
        });
        match (passes, broken) {
            (true, _) => Verdict::Match,
            (false, true) => Verdict::InvalidAttributes,
            (false, false) if message.cargo.attributes.is_empty() => Verdict::NoAttributes,
            (false, false) => Verdict::Attributes,
        }
    }

    /// Whether a message passes.
    #[must_use]
    pub fn matches(&self, cargo: &Cargo) -> bool {
        self.judge(&mut Filtered::new(cargo)) == Verdict::Match
    }
}

/// Whether an attribute passes; `None` where it cannot be read. Binary and custom types count as absent.
fn attribute_passes(attribute: Option<&Attribute>, rules: &[Rule], numbers: Numbers) -> Option<bool> {
    let any = |value: Scalar<'_>| Some(rules.iter().any(|r| r.passes(value)));
    match attribute.map(|a| (&*a.kind, &*a.value)) {
        Some(("String", text)) => any(Scalar::Text(text)),
        Some(("Number", text)) => any(Scalar::number(text, numbers)),
        Some(("String.Array", text)) => {
            // A single value counts as an array of one.
            let items = match serde_json::from_str(text) {
                Ok(Value::Array(items)) => items,
                Ok(Value::Object(_)) | Err(_) => return None,
                Ok(one) => vec![one],
            };
            let values: Vec<Scalar<'_>> = items.iter().filter_map(|item| Scalar::of(item, numbers)).collect();
            Some(rules.iter().any(|rule| match rule {
                Rule::Exists(there) => *there,
                // Only an array that holds none of them is anything but them.
                Rule::Not(_) => !values.is_empty() && values.iter().all(|v| rule.passes(*v)),
                _ => values.iter().any(|v| rule.passes(*v)),
            }))
        }
        _ => Some(rules.iter().any(Rule::wants_absence)),
    }
}

/// Distinct leaf keys over all alternatives.
fn keys(branches: &[Branch]) -> usize {
    branches.iter().flat_map(Branch::keys).collect::<BTreeSet<_>>().len()
}

/// Whether any key holds an object.
fn branches_nest(node: &Node) -> bool {
    let Tree::Map(fields) = &node.tree else { return false };
    fields.iter().any(|(name, value)| match &value.tree {
        Tree::Map(_) => true,
        Tree::List(items) if name == "$or" => items.iter().any(branches_nest),
        _ => false,
    })
}

/// AWS's count of value combinations: the values of every key multiplied, each times its depth; of alternatives the sum.
fn combinations(node: &Node, depth: u64, so_far: u64) -> u64 {
    let Tree::Map(fields) = &node.tree else { return so_far };
    fields.iter().fold(so_far, |count, (name, value)| match &value.tree {
        Tree::Map(_) => combinations(value, depth + 1, count),
        Tree::List(items) if name == "$or" && items.iter().all(|i| matches!(i.tree, Tree::Map(_))) => {
            items.iter().fold(0, |sum: u64, item| sum.saturating_add(combinations(item, depth, count)))
        }
        Tree::List(items) => count.saturating_mul(items.len() as u64).saturating_mul(depth),
        _ => count,
    })
}
