//! Reads the fields of a mapping. Every complaint goes to the report; the reader goes on, so that one run tells all.
use super::{
    super::{finding::code, report::Report},
    nearest::nearest,
    tree::{Kind, Node},
};
use crate::base::{id::is_slug, time::SimTime};

/// A mapping whose field names have been checked.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'n> {
    node: &'n Node,
    what: &'static str,
}

impl<'n> Fields<'n> {
    /// Opens `node` as `what` (`a question`), which has the fields `known`; unknown ones are reported with the nearest name.
    pub fn open(node: &'n Node, what: &'static str, known: &[&'static str], report: &mut Report) -> Option<Self> {
        let Kind::Map(entries) = &node.kind else {
            let message = format!("{what} is written as a mapping of fields, this is {}", node.what());
            report.error(code::WRONG_TYPE, &node.head(), message, format!("Its fields are {}.", known.join(", ")));
            return None;
        };
        for entry in entries.iter().filter(|e| !known.contains(&e.key.as_str())) {
            let cure = nearest(&entry.key, known.iter().copied()).map_or_else(
                || format!("Remove it, or use one of {}.", known.join(", ")),
                |near| format!("Did you mean `{near}`?"),
            );
            report.error(code::UNKNOWN_FIELD, &entry.at, format!("{what} has no field `{}`", entry.key), cure);
        }
        Some(Self { node, what })
    }
    /// The mapping itself.
    #[must_use]
    pub const fn node(&self) -> &'n Node {
        self.node
    }
    /// A field that may be absent.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'n Node> {
        self.node.get(name)
    }
    /// A field that must be there.
    pub fn need(&self, name: &str, report: &mut Report) -> Option<&'n Node> {
        let found = self.get(name);
        if found.is_none() {
            let message = format!("{} needs the field `{name}`", self.what);
            report.error(code::MISSING_FIELD, &self.node.head(), message, format!("Add `{name}:`."));
        }
        found
    }
    /// Words that must be there and not be empty.
    pub fn text(&self, name: &str, report: &mut Report) -> Option<&'n str> {
        words(self.need(name, report)?, name, report)
    }
    /// Words that may be absent, but not be empty.
    pub fn text_if(&self, name: &str, report: &mut Report) -> Option<&'n str> {
        words(self.get(name)?, name, report)
    }
    /// A slug that must be there.
    pub fn slug(&self, name: &str, report: &mut Report) -> Option<&'n str> {
        slug(self.need(name, report)?, name, report)
    }
    /// A slug that may be absent.
    pub fn slug_if(&self, name: &str, report: &mut Report) -> Option<&'n str> {
        slug(self.get(name)?, name, report)
    }
    /// A whole number that may be absent.
    pub fn number_if(&self, name: &str, report: &mut Report) -> Option<u64> {
        number(self.get(name)?, name, report)
    }
    /// A whole number that must be there.
    pub fn number(&self, name: &str, report: &mut Report) -> Option<u64> {
        number(self.need(name, report)?, name, report)
    }
    /// A time that may be absent.
    pub fn time_if(&self, name: &str, report: &mut Report) -> Option<SimTime> {
        time(self.get(name)?, name, report)
    }
    /// A time that must be there.
    pub fn time(&self, name: &str, report: &mut Report) -> Option<SimTime> {
        time(self.need(name, report)?, name, report)
    }
    /// `true` or `false`; absent is false.
    pub fn flag(&self, name: &str, report: &mut Report) -> bool {
        let Some(node) = self.get(name) else { return false };
        match node.text() {
            Some("true") => true,
            Some("false") => false,
            _ => {
                report.error(
                    code::BAD_WORD,
                    &node.head(),
                    format!("`{name}` is true or false"),
                    "Write true or false.",
                );
                false
            }
        }
    }
    /// The items of a list that may be absent (then empty).
    pub fn list_if(&self, name: &str, report: &mut Report) -> &'n [Node] {
        self.get(name).map_or(&[], |node| list(node, name, report))
    }
    /// The items of a list that must be there.
    pub fn list(&self, name: &str, report: &mut Report) -> &'n [Node] {
        self.need(name, report).map_or(&[], |node| list(node, name, report))
    }
    /// The words of a list of words that may be absent, each with its node.
    pub fn texts_if(&self, name: &str, report: &mut Report) -> Vec<&'n str> {
        let items = self.list_if(name, report);
        items.iter().filter_map(|node| words(node, name, report)).collect()
    }
    /// One of several words, as its meaning; must be there.
    pub fn choice<T: Copy>(&self, name: &str, of: &[(&'static str, T)], report: &mut Report) -> Option<T> {
        choice(self.need(name, report)?, name, of, report)
    }
    /// One of several words, as its meaning; may be absent.
    pub fn choice_if<T: Copy>(&self, name: &str, of: &[(&'static str, T)], report: &mut Report) -> Option<T> {
        choice(self.get(name)?, name, of, report)
    }
}

/// The words of a scalar, not empty.
pub fn words<'n>(node: &'n Node, name: &str, report: &mut Report) -> Option<&'n str> {
    match &node.kind {
        Kind::Scalar(Some(text)) if !text.trim().is_empty() => Some(text),
        Kind::Scalar(_) => {
            report.error(
                code::MISSING_FIELD,
                &node.span,
                format!("`{name}` is empty"),
                "Write the words, or remove it.",
            );
            None
        }
        _ => {
            let message = format!("`{name}` takes words, this is {}", node.what());
            report.error(code::WRONG_TYPE, &node.head(), message, "Write it as one line of words, or quote it.");
            None
        }
    }
}

/// The items of a list.
pub fn list<'n>(node: &'n Node, name: &str, report: &mut Report) -> &'n [Node] {
    if !matches!(node.kind, Kind::List(_)) {
        let message = format!("`{name}` takes a list, this is {}", node.what());
        report.error(code::WRONG_TYPE, &node.head(), message, "Write [a, b], or one item to a line after a dash.");
    }
    node.items()
}

