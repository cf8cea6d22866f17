//! What a screen wants done, as data. The shell performs effects in order and answers with a [`Reply`] where one is due.
use crate::{
    base::id::{Key, LabId, LessonId, OptionId, QuestionId, SectionId},
    practice::{
        exam::draw::Order,
        lab::outside::{Calling, Told},
        record::Record,
    },
};
use std::collections::BTreeSet;

/// Where to go: screens, panes and their subjects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The main screen, as it was.
    Study,
    /// A lesson section in the lesson pane.
    Lesson(LessonId, Option<SectionId>),
    /// A question in the quiz pane, with its lesson and lab beside it.
    Question(QuestionId),
    /// A lab for itself.
    Lab(LabId),
    /// The run of a link: `sqs-vt?seed=7&t=44s`.
    Link(String),
    /// Review what is due now.
    ReviewDue,
    /// Learn new questions; of one lesson where named.
    LearnNew(Option<LessonId>),
    /// Practise the weakest cards.
    Weakest,
    /// Prove the question on the table in the lab.
    Proof,
    /// The run that proves a question which was answered elsewhere, with what was chosen there.
    Run(QuestionId, BTreeSet<OptionId>),
    /// The lobby of the mock exams, with what is wished for so far.
    Exam(Box<Order>),
    /// The report of a sitting; of all where none is named.
    Report(Option<Key>),
}

/// The overlays a screen can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// `?`
    Help,
    /// `:`
    Commands,
    /// `/`
    Find,
    /// `gc`: find, with the lessons of the course only.
    Lessons,
    /// `g`
    GoTo,
    /// `T`
    Themes,
    /// `gm`
    Messages,
    /// Exam date and minutes a day.
    Plan,
}

/// How a toast sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Four seconds.
    Info,
    /// Stays until a key.
    Error,
}

/// What a screen wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Write this to the learner's log in one transaction, now.
    Save(Box<Record>),
    /// Say this, bottom right.
    Toast(Mood, String),
    /// Go there.
    Go(Route),
    /// Open an overlay.
    Open(Overlay),
    /// Put text on the clipboard (OSC 52).
    Copy(String),
    /// Wake me that many times a second until the next `Animate`; 0 = nothing moves. Each wake is a tick.
    Animate(u8),
    /// Take the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Open the lab to the learner's own tools, or close it.
    Door(bool),
    /// Tell callers from outside what became of their calls.
    Tell(Vec<Told>),
    /// Write a file for the learner (a report), by this name, into the folder of such files.
    Keep {
        /// Its name: `mock-3.md`.
        name: String,
        /// What it says.
        text: String,
    },
    /// Seal the result of a proctored sitting with the instructor's pass phrase, and write it by this name.
    Seal {
        /// Its name.
        name: String,
        /// The result.
        result: Box<serde_json::Value>,
    },
    /// Stop the process as Ctrl-Z does.
    Suspend,
    /// Leave the app.
    Quit,
}

/// What the shell answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// A record was written.
    Saved,
    /// It was not: why, in words for people.
    NotSaved(String),
    /// Another process wrote to the same log: what it wrote.
    Others(Vec<Record>),
    /// The lab is open to the outside at this address, or why it is not, in words for people.
    Door(Result<String, String>),
    /// A call from outside.
    Called(Box<Calling>),
    /// A file was written: where, or why not, in words for people.
    Kept(Result<String, String>),
    /// A caller from outside has gone.
    HungUp(u64),
}
