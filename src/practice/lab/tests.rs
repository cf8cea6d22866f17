//! The session as a whole: what it must never do.
