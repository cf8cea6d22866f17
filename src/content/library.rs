//! Everything that was loaded, by id, and what was wrong with it.
use super::{facts::Ledger, finding::Finding, lab::Lab, lesson::Lesson, pack::Item};
use crate::base::id::{LabId, LessonId, QuestionId};
use std::{collections::BTreeMap, sync::Arc};

/// One file as the shell read it: the name shown in findings and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// `content/facts.yaml`, `content/lessons/010-introduction.md`, `quizzes/sqs-core.yaml`, `content/labs/sqs-vt.yaml`.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// The content a session works on.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The fact ledger.
    pub ledger: Arc<Ledger>,
    /// Lessons by id.
    pub lessons: BTreeMap<LessonId, Arc<Lesson>>,
    /// Lesson ids in the order of the course.
    pub course: Vec<LessonId>,
    /// Questions by id.
    pub items: BTreeMap<QuestionId, Arc<Item>>,
    /// Labs by id.
    pub labs: BTreeMap<LabId, Arc<Lab>>,
}

/// Loads everything; later sources replace earlier ones that carry the same id (the learner's overlay comes last).
#[must_use]
pub fn load(_sources: &[Source]) -> (Library, Vec<Finding>) {
    (Library::default(), vec![])
}
