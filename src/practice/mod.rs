//! What a learner does, as state machines: review and lab sessions, and the progress they leave behind.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

/// What a session reads besides itself.
pub mod desk;
/// Mock exams: drawn, sat, scored, reported.
pub mod exam;
/// A lab session: play, predict, change, prove.
pub mod lab;
/// What the log adds up to: cards, streak, mastery, stars.
pub mod progress;
/// What is written to the learner's log, one record per act.
pub mod record;
/// A review session: answer, judge, rate, undo.
pub mod review;
