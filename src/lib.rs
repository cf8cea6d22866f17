//! The map of the house: one line per room, lowest first; nothing is re-exported here.
#![doc = include_str!("HOUSE.md")]

/// Tiny shared values: ids, simulated time, wall-clock moments as data, seeded random streams, inline prose.
pub mod base;
/// One file per subcommand.
pub mod cli;
/// Text to (Library, findings): facts, lessons, packs, labs.
pub mod content;
/// AWS's wire protocols on loopback, so that a learner's own tools can call the simulator.
pub mod endpoint;
/// What a learner does, as state machines: review and lab sessions, progress.
pub mod practice;
/// Question kinds, answers, grading and the seeded dealing of options.
pub mod quiz;
/// The impure floor: clock, terminal, input, files, the loop.
pub mod shell;
/// The deterministic simulation core: the single source of truth for lessons, keys and labs.
pub mod sim;
/// The memory model: what the learner will still know, and when to ask again.
pub mod srs;
/// The only room that knows SQL.
pub mod store;
/// Screens: the words they share, drawing parts, panes, screens and the app.
pub mod ui;
