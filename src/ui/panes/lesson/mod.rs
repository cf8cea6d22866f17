//! The lesson pane: one section at a time, veiled while its question is open, the deciding sentence marked after the answer.

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
