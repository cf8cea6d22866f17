//! The last pass over a finished frame: true colour to what the terminal can show, and ASCII where nothing else is safe.
use ratatui::{buffer::Buffer, style::Color};

/// How many colours there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None: only bold, underline, reverse.
    None,
    /// The terminal's own sixteen.
    Sixteen,
    /// The xterm cube.
    Cube,
    /// 24 bits.
    #[default]
    True,
}

/// Maps every cell down.
pub fn finish(buf: &mut Buffer, depth: Depth, ascii: bool) {
    for cell in &mut buf.content {
        if depth != Depth::True {
            cell.fg = colour(cell.fg, depth);
            cell.bg = colour(cell.bg, depth);
        }
        if ascii && !cell.symbol().is_ascii() {
            let plain = cell.symbol().chars().next().map_or(' ', letter);
            cell.set_char(plain);
        }
    }
}

fn colour(colour: Color, depth: Depth) -> Color {
    match (colour, depth) {
        (_, Depth::None) => Color::Reset,
        (Color::Rgb(r, g, b), Depth::Cube) => Color::Indexed(cube(r, g, b)),
        (Color::Rgb(r, g, b), Depth::Sixteen) => sixteen(r, g, b),
        _ => colour,
    }
}

fn apart(a: [u8; 3], b: [u8; 3]) -> u32 {
    a.iter().zip(b).map(|(x, y)| u32::from(x.abs_diff(y)).pow(2)).sum()
}

fn cube(r: u8, g: u8, b: u8) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let near = |c: u8| (0..6u8).min_by_key(|i| STEPS[usize::from(*i)].abs_diff(c)).unwrap_or(0);
    let at = [r, g, b].map(near);
    let in_cube = at.map(|i| STEPS[usize::from(i)]);
    let mean = (u16::from(r) + u16::from(g) + u16::from(b)) / 3;
    let step = (mean.saturating_sub(3) / 10).min(23) as u8;
    let grey = 8 + 10 * step;
    if apart([r, g, b], [grey; 3]) < apart([r, g, b], in_cube) {
        232 + step
    } else {
        16 + 36 * at[0] + 6 * at[1] + at[2]
    }
}

fn sixteen(r: u8, g: u8, b: u8) -> Color {
    const TABLE: [(Color, [u8; 3]); 16] = [
        (Color::Black, [0, 0, 0]),
        (Color::Red, [205, 0, 0]),
        (Color::Green, [0, 205, 0]),
        (Color::Yellow, [205, 205, 0]),
        (Color::Blue, [0, 0, 238]),
        (Color::Magenta, [205, 0, 205]),
        (Color::Cyan, [0, 205, 205]),
        (Color::Gray, [229, 229, 229]),
        (Color::DarkGray, [127, 127, 127]),
        (Color::LightRed, [255, 0, 0]),
        (Color::LightGreen, [0, 255, 0]),
        (Color::LightYellow, [255, 255, 0]),
        (Color::LightBlue, [92, 92, 255]),
        (Color::LightMagenta, [255, 0, 255]),
        (Color::LightCyan, [0, 255, 255]),
        (Color::White, [255, 255, 255]),
    ];
    TABLE.iter().min_by_key(|(_, c)| apart(*c, [r, g, b])).map_or(Color::Reset, |(c, _)| *c)
}

