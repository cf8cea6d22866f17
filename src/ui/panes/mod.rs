//! The panes: each is a folder of mod, state, keys, update, view and tests, a stranger to every other.

/// A live, rewindable lab.
pub mod lab;
/// One lesson section at a time, veiled while its question is open.
pub mod lesson;
/// One question at a time: choose, check, why.
pub mod quiz;
