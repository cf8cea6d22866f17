//! Evaluating an expression over periods. A point that is missing in any operand is missing in the result.
use super::{Expr, Function, Op};
use crate::sim::services::cloudwatch::model::number::{Micro, ONE, narrow, over, times, whole};

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// One number.
    Scalar(Option<Micro>),
    /// One number per period, oldest first; `None` is missing.
    Series(Vec<Option<Micro>>),
    /// Several series.
    Many(Vec<Vec<Option<Micro>>>),
}

/// Where an expression finds its metrics.
pub trait Inputs {
    /// The series of another query.
    fn series(&self, id: &str) -> Option<Vec<Option<Micro>>>;
    /// Every metric (not expression) of the request whose Id holds this text.
    fn metrics(&self, holds: &str) -> Vec<Vec<Option<Micro>>>;
    /// The period in seconds.
    fn period(&self) -> u64;
    /// How many periods.
    fn length(&self) -> usize;
}

/// Evaluates an expression.
#[must_use]
pub fn evaluate(expr: &Expr, from: &dyn Inputs) -> Value {
    match expr {
        Expr::Number(n) => Value::Scalar(Some(*n)),
        Expr::Word(_) => Value::Scalar(None),
        Expr::Id(id) => from.series(id).map_or(Value::Scalar(None), Value::Series),
        Expr::Array(all) => Value::Many(all.iter().flat_map(|e| many(evaluate(e, from), from.length())).collect()),
        Expr::Minus(one) => each(evaluate(one, from), |n| Some(n.saturating_neg())),
        Expr::Both(op, pair) => {
            let (left, right) = (evaluate(&pair.0, from), evaluate(&pair.1, from));
            both(left, right, |a, b| combine(*op, a, b))
        }
        Expr::Call(function, arguments) => call(*function, arguments, from),
    }
}

fn many(value: Value, length: usize) -> Vec<Vec<Option<Micro>>> {
    match value {
        Value::Many(all) => all,
        Value::Series(one) => vec![one],
        Value::Scalar(n) => vec![vec![n; length]],
    }
}

fn each(value: Value, act: impl Fn(Micro) -> Option<Micro>) -> Value {
    let on = |series: Vec<Option<Micro>>| series.into_iter().map(|n| n.and_then(&act)).collect();
    match value {
        Value::Scalar(n) => Value::Scalar(n.and_then(&act)),
        Value::Series(series) => Value::Series(on(series)),
        Value::Many(all) => Value::Many(all.into_iter().map(on).collect()),
    }
}

fn both(left: Value, right: Value, act: impl Fn(Micro, Micro) -> Option<Micro>) -> Value {
    let pair = |a: Option<Micro>, b: Option<Micro>| a.zip(b).and_then(|(a, b)| act(a, b));
    let zip = |a: &[Option<Micro>], b: &[Option<Micro>]| -> Vec<Option<Micro>> {
        a.iter().zip(b).map(|(&a, &b)| pair(a, b)).collect()
    };
    match (left, right) {
        (Value::Scalar(a), Value::Scalar(b)) => Value::Scalar(pair(a, b)),
        (Value::Series(a), Value::Scalar(b)) => Value::Series(a.into_iter().map(|a| pair(a, b)).collect()),
        (Value::Scalar(a), Value::Series(b)) => Value::Series(b.into_iter().map(|b| pair(a, b)).collect()),
        (Value::Series(a), Value::Series(b)) => Value::Series(zip(&a, &b)),
        (Value::Many(all), Value::Series(b)) => Value::Many(all.iter().map(|a| zip(a, &b)).collect()),
        (Value::Series(a), Value::Many(all)) => Value::Many(all.iter().map(|b| zip(&a, b)).collect()),
        (Value::Many(all), Value::Scalar(b)) => {
            Value::Many(all.into_iter().map(|a| a.into_iter().map(|a| pair(a, b)).collect()).collect())
        }
        (Value::Scalar(a), Value::Many(all)) => {
            Value::Many(all.into_iter().map(|b| b.into_iter().map(|b| pair(a, b)).collect()).collect())
        }
        (Value::Many(a), Value::Many(b)) => Value::Many(a.iter().zip(&b).map(|(a, b)| zip(a, b)).collect()),
    }
}

fn combine(op: Op, a: Micro, b: Micro) -> Option<Micro> {
    let truth = |yes: bool| Some(if yes { ONE } else { 0 });
    match op {
        Op::Add => Some(a.saturating_add(b)),
        Op::Sub => Some(a.saturating_sub(b)),
        Op::Mul => Some(times(a, b)),
        Op::Div => over(a, b),
        Op::Less => truth(a < b),
        Op::LessEq => truth(a <= b),
        Op::More => truth(a > b),
        Op::MoreEq => truth(a >= b),
        Op::Same => truth(a == b),
        Op::Differs => truth(a != b),
        Op::And => truth(a != 0 && b != 0),
        Op::Or => truth(a != 0 || b != 0),
    }
}