/// A slug.
pub fn slug<'n>(node: &'n Node, name: &str, report: &mut Report) -> Option<&'n str> {
    let text = words(node, name, report)?;
    if is_slug(text) {
        return Some(text);
    }
    let cure = "Use lower-case letters, digits, - _ and . , beginning with a letter or digit, at most 64.";
    report.error(code::BAD_ID, &node.span, format!("`{text}` cannot be an id"), cure);
    None
}

/// A whole number; `_` and `,` between digits are not accepted, as YAML readers differ on them.
pub fn number(node: &Node, name: &str, report: &mut Report) -> Option<u64> {
    let text = words(node, name, report)?;
    let read = text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    if read.is_none() {
        let message = format!("`{name}` takes a whole number, this is `{text}`");
        report.error(code::BAD_NUMBER, &node.span, message, "Write digits only.");
    }
    read
}

/// A time.
pub fn time(node: &Node, name: &str, report: &mut Report) -> Option<SimTime> {
    let text = words(node, name, report)?;
    SimTime::parse(text)
        .map_err(|why| report.error(code::BAD_NUMBER, &node.span, why, "A time is 250ms, 30s, 5m, 12h or 4d."))
        .ok()
}

/// One of several words.
pub fn choice<T: Copy>(node: &Node, name: &str, of: &[(&'static str, T)], report: &mut Report) -> Option<T> {
    let text = words(node, name, report)?;
    let found = of.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
    if found.is_none() {
        let all: Vec<&str> = of.iter().map(|(word, _)| *word).collect();
        let cure = match nearest(text, all.iter().copied()) {
            Some(near) => format!("Did you mean `{near}`? It is one of {}.", all.join(", ")),
            None => format!("It is one of {}.", all.join(", ")),
        };
        report.error(code::BAD_WORD, &node.span, format!("`{name}` cannot be `{text}`"), cure);
    }
    found
}
