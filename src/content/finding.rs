//! A fault found in content: file, line, column, what is wrong and the cure.
use std::{fmt, ops::Range};

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
    /// The bytes it is about, in the text without a byte order mark.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do; one short sentence.
    pub cure: String,
    /// A second place that belongs to it: where an id was used first.
    pub also: Option<Also>,
}

/// The second place of a finding, perhaps in another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Also {
    /// The file.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The bytes.
    pub span: Range<usize>,
    /// What is there: `first used here`.
    pub words: String,
}

impl fmt::Display for Finding {
    /// `path:line:column: error[E0102] message` and, on a second line, the cure.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.severity == Severity::Error { "error" } else { "warning" };
        let Self { path, line, column, code, message, cure, .. } = self;
        write!(f, "{path}:{line}:{column}: {word}[{code}] {message}")?;
        if let Some(also) = &self.also {
            write!(f, "\n  {}:{}:{}: {}", also.path, also.line, also.column, also.words)?;
        }
        write!(f, "\n  {cure}")
    }
}

/// Codes of what is found while reading; the rules of [`super::lint`] carry their own, from E0301 on.
pub mod code {
    /// The text is not YAML.
    pub const SYNTAX: &str = "E0001";
    /// A file, or the number of its parts, is beyond the limit.
    pub const TOO_BIG: &str = "E0002";
    /// Nested too deeply.
    pub const TOO_DEEP: &str = "E0003";
    /// Anchors, aliases, tags, several documents.
    pub const NOT_PLAIN: &str = "E0004";
    /// A key twice in one mapping.
    pub const DUPLICATE_KEY: &str = "E0005";
    /// A file that is no ledger, lesson, pack or lab.
    pub const UNKNOWN_FILE: &str = "E0006";
    /// A field nobody reads.
    pub const UNKNOWN_FIELD: &str = "E0101";
    /// A field that must be there.
    pub const MISSING_FIELD: &str = "E0102";
    /// A list where words are expected, or the like.
    pub const WRONG_TYPE: &str = "E0103";
    /// An id that is no slug.
    pub const BAD_ID: &str = "E0104";
    /// A word that is none of the accepted ones.
    pub const BAD_WORD: &str = "E0105";
    /// A number or a time that cannot be read, or out of its range.
    pub const BAD_NUMBER: &str = "E0106";
    /// An id twice.
    pub const DUPLICATE_ID: &str = "E0107";
    /// A lesson without front matter, or with one that does not end.
    pub const FRONT_MATTER: &str = "E0201";
    /// A section without its `{#anchor}`.
    pub const NO_ANCHOR: &str = "E0202";
    /// An anchor twice in one lesson.
    pub const DUPLICATE_ANCHOR: &str = "E0203";
    /// A callout of a kind that does not exist.
    pub const CALLOUT: &str = "E0204";
    /// Markdown that the screens cannot set.
    pub const MARKUP: &str = "E0205";
    /// A link that leads nowhere by its form.
    pub const BAD_LINK: &str = "E0206";
    /// A line of code or drawing too wide for a pane.
    pub const TOO_WIDE: &str = "E0207";
    /// A section without exactly one `[!KEY]`.
    pub const KEY_CALLOUT: &str = "E0208";
    /// A scenario that does not hold together.
    pub const SCENARIO: &str = "E0211";
    /// A predicate that cannot be read.
    pub const PREDICATE: &str = "E0212";
    /// A fault that cannot be read.
    pub const FAULT: &str = "E0213";
}
