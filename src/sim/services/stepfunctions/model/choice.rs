//! Choice rules: every comparator of the language, And, Or, Not.
use super::fault::Fault;
use super::filter::order;
use super::moment;
use super::path::{Found, Path, Root};
use super::template::Env;
use serde_json::Value;
use std::cmp::Ordering;

/// A rule's condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// All hold.
    And(Vec<Rule>),
    /// One holds.
    Or(Vec<Rule>),
    /// It does not hold.
    Not(Box<Rule>),
    /// A comparison.
    Test(Box<Test>),
}

/// A comparison of a variable with something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// What is looked at, as written.
    pub text: String,
    /// The same as a path.
    pub variable: Path,
    /// Its kind.
    pub asks: Asks,
    /// What it is compared with: a value, or a path for the `Path` variants.
    pub with: Operand,
}

/// The right side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A value.
    Just(Value),
    /// A path, as written and parsed.
    At(String, Path),
}

/// The kind of value a comparison is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A timestamp.
    Timestamp,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// A comparison, with the orders that satisfy it.
    Order(Kind, &'static [Ordering]),
    /// Wildcards.
    Matches,
    /// `IsNull` ...
    Is(What),
}

/// The type tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It is there.
    Present,
    /// It is null.
    Null,
    /// It is a number.
    Numeric,
    /// It is a text.
    Text,
    /// It is true or false.
    Boolean,
    /// It is a timestamp.
    Timestamp,
}

const TESTS: [(&str, What); 6] = [
    ("IsPresent", What::Present),
    ("IsNull", What::Null),
    ("IsNumeric", What::Numeric),
    ("IsString", What::Text),
    ("IsBoolean", What::Boolean),
    ("IsTimestamp", What::Timestamp),
];

const KINDS: [(&str, Kind); 4] =
    [("String", Kind::Text), ("Numeric", Kind::Number), ("Boolean", Kind::Boolean), ("Timestamp", Kind::Timestamp)];

const ORDERS: [(&str, &[Ordering]); 5] = [
    ("Equals", &[Ordering::Equal]),
    ("LessThanEquals", &[Ordering::Less, Ordering::Equal]),
    ("GreaterThanEquals", &[Ordering::Greater, Ordering::Equal]),
    ("LessThan", &[Ordering::Less]),
    ("GreaterThan", &[Ordering::Greater]),
];

/// A comparator by its name, and whether its right side is a path; `None` where the language knows no such word.
#[must_use]
pub fn comparator(name: &str) -> Option<(Asks, bool)> {
    if name == "StringMatches" {
        return Some((Asks::Matches, false));
    }
    if let Some((_, what)) = TESTS.iter().find(|t| t.0 == name) {
        return Some((Asks::Is(*what), false));
    }
    let (plain, path) = name.strip_suffix("Path").map_or((name, false), |n| (n, true));
    let (word, kind) = KINDS.iter().find(|k| plain.starts_with(k.0))?;
    let rest = plain.strip_prefix(word)?;
    let (_, orders) = ORDERS.iter().find(|o| o.0 == rest)?;
    let ordered = *kind != Kind::Boolean || rest == "Equals";
    ordered.then_some((Asks::Order(*kind, orders), path))
}

/// Whether a literal fits a comparator.
#[must_use]
pub fn fits(asks: Asks, value: &Value) -> bool {
    match asks {
        Asks::Matches | Asks::Order(Kind::Text, _) => value.is_string(),
        Asks::Is(_) | Asks::Order(Kind::Boolean, _) => value.is_boolean(),
        Asks::Order(Kind::Number, _) => value.is_number(),
        Asks::Order(Kind::Timestamp, _) => value.as_str().is_some_and(|t| moment::parse(t).is_some()),
    }
}

