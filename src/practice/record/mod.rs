//! What is written to the learner's log: append-only, one record per act, written the moment it is made.
/// A mock exam, act by act.
pub mod sat;

use crate::{
    base::{
        id::{Key, LabId, LessonId, OptionId, QuestionId, SectionId},
        moment::Now,
    },
    quiz::answer::{Answer, Verdict},
    srs::{Card, Rating},
};
use serde::{Deserialize, Serialize};

/// Why an answer was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// Spaced repetition.
    Drill,
    /// A mock exam.
    Exam,
    /// A failed or made prediction in a lab.
    Lab,
    /// Looking ahead; not fed to the schedule.
    Preview,
}

/// One answer with everything needed to judge, undo and fit later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// The question.
    pub question: QuestionId,
    /// A digest of the question as shown, so that later edits are known.
    pub content: String,
    /// When.
    pub now: Now,
    /// Why.
    pub setting: Setting,
    /// What was answered.
    pub answer: Answer,
    /// What it was worth.
    pub verdict: Verdict,
    /// How it was rated.
    pub rating: Rating,
    /// Options in the order shown.
    pub shown: Vec<OptionId>,
    /// Milliseconds from showing to answering.
    pub took_ms: u64,
    /// Asked for the hint.
    pub hinted: bool,
    /// Peeked at the veiled lesson.
    pub peeked: bool,
    /// The card before; undo goes back to it.
    pub before: Option<Card>,
    /// The card after.
    pub after: Card,
    /// Which scheduler and parameters.
    pub scheduler: String,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// An answer.
    Reviewed(Review),
    /// The rating of the question's last answer was changed (`h`, `e`) while it was still on the screen.
    Rerated {
        /// The question.
        question: QuestionId,
        /// When.
        now: Now,
        /// The new rating.
        rating: Rating,
        /// The card after the new rating.
        after: Card,
    },
    /// The last answer of this question was taken back.
    Undone {
        /// The question.
        question: QuestionId,
        /// When.
        now: Now,
        /// The card as it was before that answer.
        before: Option<Card>,
    },
    /// Marked or unmarked for later.
    Marked {
        /// The question.
        question: QuestionId,
        /// When.
        now: Now,
        /// Marked, or not any more.
        on: bool,
    },
    /// A mistake in the content was reported (`!`).
    Reported {
        /// The question.
        question: QuestionId,
        /// When.
        now: Now,
        /// In the learner's words; may be empty.
        words: String,
    },
    /// A lesson section was read to its end.
    Read {
        /// Which.
        lesson: LessonId,
        /// Which section.
        section: SectionId,
        /// When.
        now: Now,
    },
    /// A lab run ended or a star was won.
    Ran {
        /// Which lab.
        lab: LabId,
        /// When.
        now: Now,
        /// Goals met.
        met: Vec<Key>,
        /// Hints looked at.
        hints: u8,
        /// The run as text: seed, variables, faults.
        tuple: String,
    },
    /// A prediction was made and measured.
    Predicted {
        /// Which lab.
        lab: LabId,
        /// Which prediction.
        prediction: Key,
        /// When.
        now: Now,
        /// The outcome chosen; none = "I don't know".
        chosen: Option<usize>,
        /// What happened.
        right: usize,
    },
    /// A setting of the learner: `exam`, `minutes`, `theme`, `motion` ...
    Set {
        /// Its name.
        name: String,
        /// Its value as text.
        value: String,
        /// When.
        now: Now,
    },
    /// Something happened in a mock exam.
    Sat(sat::Sat),
}
