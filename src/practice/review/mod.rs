//! A review session: one question after the other, answered, judged, rated, undone. A state machine without a screen.

/// One question on the table, and what came of it.
pub mod attempt;
/// Which questions a session takes.
pub mod pick;
/// From verdict and confidence to a rating: one table.
pub mod rate;
/// A session and its moves on the question that lies on the table.
pub mod session;
/// What a finished session says.
pub mod summary;
/// Going on, back and forth.
mod turn;
/// What came of an answer, and of a session, in words.
pub mod words;

#[cfg(test)]
mod tests;
