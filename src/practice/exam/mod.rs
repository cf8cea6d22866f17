//! Mock exams: a paper is drawn by a blueprint, sat in a room with a clock, and reported on. State machines without a screen.

/// Two sittings side by side.
pub mod compare;
/// From blueprint and bank to a paper.
pub mod draw;
/// A report as a file.
pub mod export;
/// All sittings side by side.
pub mod history;
/// What sittings tell about the questions themselves.
pub mod items;
/// The paper is handed in: marks and cards.
mod mark;
/// The sealed result of a proctored sitting.
pub mod proctor;
/// What a candidate is told after a sitting.
pub mod report;
/// A sitting under way: its clock and its moves.
pub mod room;
/// What a sitting is worth: the estimate and its range.
pub mod score;
/// Numbers of a report in words.
pub mod words;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
