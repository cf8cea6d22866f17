//! The words screens and shell exchange: keys, messages, effects, replies, routes, context. All of it is data
//! (comparable, printable), so that a session can be recorded and replayed.

/// What a screen may know while it updates or draws.
pub mod context;
/// What a screen wants done; the shell does it.
pub mod effect;
/// Keys and mouse as one word.
pub mod key;
/// Key tables: one table feeds handling, footer, help and palette.
pub mod table;
