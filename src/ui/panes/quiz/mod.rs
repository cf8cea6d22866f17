//! The quiz pane: one question at a time, checked with how sure one is, every option told why, taken back with one key.

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
