//! Collects the findings of one file and turns byte offsets into lines and columns.
use super::finding::{Also, Finding, Severity, code};
use std::ops::Range;

/// How closely sources are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// Everything is held against everything.
    Full,
    /// Only what reading itself needs: for sources that the tests have held against everything already.
    Trusted,
}

/// Most findings kept of one file; more help nobody.
const MOST: usize = 200;

/// Byte offsets to lines and columns.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Of a text.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let after = |(i, _)| i + 1;
        Self { text, starts: std::iter::once(0).chain(text.match_indices('\n').map(after)).collect() }
    }
    /// Line and column (in characters) of a byte, both from 1; offsets beyond the end mean the end.
    #[must_use]
    pub fn place(&self, byte: usize) -> (usize, usize) {
        let byte = self.text.floor_char_boundary(byte);
        let line = self.starts.partition_point(|start| *start <= byte).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        (line, self.text.get(start..byte).map_or(0, |s| s.chars().count()) + 1)
    }
    /// The byte of a line and column (both from 1); the end of the text where there is no such place.
    #[must_use]
    pub fn byte(&self, line: usize, column: usize) -> usize {
        let Some(start) = self.starts.get(line.saturating_sub(1)).copied() else { return self.text.len() };
        let rest = self.text.get(start..).unwrap_or("");
        start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(i, _)| i)
    }
}

/// The findings of one file, and the file they are about.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    path: &'a str,
    text: &'a str,
    lines: Lines<'a>,
    findings: Vec<Finding>,
}

/// Text without a byte order mark: what all spans count in.
#[must_use]
pub fn body(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

impl<'a> Report<'a> {
    /// Nothing found yet. `text` as read, a byte order mark included.
    #[must_use]
    pub fn new(path: &'a str, text: &'a str) -> Self {
        let text = body(text);
        Self { path, text, lines: Lines::new(text), findings: vec![] }
    }
    /// The text that spans count in.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        self.text
    }
    /// Lines and columns of the text.
    #[must_use]
    pub const fn lines(&self) -> &Lines<'a> {
        &self.lines
    }
    /// Notes an error.
    pub fn error(
        &mut self,
        code: &'static str,
        span: &Range<usize>,
        message: impl Into<String>,
        cure: impl Into<String>,
    ) {
        self.add(Severity::Error, code, span, (message.into(), cure.into()));
    }
    /// Notes something; beyond the limit of a file only that there is more.
    pub fn add(&mut self, severity: Severity, code: &'static str, span: &Range<usize>, words: (String, String)) {
        let (code, words) = match self.findings.len() {
            MOST.. => return,
            n if n == MOST - 1 => (
                code::TOO_BIG,
                ("more findings than can be told".to_owned(), "Mend the ones above and look again.".to_owned()),
            ),
            _ => (code, words),
        };
        let (line, column) = self.lines.place(span.start);
        let (message, cure) = words;
        let (path, span) = (self.path.to_owned(), span.clone());
        self.findings.push(Finding { severity, code, path, line, column, span, message, cure, also: None });
    }
    /// Adds a second place in the same file to the last finding.
    pub fn also(&mut self, span: &Range<usize>, words: &str) {
        let also = self.at(span, words);
        if let Some(last) = self.findings.last_mut().filter(|f| f.code != code::TOO_BIG) {
            last.also = Some(also);
        }
    }
    /// A place in this file as the second place of a finding elsewhere.
    #[must_use]
    pub fn at(&self, span: &Range<usize>, words: &str) -> Also {
        let (line, column) = self.lines.place(span.start);
        Also { path: self.path.to_owned(), line, column, span: span.clone(), words: words.to_owned() }
    }
    /// How many so far.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.findings.len()
    }
    /// All of them.
    #[must_use]
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn places_count_characters_and_go_both_ways() {
        let lines = Lines::new("ab\nüx\n\nlast");
        for (byte, line, column) in [(0, 1, 1), (2, 1, 3), (3, 2, 1), (5, 2, 2), (8, 4, 1), (11, 4, 4)] {
            assert_eq!(lines.place(byte), (line, column), "{byte}");
            assert_eq!(lines.byte(line, column), byte, "{line}:{column}");
        }
        assert_eq!(lines.place(99), (4, 5));
        assert_eq!(lines.byte(9, 9), 12);
        assert_eq!(lines.place(4), (2, 1), "inside a character");
    }
}
