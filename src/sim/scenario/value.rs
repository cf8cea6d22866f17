//! Values as text, written as in the scenario file (YAML flow form): `30`, `54s`, `{uniform: [5s, 60s]}`; and times as serde values.
use crate::base::time::SimTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Map, Value};
use std::fmt;

/// A span of simulated time in a scenario: `5s`, `250ms`, or a bare whole number of seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub SimTime);

impl Span {
    /// From whole seconds.
    #[must_use]
    pub const fn secs(s: u64) -> Self {
        Self(SimTime::from_secs(s))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_micros() {
            us if us % 1_000_000 == 0 => write!(f, "{}s", us / 1_000_000),
            us if us % 1_000 == 0 => write!(f, "{}ms", us / 1_000),
            us => write!(f, "{us}us"),
        }
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Seen;
        impl de::Visitor<'_> for Seen {
            type Value = Span;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time: 250ms, 30s, 5m, 12h, or whole seconds")
            }
            fn visit_u64<E: de::Error>(self, s: u64) -> Result<Span, E> {
                Ok(Span::secs(s))
            }
            fn visit_i64<E: de::Error>(self, s: i64) -> Result<Span, E> {
                u64::try_from(s).map(Span::secs).map_err(|_| E::custom("a time cannot be negative"))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Span, E> {
                SimTime::parse(text).map(Span).map_err(E::custom)
            }
        }
        d.deserialize_any(Seen)
    }
}

/// Reads a value in flow form.
///
/// # Errors
/// What is wrong with the text.
pub fn read(text: &str) -> Result<Value, String> {
    let mut rest = text.trim();
    let value = flow(&mut rest, 0)?;
    if rest.trim().is_empty() { Ok(value) } else { Err(format!("`{}` is left over in `{text}`", rest.trim())) }
}

/// How deep lists and maps may nest; nothing in a scenario goes beyond three.
const DEEPEST: usize = 8;

fn flow(rest: &mut &str, depth: usize) -> Result<Value, String> {
    if depth > DEEPEST {
        return Err("nested too deeply".into());
    }
    *rest = rest.trim_start();
    match rest.chars().next() {
        Some('[') => list(rest, depth),
        Some('{') => map(rest, depth),
        Some(quote @ ('"' | '\'')) => quoted(rest, quote).map(Value::String),
        _ if depth == 0 => Ok(scalar(std::mem::take(rest).trim())),
        _ => Ok(scalar(word(rest))),
    }
}

fn list(rest: &mut &str, depth: usize) -> Result<Value, String> {
    let mut items = Vec::new();
    *rest = rest[1..].trim_start();
    loop {
        if let Some(after) = rest.strip_prefix(']') {
            *rest = after;
            return Ok(Value::Array(items));
        }
        items.push(flow(rest, depth + 1)?);
        comma(rest, ']')?;
    }
}

fn map(rest: &mut &str, depth: usize) -> Result<Value, String> {
    let mut items = Map::new();
    *rest = rest[1..].trim_start();
    loop {
        if let Some(after) = rest.strip_prefix('}') {
            *rest = after;
            return Ok(Value::Object(items));
        }
        let key = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => quoted(rest, quote)?,
            _ => word(rest).to_string(),
        };
        *rest = rest.trim_start().strip_prefix(':').ok_or_else(|| format!("`:` is missing after `{key}`"))?;
        items.insert(key, flow(rest, depth + 1)?);
        comma(rest, '}')?;
    }
}

fn comma(rest: &mut &str, end: char) -> Result<(), String> {
    *rest = rest.trim_start();
    if let Some(after) = rest.strip_prefix(',') {
        *rest = after.trim_start();
    } else if !rest.starts_with(end) {
        return Err(format!("`{end}` is missing"));
    }
    Ok(())
}

fn quoted(rest: &mut &str, quote: char) -> Result<String, String> {
    let inner = &rest[1..];
    let end = inner.find(quote).ok_or("a closing quote is missing")?;
    *rest = &inner[end + 1..];
    Ok(inner[..end].to_string())
}

fn word<'a>(rest: &mut &'a str) -> &'a str {
    let end = rest.find([',', ':', ']', '}']).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    *rest = after;
    word.trim()
}

fn scalar(word: &str) -> Value {
    match word {
        "" | "~" | "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => word.parse::<u64>().map_or_else(|_| Value::String(word.into()), Value::from),
    }
}

/// Writes a value in flow form; [`read`] gives it back.
#[must_use]
pub fn write(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::String(text) if text.contains([',', ':', '[', ']', '{', '}']) => format!("\"{text}\""),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(items) => format!("[{}]", items.iter().map(write).collect::<Vec<_>>().join(", ")),
        Value::Object(items) => {
            let pairs: Vec<_> = items.iter().map(|(key, value)| format!("{key}: {}", write(value))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Span, read, write};

    #[test]
    fn flow_text_goes_there_and_back() {
        for text in
            ["30", "54s", "true", "{uniform: [5s, 60s]}", "{else: 8s, script: {m3: 54s}}", "[A1, B1, A2']", "[]"]
        {
            assert_eq!(write(&read(text).unwrap()), text);
        }
        assert_eq!(read("9/s").unwrap(), "9/s");
        for bad in ["[1, 2", "{a 1}", "{a: 1", "\"open", "[1] 2", &"[".repeat(40)] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn spans_read_words_and_seconds() {
        let span = |json: &str| serde_json::from_str::<Span>(json).map(|s| s.to_string()).map_err(|e| e.to_string());
        assert_eq!(span("\"1.5s\"").unwrap(), "1500ms");
        assert_eq!(span("20").unwrap(), "20s");
        assert!(span("-1").unwrap_err().contains("negative"));
        assert!(span("\"soon\"").unwrap_err().contains("is not a time"));
    }
}
