//! Filters of a JSONPath: `[?(@.price < 10 && @.kind == 'book')]`.
use super::path::{Found, Path, Root};
use super::scan::{DEPTH, Scan};
use serde_json::Value;
use std::cmp::Ordering;

/// What a filter asks of each child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// All hold.
    All(Vec<Test>),
    /// One holds.
    Any(Vec<Test>),
    /// It does not hold.
    Not(Box<Test>),
    /// The path leads somewhere.
    Exists(Path),
    /// Two sides compare like this.
    Compare(Side, Op, Side),
}

/// A side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// What a path leads to.
    At(Path),
    /// A value.
    Just(Value),
}

/// How two sides compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `==`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// Longest first, so that `<=` is not read as `<`.
const OPS: [(&str, Op); 6] =
    [("==", Op::Equal), ("!=", Op::Unequal), ("<=", Op::AtMost), (">=", Op::AtLeast), ("<", Op::Less), (">", Op::More)];

impl Test {
    /// Reads what stands after `?`.
    pub(super) fn scan(scan: &mut Scan<'_>, depth: usize) -> Result<Self, String> {
        if depth > DEPTH {
            return Err("filters are nested too deep".into());
        }
        let mut any = vec![];
        loop {
            let mut all = vec![];
            loop {
                all.push(one(scan, depth)?);
                scan.blanks();
                if !scan.eat("&&") {
                    break;
                }
            }
            any.push(single(all, Self::All));
            if !scan.eat("||") {
                break;
            }
        }
        Ok(single(any, Self::Any))
    }

    /// Whether a child passes.
    #[must_use]
    pub fn holds(&self, child: &Value, top: &Value) -> bool {
        match self {
            Self::All(tests) => tests.iter().all(|t| t.holds(child, top)),
            Self::Any(tests) => tests.iter().any(|t| t.holds(child, top)),
            Self::Not(test) => !test.holds(child, top),
            Self::Exists(path) => match look(path, child, top) {
                Found::One(_) => true,
                Found::Many(all) => !all.is_empty(),
                Found::Nothing | Found::TooMany => false,
            },
            Self::Compare(left, op, right) => {
                let (Some(left), Some(right)) = (left.value(child, top), right.value(child, top)) else {
                    return *op == Op::Unequal;
                };
                compare(&left, *op, &right)
            }
        }
    }
}

fn single(mut all: Vec<Test>, many: impl Fn(Vec<Test>) -> Test) -> Test {
    if all.len() == 1
        && let Some(one) = all.pop()
    {
        return one;
    }
    many(all)
}

fn one(scan: &mut Scan<'_>, depth: usize) -> Result<Test, String> {
    scan.blanks();
    if scan.eat("!") {
        return if depth > DEPTH { Err("too deep".into()) } else { Ok(Test::Not(Box::new(one(scan, depth + 1)?))) };
    }
    if scan.eat("(") {
        let inner = Test::scan(scan, depth + 1)?;
        scan.blanks();
        return if scan.eat(")") { Ok(inner) } else { Err("`)` is missing".into()) };
    }
    let left = side(scan, depth)?;
    scan.blanks();
    for (sign, op) in OPS {
        if scan.eat(sign) {
            return Ok(Test::Compare(left, op, side(scan, depth)?));
        }
    }
    match left {
        Side::At(path) => Ok(Test::Exists(path)),
        Side::Just(_) => Err("a filter compares or names a path".into()),
    }
}

fn side(scan: &mut Scan<'_>, depth: usize) -> Result<Side, String> {
    scan.blanks();
    match scan.peek() {
        Some('@' | '$') => {
            let path = Path::scan(scan, depth + 1)?;
            // Nothing that selects many: filters inside filters would cost the square of the payload.
            if path.is_definite() {
                Ok(Side::At(path))
            } else {
                Err("inside a filter a path has names and indexes only".into())
            }
        }
        Some('\'' | '"') => Ok(Side::Just(Value::String(scan.quoted().ok_or("a quote is not closed")?))),
        _ => {
            let word = scan.run(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'));
            let value = serde_json::from_str(word).map_err(|_| format!("`{word}` is no value"))?;
            Ok(Side::Just(value))
        }
    }
}

fn look<'a>(path: &Path, child: &'a Value, top: &'a Value) -> Found<'a> {
    match path.root {
        Root::Current => path.follow(child, top),
        Root::Input => path.follow(top, top),
        _ => Found::Nothing,
    }
}

impl Side {
    fn value(&self, child: &Value, top: &Value) -> Option<Value> {
        match self {
            Self::At(path) => look(path, child, top).value(),
            Self::Just(value) => Some(value.clone()),
        }
    }
}

fn compare(left: &Value, op: Op, right: &Value) -> bool {
    let order = order(left, right);
    match op {
        Op::Equal => order.map_or(left == right, Ordering::is_eq),
        Op::Unequal => !order.map_or(left == right, Ordering::is_eq),
        Op::Less => order.is_some_and(Ordering::is_lt),
        Op::AtMost => order.is_some_and(Ordering::is_le),
        Op::More => order.is_some_and(Ordering::is_gt),
        Op::AtLeast => order.is_some_and(Ordering::is_ge),
    }
}

/// How two values of the same kind compare: numbers by value, texts by their characters.
#[must_use]
pub fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => match (a.as_i64(), b.as_i64()) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
        },
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        _ => None,
    }
}
