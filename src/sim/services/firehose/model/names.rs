//! Keys of objects: prefixes with expressions, and partition keys taken out of records.
use crate::base::time::SimTime;
use crate::sim::epoch;
use crate::sim::trace::Name;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Keys taken out of a record.
pub type Keys = BTreeMap<String, String>;

/// Reads `{customer: .customer.id, kind: .type}`: names to paths.
///
/// # Errors
/// What is wrong with it.
pub fn query(text: &str) -> Result<Vec<(&str, Vec<&str>)>, String> {
    let inner = text.trim().strip_prefix('{').and_then(|t| t.strip_suffix('}'));
    let inner = inner.ok_or("write {name: .path, ...}")?;
    let mut out = vec![];
    for part in inner.split(',') {
        let (name, path) = part.split_once(':').ok_or_else(|| format!("`{}` has no path", part.trim()))?;
        let (name, path) = (name.trim().trim_matches('"'), path.trim());
        let steps = path.strip_prefix('.').ok_or_else(|| format!("the path `{path}` begins with a dot"))?;
        let word = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
        let steps: Vec<&str> = steps.split('.').collect();
        if !word(name) || !steps.iter().all(|s| word(s)) {
            return Err(format!("`{}` is no name and path", part.trim()));
        }
        out.push((name, steps));
    }
    Ok(out)
}

/// The keys a query finds in a record; `None` where one is missing or the record is no JSON object.
#[must_use]
pub fn extract(text: &str, body: &str) -> Option<Keys> {
    let record: Value = serde_json::from_str(body).ok()?;
    let mut keys = Keys::new();
    for (name, path) in query(text).ok()? {
        let found = path.iter().try_fold(&record, |at, step| at.get(*step))?;
        let value = match found {
            Value::String(text) if !text.is_empty() => text.clone(),
            Value::Number(n) => n.to_string(),
            Value::Bool(b) => b.to_string(),
            _ => return None,
        };
        keys.insert(name.into(), value);
    }
    Some(keys)
}

/// The parts of a prefix: text, or an expression's namespace and value.
fn parts(text: &str) -> impl Iterator<Item = Result<(&str, &str), &str>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(start) = rest.find("!{") else {
            return Some(Err(std::mem::take(&mut rest)));
        };
        if start > 0 {
            let (head, tail) = rest.split_at(start);
            rest = tail;
            return Some(Err(head));
        }
        let inner = rest.strip_prefix("!{").unwrap_or(rest);
        let Some((expression, tail)) = inner.split_once('}') else {
            return Some(Err(std::mem::take(&mut rest)));
        };
        rest = tail;
        Some(Ok(expression.split_once(':').unwrap_or((expression, ""))))
    })
}

/// Whether every expression of a prefix is one Firehose knows.
///
/// # Errors
/// The one it does not know.
pub fn check(text: &str) -> Result<(), String> {
    for (space, value) in parts(text).filter_map(Result::ok) {
        let good = match space {
            "timestamp" => !value.is_empty(),
            "firehose" => matches!(value, "error-output-type" | "random-string"),
            "partitionKeyFromQuery" | "partitionKeyFromLambda" => !value.is_empty(),
            _ => false,
        };
        if !good {
            return Err(format!("The expression !{{{space}:{value}}} is not supported in a prefix."));
        }
    }
    Ok(())
}

/// The prefix with its partition keys filled in, everything else left as it is; `None` where a key is missing.
#[must_use]
pub fn partition(prefix: &str, query: &Keys, lambda: &Keys) -> Option<Name> {
    let mut out = String::with_capacity(prefix.len());
    for part in parts(prefix) {
        match part {
            Err(text) => out.push_str(text),
            Ok(("partitionKeyFromQuery", key)) => out.push_str(query.get(key)?),
            Ok(("partitionKeyFromLambda", key)) => out.push_str(lambda.get(key)?),
            Ok((space, value)) => {
                let _ = write!(out, "!{{{space}:{value}}}");
            }
        }
    }
    Some(out.into())
}

/// What a prefix is filled in with.
#[derive(Clone, Copy, Debug)]
pub struct Filling<'a> {
    /// The arrival of the oldest record in the object.
    pub oldest: SimTime,
    /// `processing-failed` and its kin; `None` for delivered data.
    pub error: Option<&'a str>,
    /// Eleven letters by chance.
    pub random: &'a str,
}

