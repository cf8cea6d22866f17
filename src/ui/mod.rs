//! Screens: the words they share, drawing parts, panes, screens and the app.

/// The app: Model, Msg, update, draw, overlay, the register of screens.
pub mod app;
/// The words screens and shell exchange; no drawing here.
pub mod flow;
/// Theme and drawing parts.
pub mod kit;
/// Lesson, quiz and lab: strangers to each other.
pub mod panes;
/// Whole screens, composed of panes.
pub mod screens;
