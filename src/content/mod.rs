//! Text to (Library, findings): the fact ledger, lessons, packs and labs. Takes (path, text) values, never opens a file;
//! loading never stops at the first fault.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

/// What is built into the binary.
pub mod embedded;
/// Blueprints of mock exams.
pub mod exam;
/// The fact ledger: typed numbers, today's words, what older courses say.
pub mod facts;
/// A fault found in content: where, what, and the cure.
pub mod finding;
/// Labs: a scenario with variables, goals, predictions, insights.
pub mod lab;
/// Lessons: Markdown with front matter, as blocks.
pub mod lesson;
/// Everything that was loaded, by id.
pub mod library;
/// What good content keeps, as rules.
pub mod lint;
/// Marks in words, Markdown to blocks.
pub mod markup;
/// Packs: questions with what they lean on.
pub mod pack;
/// Findings drawn for people.
pub mod render;
/// Collects the findings of one file.
pub mod report;
/// YAML with byte ranges.
pub mod yaml;

#[cfg(test)]
mod tests;
