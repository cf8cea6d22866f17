//! Whole screens, composed of panes. Every screen has the same six files and the same plain functions, so that
//! `ui/app/register.rs` names each of them once:
//! `State::new(&Context)`, `update::{key, chord, tick, go, reply}`, `keys::{tabs, chords}`, `state::place`, `view::draw`.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

/// Mock exams: the lobby, the question, the review screen.
pub mod exam;
/// What came of mock exams: reports, questions, history.
pub mod report;
/// The main screen: lesson, quiz and lab beside each other.
pub mod study;
