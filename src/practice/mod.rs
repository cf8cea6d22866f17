//! What a learner does, as state machines: review and lab sessions, and the progress they leave behind.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

/// A lab session: play, predict, change, prove.
pub mod lab;
/// What is written to the learner's log, one record per act.
pub mod record;
