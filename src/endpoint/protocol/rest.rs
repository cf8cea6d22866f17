//! Inputs of REST: parts of the path, the query string, headers, and the body.
use super::{
    Head, body,
    form::{self, Pairs},
    json, moment,
    query::scalar,
    xml,
};
use crate::endpoint::{
    refusal::Refusal,
    shapes::{Kind, Member, Model, Place, Shape},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

/// Where the parts are.
pub(super) struct Parts<'a> {
    pub(super) head: &'a Head<'a>,
    pub(super) labels: &'a [(&'static str, &'a str)],
    pub(super) body: &'a [u8],
}

/// Reads an operation's input from all the places.
pub(super) fn input(model: &Model, shape: &Shape, parts: &Parts<'_>) -> Result<Value, Refusal> {
    let mut map = whole(model, shape, parts)?;
    let pairs = parts.head.pairs();
    for member in &shape.members {
        let target = model.shape(member.shape);
        let found = match member.place {
            Some(Place::Path) => {
                let raw = parts.labels.iter().find(|(name, _)| *name == member.wire());
                raw.map(|(_, text)| placed(target, member, &form::decoded(text.as_bytes(), false))).transpose()?
            }
            Some(Place::Query) => queried(model, target, member, &pairs)?,
            Some(Place::Header) => {
                let text = parts.head.header(member.wire());
                text.map(|text| placed(target, member, text)).transpose()?
            }
            Some(Place::Headers) => prefixed(member, parts.head),
            Some(Place::Status) | None => None,
        };
        if let Some(found) = found {
            map.insert(member.name.to_owned(), found);
        }
    }
    Ok(Value::Object(map))
}

/// What the body holds.
fn whole(model: &Model, shape: &Shape, parts: &Parts<'_>) -> Result<Map<String, Value>, Refusal> {
    let body = body::plain(parts.head.header("content-encoding"), parts.body);
    let mut map = Map::new();
    let is_xml = model.meta.protocol == "rest-xml";
    if let Some(payload) = shape.payload() {
        if let Some(value) = carried(model, model.shape(payload.shape), &body, is_xml)? {
            map.insert(payload.name.to_owned(), value);
        }
        return Ok(map);
    }
    if !shape.members.iter().any(|m| m.place.is_none()) {
        return Ok(map);
    }
    let found = if is_xml { xml::input(model, shape, &body)? } else { json::input(model, shape, &body)? };
    let Value::Object(mut found) = found else { return Ok(map) };
    // What belongs elsewhere is not taken from the body.
    found.retain(|name, _| shape.member(name).is_some_and(|m| m.place.is_none()));
    Ok(found)
}

/// A member that is the whole body.
fn carried(model: &Model, shape: &Shape, body: &[u8], is_xml: bool) -> Result<Option<Value>, Refusal> {
    let value = match shape.kind {
        Kind::Blob => Some(STANDARD.encode(body).into()),
        Kind::Text => Some(String::from_utf8_lossy(body).into_owned().into()),
        _ if body.is_empty() => None,
        _ if is_xml => Some(xml::input(model, shape, body)?),
        _ => Some(json::input(model, shape, body)?),
    };
    Ok(value)
}

fn placed(shape: &Shape, member: &Member, text: &str) -> Result<Value, Refusal> {
    match shape.kind {
        Kind::Timestamp => moment::parse(text).ok_or_else(|| json::garbled("Unparseable date")),
        Kind::List => Ok(text.split(',').map(|one| Value::from(one.trim())).collect()),
        kind => scalar(kind, member.wire(), text).map_err(|r| json::garbled(r.message)),
    }
}

fn queried(model: &Model, shape: &Shape, member: &Member, pairs: &Pairs) -> Result<Option<Value>, Refusal> {
    match shape.kind {
        Kind::List => {
            let element = model.shape(shape.element);
            let all: Result<Vec<_>, _> = pairs.all(member.wire()).map(|text| placed(element, member, text)).collect();
            Ok(Some(all?).filter(|all| !all.is_empty()).map(Value::Array))
        }
        _ => pairs.get(member.wire()).map(|text| placed(shape, member, text)).transpose(),
    }
}

/// `x-amz-meta-color: red` under `x-amz-meta-`.
fn prefixed(member: &Member, head: &Head<'_>) -> Option<Value> {
    let wanted = member.wire();
    let named = |name: &str| {
        let begins = name.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted));
        begins.then(|| name.get(wanted.len()..).unwrap_or_default().to_ascii_lowercase())
    };
    let map: Map<_, _> = head.headers.iter().filter_map(|(n, v)| Some((named(n)?, Value::from(*v)))).collect();
    (!map.is_empty()).then_some(Value::Object(map))
}
