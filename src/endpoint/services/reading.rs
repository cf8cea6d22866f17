//! What several adapters read and write alike: names, tags, pages of lists, numbers that are counts, encoded texts.
use crate::endpoint::{input::Input, refusal::Refusal};
use crate::sim::{
    members::{Listed, Members, Page, Tags},
    trace::Name,
};
use serde_json::{Map, Value};

/// `Tags: [{Key, Value}]` as the simulator keeps them.
pub(super) fn tags(input: Input<'_>, member: &str) -> Tags {
    input.tags(member).into_iter().map(|(key, value)| (key.into(), value.into())).collect()
}

/// A text that may be absent, as a name; absent is empty.
pub(super) fn name(input: Input<'_>, member: &str) -> Name {
    input.name(member).unwrap_or_default()
}

/// A text that must be there, as a name.
pub(super) fn need(input: Input<'_>, member: &str) -> Result<Name, Refusal> {
    input.need(member).map(Into::into)
}

/// Members that are there: null is left out.
pub(super) fn filled(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields.into_iter().filter(|(_, v)| !v.is_null()).collect::<Map<_, _>>().into(),
        other => other,
    }
}

/// A text percent-encoded (RFC 3986); the bytes of `also` stay as they are too.
pub(super) fn encoded(text: &str, also: &[u8]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || also.contains(&byte);
    let one = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}

/// Which page is wanted; `limit` is the service's own word for its size.
pub(super) fn page(input: Input<'_>, limit: &str) -> Page {
    Page { limit: input.int(limit).and_then(|n| u32::try_from(n).ok()), token: input.name("NextToken") }
}

/// A number that counts something: what is below zero is as much as can be, and refused for its size.
pub(super) fn count(number: Option<i64>) -> Option<u64> {
    number.map(|n| u64::try_from(n).unwrap_or(u64::MAX))
}

/// A page of a list.
pub(super) fn listed(page: Listed) -> Value {
    let mut out = Map::new();
    out.insert(page.member.to_string(), page.entries.into());
    if let Some(token) = page.next {
        out.insert("NextToken".into(), Value::from(&*token));
    }
    out.into()
}

/// The members nobody reads, as they are.
pub(super) fn others(input: Input<'_>, read: &[&str]) -> Members {
    let all = input.raw().as_object().into_iter().flatten();
    all.filter(|(key, value)| !read.contains(&key.as_str()) && !value.is_null())
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// Some members as they are.
pub(super) fn kept(input: Input<'_>, members: &[&str]) -> Members {
    members.iter().filter_map(|m| Some(((*m).into(), input.value(m)?.clone()))).collect()
}
