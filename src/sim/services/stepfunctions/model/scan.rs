//! A cursor over the text of a path or an intrinsic function.

/// How deep expressions may nest; AWS allows ten intrinsic functions inside each other.
pub const DEPTH: usize = 10;

/// Reads a text from left to right.
#[derive(Clone, Debug)]
pub struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    /// At the start of a text.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
    /// What is left.
    #[must_use]
    pub fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }
    /// The next character, without taking it.
    #[must_use]
    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }
    /// Takes the next character.
    pub fn take(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }
    /// Takes a text if it comes next.
    pub fn eat(&mut self, text: &str) -> bool {
        let there = self.rest().starts_with(text);
        if there {
            self.at += text.len();
        }
        there
    }
    /// Skips blanks.
    pub fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.take();
        }
    }
    /// Takes characters while they fit.
    pub fn run(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let start = self.at;
        while self.peek().is_some_and(&fits) {
            self.take();
        }
        self.text.get(start..self.at).unwrap_or("")
    }
    /// Whether all is read.
    #[must_use]
    pub fn done(&self) -> bool {
        self.rest().is_empty()
    }
    /// A whole number, perhaps negative.
    pub fn whole(&mut self) -> Option<i64> {
        let start = self.at;
        self.eat("-");
        self.run(|c| c.is_ascii_digit());
        let found = self.text.get(start..self.at)?.parse().ok();
        if found.is_none() {
            self.at = start;
        }
        found
    }
    /// A quoted text, with `\` before a character that stands for itself.
    pub fn quoted(&mut self) -> Option<String> {
        let quote = self.peek().filter(|c| matches!(c, '\'' | '"'))?;
        self.take();
        let mut out = String::new();
        loop {
            match self.take()? {
                '\\' => out.push(self.take()?),
                c if c == quote => return Some(out),
                c => out.push(c),
            }
        }
    }
}
