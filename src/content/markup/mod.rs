//! Marks in words: `**strong**`, `*emphasis*`, `` `Code` ``, `[[fact]]`, `[[fact:part]]`, links to lessons and labs. Lessons and
//! questions are set by the same reader, so a mark means the same everywhere.

/// Markdown to blocks.
pub mod blocks;
/// Runs of words, with facts written out.
pub mod inline;

use crate::base::id::{FactId, LabId, LessonId, SectionId};
use std::ops::Range;

/// Something words refer to, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ref {
    /// The bytes of the reference in the file.
    pub span: Range<usize>,
    /// What it refers to.
    pub to: Target,
}

/// What words can refer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A fact, or one of its numbers; `fault` is what is wrong with it and the cure.
    Fact {
        /// Which.
        id: FactId,
        /// Why it could not be written out, if so.
        fault: Option<(String, String)>,
    },
    /// A lesson, or a section of it.
    Lesson(LessonId, Option<SectionId>),
    /// A lab.
    Lab(LabId),
}

/// How the offsets of a text lead back to its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The text stands in the file as it is, from this byte on.
    At(usize),
    /// The text is a YAML scalar in these bytes, perhaps indented, folded or quoted.
    Within(Range<usize>),
}

impl Origin {
    /// The bytes in the file of `range` of the text; `needle` is what stands there.
    #[must_use]
    pub fn span(&self, file: &str, range: &Range<usize>, needle: &str) -> Range<usize> {
        match self {
            Self::At(base) => base + range.start..base + range.end,
            Self::Within(span) => find(file, span, needle, range.start).unwrap_or_else(|| span.clone()),
        }
    }
}

/// The place of `needle` inside `span` of the file that lies nearest after `near` bytes of text: indentation and quotes only ever
/// push it back.
fn find(file: &str, span: &Range<usize>, needle: &str, near: usize) -> Option<Range<usize>> {
    let raw = file.get(span.clone())?;
    let at = |i: usize| span.start + i..span.start + i + needle.len();
    let near = raw.floor_char_boundary(near);
    let later = raw.get(near..).and_then(|rest| rest.find(needle)).map(|i| i + near);
    later.or_else(|| raw.rfind(needle)).filter(|_| !needle.is_empty()).map(at)
}
