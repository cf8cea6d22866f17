//! Predicates over a run: `count(worker.repeat) == 0 and t >= 120s`. Goals, predictions, insights and proofs are these.
use super::timeline::Timeline;

/// A parsed expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// As written.
    pub text: String,
}

/// Why a text is no expression: where (byte offset) and what would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExprError {
    /// Byte offset into the text.
    pub offset: usize,
    /// What is wrong and the cure.
    pub message: String,
}

impl Expr {
    /// Reads an expression.
    ///
    /// # Errors
    /// The offset and what would do.
    pub fn parse(text: &str) -> Result<Self, ExprError> {
        Ok(Self { text: text.into() })
    }

    /// Its value over the run so far; a predicate is 0 or 1.
    #[must_use]
    pub fn value(&self, _run: &Timeline) -> i64 {
        0
    }

    /// Whether it holds over the run so far.
    #[must_use]
    pub fn holds(&self, run: &Timeline) -> bool {
        self.value(run) != 0
    }
}
