//! The app: Model, Msg, update, draw, overlay, the register of screens.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

/// Every screen, named once.
pub mod register;
