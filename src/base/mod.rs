//! Tiny shared values that every room may know; nothing here reads a clock, a file or the terminal.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

/// Slugs that name questions, lessons, facts and labs for ever.
pub mod id;
/// Wall-clock instants and study days as plain values.
pub mod moment;
/// Text with inline marks: strong, code, fact references.
pub mod prose;
/// Named, seeded random streams.
pub mod random;
/// Simulated time in microseconds.
pub mod time;
/// Numbers in words.
pub mod words;
