//! The tree of a YAML file: scalars, lists and mappings with the bytes they stand in.
use std::ops::Range;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its bytes in the file.
    pub span: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// The three kinds of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words, numbers, truth values: all kept as written. `None` for an empty value, `~` and `null`.
    Scalar(Option<String>),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping in the order of the file, no key twice.
    Map(Vec<Entry>),
}

/// One key of a mapping with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Its bytes.
    pub at: Range<usize>,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The value under a key of a mapping.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|e| e.key == key).map(|e| &e.value)
    }
    /// The entries of a mapping; empty for anything else.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        if let Kind::Map(entries) = &self.kind { entries } else { &[] }
    }
    /// The items of a list; empty for anything else.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        if let Kind::List(items) = &self.kind { items } else { &[] }
    }
    /// The words of a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Kind::Scalar(Some(text)) = &self.kind { Some(text) } else { None }
    }
    /// Where the value at a path of keys and list places stands; as far as the path leads.
    ///
    /// `["options", "2", "why"]`
    #[must_use]
    pub fn spot(&self, path: &[&str]) -> Range<usize> {
        let Some((first, rest)) = path.split_first() else { return self.span.clone() };
        let inner = match &self.kind {
            Kind::Map(_) => self.get(first),
            Kind::List(items) => first.parse().ok().and_then(|i: usize| items.get(i)),
            Kind::Scalar(_) => None,
        };
        inner.map_or_else(|| self.head(), |node| node.spot(rest))
    }
    /// A short span that stands for the whole: the first key of a mapping, else the first line's worth of it.
    #[must_use]
    pub fn head(&self) -> Range<usize> {
        match &self.kind {
            Kind::Map(entries) => entries.first().map_or_else(|| self.span.clone(), |e| e.at.clone()),
            Kind::List(items) => items.first().map_or_else(|| self.span.clone(), Self::head),
            Kind::Scalar(_) => self.span.clone(),
        }
    }
    /// What it is, for people.
    #[must_use]
    pub const fn what(&self) -> &'static str {
        match self.kind {
            Kind::Scalar(None) => "nothing",
            Kind::Scalar(Some(_)) => "words",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }
}
