//! Metric math: expressions over time series, read once and evaluated in whole millionths.
mod eval;
mod parse;

pub use eval::{Inputs, Value, evaluate};
pub use parse::parse;

use super::number::Micro;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Expr {
    /// A number.
    Number(Micro),
    /// The Id of another query.
    Id(Name),
    /// `[m1, m2]`.
    Array(Vec<Expr>),
    /// `-m1`.
    Minus(Box<Expr>),
    /// Two and what stands between them.
    Both(Op, Box<(Expr, Expr)>),
    /// A function and its arguments.
    Call(Function, Vec<Expr>),
    /// A word in quotes or a key word such as REPEAT.
    Word(Name),
}

/// What stands between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `<`
    Less,
    /// `<=`
    LessEq,
    /// `>`
    More,
    /// `>=`
    MoreEq,
    /// `==`
    Same,
    /// `!=`
    Differs,
    /// `AND`, `&&`
    And,
    /// `OR`, `||`
    Or,
}

macro_rules! functions {
    ($($name:ident $word:literal $least:literal $most:literal;)*) => {
        /// A function of metric math.
        #[allow(missing_docs)] // AWS's own names
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Function { $($name,)* }

        impl Function {
            /// By AWS's name, with the least and the most arguments it takes.
            #[must_use]
            pub fn find(word: &str) -> Option<(Self, usize, usize)> {
                match word { $($word => Some((Self::$name, $least, $most)),)* _ => None }
            }
        }
    };
}

functions! {
    Abs "ABS" 1 1;
    Avg "AVG" 1 1;
    Ceil "CEIL" 1 1;
    DatapointCount "DATAPOINT_COUNT" 1 1;
    Diff "DIFF" 1 1;
    DiffTime "DIFF_TIME" 1 1;
    Fill "FILL" 2 2;
    First "FIRST" 1 1;
    Floor "FLOOR" 1 1;
    If "IF" 2 3;
    Last "LAST" 1 1;
    Max "MAX" 1 1;
    MetricCount "METRIC_COUNT" 1 1;
    Metrics "METRICS" 0 1;
    Min "MIN" 1 1;
    Period "PERIOD" 1 1;
    Rate "RATE" 1 1;
    RunningSum "RUNNING_SUM" 1 1;
    Sum "SUM" 1 1;
    TimeSeries "TIME_SERIES" 1 1;
}

impl Expr {
    /// Every Id it refers to; `METRICS` refers to all metrics and is told by `None`.
    pub fn ids(&self, seen: &mut Vec<Option<Name>>) {
        match self {
            Self::Number(_) | Self::Word(_) => {}
            Self::Id(id) => seen.push(Some(id.clone())),
            Self::Array(all) => all.iter().for_each(|e| e.ids(seen)),
            Self::Minus(one) => one.ids(seen),
            Self::Both(_, pair) => {
                pair.0.ids(seen);
                pair.1.ids(seen);
            }
            Self::Call(function, all) => {
                if *function == Function::Metrics {
                    seen.push(None);
                }
                all.iter().for_each(|e| e.ids(seen));
            }
        }
    }
}
