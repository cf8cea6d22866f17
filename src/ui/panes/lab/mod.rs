//! The lab pane: a live, rewindable run with goals, predictions, faults and variables.

/// Which keys do what.
pub mod keys;
/// What the pane remembers.
pub mod state;
#[cfg(test)]
mod tests;
/// What a key changes.
pub mod update;
/// How it looks.
pub mod view;
