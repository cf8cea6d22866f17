//! A fault found in content: file, line, column, what is wrong and the cure.

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Loads, but a learner or an author would be poorer for it.
    Warning,
    /// The thing it stands in was not loaded, or is wrong.
    Error,
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// Stable code of the rule: `E0101`.
    pub code: &'static str,
    /// The file as it was named to the loader.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do; one short sentence.
    pub cure: String,
}
