//! What several adapters read and write alike: tags, pages of lists, numbers that are counts.
use crate::endpoint::input::Input;
use crate::sim::members::{Listed, Members, Page, Tags};
use serde_json::{Map, Value};

/// `Tags: [{Key, Value}]` as the simulator keeps them.
pub(super) fn tags(input: Input<'_>, member: &str) -> Tags {
    input.tags(member).into_iter().map(|(key, value)| (key.into(), value.into())).collect()
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
