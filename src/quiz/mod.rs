//! Question kinds, answers, grading and the seeded dealing of options. Knows nothing of files, schedules or screens.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

/// What the learner hands in, and what it is worth.
pub mod answer;
/// The order in which options are shown, seeded.
pub mod deal;
/// A question and its options.
pub mod question;

#[cfg(test)]
mod tests;
