//! Mock exams: the lobby where a paper is chosen, the question on the table, the review screen. What is known of the answers
//! before the paper is handed in stays out of it.

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
