//! Mock exams: a paper is drawn by a blueprint, sat in a room with a clock, and reported on. State machines without a screen.

/// From blueprint and bank to a paper.
pub mod draw;
/// The paper is handed in: marks and cards.
mod mark;
/// The sealed result of a proctored sitting.
pub mod proctor;
/// A sitting under way: its clock and its moves.
pub mod room;

#[cfg(test)]
mod tests;
