//! Theme and drawing parts. Everything a pane draws goes through a [`canvas::Canvas`]: cells counted from its own corner,
//! text clipped at its own edge, roles instead of colours.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

/// A corner of the screen to draw in.
pub mod canvas;
/// Sparklines and line charts.
pub mod chart;
/// Mapping a finished frame down to what the terminal can show: fewer colours, no colours, ASCII.
pub mod finish;
/// A pane's frame: title, right title, hints, link badge.
pub mod frame;
/// Unicode and ASCII signs.
pub mod glyphs;
/// The footer and the hints in borders, from key tables.
pub mod keybar;
/// What happened, one line a message, time from left to right.
pub mod lanes;
/// A list with a cursor.
pub mod list;
/// Services and actors as the learner sees them.
pub mod panel;
/// Header, boxes, toast, veil, the too-small notice.
pub mod parts;
/// Lessons set into lines.
pub mod prose;
/// Tables set into lines.
pub mod table;
/// A frame as text with styles, for tests of everything that draws.
#[cfg(test)]
pub mod testing;
/// Roles and their styles.
pub mod theme;
/// The time bar.
pub mod track;
/// Words into lines.
pub mod wrap;

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
