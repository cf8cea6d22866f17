//! The impure floor: clock, terminal, input, files, the loop.

/// Opens the app: terminal, content, loop, farewell.
pub mod app;
/// What time it is.
pub mod clock;
/// The learner's log as the loop uses it.
pub(crate) mod desk;
/// The lab's door to the learner's own tools.
mod door;
/// The learner's folders and content on disk.
pub mod files;
/// Keys and signals as messages.
pub mod input;
/// Colours and signs by flags and environment.
pub mod look;
/// The loop: wait, update, draw.
mod pump;
/// Files the learner asks for.
pub(crate) mod shelf;
/// The terminal: entered, left whatever happens, drawn to.
pub mod terminal;
