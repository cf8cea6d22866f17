//! As much XML as S3's requests need: elements, attributes, text, entities, comments; and text made safe for answers.
use super::{json::garbled, query::scalar};
use crate::endpoint::{
    refusal::Refusal,
    shapes::{Kind, Model, Shape},
};
use serde_json::{Map, Value};

/// Deeper documents are refused.
const DEEPEST: usize = 32;

/// An element.
#[derive(Debug, Default, PartialEq, Eq)]
struct Element<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, String)>,
    text: String,
    children: Vec<Self>,
}

/// Reads a body as a shape; nothing at all is an empty structure.
pub(super) fn input(model: &Model, shape: &Shape, body: &[u8]) -> Result<Value, Refusal> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Object(Map::new()));
    }
    let text = std::str::from_utf8(body).ok().and_then(parse).ok_or_else(malformed)?;
    value(model, shape, &text)
}

fn malformed() -> Refusal {
    let message = "The XML you provided was not well-formed or did not validate against our published schema";
    Refusal::new("MalformedXML", message)
}

fn value(model: &Model, shape: &Shape, from: &Element<'_>) -> Result<Value, Refusal> {
    match shape.kind {
        Kind::Structure => structure(model, shape, from),
        Kind::List => from.children.iter().map(|one| value(model, model.shape(shape.element), one)).collect(),
        Kind::Map => entries(model, shape, &from.children.iter().collect::<Vec<_>>()),
        kind => scalar(kind, from.name, &from.text).map_err(|r| garbled(r.message)),
    }
}

fn structure(model: &Model, shape: &Shape, from: &Element<'_>) -> Result<Value, Refusal> {
    let mut map = Map::new();
    for member in shape.members.iter().filter(|m| m.place.is_none()) {
        let target = model.shape(member.shape);
        if member.attribute() {
            let found = from.attributes.iter().find(|(name, _)| *name == member.wire());
            map.extend(found.map(|(_, text)| (member.name.to_owned(), Value::from(text.as_str()))));
            continue;
        }
        let flat = target.flat || member.flat();
        let found: Vec<_> = from.children.iter().filter(|c| c.name == member.wire()).collect();
        let Some(first) = found.first() else { continue };
        let read = match target.kind {
            Kind::List if flat => found.iter().map(|one| value(model, model.shape(target.element), one)).collect(),
            Kind::Map if flat => entries(model, target, &found),
            _ => value(model, target, first),
        };
        map.insert(member.name.to_owned(), read?);
    }
    Ok(Value::Object(map))
}

fn entries(model: &Model, shape: &Shape, from: &[&Element<'_>]) -> Result<Value, Refusal> {
    let (key, of) = (shape.key_name.unwrap_or("key"), shape.element_name.unwrap_or("value"));
    let mut map = Map::new();
    for entry in from {
        let part = |name| entry.children.iter().find(|c| c.name == name);
        if let (Some(key), Some(of)) = (part(key), part(of)) {
            map.insert(key.text.clone(), value(model, model.shape(shape.element), of)?);
        }
    }
    Ok(Value::Object(map))
}

fn parse(text: &str) -> Option<Element<'_>> {
    let (mut open, mut left): (Vec<Element<'_>>, _) = (Vec::new(), text);
    loop {
        let (before, rest) = left.split_once('<')?;
        if let Some(top) = open.last_mut() {
            unescape(before, &mut top.text);
        }
        if let Some(rest) = rest.strip_prefix('?') {
            left = rest.split_once("?>")?.1;
        } else if let Some(rest) = rest.strip_prefix("!--") {
            left = rest.split_once("-->")?.1;
        } else if let Some(rest) = rest.strip_prefix('/') {
            let (name, rest) = rest.split_once('>')?;
            left = rest;
            let done = open.pop().filter(|e| e.name == local(name.trim_end()))?;
            match open.last_mut() {
                Some(top) => top.children.push(done),
                None => return Some(done),
            }
        } else {
            let (tag, rest) = rest.split_once('>')?;
            left = rest;
            let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
            let made = element(tag)?;
            match open.last_mut() {
                Some(top) if closed => top.children.push(made),
                None if closed => return Some(made),
                _ => open.push(made),
            }
            if open.len() > DEEPEST {
                return None;
            }
        }
    }
}

/// The name without its prefix, except on attributes.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn element(tag: &str) -> Option<Element<'_>> {
    let (name, mut left) = tag.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((tag, ""));
    let plain = |c: char| c.is_alphanumeric() || "_-.:".contains(c);
    if name.is_empty() || !name.chars().all(plain) {
        return None;
    }
    let mut attributes = Vec::new();
    while let Some((key, rest)) = left.split_once('=') {
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, rest) = rest.get(1..)?.split_once(quote)?;
        let mut text = String::new();
        unescape(value, &mut text);
        attributes.push((key.trim(), text));
        left = rest;
    }
    Some(Element { name: local(name), attributes, ..Element::default() })
}

fn unescape(text: &str, out: &mut String) {
    let mut left = text;
    while let Some((before, rest)) = left.split_once('&') {
        out.push_str(before);
        let found = rest.split_once(';').and_then(|(name, rest)| Some((entity(name)?, rest)));
        match found {
            Some((c, rest)) => {
                out.push(c);
                left = rest;
            }
            None => {
                out.push('&');
                left = rest;
            }
        }
    }
    out.push_str(left);
}

fn entity(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// Text made safe for XML. What XML 1.0 cannot hold at all is written as a reference, as AWS does.
pub(super) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#xD;"),
            c if c < ' ' && c != '\n' && c != '\t' => out.push_str(&format!("&#x{:X};", u32::from(c))),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{escape, parse};

    #[test]
    fn documents_are_read() {
        let text =
            "<?xml version=\"1.0\"?><!-- x --><a:A xmlns=\"u\" k='1&lt;2'>\n <B>x &amp; &#65;&#x42;&bad;</B><C/></a:A>";
        let a = parse(text).unwrap();
        assert_eq!((a.name, a.attributes.len()), ("A", 2));
        assert_eq!(a.attributes[1].1, "1<2");
        assert_eq!(a.children[0].text, "x & AB&bad;");
        assert_eq!(a.children[1].name, "C");
        for bad in ["", "<", "<a>", "<a></b>", "</a>", "<a b=></a>", "<a b=\"></a>", "< >", "text", &"<a>".repeat(99)] {
            assert!(parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn text_is_made_safe() {
        let mut out = String::new();
        escape("<a> & \"b\"\u{1}\r\n", &mut out);
        assert_eq!(out, "&lt;a&gt; &amp; &quot;b&quot;&#x1;&#xD;\n");
    }
}
