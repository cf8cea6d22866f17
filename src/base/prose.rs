//! Inline prose: what a sentence is made of, without saying how it looks.
use super::id::FactId;
use serde::{Deserialize, Serialize};

/// One run of text inside a paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inline {
    /// Plain words.
    Text(String),
    /// Strong words, also the LEAST / MOST of a stem.
    Strong(String),
    /// An emphasised word.
    Emph(String),
    /// An API name, an attribute, a command.
    Code(String),
    /// Today's value of a fact, already written out; `older` is the note some courses need.
    Fact {
        /// Which fact.
        id: FactId,
        /// Today's value, short: `30 s`.
        today: String,
        /// What older courses say, where that differs.
        older: Option<String>,
    },
    /// A link to a lesson section or a lab: target and words.
    Link {
        /// `lesson#section` or `lab:id`.
        target: String,
        /// The words shown.
        words: String,
    },
    /// A hard line break.
    Break,
}

/// A paragraph or a cell: inline runs in reading order.
pub type Prose = Vec<Inline>;

/// The words of a paragraph without marks.
#[must_use]
pub fn plain(prose: &[Inline]) -> String {
    prose
        .iter()
        .map(|run| match run {
            Inline::Text(t) | Inline::Strong(t) | Inline::Emph(t) | Inline::Code(t) => t.as_str(),
            Inline::Fact { today, .. } => today,
            Inline::Link { words, .. } => words,
            Inline::Break => "\n",
        })
        .collect()
}
