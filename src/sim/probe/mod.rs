//! Predicates over a run: `count(worker.repeat) == 0 and t >= 120s`. Goals, predictions, insights and proofs are these.
//!
//! Whole numbers and times (`30s`, `250ms`: microseconds), `t` (now), `+ - * /`, `== != < <= > >=`, `and or not`, parentheses, and:
//!
//! | | |
//! |---|---|
//! | `count(kind, ...)` | how many such events so far |
//! | `first(kind, ...)` `last(kind, ...)` | when the first or last one was; huge for a first, 0 for a last that has not been |
//! | `metric(orders.ApproximateNumberOfMessagesVisible)` | a CloudWatch metric now; of fleets: `requests empty finished repeats members busy`; of producers: `sent accepted` |
//! | `peak(orders.ApproximateNumberOfMessagesVisible)` | the highest so far, where the run watches it (`Expr::watch`) |
//! | `phase(orders, m3) == visible` | where a message stands at a queue: `none delayed visible flight orphaned locked done dead dropped expired lost` |
//! | `longest(a, b, ...)` `mean(a, b, ...)` | the longest, the average span from `a` to the next `b` of the same message; only spans that ended |
//! | `cost(orders)` `cost()` | what a resource, or everything, has cost so far, in millionths of a dollar |
//! | `share(a, b)` | events `a` in percent of events `b`; 0 where there is no `b` |
//!
//! A kind is an event's (`sqs.receive`), or `fault.*` for all that begin so. Conditions narrow it: `item=m3`, `place=orders`,
//! `actor=C1` (or `actor=C` for the whole fleet), `note=...`, `group=A`, `amount=2`, `before=30s`, `after=10s`. In `longest`
//! and `mean` they narrow the end of the span.
mod eval;
mod parse;
mod register;
#[cfg(test)]
mod tests;

use super::timeline::Timeline;

/// A parsed expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// As written.
    pub text: String,
    node: Node,
}

/// Why a text is no expression: where (byte offset) and what would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExprError {
    /// Byte offset into the text.
    pub offset: usize,
    /// What is wrong and the cure.
    pub message: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Number(i64),
    Now,
    Not(Box<Node>),
    Minus(Box<Node>),
    Two(Op, Box<Node>, Box<Node>),
    Count(Query),
    First(Query),
    Last(Query),
    Metric(String, String),
    Peak(String, String),
    Phase(String, String),
    Span { from: Query, to: Query, mean: bool },
    Share(Query, Query),
    Cost(Option<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    LessEqual,
    More,
    MoreEqual,
    Plus,
    Minus,
    Times,
    Over,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Query {
    kind: String,
    conditions: Vec<Condition>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Condition {
    Item(String),
    Place(String),
    Actor(String),
    Note(String),
    Group(String),
    Amount(u64),
    Before(u64),
    After(u64),
}

/// The longest expression: chains nest as deep as they are long.
const LONGEST: usize = 4_000;

impl Expr {
    /// Reads an expression.
    ///
    /// # Errors
    /// The offset and what would do.
    pub fn parse(text: &str) -> Result<Self, ExprError> {
        if text.len() > LONGEST {
            let message = format!("an expression has at most {LONGEST} characters");
            return Err(ExprError { offset: LONGEST, message });
        }
        Ok(Self { text: text.into(), node: parse::all(text)? })
    }

    /// Its value over the run so far; a predicate is 0 or 1.
    #[must_use]
    pub fn value(&self, run: &Timeline) -> i64 {
        eval::value(&self.node, run)
    }

    /// Whether it holds over the run so far.
    #[must_use]
    pub fn holds(&self, run: &Timeline) -> bool {
        self.value(run) != 0
    }

    /// Lets a run record what `peak(...)` needs; call it at the start of the run.
    pub fn watch(&self, run: &mut Timeline) {
        self.node.visit(&mut |node| {
            if let Node::Peak(resource, name) = node {
                run.watch(resource, name);
            }
        });
    }

    /// Names in the expression that a scenario must know: resources of metrics, places and actors of conditions.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names = vec![];
        self.node.visit(&mut |node| match node {
            Node::Metric(resource, _) | Node::Peak(resource, _) => names.push(resource.as_str()),
            Node::Phase(place, _) | Node::Cost(Some(place)) => names.push(place),
            Node::Count(q) | Node::First(q) | Node::Last(q) => q.names(&mut names),
            Node::Span { from, to, .. } | Node::Share(from, to) => {
                from.names(&mut names);
                to.names(&mut names);
            }
            _ => {}
        });
        names
    }
}

impl Query {
    fn names<'a>(&'a self, names: &mut Vec<&'a str>) {
        for condition in &self.conditions {
            if let Condition::Place(name) | Condition::Actor(name) = condition {
                names.push(name);
            }
        }
    }
}

impl Node {
    fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Self)) {
        see(self);
        match self {
            Self::Not(one) | Self::Minus(one) => one.visit(see),
            Self::Two(_, one, two) => {
                one.visit(see);
                two.visit(see);
            }
            _ => {}
        }
    }
}
