//! Lessons: Markdown with front matter, parsed into blocks that any screen can set.

/// Markdown to lesson.
pub mod read;

use crate::base::{
    id::{FactId, LabId, LessonId, SectionId},
    prose::Prose,
};

/// A lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// Stable id.
    pub id: LessonId,
    /// Title: `Visibility timeout`.
    pub title: String,
    /// The service it belongs to, short name: `SQS`.
    pub service: String,
    /// Place in the course; lower first.
    pub order: u32,
    /// Exam task statements it serves: `2.1`.
    pub tasks: Vec<String>,
    /// Minutes to read.
    pub minutes: u32,
    /// The lab beside it, if any.
    pub lab: Option<LabId>,
    /// Sections in reading order.
    pub sections: Vec<Section>,
}

/// A section with a stable anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Stable inside the lesson.
    pub id: SectionId,
    /// Heading.
    pub title: String,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Facts it leans on.
    pub facts: Vec<FactId>,
}

/// A block of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A minor heading.
    Heading(Prose),
    /// Words.
    Paragraph(Prose),
    /// A list; ordered lists start at the number.
    List {
        /// First number, or none for bullets.
        start: Option<u64>,
        /// Items, each of one or more blocks.
        items: Vec<Vec<Block>>,
    },
    /// A table.
    Table {
        /// Column heads.
        head: Vec<Prose>,
        /// Rows of cells.
        rows: Vec<Vec<Prose>>,
    },
    /// A marked aside.
    Callout {
        /// What kind.
        kind: Callout,
        /// What it says.
        blocks: Vec<Block>,
    },
    /// Code or a drawing, kept cell by cell.
    Code {
        /// `json`, `sh`, `text` for drawings.
        lang: String,
        /// Lines.
        lines: Vec<String>,
    },
}

/// The kinds of callouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callout {
    /// The sentence that decides questions: shown with `▌`, marked after the answer.
    Key,
    /// What older courses say.
    Older,
    /// How the exam words it.
    Exam,
    /// A trap.
    Trap,
    /// Something to try in the lab.
    Try,
}
