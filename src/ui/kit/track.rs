//! The time bar: the run from start to end, events and faults on it, and the moment that is shown.
use super::{
    canvas::Canvas,
    theme::{Role, of_sign},
};
use crate::{base::time::SimTime, sim::panel::Sign};

/// A track to draw.
#[derive(Clone, Debug)]
pub struct Track<'a> {
    /// The end of the run.
    pub end: SimTime,
    /// The moment shown.
    pub now: SimTime,
    /// Moments of note, in order; drawn only up to `newest`.
    pub marks: &'a [(SimTime, Sign)],
    /// The newest moment that was run; further than `now` after a step back.
    pub newest: SimTime,
}

/// The cell of a moment among `cells`, the ends included.
#[must_use]
pub fn cell_of(at: SimTime, end: SimTime, cells: u16) -> u16 {
    let last = u128::from(cells.saturating_sub(1));
    (u128::from(at.min(end).0) * last / u128::from(end.0.max(1))) as u16
}

/// The moment of a cell: the inverse of [`cell_of`], for a click on the track.
#[must_use]
pub fn moment_of(cell: u16, end: SimTime, cells: u16) -> SimTime {
    let last = u128::from(cells.saturating_sub(1).max(1));
    SimTime((u128::from(end.0) * u128::from(cell.min(cells.saturating_sub(1))) / last) as u64)
}

/// Draws `├━━╋━━●────┤` over the first row.
pub fn draw(canvas: &mut Canvas<'_>, track: &Track<'_>) {
    let w = canvas.width();
    if w < 4 {
        return;
    }
    let cells = w - 2;
    let (left, right) = canvas.kit.glyphs.track_ends();
    canvas.text(0, 0, &left.to_string(), Role::Faint);
    canvas.text(w - 1, 0, &right.to_string(), Role::Faint);
    let now = cell_of(track.now, track.end, cells);
    let newest = cell_of(track.newest.max(track.now), track.end, cells);
    let piece = |n: u16, c: &str| c.repeat(usize::from(n));
    canvas.text(1, 0, &piece(now, "━"), Role::Focus);
    canvas.text(1 + now, 0, &piece(newest - now, "╌"), Role::Muted);
    canvas.text(1 + newest, 0, &piece(cells - newest, "─"), Role::Faint);
    for (at, sign) in track.marks.iter().filter(|(at, _)| *at <= track.newest.max(track.now)) {
        let glyph = canvas.kit.glyphs.sign(*sign).to_string();
        canvas.text(1 + cell_of(*at, track.end, cells), 0, &glyph, of_sign(*sign));
    }
    let here = canvas.kit.glyphs.sign(Sign::Visible).to_string();
    let here = if canvas.kit.glyphs.ascii { "O".into() } else { here };
    canvas.text(1 + now, 0, &here, Role::Strong);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::kit::testing::plain;

    #[test]
    fn a_track_shows_marks_up_to_the_newest_moment_and_here() {
        let s = |n: u64| SimTime(n * 1_000_000);
        let marks = [(s(20), Sign::Mark), (s(40), Sign::RanOut), (s(90), Sign::Fault)];
        let draw_at = |now, newest| {
            plain(23, 1, |c| draw(c, &Track { end: s(100), now: s(now), marks: &marks, newest: s(newest) })).text()
        };
        assert_eq!(draw_at(50, 50), "├━━━━╋━━━╳━●──────────┤");
        assert_eq!(draw_at(20, 50), "├━━━━●╌╌╌╳╌───────────┤");
        assert_eq!(draw_at(100, 100), "├━━━━╋━━━╳━━━━━━━━━↯━●┤");
    }

    #[test]
    fn a_click_finds_the_moment_again() {
        for cell in 0..60 {
            assert_eq!(cell_of(moment_of(cell, SimTime(59_000_000), 60), SimTime(59_000_000), 60), cell);
        }
        assert_eq!((cell_of(SimTime(5), SimTime(0), 10), moment_of(3, SimTime(0), 0)), (0, SimTime(0)));
    }
}
