//! The app: Model, Msg, update, draw, overlay, the register of screens.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

/// Study days as dates.
pub mod date;
/// The whole frame.
pub mod draw;
/// The app's own keys.
pub mod keys;
/// Everything the app remembers, and the five messages.
pub mod model;
/// Toasts and messages.
pub mod notes;
/// The numbers at the right of the header.
mod numbers;
/// What lies over the screen.
pub mod overlay;
/// Every screen, named once.
pub mod register;
/// The first run.
pub mod tour;
/// From screen to screen.
mod travel;
/// One message in, effects out.
pub mod update;

#[cfg(test)]
mod tests;
