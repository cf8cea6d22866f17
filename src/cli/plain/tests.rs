//! The conversation on the real content, without a process.
