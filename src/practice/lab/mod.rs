//! A lab session as a state machine: plays a scenario, asks before it shows, lets the learner change and break things,
//! measures the goals, and proves answer keys. Pure: real time comes in as milliseconds, records go out as values.

/// Variables, faults, fork, restart, undo: what the learner changes.
mod change;
/// What happens next, in words.
pub mod coming;
/// Goals and whether they are met, lost or still open.
pub mod goals;
/// What happened over time, as lanes.
pub mod lanes;
/// A run as a link that can be typed, mailed and opened again.
pub mod link;
/// Open to the learner's own tools.
pub mod outside;
/// Predictions: asked before, measured on a fork, shown after.
pub mod predict;
/// Proofs: the lab as the answer key of a question.
pub mod proof;
/// A queue's metrics over time.
pub mod series;
/// The session itself.
pub mod session;
/// What a run starts from: seed, variables, planned faults.
pub mod setup;
/// How fast simulated time passes.
pub mod speed;
/// The stage and the run as sentences, for screen readers, logs and the clipboard.
pub mod spoken;
/// Playing, stepping, seeking.
mod time;
/// Watching a proof run by itself.
pub mod watch;
/// Every event as a terse sentence.
pub mod words;

#[cfg(test)]
mod tests;
