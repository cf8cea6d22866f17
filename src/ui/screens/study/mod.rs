//! The main screen: lesson, quiz and lab beside each other, linked.

/// Its key tables as they stand now.
pub mod keys;
/// What it remembers.
pub mod state;
/// What keys, time and routes do to it.
pub mod update;
/// How it looks.
pub mod view;

#[cfg(test)]
mod tests;
