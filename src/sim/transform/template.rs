//! Templates: fixed text with variables in angle brackets. In a JSON template a variable outside quotes becomes a JSON value
//! (text is quoted by itself), inside quotes it becomes plain text (objects lose their quotes); in a text template it is plain
//! text everywhere. A variable without a value is empty.
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;

/// A template that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// It is a JSON object or list, not a text.
    json: bool,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Part {
    Text(String),
    /// A variable, and whether it stands inside quotes.
    Variable(String, bool),
}

/// What a variable stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filling<'a> {
    /// A value of the event.
    Value(Cow<'a, Value>),
    /// JSON text that is put in as it stands, nothing escaped: `<aws.events.event.json>`.
    Raw(Cow<'a, str>),
    /// There is none.
    Missing,
}

impl Template {
    /// Reads a template. What stands in angle brackets is a variable where `known` says so, else text.
    ///
    /// # Errors
    /// The template is a JSON object that could never become valid JSON, or a variable stands for a key.
    pub fn parse(text: &str, known: impl Fn(&str) -> bool) -> Result<Self, String> {
        let trimmed = text.trim_start();
        let json = trimmed.starts_with('{') || trimmed.starts_with('[');
        let mut template = Self { json, parts: vec![] };
        let mut plain = String::new();
        let (mut quoted, mut escaped) = (false, false);
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if c == '<'
                && let Some((name, tail)) = rest.get(1..).and_then(|r| r.split_once('>'))
                && known(name)
            {
                if !plain.is_empty() {
                    template.parts.push(Part::Text(std::mem::take(&mut plain)));
                }
                template.parts.push(Part::Variable(name.into(), quoted));
                (rest, escaped) = (tail, false);
                continue;
            }
            match c {
                '\\' if quoted => escaped = !escaped,
                '"' if !escaped => quoted = !quoted,
                _ => escaped = false,
            }
            if c == '"' {
                escaped = false;
            }
            plain.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or("");
        }
        if !plain.is_empty() {
            template.parts.push(Part::Text(plain));
        }
        template.check()?;
        Ok(template)
    }

    /// A JSON template must be JSON with any values put in.
    fn check(&self) -> Result<(), String> {
        if !self.json {
            return Ok(());
        }
        let sample = self.render(|_| Filling::Value(Cow::Owned(Value::from(0))));
        serde_json::from_str::<Value>(&sample).map(|_| ()).map_err(|e| format!("the template is no JSON: {e}"))
    }

    /// The variables it uses.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Variable(name, _) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The text with every variable filled in.
    #[must_use]
    pub fn render<'a>(&self, fill: impl Fn(&str) -> Filling<'a>) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Variable(name, quoted) => self.put(&mut out, fill(name), *quoted),
            }
        }
        out
    }

    fn put(&self, out: &mut String, filling: Filling<'_>, quoted: bool) {
        let bare = self.json && !quoted;
        match filling {
            Filling::Raw(text) => out.push_str(&text),
            Filling::Missing if bare => out.push_str("\"\""),
            Filling::Missing => {}
            Filling::Value(value) if bare => out.push_str(&value.to_string()),
            Filling::Value(value) => match &*value {
                Value::String(text) if quoted => out.push_str(&escape(text)),
                Value::String(text) => out.push_str(text),
                Value::Null => {}
                // Inside quotes an object would end the string early: EventBridge drops its quotes.
                other => out.push_str(&other.to_string().replace(['"', '\\'], "")),
            },
        }
    }
}

/// Text as it stands inside a JSON string.
fn escape(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or("").to_string()
}