impl Rule {
    /// Whether it holds.
    ///
    /// # Errors
    /// `States.Runtime` where the variable is not there.
    pub fn holds(&self, env: &Env<'_>) -> Result<bool, Fault> {
        match self {
            Self::And(rules) => {
                for rule in rules {
                    if !rule.holds(env)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Or(rules) => {
                for rule in rules {
                    if rule.holds(env)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::Not(rule) => rule.holds(env).map(|yes| !yes),
            Self::Test(test) => test.holds(env),
        }
    }
}

impl Test {
    fn holds(&self, env: &Env<'_>) -> Result<bool, Fault> {
        if self.asks == Asks::Is(What::Present) {
            let there = self.present(env);
            return Ok(self.with == Operand::Just(Value::Bool(there)));
        }
        let value = env.follow(&self.variable, &self.text, "Variable").map_err(|_| invalid(&self.text))?;
        let with = match &self.with {
            Operand::Just(value) => value.clone(),
            Operand::At(text, path) => env.follow(path, text, "").map_err(|_| invalid(text))?,
        };
        Ok(match self.asks {
            Asks::Is(what) => with == Value::Bool(is(what, &value)),
            Asks::Matches => match (&value, &with) {
                (Value::String(text), Value::String(pattern)) => matches(text, pattern),
                _ => false,
            },
            Asks::Order(kind, orders) => compare(kind, &value, &with).is_some_and(|o| orders.contains(&o)),
        })
    }

    fn present(&self, env: &Env<'_>) -> bool {
        let path = &self.variable;
        let found = match &path.root {
            Root::Variable(_) => return env.follow(path, &self.text, "").is_ok(),
            Root::Context => path.follow(env.context, env.context),
            _ => path.follow(env.input, env.input),
        };
        match found {
            Found::One(_) => true,
            Found::Many(all) => !all.is_empty(),
            Found::Nothing | Found::TooMany => false,
        }
    }
}

fn invalid(path: &str) -> Fault {
    Fault::runtime(format!("Invalid path '{path}': The choice state's condition path references an invalid value."))
}

fn is(what: What, value: &Value) -> bool {
    match what {
        What::Present => true,
        What::Null => value.is_null(),
        What::Numeric => value.is_number(),
        What::Text => value.is_string(),
        What::Boolean => value.is_boolean(),
        What::Timestamp => value.as_str().is_some_and(|t| moment::parse(t).is_some()),
    }
}

/// Values of another kind never compare: the rule then simply does not hold.
fn compare(kind: Kind, left: &Value, right: &Value) -> Option<Ordering> {
    match kind {
        Kind::Text => left.as_str()?.partial_cmp(right.as_str()?),
        Kind::Number => (left.is_number() && right.is_number()).then(|| order(left, right)).flatten(),
        Kind::Boolean => left.as_bool()?.partial_cmp(&right.as_bool()?),
        Kind::Timestamp => moment::parse(left.as_str()?)?.partial_cmp(&moment::parse(right.as_str()?)?),
    }
}

/// `*` stands for any characters; `\*` and `\\` for themselves. Linear: on a mismatch only the last `*` takes one more.
#[must_use]
pub fn matches(text: &str, pattern: &str) -> bool {
    let pattern = tokens(pattern);
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut p) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(&c) = text.get(at) {
        match pattern.get(p) {
            Some(None) => {
                star = Some((p + 1, at));
                p += 1;
            }
            Some(Some(wanted)) if *wanted == c => {
                at += 1;
                p += 1;
            }
            _ => {
                let Some((after, from)) = star else { return false };
                star = Some((after, from + 1));
                (p, at) = (after, from + 1);
            }
        }
    }
    pattern.iter().skip(p).all(Option::is_none)
}

/// The characters of a pattern; `None` is the wildcard.
fn tokens(pattern: &str) -> Vec<Option<char>> {
    let mut out = vec![];
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '*' => out.push(None),
            '\\' => out.push(chars.next().or(Some('\\'))),
            other => out.push(Some(other)),
        }
    }
    out
}
