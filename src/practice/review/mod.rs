//! A review session: one question after the other, answered, judged, rated, undone. A state machine without a screen.

/// One question on the table, and what came of it.
pub mod attempt;
/// What a session reads besides itself.
pub mod desk;
/// From verdict and confidence to a rating: one table.
pub mod rate;
/// The queue of a session and its moves.
pub mod session;
/// What a finished session says.
pub mod summary;

#[cfg(test)]
mod tests;
