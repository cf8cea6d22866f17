//! The signs: one table for Unicode and ASCII. Parts ask here where the two sets differ in more than the character;
//! everything else is translated cell by cell when the frame is finished.
use crate::sim::panel::Sign;

/// Which set, and the choices that go with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Glyphs {
    /// Only bytes below 128.
    pub ascii: bool,
}

/// A set of border pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Border {
    /// Corners: top left, top right, bottom left, bottom right.
    pub corners: [char; 4],
    /// Top and bottom.
    pub flat: char,
    /// Left and right.
    pub upright: char,
}

const LIGHT: Border = Border { corners: ['╭', '╮', '╰', '╯'], flat: '─', upright: '│' };
const HEAVY: Border = Border { corners: ['┏', '┓', '┗', '┛'], flat: '━', upright: '┃' };
const LIGHT_ASCII: Border = Border { corners: ['+', '+', '+', '+'], flat: '-', upright: '|' };
const HEAVY_ASCII: Border = Border { corners: ['+', '+', '+', '+'], flat: '=', upright: '|' };

/// A sign, its ASCII twin and the words that always go with it.
#[must_use]
pub const fn twin(sign: Sign) -> (char, char, &'static str) {
    match sign {
        Sign::Visible => ('●', 'o', "visible"),
        Sign::Flight => ('◐', '*', "in flight"),
        Sign::Done => ('✓', '+', "deleted"),
        Sign::Duplicate => ('◌', 'd', "duplicate"),
        Sign::Failed => ('✗', 'x', "failed"),
        Sign::RanOut => ('╳', 'X', "ran out"),
        Sign::Dead => ('†', 'D', "dead letter"),
        Sign::Refused => ('▲', '^', "refused"),
        Sign::Fault => ('↯', '!', "your fault"),
        Sign::Locked => ('╌', '-', "locked"),
        Sign::Working => ('━', '=', "working"),
        Sign::Future => ('░', ':', "the future"),
        Sign::Flush => ('▼', 'v', "flush"),
        Sign::Mark => ('╋', '+', "event"),
        Sign::Empty => ('○', '0', "empty answer"),
        Sign::Waiting => ('─', '_', "waiting"),
        Sign::Asked => ('▣', '@', "asked"),
        Sign::Unasked => ('▢', '.', "not asked"),
        Sign::Extended => ('+', 'e', "timeout extended"),
    }
}

/// Every sign, in the order of the legend.
pub const SIGNS: [Sign; 19] = [
    Sign::Visible,
    Sign::Flight,
    Sign::Done,
    Sign::Failed,
    Sign::Dead,
    Sign::Duplicate,
    Sign::RanOut,
    Sign::Fault,
    Sign::Mark,
    Sign::Refused,
    Sign::Flush,
    Sign::Locked,
    Sign::Working,
    Sign::Future,
    Sign::Empty,
    Sign::Waiting,
    Sign::Asked,
    Sign::Unasked,
    Sign::Extended,
];

const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const LEVELS_ASCII: [char; 8] = ['_', '_', '.', '.', '-', '-', '=', '#'];

impl Glyphs {
    /// A sign.
    #[must_use]
    pub const fn sign(self, sign: Sign) -> char {
        let (uni, ascii, _) = twin(sign);
        if self.ascii { ascii } else { uni }
    }

    /// The border of a pane.
    #[must_use]
    pub const fn border(self, focused: bool) -> Border {
        match (self.ascii, focused) {
            (false, true) => HEAVY,
            (false, false) => LIGHT,
            (true, true) => HEAVY_ASCII,
            (true, false) => LIGHT_ASCII,
        }
    }

    /// A bar of `width` cells, `filled` of `of`: the filled part in eighths, then the empty part.
    #[must_use]
    pub fn bar(self, filled: u64, of: u64, width: u16) -> (String, String) {
        let cells = u64::from(width);
        let eighths = (u128::from(filled.min(of)) * u128::from(cells) * 8 / u128::from(of.max(1))) as u64;
        let (whole, part) = (eighths / 8, (eighths % 8) as usize);
        let (full, empty) = if self.ascii { ('#', '.') } else { ('█', '░') };
        let mut head: String = std::iter::repeat_n(full, whole as usize).collect();
        match part {
            0 => {}
            _ if self.ascii && part < 4 => head.push(empty),
            _ if self.ascii => head.push(full),
            _ => head.push(EIGHTHS[part]),
        }
        let used = whole + u64::from(part > 0);
        (head, std::iter::repeat_n(empty, (cells - used) as usize).collect())
    }

