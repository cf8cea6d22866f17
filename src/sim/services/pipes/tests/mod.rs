//! The semantics of Pipes, and its laws under random calls.
