//! Everything that was loaded, by id, and what was wrong with it.

/// From files to library.
pub mod load;

use super::{
    exam::Blueprint,
    facts::Ledger,
    finding::Finding,
    lab::Lab,
    lesson::{Lesson, Section},
    lint,
    pack::Item,
    report::Care,
};
use crate::base::id::{Key, LabId, LessonId, QuestionId, SectionId};
use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

/// One file as the shell read it: the name shown in findings and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// `content/facts.yaml`, `content/lessons/010-introduction.md`, `quizzes/sqs-core.yaml`, `content/labs/sqs-vt.yaml`.
    pub path: Cow<'static, str>,
    /// The whole text.
    pub text: Cow<'static, str>,
    /// 0 for what is built in; each folder laid over it is one higher. An id of a higher layer replaces that of a lower one.
    pub layer: u8,
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
    /// Blueprints of mock exams by id.
    pub exams: BTreeMap<Key, Arc<Blueprint>>,
}

impl Library {
    /// A section of a lesson, if there is one.
    #[must_use]
    pub fn section(&self, lesson: &LessonId, section: &SectionId) -> Option<&Section> {
        self.lessons.get(lesson)?.sections.iter().find(|s| s.id == *section)
    }
}

/// Loads everything for the app. What is built in was held against everything by the tests already and is only read; as soon
/// as the learner lays anything over it, all of it is checked as [`load`] does.
#[must_use]
pub fn open(sources: &[Source]) -> (Library, Vec<Finding>) {
    if sources.iter().any(|source| source.layer > 0) {
        return load(sources);
    }
    let desk = load::read(sources, Care::Trusted);
    (desk.library, desk.findings)
}

/// Loads just these files, as [`open`] does, and holds nothing against anything: for whoever needs the ledger and one lab at once.
#[must_use]
pub fn only(sources: &[Source]) -> (Library, Vec<Finding>) {
    let desk = load::read(sources, Care::Trusted);
    (desk.library, desk.findings)
}

/// Loads everything; an id of a higher layer replaces the same id of a lower one (the learner's overlay comes last).
#[must_use]
pub fn load(sources: &[Source]) -> (Library, Vec<Finding>) {
    let mut desk = load::read(sources, Care::Full);
    let mut findings = std::mem::take(&mut desk.findings);
    findings.extend(lint::run(sources, &desk, |rule| rule.at_load));
    (desk.library, findings)
}
