//! Theme and drawing parts. Everything a pane draws goes through a [`canvas::Canvas`]: cells counted from its own corner,
//! text clipped at its own edge, roles instead of colours.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

/// A corner of the screen to draw in.
pub mod canvas;
/// Mapping a finished frame down to what the terminal can show: fewer colours, no colours, ASCII.
pub mod finish;
/// A pane's frame: title, right title, hints, link badge.
pub mod frame;
/// Unicode and ASCII signs.
pub mod glyphs;
/// The footer and the hints in borders, from key tables.
pub mod keybar;
/// Roles and their styles.
pub mod theme;

use glyphs::Glyphs;
use theme::Theme;

/// How things look in this session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kit {
    /// Roles to styles.
    pub theme: Theme,
    /// The set of signs.
    pub glyphs: Glyphs,
}
