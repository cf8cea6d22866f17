//! Events to tree. Refuses what a hand-written content file never needs (anchors, aliases, tags, several documents), and
//! whatever is beyond the limits, so that no file can hang or exhaust the app.
use super::{
    super::{finding::code, report::Report},
    tree::{Entry, Kind, Node},
};
use granit_parser::{Event, Parser, ScalarStyle};
use std::{collections::BTreeMap, ops::Range};

/// Largest file, in bytes.
pub const MAX_BYTES: usize = 1 << 20;
/// Deepest nesting; the deepest format here needs eight.
const MAX_DEPTH: usize = 32;

/// An open list or mapping.
enum Open {
    List { start: usize, items: Vec<Node> },
    Map { start: usize, entries: Vec<Entry>, key: Option<Node> },
}

/// Reads the part `range` of the report's text as one YAML document; `None` where it is none, with the reason reported.
pub fn parse(range: &Range<usize>, report: &mut Report) -> Option<Node> {
    let text = report.text().get(range.clone())?;
    if text.len() > MAX_BYTES {
        let message = format!("the file has {} bytes, the limit is {MAX_BYTES}", text.len());
        report.error(code::TOO_BIG, &(range.start..range.start), message, "Split it into several files.");
        return None;
    }
    let mut builder = Builder { stack: vec![], root: None, report };
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => {
                let span = span.byte_range().unwrap_or(0..0);
                builder.take(event, range.start + span.start..range.start + span.end)?;
            }
            Err(error) => {
                let at = range.start + error.marker().byte_offset().unwrap_or(0).min(text.len());
                let cure = "Mend the YAML here: look at indentation, quotes and colons on this line and the one above.";
                builder.report.error(code::SYNTAX, &(at..at), format!("this is not YAML: {}", error.info()), cure);
                return None;
            }
        }
    }
    builder.root
}

struct Builder<'r, 'a> {
    stack: Vec<Open>,
    root: Option<Node>,
    report: &'r mut Report<'a>,
}

impl Builder<'_, '_> {
    /// Takes one event; `None` ends the reading of the file.
    fn take(&mut self, event: Event<'_>, span: Range<usize>) -> Option<()> {
        let start = span.start;
        match event {
            Event::Scalar(_, _, anchor, ref tag)
            | Event::SequenceStart(_, anchor, ref tag)
            | Event::MappingStart(_, anchor, ref tag)
                if anchor > 0 || tag.is_some() =>
            {
                self.refuse(&span, "anchors and tags are not read here")
            }
            Event::Alias(_) => self.refuse(&span, "aliases are not read here"),
            Event::DocumentStart(..) if self.root.is_some() => self.refuse(&span, "a second document begins here"),
            Event::Scalar(text, style, ..) => {
                let empty = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null");
                self.put(Node { span, kind: Kind::Scalar((!empty).then(|| text.into_owned())) });
                Some(())
            }
            Event::SequenceStart(..) => self.open(Open::List { start, items: vec![] }),
            Event::MappingStart(..) => self.open(Open::Map { start, entries: vec![], key: None }),
            Event::SequenceEnd | Event::MappingEnd => self.close(span.end),
            _ => Some(()),
        }
    }

    fn refuse(&mut self, span: &Range<usize>, message: &str) -> Option<()> {
        self.report.error(code::NOT_PLAIN, span, message, "Write the value out in full, one document to a file.");
        None
    }

    fn open(&mut self, open: Open) -> Option<()> {
        if self.stack.len() >= MAX_DEPTH {
            let (Open::List { start, .. } | Open::Map { start, .. }) = open;
            let message = format!("nested more than {MAX_DEPTH} deep");
            self.report.error(code::TOO_DEEP, &(start..start), message, "No format here needs that: flatten it.");
            return None;
        }
        self.stack.push(open);
        Some(())
    }

    fn close(&mut self, end: usize) -> Option<()> {
        match self.stack.pop()? {
            Open::List { start, items } => {
                let end = close_at(start, end, items.last().map(|n| n.span.end), self.text_at(end));
                self.put(Node { span: start..end, kind: Kind::List(items) });
                Some(())
            }
            Open::Map { start, entries, .. } => {
                let end = close_at(start, end, entries.last().map(|e| e.value.span.end), self.text_at(end));
                let kind = Kind::Map(self.without_duplicates(entries));
                self.put(Node { span: start..end, kind });
                Some(())
            }
        }
    }

    /// The byte before `end`: a closing bracket there belongs to the value.
    fn text_at(&self, end: usize) -> Option<u8> {
        self.report.text().as_bytes().get(end.checked_sub(1)?).copied()
    }

    fn put(&mut self, node: Node) {
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { entries, key, .. }) => match key.take() {
                None => *key = Some(node),
                Some(Node { span, kind: Kind::Scalar(text) }) => {
                    entries.push(Entry { key: text.unwrap_or_default(), at: span, value: node });
                }
                Some(key) => {
                    let cure = "Write a plain word before the colon.";
                    self.report.error(code::WRONG_TYPE, &key.span, "a key must be words", cure);
                }
            },
        }
    }

    fn without_duplicates(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let mut first: BTreeMap<String, Range<usize>> = BTreeMap::new();
        let mut kept = Vec::with_capacity(entries.len());
        for entry in entries {
            if let Some(place) = first.get(&entry.key) {
                let message = format!("`{}` stands here a second time", entry.key);
                self.report.error(code::DUPLICATE_KEY, &entry.at, message, "Keep one of the two.");
                self.report.also(place, "first used here");
            } else {
                first.insert(entry.key.clone(), entry.at.clone());
                kept.push(entry);
            }
        }
        kept
    }
}

/// The end of a list or mapping: its closing bracket in flow style, else its last child (the parser tells the next token).
fn close_at(start: usize, end: usize, last: Option<usize>, before: Option<u8>) -> usize {
    let flow = matches!(before, Some(b']' | b'}'));
    last.filter(|_| !flow).unwrap_or(end).max(start)
}
