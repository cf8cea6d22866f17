//! Refusals as bytes: the same error looks different in every protocol, and a little different in every service.
use super::{Header, cbor_headers, header, json_type, xml};
use crate::endpoint::{
    command::Protocol,
    protocol::{HttpAnswer, cbor},
    refusal::Refusal,
    services::Service,
    shapes::{Model, Shape, model},
};
use serde_json::{Map, Value};

/// Who refuses what.
pub(super) struct Who {
    pub(super) service: Option<Service>,
    pub(super) operation: Option<&'static str>,
    pub(super) protocol: Protocol,
}

/// A refusal with what the model adds.
struct Told<'a> {
    /// The exception's name.
    name: &'a str,
    /// Its code in the query protocol.
    code: &'a str,
    message: &'a str,
    status: u16,
    shape: Option<&'a Shape>,
}

impl Told<'_> {
    const fn sender(&self) -> bool {
        self.status < 500
    }
}

pub(super) fn answer(who: &Who, refusal: &Refusal, request_id: &str) -> HttpAnswer {
    let model = who.service.map(model);
    let told = told(who, model, refusal);
    match who.protocol {
        Protocol::Json | Protocol::JsonCompatible => in_json(who, (model, &told), request_id),
        Protocol::Cbor => {
            let name = format!("{}{}", prefix(who.service, told.shape.is_some()), told.name);
            let body = cbor::texts(&[("__type", &name), ("message", told.message)]);
            let mut headers = cbor_headers(model, request_id);
            headers.extend(query_error(who, model, &told));
            HttpAnswer { status: told.status, headers, body }
        }
        Protocol::Query => {
            let namespace = model.map_or("", |m| m.meta.namespace);
            let body = xml::error(namespace, (told.code, told.message, told.sender()), request_id);
            let headers = vec![header("x-amzn-requestid", request_id.to_owned()), header("content-type", "text/xml")];
            HttpAnswer { status: told.status, headers, body: body.into_bytes() }
        }
        Protocol::Rest => {
            let headers = vec![
                header("x-amzn-requestid", request_id.to_owned()),
                header("x-amzn-errortype", told.name.to_owned()),
                header("content-type", "application/json"),
            ];
            HttpAnswer { status: told.status, headers, body: body(None, &told) }
        }
        Protocol::RestXml => {
            let headers: Vec<Header> =
                vec![header("x-amz-request-id", request_id.to_owned()), header("content-type", "application/xml")];
            let body = xml::bare_error((told.code, told.message), request_id);
            HttpAnswer { status: told.status, headers, body: body.into_bytes() }
        }
    }
}

fn told<'a>(who: &Who, model: Option<&'a Model>, refusal: &'a Refusal) -> Told<'a> {
    let operation = model.and_then(|m| m.operation(who.operation?));
    let shape = model.and_then(|m| m.error(operation, &refusal.code));
    let name = shape.and_then(|s| s.name).unwrap_or(&refusal.code);
    let code = refusal.query_code.as_deref().or_else(|| shape.and_then(|s| s.code)).unwrap_or(name);
    let common = |shape: &Shape| shape.status.unwrap_or(if shape.fault { 500 } else { 400 });
    let status = if refusal.status == 400 { shape.map_or(400, common) } else { refusal.status };
    Told { name, code, message: &refusal.message, status, shape }
}

/// What stands before an exception's name in `__type`.
fn prefix(service: Option<Service>, modelled: bool) -> &'static str {
    match service {
        Some(Service::Sqs) if modelled => "com.amazonaws.sqs#",
        Some(Service::CloudWatch) if modelled => "com.amazonaws.cloudwatch#",
        Some(Service::Sqs | Service::CloudWatch) => "com.amazon.coral.service#",
        _ => "",
    }
}

/// The older code, for clients that ask for it.
fn query_error(who: &Who, model: Option<&Model>, told: &Told<'_>) -> Option<Header> {
    let asked = matches!(who.protocol, Protocol::JsonCompatible | Protocol::Cbor);
    let fault = if told.sender() { "Sender" } else { "Receiver" };
    let value = || header("x-amzn-query-error", format!("{};{fault}", told.code));
    (asked && model.is_some_and(|m| m.meta.compatible)).then(value)
}

fn in_json(who: &Who, (model, told): (Option<&Model>, &Told<'_>), request_id: &str) -> HttpAnswer {
    let kind = model.map_or("application/x-amz-json-1.1", json_type);
    let mut headers = vec![header("x-amzn-requestid", request_id.to_owned()), header("content-type", kind)];
    headers.extend(query_error(who, model, told));
    let name = format!("{}{}", prefix(who.service, told.shape.is_some()), told.name);
    HttpAnswer { status: told.status, headers, body: body(Some(&name), told) }
}

fn body(name: Option<&str>, told: &Told<'_>) -> Vec<u8> {
    let has = |name: &str| told.shape.is_some_and(|s| s.member(name).is_some());
    let mut map = Map::new();
    map.extend(name.map(|name| ("__type".to_owned(), Value::from(name))));
    if has("Type") {
        map.insert("Type".to_owned(), if told.sender() { "User" } else { "Server" }.into());
    }
    let framework = told.shape.is_none() && told.name == "SerializationException";
    let key = if framework || has("Message") && !has("message") { "Message" } else { "message" };
    if !told.message.is_empty() {
        map.insert(key.to_owned(), told.message.into());
    }
    Value::Object(map).to_string().into_bytes()
}
