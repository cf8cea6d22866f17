//! What the lesson pane remembers: where the reader is, and whether the section is veiled.
use crate::{
    base::id::{LessonId, SectionId},
    content::{
        lesson::{Lesson, Section},
        library::Library,
    },
};

/// The lesson pane.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, shown and set alone")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The open lesson, if any.
    pub lesson: Option<LessonId>,
    /// Its section, from 0.
    pub section: usize,
    /// Lines scrolled inside the section; a resize keeps the section, the line only as far as it exists.
    pub line: usize,
    /// Hidden until the question beside it is answered.
    pub veiled: bool,
    /// The reader looked under the veil: the grade is capped.
    pub peeked: bool,
    /// The deciding sentence is marked, because its question was answered.
    pub marked: bool,
    /// The deciding sentence stands at a third of the height, until the reader scrolls.
    pub at_key: bool,
    /// Where the section's numbers were read is shown below it.
    pub sources: bool,
}

impl State {
    /// Opens a section; an unknown one opens the lesson's first.
    pub fn open(&mut self, library: &Library, lesson: &LessonId, section: Option<&SectionId>) {
        let Some(found) = library.lessons.get(lesson) else { return };
        let at = |id: &SectionId| found.sections.iter().position(|s| s.id == *id);
        *self = Self { lesson: Some(lesson.clone()), section: section.and_then(at).unwrap_or(0), ..Self::default() };
    }

    /// The open lesson.
    #[must_use]
    pub fn current<'a>(&self, library: &'a Library) -> Option<&'a Lesson> {
        library.lessons.get(self.lesson.as_ref()?).map(AsRef::as_ref)
    }

    /// The open section.
    #[must_use]
    pub fn section<'a>(&self, library: &'a Library) -> Option<&'a Section> {
        self.current(library)?.sections.get(self.section)
    }

    /// Hides the text until the question is answered.
    pub fn veil(&mut self) {
        (self.veiled, self.peeked, self.marked, self.sources) = (true, false, false, false);
        (self.line, self.at_key) = (0, false);
    }

    /// Shows the text and marks the sentence that decided the question.
    pub fn unveil(&mut self) {
        (self.veiled, self.marked, self.at_key, self.line) = (false, true, true, 0);
    }

    /// Nothing of the text may be seen now.
    #[must_use]
    pub const fn hidden(&self) -> bool {
        self.veiled && !self.peeked
    }
}

/// The number of a section in the course: `3.2` is the second section of the third lesson.
#[must_use]
pub fn number(library: &Library, lesson: &LessonId, section: &SectionId) -> String {
    let place = library.course.iter().position(|id| id == lesson).map_or(0, |i| i + 1);
    let sections = library.lessons.get(lesson).map_or(&[][..], |l| &l.sections);
    format!("{place}.{}", sections.iter().position(|s| s.id == *section).map_or(0, |i| i + 1))
}
