//! The impure floor: clock, terminal, input, files, the loop.

/// The learner's folders and content on disk.
pub mod files;
