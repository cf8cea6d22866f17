//! Keys and mouse as one word, free of any terminal library.

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A character as typed, shift already applied: `H`, `?`.
    Char(char),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Tabulator.
    Tab,
    /// Shift and tabulator.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Mouse button down at a cell.
    Click {
        /// Column, from 0.
        x: u16,
        /// Row, from 0.
        y: u16,
    },
    /// Mouse wheel over a cell; `up` away from the user.
    Wheel {
        /// Column, from 0.
        x: u16,
        /// Row, from 0.
        y: u16,
        /// Direction.
        up: bool,
    },
}

/// A key press with the one modifier that is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What.
    pub code: Code,
    /// With control held.
    pub ctrl: bool,
}

impl Key {
    /// A plain character.
    #[must_use]
    pub const fn ch(c: char) -> Self {
        Self { code: Code::Char(c), ctrl: false }
    }
    /// Control and a character.
    #[must_use]
    pub const fn ctrl(c: char) -> Self {
        Self { code: Code::Char(c), ctrl: true }
    }
    /// A named key.
    #[must_use]
    pub const fn of(code: Code) -> Self {
        Self { code, ctrl: false }
    }
    /// As written in hints: `space`, `enter`, `esc`, `↑`, `ctrl-d`, `H`.
    #[must_use]
    pub fn name(self) -> String {
        let base = match self.code {
            Code::Char(' ') => "space".into(),
            Code::Char(c) => c.to_string(),
            Code::Enter => "enter".into(),
            Code::Esc => "esc".into(),
            Code::Tab => "tab".into(),
            Code::BackTab => "shift-tab".into(),
            Code::Backspace => "backspace".into(),
            Code::Delete => "delete".into(),
            Code::Up => "up".into(),
            Code::Down => "down".into(),
            Code::Left => "left".into(),
            Code::Right => "right".into(),
            Code::Home => "home".into(),
            Code::End => "end".into(),
            Code::PageUp => "pgup".into(),
            Code::PageDown => "pgdn".into(),
            Code::Click { .. } => "click".into(),
            Code::Wheel { .. } => "wheel".into(),
        };
        if self.ctrl { format!("ctrl-{base}") } else { base }
    }
}