/// The evaluated prefix. Without a timestamp of its own it gets `yyyy/MM/dd/HH/`; error output without its type gets that too.
#[must_use]
pub fn evaluate(prefix: &str, with: Filling<'_>) -> String {
    let mut out = String::with_capacity(prefix.len() + 24);
    for part in parts(prefix) {
        match part {
            Ok(("timestamp", format)) => out.push_str(&stamp(format, with.oldest)),
            Ok(("firehose", "error-output-type")) => out.push_str(with.error.unwrap_or_default()),
            Ok(("firehose", _)) => out.push_str(with.random),
            Ok(_) => {}
            Err(text) => out.push_str(text),
        }
    }
    if let Some(error) = with.error.filter(|_| !prefix.contains("!{firehose:error-output-type}")) {
        out.push_str(error);
        out.push('/');
    }
    if !prefix.contains("!{timestamp:") {
        out.push_str(&stamp("yyyy/MM/dd/HH/", with.oldest));
    }
    out
}

/// A moment by the letters of Java's DateTimeFormatter that matter here: y, M, d, H, m, s; text in quotes stays.
#[must_use]
pub fn stamp(format: &str, at: SimTime) -> String {
    let secs = epoch::epoch_secs(at);
    let date = epoch::Date::from_days(secs.div_euclid(epoch::DAY));
    let clock = secs.rem_euclid(epoch::DAY);
    let mut out = String::new();
    let mut quoted = false;
    let mut letters = format.chars().peekable();
    while let Some(letter) = letters.next() {
        let number = match letter {
            '\'' => {
                quoted = !quoted;
                continue;
            }
            'y' | 'Y' if !quoted => date.year,
            'M' if !quoted => i64::from(date.month),
            'd' if !quoted => i64::from(date.day),
            'H' if !quoted => clock / 3_600,
            'm' if !quoted => clock / 60 % 60,
            's' if !quoted => clock % 60,
            other => {
                out.push(other);
                continue;
            }
        };
        let mut width = 1;
        while letters.next_if_eq(&letter).is_some() {
            width += 1;
        }
        let _ = write!(out, "{number:0width$}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Filling, Keys, check, evaluate, extract, partition, query, stamp};
    use crate::base::time::SimTime;

    #[test]
    fn prefixes_are_filled_in() {
        let with = |error| Filling { oldest: SimTime::from_secs(3_700), error, random: "abc" };
        assert_eq!(evaluate("", with(None)), "2026/11/21/01/");
        assert_eq!(evaluate("logs/", with(None)), "logs/2026/11/21/01/");
        assert_eq!(evaluate("a/!{timestamp:yyyy-MM-dd}/", with(None)), "a/2026-11-21/");
        assert_eq!(evaluate("", with(Some("processing-failed"))), "processing-failed/2026/11/21/01/");
        let own = "bad/!{firehose:error-output-type}/!{timestamp:HH}-!{firehose:random-string}/";
        assert_eq!(evaluate(own, with(Some("x"))), "bad/x/01-abc/");
        assert_eq!(stamp("yyyy'y'M", SimTime::ZERO), "2026y11");
        assert!(check("!{nobody:x}/").is_err());
        assert!(check("!{timestamp:yyyy}/!{partitionKeyFromQuery:a}/").is_ok());
    }

    #[test]
    fn keys_are_found_by_their_paths() {
        let keys = extract("{c: .customer.id, k: .kind}", r#"{"customer":{"id":7},"kind":"x"}"#).unwrap();
        let prefix = "c=!{partitionKeyFromQuery:c}/k=!{partitionKeyFromQuery:k}/!{timestamp:HH}/";
        assert_eq!(partition(prefix, &keys, &Keys::new()).unwrap().as_ref(), "c=7/k=x/!{timestamp:HH}/");
        assert_eq!(partition("!{partitionKeyFromLambda:z}/", &keys, &Keys::new()), None);
        for body in ["no json", r#"{"customer":{}}"#, r#"{"customer":{"id":null},"kind":"x"}"#, "[1]"] {
            assert_eq!(extract("{c: .customer.id}", body), None, "{body}");
        }
        for bad in ["", "c: .c", "{c}", "{c: c}", "{c: .}", "{c: .a | length}"] {
            assert!(query(bad).is_err(), "{bad}");
        }
    }
}