    /// The two ends of a time track: `├` `┤`.
    #[must_use]
    pub const fn track_ends(self) -> (char, char) {
        if self.ascii { ('|', '|') } else { ('├', '┤') }
    }

    /// Stars won of three: `★★☆`; `2/3` in ASCII.
    #[must_use]
    pub fn stars(self, won: usize) -> String {
        let won = won.min(3);
        if self.ascii { format!("{won}/3") } else { "★".repeat(won) + &"☆".repeat(3 - won) }
    }

    /// Mastery in per cent over ten cells: filled and empty part.
    #[must_use]
    pub fn mastery(self, per_cent: u32) -> (String, String) {
        let full = (per_cent.min(100) as usize + 5) / 10;
        let (on, off) = if self.ascii { ("#", ".") } else { ("▰", "▱") };
        (on.repeat(full), off.repeat(10 - full))
    }

    /// Playing or paused.
    #[must_use]
    pub const fn transport(self, playing: bool) -> &'static str {
        match (self.ascii, playing) {
            (false, true) => "►",
            (false, false) => "‖",
            (true, true) => "PLAY",
            (true, false) => "STOP",
        }
    }

    /// One cell of a sparkline: level 0-7.
    #[must_use]
    pub fn level(self, level: usize) -> char {
        if self.ascii { LEVELS_ASCII[level.min(7)] } else { LEVELS[level.min(7)] }
    }

    /// The verdict on an answer or an option: `✓`, `✗`; words where signs would be mistaken.
    #[must_use]
    pub const fn verdict(self, right: bool) -> &'static str {
        match (self.ascii, right) {
            (false, true) => "✓",
            (false, false) => "✗",
            (true, true) => "ok",
            (true, false) => "x",
        }
    }

    /// Before a heading whose lines stand below it.
    #[must_use]
    pub const fn open(self) -> char {
        if self.ascii { 'v' } else { '▾' }
    }

    /// The cursor before a row.
    #[must_use]
    pub const fn cursor(self) -> char {
        if self.ascii { '>' } else { '▸' }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthChar;

    #[test]
    fn every_sign_is_one_cell_and_has_an_ascii_twin_of_its_own_width() {
        for sign in SIGNS {
            let (uni, ascii, words) = twin(sign);
            assert_eq!((uni.width(), ascii.width()), (Some(1), Some(1)), "{uni}");
            assert!(ascii.is_ascii() && !words.is_empty());
        }
        for c in EIGHTHS.into_iter().chain(LEVELS).chain("★☆▰▱►‖▸▕▏├┤█░◆⇄▌▒×•›·→⚑".chars())
        {
            assert_eq!(c.width(), Some(1), "{c}");
        }
    }

    #[test]
    fn bars_fill_in_eighths_and_never_overflow() {
        let uni = Glyphs { ascii: false };
        assert_eq!(uni.bar(34, 54, 10), ("██████▎".into(), "░░░".into()));
        assert_eq!(uni.bar(4, 54, 10), ("▋".into(), "░░░░░░░░░".into()));
        assert_eq!(uni.bar(0, 54, 3), (String::new(), "░░░".into()));
        assert_eq!(uni.bar(99, 54, 3), ("███".into(), String::new()));
        assert_eq!(uni.bar(3, 0, 2), (String::new(), "░░".into()));
        let ascii = Glyphs { ascii: true };
        assert_eq!(ascii.bar(34, 54, 10), ("######.".into(), "...".into()));
        for filled in 0..200 {
            for glyphs in [uni, ascii] {
                let (a, b) = glyphs.bar(filled, 170, 13);
                assert_eq!(a.chars().count() + b.chars().count(), 13, "{filled}");
            }
        }
    }

    #[test]
    fn the_ascii_set_is_ascii() {
        let g = Glyphs { ascii: true };
        let (full, empty) = g.mastery(61);
        for text in [g.stars(2), full, empty, g.transport(true).into(), g.level(3).into(), g.cursor().into()] {
            assert!(text.is_ascii(), "{text}");
        }
    }
}
