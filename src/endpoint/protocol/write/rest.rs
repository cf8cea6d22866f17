//! Outputs of REST: a status, headers, and a body in JSON or XML, or bare bytes.
use super::{Header, header, json, xml};
use crate::endpoint::{
    protocol::HttpAnswer,
    shapes::{Kind, Member, Model, Place, Shape, TimeFormat},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use std::borrow::Cow;

/// What is to be answered.
pub(super) struct Out<'a> {
    pub(super) model: &'a Model,
    pub(super) output: Option<&'a Shape>,
    pub(super) status: u16,
    pub(super) is_xml: bool,
}

pub(super) fn answer(out: &Out<'_>, value: &Value, request_id: &str) -> HttpAnswer {
    let id = if out.is_xml { "x-amz-request-id" } else { "x-amzn-requestid" };
    let mut answer =
        HttpAnswer { status: out.status, headers: vec![header(id, request_id.to_owned())], body: Vec::new() };
    let Some(shape) = out.output else { return answer };
    for member in &shape.members {
        if let Some(value) = value.get(member.name).filter(|v| !v.is_null()) {
            place(out.model.shape(member.shape), member, value, &mut answer);
        }
    }
    // Part of a body is Partial Content.
    if answer.headers.iter().any(|(name, value)| name == "content-range" && value.starts_with("bytes ")) {
        answer.status = 206;
    }
    if answer.status != 204 {
        body(out, shape, value, &mut answer);
    }
    // The server counts bodies itself; only what has none (HEAD) says how long it would be.
    if !answer.body.is_empty() {
        answer.headers.retain(|(name, _)| name != "content-length");
    }
    answer
}

fn place(shape: &Shape, member: &Member, value: &Value, answer: &mut HttpAnswer) {
    match member.place {
        Some(Place::Status) => {
            answer.status = value.as_u64().and_then(|s| u16::try_from(s).ok()).unwrap_or(answer.status);
        }
        Some(Place::Header) => {
            let text = match value {
                Value::Array(list) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
                value => xml::text(shape, value, TimeFormat::Http),
            };
            push(member.wire().to_ascii_lowercase().into(), text, &mut answer.headers);
        }
        Some(Place::Headers) => {
            for (name, value) in value.as_object().into_iter().flatten() {
                let name = format!("{}{name}", member.wire()).to_ascii_lowercase();
                push(name.into(), value.as_str().unwrap_or_default().to_owned(), &mut answer.headers);
            }
        }
        Some(Place::Path | Place::Query) | None => {}
    }
}

/// A header that HTTP can carry; what it cannot is left out.
fn push(name: Cow<'static, str>, text: String, headers: &mut Vec<Header>) {
    let good = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    if good && text.bytes().all(|b| b >= b' ' && b != 127) {
        headers.push((name, text.into()));
    }
}

fn body(out: &Out<'_>, shape: &Shape, value: &Value, answer: &mut HttpAnswer) {
    let typed = |answer: &HttpAnswer| answer.headers.iter().any(|(name, _)| name == "content-type");
    let kind = if out.is_xml { "application/xml" } else { "application/json" };
    let (shape, value, root) = match shape.payload() {
        Some(payload) => {
            let target = out.model.shape(payload.shape);
            let value = value.get(payload.name).unwrap_or(&Value::Null);
            let text = value.as_str().unwrap_or_default();
            match target.kind {
                Kind::Blob => answer.body = STANDARD.decode(text).unwrap_or_default(),
                Kind::Text => answer.body = text.as_bytes().to_vec(),
                _ if value.is_null() => {}
                _ => return structured(out, target, (value, target.root.unwrap_or(payload.wire())), answer),
            }
            if !typed(answer) {
                answer.headers.push(header("content-type", if out.is_xml { "binary/octet-stream" } else { kind }));
            }
            return;
        }
        None => (shape, value, shape.root.unwrap_or("Result")),
    };
    if !out.is_xml || shape.members.iter().any(|m| m.place.is_none()) {
        structured(out, shape, (value, root), answer);
    }
}

fn structured(out: &Out<'_>, shape: &Shape, (value, root): (&Value, &str), answer: &mut HttpAnswer) {
    if out.is_xml {
        answer.body = xml::document(out.model, (root, shape), value).into_bytes();
        answer.headers.push(header("content-type", "application/xml"));
    } else {
        json::write(out.model, shape, value, &mut answer.body);
        answer.headers.push(header("content-type", "application/json"));
    }
}