fn call(function: Function, arguments: &[Expr], from: &dyn Inputs) -> Value {
    let argument = |nth: usize| arguments.get(nth).map_or(Value::Scalar(None), |e| evaluate(e, from));
    let step = whole(from.period());
    match function {
        Function::Metrics => {
            let holds = match arguments.first() {
                Some(Expr::Word(word)) => &**word,
                _ => "",
            };
            Value::Many(from.metrics(holds))
        }
        Function::Abs => each(argument(0), |n| Some(n.saturating_abs())),
        Function::Ceil => each(argument(0), |n| {
            Some(narrow(i128::from(n).div_euclid(1_000_000) * 1_000_000))
                .map(|f| if f == n { f } else { f.saturating_add(ONE) })
        }),
        Function::Floor => each(argument(0), |n| Some(narrow(i128::from(n).div_euclid(1_000_000) * 1_000_000))),
        Function::If => choose(argument(0), argument(1), arguments.get(2).map(|e| evaluate(e, from)), from.length()),
        Function::Fill => fill(argument(0), arguments.get(1), from),
        Function::Period => Value::Scalar(Some(step)),
        Function::MetricCount => Value::Scalar(Some(whole(many(argument(0), from.length()).len() as u64))),
        Function::TimeSeries => match argument(0) {
            Value::Scalar(n) => Value::Series(vec![n; from.length()]),
            other => other,
        },
        Function::Diff | Function::DiffTime | Function::Rate => map_series(argument(0), |s| steps(function, s, step)),
        Function::RunningSum => map_series(argument(0), |series| {
            let mut total: Micro = 0;
            series.into_iter().map(|n| n.inspect(|n| total = total.saturating_add(*n)).map(|_| total)).collect()
        }),
        Function::Sum
        | Function::Avg
        | Function::Min
        | Function::Max
        | Function::First
        | Function::Last
        | Function::DatapointCount => gather(function, argument(0), from.length()),
    }
}

fn map_series(value: Value, act: impl Fn(Vec<Option<Micro>>) -> Vec<Option<Micro>>) -> Value {
    match value {
        Value::Scalar(n) => Value::Scalar(n),
        Value::Series(series) => Value::Series(act(series)),
        Value::Many(all) => Value::Many(all.into_iter().map(act).collect()),
    }
}

/// DIFF, DIFF_TIME and RATE: from one data point to the next.
fn steps(function: Function, series: Vec<Option<Micro>>, period: Micro) -> Vec<Option<Micro>> {
    let mut before: Option<(Micro, i64)> = None;
    let mut out = vec![];
    for (at, now) in (0i64..).zip(series) {
        let Some(now) = now else {
            out.push(None);
            continue;
        };
        out.push(before.and_then(|(then, place)| {
            let time = period.saturating_mul(at - place);
            let rise = now.saturating_sub(then);
            match function {
                Function::Diff => Some(rise),
                Function::DiffTime => Some(time),
                _ => over(rise, time),
            }
        }));
        before = Some((now, at));
    }
    out
}

/// Of one series over time a number; of several a series.
fn gather(function: Function, value: Value, length: usize) -> Value {
    match value {
        Value::Scalar(n) => Value::Scalar(n),
        Value::Series(series) => Value::Scalar(reduce(function, series.into_iter().flatten())),
        Value::Many(all) => Value::Series(
            (0..length).map(|at| reduce(function, all.iter().filter_map(|s| s.get(at).copied().flatten()))).collect(),
        ),
    }
}

fn reduce(function: Function, values: impl Iterator<Item = Micro>) -> Option<Micro> {
    let all: Vec<Micro> = values.collect();
    let sum = all.iter().fold(0i128, |sum, &n| sum + i128::from(n));
    match function {
        Function::DatapointCount => Some(whole(all.len() as u64)),
        _ if all.is_empty() => None,
        Function::Sum => Some(narrow(sum)),
        Function::Avg => Some(narrow(sum / i128::try_from(all.len()).unwrap_or(1))),
        Function::Min => all.into_iter().min(),
        Function::Max => all.into_iter().max(),
        Function::First => all.first().copied(),
        _ => all.last().copied(),
    }
}

fn choose(condition: Value, yes: Value, no: Option<Value>, length: usize) -> Value {
    let at = |value: &Value, place: usize| match value {
        Value::Scalar(n) => *n,
        Value::Series(series) => series.get(place).copied().flatten(),
        Value::Many(all) => all.first().and_then(|s| s.get(place).copied().flatten()),
    };
    let pick = |place: usize| match at(&condition, place) {
        Some(0) => no.as_ref().and_then(|no| at(no, place)),
        Some(_) => at(&yes, place),
        None => None,
    };
    let flat = |v: &Value| matches!(v, Value::Scalar(_));
    if flat(&condition) && flat(&yes) && no.as_ref().is_none_or(flat) {
        return Value::Scalar(pick(0));
    }
    Value::Series((0..length).map(pick).collect())
}

fn fill(value: Value, with: Option<&Expr>, from: &dyn Inputs) -> Value {
    let word = match with {
        Some(Expr::Word(word)) => &**word,
        _ => "",
    };
    let other = match with.map(|e| evaluate(e, from)) {
        Some(Value::Scalar(n)) => vec![n; from.length()],
        Some(Value::Series(series)) => series,
        _ => vec![],
    };
    map_series(value, |series| match word {
        "REPEAT" => {
            let mut last = None;
            series
                .into_iter()
                .map(|n| {
                    last = n.or(last);
                    last
                })
                .collect()
        }
        "LINEAR" => linear(&series),
        _ => series.into_iter().zip(other.iter().chain(std::iter::repeat(&None))).map(|(n, o)| n.or(*o)).collect(),
    })
}

/// A straight line between the neighbours that are there.
fn linear(series: &[Option<Micro>]) -> Vec<Option<Micro>> {
    let known: Vec<(usize, Micro)> = series.iter().enumerate().filter_map(|(at, n)| n.map(|n| (at, n))).collect();
    let between = |at: usize| {
        let before = known.iter().rev().find(|k| k.0 < at)?;
        let after = known.iter().find(|k| k.0 > at)?;
        let (way, whole) = (i128::try_from(at - before.0).ok()?, i128::try_from(after.0 - before.0).ok()?);
        Some(narrow(i128::from(before.1) + (i128::from(after.1) - i128::from(before.1)) * way / whole))
    };
    series.iter().enumerate().map(|(at, n)| n.or_else(|| between(at))).collect()
}
