//! Conditions: operators, keys and values, held against the circumstances of a request.
use super::{values, wild};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The circumstances of a request: condition keys in lower case, each with its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    keys: BTreeMap<Cow<'static, str>, Vec<Arc<str>>>,
}

impl Context {
    /// Sets a key to one value.
    pub fn set(&mut self, key: &'static str, value: impl Into<Arc<str>>) {
        debug_assert!(!key.bytes().any(|b| b.is_ascii_uppercase()), "{key} is looked up in lower case");
        self.keys.insert(Cow::Borrowed(key), vec![value.into()]);
    }
    /// Adds a value to a key, whatever its case.
    pub fn add(&mut self, key: &str, value: impl Into<Arc<str>>) {
        self.keys.entry(Cow::Owned(key.to_ascii_lowercase())).or_default().push(value.into());
    }
    fn get(&self, key: &str) -> &[Arc<str>] {
        self.keys.get(key).map_or(&[], Vec::as_slice)
    }
    /// The text with `${key}` replaced by the key's value; `None` where a key is absent, so that nothing can match.
    pub(super) fn fill<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        if !text.contains("${") {
            return Some(Cow::Borrowed(text));
        }
        let (mut out, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once("${") {
            let (name, behind) = after.split_once('}')?;
            out.push_str(before);
            match name {
                "*" | "?" | "$" => out.push_str(name),
                _ => out.push_str(self.get(&name.to_ascii_lowercase()).first()?),
            }
            rest = behind;
        }
        out.push_str(rest);
        Some(Cow::Owned(out))
    }
}

/// One operator on one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What it compares.
    pub(super) test: Test,
    /// `...Not...`: none of the values may match.
    pub(super) not: bool,
    /// `...IfExists`: an absent key is fine.
    pub(super) if_exists: bool,
    /// `ForAnyValue:`, `ForAllValues:`.
    pub(super) set: Option<Set>,
    /// The key, in lower case.
    pub key: Arc<str>,
    /// The values, one of which must match.
    pub(super) values: Vec<Arc<str>>,
}

/// What an operator compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Text,
    TextAnyCase,
    Like,
    Arn,
    Bool,
    Number(Order),
    Date(Order),
    Address,
    Null,
}

/// Which way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    LessEqual,
    More,
    MoreEqual,
}

/// How a key with several values is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    Any,
    All,
}

/// Reads an operator's name: what it compares, whether it is negated, `IfExists`, and the set it looks at.
pub(super) fn operator(name: &str) -> Option<(Test, bool, bool, Option<Set>)> {
    let (set, name) = match name.split_once(':') {
        Some(("ForAnyValue", rest)) => (Some(Set::Any), rest),
        Some(("ForAllValues", rest)) => (Some(Set::All), rest),
        Some(_) => return None,
        None => (None, name),
    };
    let (if_exists, name) = name.strip_suffix("IfExists").map_or((false, name), |rest| (true, rest));
    let (test, not) = match name {
        "StringEquals" | "BinaryEquals" => (Test::Text, false),
        "StringNotEquals" => (Test::Text, true),
        "StringEqualsIgnoreCase" => (Test::TextAnyCase, false),
        "StringNotEqualsIgnoreCase" => (Test::TextAnyCase, true),
        "StringLike" => (Test::Like, false),
        "StringNotLike" => (Test::Like, true),
        "ArnEquals" | "ArnLike" => (Test::Arn, false),
        "ArnNotEquals" | "ArnNotLike" => (Test::Arn, true),
        "Bool" => (Test::Bool, false),
        "IpAddress" => (Test::Address, false),
        "NotIpAddress" => (Test::Address, true),
        "Null" if !if_exists => (Test::Null, false),
        _ => ordered(name)?,
    };
    Some((test, not, if_exists, set))
}

fn ordered(name: &str) -> Option<(Test, bool)> {
    let (made, rest): (fn(Order) -> Test, _) = match (name.strip_prefix("Numeric"), name.strip_prefix("Date")) {
        (Some(rest), _) => (Test::Number, rest),
        (_, Some(rest)) => (Test::Date, rest),
        _ => return None,
    };
    Some(match rest {
        "Equals" => (made(Order::Equal), false),
        "NotEquals" => (made(Order::Equal), true),
        "LessThan" => (made(Order::Less), false),
        "LessThanEquals" => (made(Order::LessEqual), false),
        "GreaterThan" => (made(Order::More), false),
        "GreaterThanEquals" => (made(Order::MoreEqual), false),
        _ => return None,
    })
}

/// Whether a value makes sense for an operator; what it must be where it does not.
pub(super) fn value_fits(test: Test, value: &str) -> Result<(), &'static str> {
    // A variable is only known when a request comes.
    let variable = value.contains("${");
    let good = match test {
        Test::Text | Test::TextAnyCase | Test::Like | Test::Arn => true,
        Test::Bool | Test::Null => value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false"),
        Test::Number(_) => values::number(value).is_some(),
        Test::Date(_) => values::date(value).is_some(),
        Test::Address => values::block(value).is_some(),
    };
    let wanted = match test {
        Test::Number(_) => "a number",
        Test::Date(_) => "a date: 2026-11-21T00:00:00Z",
        Test::Address => "an address block: 203.0.113.0/24",
        _ => "true or false",
    };
    if good || variable { Ok(()) } else { Err(wanted) }
}

impl Condition {
    /// Whether it holds; `variables` are replaced in policies of the newer version.
    pub(super) fn holds(&self, context: &Context, variables: bool) -> bool {
        let given = context.get(&self.key);
        if self.test == Test::Null {
            return self.values.iter().any(|v| v.eq_ignore_ascii_case("true") == given.is_empty());
        }
        if given.is_empty() {
            // Nothing to compare: a negated test holds, `ForAllValues` holds for the empty set.
            return self.if_exists || self.set == Some(Set::All) || (self.not && self.set.is_none());
        }
        let one = |value: &Arc<str>| self.meets(value, context, variables) != self.not;
        match self.set {
            Some(Set::All) => given.iter().all(one),
            Some(Set::Any) => given.iter().any(one),
            // A negated test on several values fails as soon as one of them is named.
            None if self.not => given.iter().all(one),
            None => given.iter().any(one),
        }
    }

    fn meets(&self, given: &str, context: &Context, variables: bool) -> bool {
        self.values.iter().any(|wanted| {
            let wanted = if variables { context.fill(wanted) } else { Some(Cow::Borrowed(&**wanted)) };
            wanted.is_some_and(|wanted| compare(self.test, &wanted, given))
        })
    }
}

fn compare(test: Test, wanted: &str, given: &str) -> bool {
    match test {
        Test::Text => wanted == given,
        Test::TextAnyCase | Test::Bool => wanted.eq_ignore_ascii_case(given),
        Test::Like => wild::matches(wanted, given),
        Test::Arn => values::arn_like(wanted, given),
        Test::Number(order) => order.of(values::number(given), values::number(wanted)),
        Test::Date(order) => order.of(values::date(given), values::date(wanted)),
        Test::Address => values::block(wanted).is_some_and(|block| values::inside(given, block)),
        Test::Null => false,
    }
}

impl Order {
    fn of<T: Ord>(self, left: Option<T>, right: Option<T>) -> bool {
        let (Some(left), Some(right)) = (left, right) else { return false };
        match self {
            Self::Equal => left == right,
            Self::Less => left < right,
            Self::LessEqual => left <= right,
            Self::More => left > right,
            Self::MoreEqual => left >= right,
        }
    }
}
