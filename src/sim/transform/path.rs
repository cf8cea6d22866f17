//! JSON paths as far as EventBridge takes them: names after dots, indices and `*` in brackets.
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A path that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Step {
    Name(String),
    Index(usize),
    All,
}

/// Characters of a path, at most.
pub const LONGEST: usize = 256;

impl Path {
    /// Reads `$`, `$.detail.a-b`, `$.resources[0]`, `$.detail.items[*].id`, `$.detail.*`.
    ///
    /// # Errors
    /// What is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is no path: write $.detail.name or $.resources[0]");
        if text.len() > LONGEST {
            return Err(bad());
        }
        let mut rest = text.strip_prefix('$').ok_or_else(bad)?;
        let mut steps = vec![];
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('.') {
                let end = after.find(['.', '[']).unwrap_or(after.len());
                let (name, tail) = after.split_at(end);
                let good = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | ':' | '@' | '$');
                match name {
                    "" => return Err(bad()),
                    "*" => steps.push(Step::All),
                    _ if name.chars().all(good) => steps.push(Step::Name(name.into())),
                    _ => return Err(bad()),
                }
                rest = tail;
            } else {
                let (inside, tail) = rest.strip_prefix('[').and_then(|r| r.split_once(']')).ok_or_else(bad)?;
                let quoted = |q: char| inside.strip_prefix(q)?.strip_suffix(q).filter(|n| !n.is_empty());
                steps.push(match (inside, quoted('\'').or_else(|| quoted('"'))) {
                    ("*", _) => Step::All,
                    (_, Some(name)) => Step::Name(name.into()),
                    (index, None) => Step::Index(index.parse().map_err(|_| bad())?),
                });
                rest = tail;
            }
        }
        Ok(Self(steps))
    }

    /// The value there, where there is one; with `*` the list of all values found.
    #[must_use]
    pub fn find<'a>(&self, value: &'a Value) -> Option<std::borrow::Cow<'a, Value>> {
        use std::borrow::Cow;
        let mut at = vec![value];
        for step in &self.0 {
            at = at.into_iter().flat_map(|v| step.of(v)).collect();
        }
        if self.0.contains(&Step::All) {
            return Some(Cow::Owned(Value::Array(at.into_iter().cloned().collect())));
        }
        at.first().map(|v| Cow::Borrowed(*v))
    }
}

impl Step {
    fn of<'a>(&self, value: &'a Value) -> Vec<&'a Value> {
        match (self, value) {
            (Self::Name(name), Value::Object(map)) => map.get(name).into_iter().collect(),
            (Self::Index(at), Value::Array(list)) => list.get(*at).into_iter().collect(),
            (Self::All, Value::Array(list)) => list.iter().collect(),
            (Self::All, Value::Object(map)) => map.values().collect(),
            _ => vec![],
        }
    }
}
