//! Being built.

/// A live, rewindable lab.
pub mod lab;