/// The ASCII letter that stands for a character, one cell for one cell.
#[must_use]
#[allow(clippy::match_same_arms, reason = "grouped by what the signs are, not by their letter")]
pub fn letter(c: char) -> char {
    match c {
        '─' | '╌' | '┄' | '—' | '–' | '−' | '‐' | '‑' | '╴' | '╶' => '-',
        '│' | '┃' | '├' | '┤' | '‖' | '▏' | '▕' | '╎' => '|',
        '━' | '═' | '≡' => '=',
        '╭' | '╮' | '╰' | '╯' | '┏' | '┓' | '┗' | '┛' | '╋' | '┼' | '┬' | '┴' | '✓' | '┌' | '┐' | '└' | '┘' => {
            '+'
        }
        '●' | '○' | '◦' | '°' => 'o',
        '◐' | '★' | '•' | '◆' | '◇' => '*',
        '◌' => 'd',
        '✗' | '×' | '✕' => 'x',
        '╳' => 'X',
        '†' => 'D',
        '▲' | '↑' | '△' => '^',
        '▼' | '↓' | '▾' | '▽' => 'v',
        '↯' | '⚑' => '!',
        '░' | '⋮' => ':',
        '▒' | '▓' => '%',
        '▸' | '►' | '▶' | '›' | '»' | '→' | '▌' | '❯' => '>',
        '◂' | '◄' | '‹' | '«' | '←' | '↩' => '<',
        '⇄' | '↔' | '≈' | '∼' => '~',
        '☆' | '·' | '▱' | '▢' | '…' | '⋯' | '‥' => '.',
        '█' | '▰' | '▇' | '▆' | '▅' | '▉' | '▊' | '▋' => '#',
        '▁' | '▂' | '▃' | '▄' | '▍' | '▎' => '_',
        '▣' => '@',
        '‘' | '’' | '‚' | '′' => '\'',
        '“' | '”' | '„' | '″' => '"',
        '≤' => '<',
        '≥' => '>',
        '±' => '~',
        'µ' | 'μ' => 'u',
        '\u{a0}' | '\u{2009}' | '\u{202f}' => ' ',
        '\u{2800}' => ' ',
        '\u{2801}'..='\u{28ff}' => '.',
        _ => fold(c),
    }
}

const FOLDS: [(&str, char); 20] = [
    ("àáâãäåāă", 'a'),
    ("ÀÁÂÃÄÅĀ", 'A'),
    ("çćč", 'c'),
    ("ÇĆČ", 'C'),
    ("èéêëēě", 'e'),
    ("ÈÉÊËĒ", 'E'),
    ("ìíîïī", 'i'),
    ("ÌÍÎÏ", 'I'),
    ("ñńň", 'n'),
    ("ÑŃ", 'N'),
    ("òóôõöøō", 'o'),
    ("ÒÓÔÕÖØ", 'O'),
    ("ùúûüū", 'u'),
    ("ÙÚÛÜ", 'U'),
    ("ýÿ", 'y'),
    ("śš", 's'),
    ("ŚŠ", 'S'),
    ("źżž", 'z'),
    ("ß", 's'),
    ("ł", 'l'),
];

/// A Latin letter without its accent, else `?`.
#[must_use]
pub fn fold(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    FOLDS.iter().find(|(from, _)| from.contains(c)).map_or('?', |(_, to)| *to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::{
        layout::Rect,
        style::{Modifier, Style},
    };

    #[test]
    fn colours_map_down_and_modifiers_stay() {
        assert_eq!((cube(255, 0, 0), cube(30, 30, 46), cube(128, 128, 128)), (196, 235, 244));
        assert_eq!((sixteen(250, 10, 10), sixteen(0, 0, 0)), (Color::LightRed, Color::Black));
        let mut buf = Buffer::empty(Rect::new(0, 0, 2, 1));
        buf.set_string(
            0,
            0,
            "é—",
            Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Red).add_modifier(Modifier::REVERSED),
        );
        finish(&mut buf, Depth::None, true);
        assert_eq!((buf[(0, 0)].symbol(), buf[(1, 0)].symbol()), ("e", "-"));
        assert_eq!(
            (buf[(0, 0)].fg, buf[(0, 0)].bg, buf[(0, 0)].modifier),
            (Color::Reset, Color::Reset, Modifier::REVERSED)
        );
    }

    #[test]
    fn every_character_becomes_one_ascii_letter() {
        for c in (0x80..0x3000u32).filter_map(char::from_u32) {
            assert!(letter(c).is_ascii_graphic() || letter(c) == ' ', "{c:?}");
        }
    }
}
