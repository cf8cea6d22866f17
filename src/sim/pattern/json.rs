//! A JSON reader that remembers where everything stood, so that a refusal can name line and column as AWS's does.
//! Depth is bounded; nothing is ever read twice; numbers stay as they were written.
use std::iter::Peekable;
use std::str::Chars;

/// No pattern of AWS goes deeper; what does is refused.
pub(super) const DEEPEST: usize = 100;

/// Line and column behind what was read, both from 1, as Jackson counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) line: u32,
    pub(super) column: u32,
}

/// A value with its place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) tree: Tree,
    /// Behind its first token: a number, a word, the opening bracket or quote.
    pub(super) open: Spot,
    /// Behind all of it.
    pub(super) close: Spot,
}

#[derive(Clone, Debug)]
pub(super) enum Tree {
    Null,
    Bool(bool),
    /// As it was written.
    Number(String),
    Text(String),
    List(Vec<Node>),
    /// In the written order.
    Map(Vec<(String, Node)>),
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) reason: String,
    pub(super) at: Spot,
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    at: Spot,
}

/// Reads a whole text as one value.
pub(super) fn read(text: &str) -> Result<Node, Fault> {
    let mut reader = Reader { rest: text.chars().peekable(), at: Spot { line: 1, column: 1 } };
    let node = reader.value(0)?;
    reader.space();
    match reader.rest.peek() {
        None => Ok(node),
        Some(&c) => Err(reader.unexpected(c)),
    }
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.next()?;
        if c == '\n' {
            self.at = Spot { line: self.at.line + 1, column: 1 };
        } else {
            self.at.column += 1;
        }
        Some(c)
    }
    fn fault(&self, reason: impl Into<String>) -> Fault {
        Fault { reason: reason.into(), at: self.at }
    }
    fn unexpected(&self, c: char) -> Fault {
        self.fault(format!("Unexpected character ('{c}' (code {})): expected a valid value", u32::from(c)))
    }
    fn end(&self) -> Fault {
        self.fault("Unexpected end-of-input")
    }
    fn space(&mut self) {
        while self.rest.peek().is_some_and(|c| matches!(c, ' ' | '\t' | '\r' | '\n')) {
            self.next();
        }
    }
    fn value(&mut self, depth: usize) -> Result<Node, Fault> {
        self.space();
        if depth > DEEPEST {
            return Err(self.fault(format!("Document nesting depth exceeds the maximum allowed ({DEEPEST})")));
        }
        let Some(&first) = self.rest.peek() else { return Err(self.end()) };
        match first {
            '{' => self.map(depth),
            '[' => self.list(depth),
            '"' => {
                self.next();
                let open = self.at;
                let text = self.text()?;
                Ok(Node { tree: Tree::Text(text), open, close: self.at })
            }
            '-' | '0'..='9' => self.number(),
            _ => self.word(),
        }
    }
    fn map(&mut self, depth: usize) -> Result<Node, Fault> {
        self.next();
        let (open, mut fields) = (self.at, vec![]);
        loop {
            self.space();
            match self.next() {
                Some('}') if fields.is_empty() => break,
                Some('"') => {}
                Some(c) => return Err(self.unexpected(c)),
                None => return Err(self.end()),
            }
            let name = self.text()?;
            self.space();
            match self.next() {
                Some(':') => {}
                Some(c) => return Err(self.unexpected(c)),
                None => return Err(self.end()),
            }
            fields.push((name, self.value(depth + 1)?));
            if self.more('}')? {
                break;
            }
        }
        Ok(Node { tree: Tree::Map(fields), open, close: self.at })
    }
    fn list(&mut self, depth: usize) -> Result<Node, Fault> {
        self.next();
        let (open, mut items) = (self.at, vec![]);
        self.space();
        if self.rest.peek() == Some(&']') {
            self.next();
            return Ok(Node { tree: Tree::List(items), open, close: self.at });
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.more(']')? {
                break;
            }
        }
        Ok(Node { tree: Tree::List(items), open, close: self.at })
    }
    /// Whether the bracket closes here; a comma goes on.
    fn more(&mut self, closing: char) -> Result<bool, Fault> {
        self.space();
        match self.next() {
            Some(',') => Ok(false),
            Some(c) if c == closing => Ok(true),
            Some(c) => Err(self.unexpected(c)),
            None => Err(self.end()),
        }
    }
    /// The rest of a text, behind its opening quote.
    fn text(&mut self) -> Result<String, Fault> {
        let mut text = String::new();
        loop {
            match self.next() {
                None => return Err(self.end()),
                Some('"') => return Ok(text),
                Some('\\') => text.push(self.escape()?),
                Some(c) if c < ' ' => return Err(self.fault("Illegal unquoted control character in a string value")),
                Some(c) => text.push(c),
            }
        }
    }
    fn escape(&mut self) -> Result<char, Fault> {
        match self.next() {
            Some(c @ ('"' | '\\' | '/')) => Ok(c),
            Some('b') => Ok('\u{8}'),
            Some('f') => Ok('\u{c}'),
            Some('n') => Ok('\n'),
            Some('r') => Ok('\r'),
            Some('t') => Ok('\t'),
            Some('u') => self.unicode(),
            Some(c) => Err(self.fault(format!("Unrecognized character escape '{c}'"))),
            None => Err(self.end()),
        }
    }
    fn unicode(&mut self) -> Result<char, Fault> {
        let high = self.hex()?;
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high).ok_or_else(|| self.fault("Incomplete surrogate pair"));
        }
        if self.next() != Some('\\') || self.next() != Some('u') {
            return Err(self.fault("Incomplete surrogate pair"));
        }
        let low = self.hex()?.wrapping_sub(0xdc00);
        let code = 0x1_0000 + ((high - 0xd800) << 10) + low.min(0x3ff);
        char::from_u32(code).filter(|_| low < 0x400).ok_or_else(|| self.fault("Incomplete surrogate pair"))
    }
    fn hex(&mut self) -> Result<u32, Fault> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.next().and_then(|c| c.to_digit(16));
            code = code * 16 + digit.ok_or_else(|| self.fault("Expected a hex-digit for character escape sequence"))?;
        }
        Ok(code)
    }
    fn number(&mut self) -> Result<Node, Fault> {
        let mut text = String::new();
        while let Some(&c) = self.rest.peek().filter(|c| matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E')) {
            text.push(c);
            self.next();
        }
        if serde_json::from_str::<serde_json::Number>(&text).is_err() && !huge(&text) {
            return Err(self.fault(format!("Invalid numeric value: {text}")));
        }
        Ok(Node { tree: Tree::Number(text), open: self.at, close: self.at })
    }
    fn word(&mut self) -> Result<Node, Fault> {
        let mut word = String::new();
        while let Some(&c) = self.rest.peek().filter(|c| c.is_ascii_alphabetic()) {
            word.push(c);
            self.next();
        }
        let tree = match word.as_str() {
            "null" => Tree::Null,
            "true" => Tree::Bool(true),
            "false" => Tree::Bool(false),
            "" => {
                let c = self.next().ok_or_else(|| self.end())?;
                return Err(self.unexpected(c));
            }
            _ => {
                return Err(
                    self.fault(format!("Unrecognized token '{word}': was expecting ('true', 'false' or 'null')"))
                );
            }
        };
        Ok(Node { tree, open: self.at, close: self.at })
    }
}

/// A well-formed number that is only too large for a machine's.
fn huge(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let digits = exponent.trim_start_matches(['+', '-']);
    serde_json::from_str::<serde_json::Number>(mantissa).is_ok()
        && !digits.is_empty()
        && exponent.len() - digits.len() <= 1
        && digits.bytes().all(|b| b.is_ascii_digit())
}
